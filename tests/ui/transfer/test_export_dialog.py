"""The export dialog: every format with what is said of it, a preview of text, the clipboard and a file."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, SHIFT, button, click, press, shown, spoken, tone_of
from tests.ui.transfer.plans import EU, REQUEST, settle
from workbench.collections.outgoing.errors import KeyInside
from workbench.collections.outgoing.model import Exported
from workbench.snippets import Shell, curl_command
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer import ExportDialog

WHERE = "workbench.ui.transfer.saving.QFileDialog.getSaveFileName"
LINES = 500


class Form(StrEnum):
    """Formats as the use case has them: a text of many lines, a script, and one that is no text."""

    HAR = "har"
    CURL = "curl"
    BUNDLE = "zip"

    @property
    def label(self) -> str:
        return {"har": "HAR 1.2", "curl": "cURL for bash", "zip": "Workbench file"}[self.value]

    @property
    def suffix(self) -> str:
        return {"har": ".har", "curl": ".sh", "zip": ".workbench.zip"}[self.value]


def made(form: Form) -> Exported:
    if form is Form.CURL:
        text = curl_command(REQUEST, EU, (), Shell.BASH)
        return Exported(text.encode(), "brand-shop.sh", ("Put the key into <b>PERSONALIZE_CLIENT_KEY</b>.", "Personas are left out."))
    if form is Form.BUNDLE:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("workbench.toml", "format = 1\n")
        return Exported(out.getvalue(), "brand-shop.workbench.zip", ("No client key is in it.",))
    return Exported(json.dumps({"log": {"entries": list(range(LINES))}}, indent=1).encode(), "brand-shop.har")


@dataclass
class Source:
    fails: Exception | None = None
    waits: threading.Event | None = None
    asked: list[Form] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def export(self, form: Form) -> Exported:
        self.threads.add(threading.current_thread().name)
        self.asked.append(form)
        if self.fails is not None and form is Form.CURL:
            raise self.fails
        if self.waits is not None and form is Form.CURL:
            assert self.waits.wait(10)
        return made(form)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def open_dialog(qtbot: QtBot, theme: Theme, jobs: Jobs, source: Source) -> Callable[[Form], ExportDialog]:
    def make(form: Form) -> ExportDialog:
        dialog = ExportDialog(None, theme, jobs, source, "Brand shop", form)
        shown(qtbot, dialog)
        return dialog

    return make


def ready(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(dialog.foot.save_button.isEnabled)


def preview_of(dialog: ExportDialog) -> list[str]:
    source = dialog.code.sheet.source
    return [source.line(n) for n in range(source.line_count)]


def test_it_begins_with_the_format_that_is_asked_for(
    qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog], source: Source, gate: threading.Event
) -> None:
    source.waits = gate
    dialog = open_dialog(Form.CURL)
    assert dialog.windowTitle() == "Export “Brand shop”"
    assert dialog.form.hasFocus()
    assert not dialog.foot.copy.isEnabled()
    gate.set()
    ready(qtbot, dialog)
    assert [dialog.form.itemText(n) for n in range(dialog.form.count())] == ["HAR 1.2", "cURL for bash", "Workbench file"]
    assert source.asked == [Form.CURL]
    assert isinstance(source.asked[0], Form)
    assert all(name.startswith("workbench-worker") for name in source.threads), source.threads


def test_notes_and_preview_belong_to_the_chosen_format(qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog]) -> None:
    dialog = open_dialog(Form.CURL)
    ready(qtbot, dialog)
    assert dialog.notes.text() == "• Put the key into <b>PERSONALIZE_CLIENT_KEY</b>.\n• Personas are left out."
    assert dialog.notes.textFormat() is Qt.TextFormat.PlainText
    assert "\n".join(preview_of(dialog)) == made(Form.CURL).data.decode().removesuffix("\n")
    assert not dialog.more.isVisible()
    dialog.form.setCurrentIndex(0)
    ready(qtbot, dialog)
    assert not dialog.notes.isVisible()
    assert len(preview_of(dialog)) == 200
    assert dialog.more.text() == "The first 200 lines of 4 kB."
    assert {role for n in range(9) for _, _, role in dialog.code.sheet.source.spans(n)} == {"json_key", "json_number"}


def test_what_is_no_text_is_named_and_can_only_be_saved(
    qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def choose(_parent: object, _title: str, suggested: str, kinds: str) -> tuple[str, str]:
        asked.append((Path(suggested).name, kinds))
        return str(tmp_path / "shop.workbench.zip"), ""

    monkeypatch.setattr(WHERE, choose)
    dialog = open_dialog(Form.BUNDLE)
    ready(qtbot, dialog)
    assert not dialog.code.isVisible()
    assert "brand-shop.workbench.zip" in spoken(dialog)
    assert not dialog.foot.copy.isEnabled()
    QGuiApplication.clipboard().setText("before")
    press(dialog.form, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == "before"
    click(button(dialog, "Save…"))
    qtbot.waitUntil(lambda: dialog.foot.said.whole() == f"Saved as {tmp_path / 'shop.workbench.zip'}")
    assert (tmp_path / "shop.workbench.zip").read_bytes() == made(Form.BUNDLE).data
    assert asked == [("brand-shop.workbench.zip", "Workbench file (*.workbench.zip)")]


def test_the_whole_is_copied_also_where_the_preview_ends(qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog]) -> None:
    dialog = open_dialog(Form.HAR)
    ready(qtbot, dialog)
    click(button(dialog, "Copy"))
    assert QGuiApplication.clipboard().text() == made(Form.HAR).data.decode()
    assert dialog.foot.said.whole() == "Copied: HAR 1.2, 4 kB."
    dialog.code.setFocus()
    press(dialog.code, Qt.Key.Key_Down, modifiers=SHIFT)
    press(dialog.code, Qt.Key.Key_C, modifiers=CTRL)
    assert QGuiApplication.clipboard().text() == "{\n"


def test_a_save_that_fails_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    monkeypatch.setattr(WHERE, lambda *_: (str(tmp_path / "file" / "shop.har"), ""))
    dialog = open_dialog(Form.HAR)
    ready(qtbot, dialog)
    click(button(dialog, "Save…"))
    qtbot.waitUntil(lambda: dialog.foot.said.whole().startswith("Not saved."))
    assert tone_of(dialog.foot.said) == "bad"
    monkeypatch.setattr(WHERE, lambda *_: (str(tmp_path / "shop.har"), ""))
    click(button(dialog, "Save…"))
    qtbot.waitUntil(lambda: dialog.foot.said.whole().startswith("Saved as"))
    assert tone_of(dialog.foot.said) == "good"
    assert (tmp_path / "shop.har").read_bytes() == made(Form.HAR).data


def test_what_cannot_be_exported_says_why_and_other_formats_still_can(
    qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog], source: Source
) -> None:
    source.fails = KeyInside("home-hero.request.toml")
    dialog = open_dialog(Form.CURL)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "home-hero.request.toml" in dialog.notice.accessibleName()
    assert not dialog.foot.copy.isEnabled()
    assert not dialog.foot.save_button.isEnabled()
    dialog.form.setCurrentIndex(0)
    ready(qtbot, dialog)
    assert not dialog.notice.isVisible()
    assert dialog.code.isVisible()


def test_only_the_format_chosen_last_is_shown(
    qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog], jobs: Jobs, source: Source, gate: threading.Event
) -> None:
    source.waits = gate
    dialog = open_dialog(Form.CURL)
    assert dialog.foot.said.whole() == "Writing…"
    dialog.form.setCurrentIndex(0)
    ready(qtbot, dialog)
    gate.set()
    settle(qtbot, jobs, dialog)
    assert preview_of(dialog)[0] == "{"
    click(button(dialog, "Copy"))
    assert QGuiApplication.clipboard().text().startswith("{")


def test_the_whole_dialog_works_from_the_keyboard(qtbot: QtBot, open_dialog: Callable[[Form], ExportDialog]) -> None:
    dialog = open_dialog(Form.HAR)
    ready(qtbot, dialog)
    handle = dialog.windowHandle()
    assert handle is not None
    met = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        met.append(focused.accessibleName() if focused is not None else "")
        QTest.keyClick(handle, Qt.Key.Key_Tab)
    assert met == ["Format", "Preview", "Close", "Save…", "Copy"]
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
