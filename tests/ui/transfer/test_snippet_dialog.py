"""Copy as code: each language, its colours, its notes; to the clipboard and into a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, SHIFT, button, click, press, shown, spoken, tone_of
from tests.ui.transfer.plans import EU, REQUEST, settle
from workbench.snippets import Language, Snippet, write_snippet
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer import SnippetDialog

Make = Callable[[Language], Snippet]
WHERE = "workbench.ui.transfer.saving.QFileDialog.getSaveFileName"


def written(language: Language) -> Snippet:
    return write_snippet(language, REQUEST, EU)


@pytest.fixture
def open_dialog(qtbot: QtBot, theme: Theme, jobs: Jobs) -> Callable[..., SnippetDialog]:
    def make(make: Make = written, language: str = "") -> SnippetDialog:
        dialog = SnippetDialog(None, theme, jobs, make, language)
        shown(qtbot, dialog)
        return dialog

    return make


def text_of(dialog: SnippetDialog) -> str:
    source = dialog.code.sheet.source
    return "\n".join(source.line(n) for n in range(source.line_count))


def wait_for(qtbot: QtBot, dialog: SnippetDialog, language: Language) -> None:
    qtbot.waitUntil(lambda: text_of(dialog) == written(language).text.removesuffix("\n"))


def test_it_begins_with_the_first_language_or_the_last_chosen(qtbot: QtBot, open_dialog: Callable[..., SnippetDialog]) -> None:
    dialog = open_dialog()
    assert dialog.list.hasFocus()
    assert [dialog.list.item(n).text() for n in range(dialog.list.count())] == [language.label for language in Language]
    wait_for(qtbot, dialog, Language.CURL)
    again = open_dialog(language="kotlin")
    assert again.list.currentItem().text() == Language.KOTLIN.label
    wait_for(qtbot, again, Language.KOTLIN)
    unknown = open_dialog(language="cobol")
    wait_for(qtbot, unknown, Language.CURL)


@pytest.mark.parametrize("language", Language)
def test_every_language_is_shown_with_its_notes_and_remembered(
    qtbot: QtBot, open_dialog: Callable[..., SnippetDialog], language: Language
) -> None:
    dialog = open_dialog(language="python" if language is not Language.PYTHON else "curl")
    with qtbot.waitSignal(dialog.language_chosen) as told:
        dialog.list.setCurrentRow(list(Language).index(language))
    assert told.args == [language.value]
    assert isinstance(told.args[0], str)
    wait_for(qtbot, dialog, language)
    for note in written(language).notes:
        assert note in dialog.notes.text()
    assert dialog.notes.textFormat() is Qt.TextFormat.PlainText
    source = dialog.code.sheet.source
    assert {role for n in range(source.line_count) for _, _, role in source.spans(n)} >= {"json_string", "json_key"}
    assert dialog.grab().toImage().pixelColor(400, 30).isValid(), "it is painted"


def test_code_is_copied_exactly(qtbot: QtBot, open_dialog: Callable[..., SnippetDialog]) -> None:
    odd = replace(REQUEST, params={"note": "<b>not bold</b>\t\"q\" 'x' \\ \u2028 \x07 😀"})
    dialog = open_dialog(lambda language: write_snippet(language, odd, EU), "fetch")
    qtbot.waitUntil(dialog.foot.copy.isEnabled)
    click(button(dialog, "Copy"))
    assert QGuiApplication.clipboard().text() == write_snippet(Language.FETCH, odd, EU).text
    assert dialog.foot.said.whole() == "Copied: JavaScript fetch."


def test_control_c_copies_all_or_what_is_selected(qtbot: QtBot, open_dialog: Callable[..., SnippetDialog]) -> None:
    dialog = open_dialog(language="python")
    qtbot.waitUntil(dialog.foot.copy.isEnabled)
    press(dialog.list, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == written(Language.PYTHON).text
    dialog.code.setFocus()
    press(dialog.code, *[Qt.Key.Key_Right] * 6, modifiers=SHIFT)
    press(dialog.code, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == "import"
    assert dialog.foot.said.whole() == "Copied what is selected."
    press(dialog.code, Qt.Key.Key_A, modifiers=CTRL)
    press(dialog.code, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == written(Language.PYTHON).text.removesuffix("\n")


def test_code_is_saved(qtbot: QtBot, open_dialog: Callable[..., SnippetDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def choose(_parent: object, _title: str, suggested: str, kinds: str) -> tuple[str, str]:
        asked.append((Path(suggested).name, kinds))
        return str(tmp_path / "hero.swift"), ""

    monkeypatch.setattr(WHERE, choose)
    dialog = open_dialog(language="swift")
    qtbot.waitUntil(dialog.foot.save_button.isEnabled)
    click(button(dialog, "Save…"))
    qtbot.waitUntil(lambda: dialog.foot.said.whole() == f"Saved as {tmp_path / 'hero.swift'}")
    assert (tmp_path / "hero.swift").read_text("utf-8") == written(Language.SWIFT).text
    assert asked == [("call-flows.swift", "Swift URLSession (*.swift)")]


def test_a_save_that_fails_says_so(
    qtbot: QtBot, open_dialog: Callable[..., SnippetDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    monkeypatch.setattr(WHERE, lambda *_: (str(tmp_path / "file" / "hero.sh"), ""))
    dialog = open_dialog()
    qtbot.waitUntil(dialog.foot.save_button.isEnabled)
    click(button(dialog, "Save…"))
    qtbot.waitUntil(lambda: dialog.foot.said.whole().startswith("Not saved."))
    assert tone_of(dialog.foot.said) == "bad"
    assert str(tmp_path / "file") in dialog.foot.said.whole()


def test_nothing_is_saved_where_no_name_is_given(
    qtbot: QtBot, open_dialog: Callable[..., SnippetDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WHERE, lambda *_: ("", ""))
    dialog = open_dialog()
    qtbot.waitUntil(dialog.foot.save_button.isEnabled)
    click(button(dialog, "Save…"))
    assert dialog.foot.said.whole() == ""


def test_what_cannot_be_written_as_code_says_why_and_offers_nothing(qtbot: QtBot, open_dialog: Callable[..., SnippetDialog]) -> None:
    half = replace(REQUEST, params={"note": "cut \ud83d"})

    def make(language: Language) -> Snippet:
        return write_snippet(language, half if language is Language.CURL else REQUEST, EU)

    dialog = open_dialog(make)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "half of a character" in dialog.notice.accessibleName()
    assert not dialog.foot.copy.isEnabled()
    assert not dialog.foot.save_button.isEnabled()
    QGuiApplication.clipboard().setText("before")
    press(dialog.list, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == "before"
    press(dialog.list, Qt.Key.Key_Down)
    wait_for(qtbot, dialog, Language.POWERSHELL)
    assert not dialog.notice.isVisible()
    assert dialog.foot.copy.isEnabled()


def test_only_the_language_chosen_last_is_shown(
    qtbot: QtBot, open_dialog: Callable[..., SnippetDialog], jobs: Jobs, gate: threading.Event
) -> None:
    def slow(language: Language) -> Snippet:
        if language is Language.CURL:
            assert gate.wait(10)
        return written(language)

    dialog = open_dialog(slow)
    assert not dialog.foot.copy.isEnabled()
    press(dialog.list, Qt.Key.Key_End)
    wait_for(qtbot, dialog, Language.PYTHON)
    gate.set()
    settle(qtbot, jobs, dialog)
    assert text_of(dialog) == written(Language.PYTHON).text.removesuffix("\n")


def test_the_whole_dialog_works_from_the_keyboard(qtbot: QtBot, open_dialog: Callable[..., SnippetDialog]) -> None:
    dialog = open_dialog()
    handle = dialog.windowHandle()
    assert handle is not None
    qtbot.waitUntil(dialog.foot.copy.isEnabled)
    met = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        met.append(focused.accessibleName() if focused is not None else "")
        QTest.keyClick(handle, Qt.Key.Key_Tab)
    assert met == ["Language", "Code", "Close", "Save…", "Copy"]
    assert "Language" in spoken(dialog)
    dialog.foot.copy.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == written(Language.CURL).text
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
