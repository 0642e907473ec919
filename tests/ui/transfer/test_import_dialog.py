"""The import dialog: what is given, what it would bring, and where it goes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, NONE, click, field_of, named, press, retype, tone_of
from tests.ui.transfer.plans import NOTES, Source, at_report, copy_report, plan, read, refused, rows, settle
from workbench.collections.incoming import Fate, ImportNote
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer import ImportDialog
from workbench.ui.transfer.choose_page import TYPED_AT_MOST

CURL = "curl 'https://api-engage-eu.sitecorecloud.io/v2/callFlows' --data-raw '{}'"


def drop(dialog: ImportDialog, data: QMimeData) -> bool:
    """Drag over the dialog and let go; whether it was taken."""
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(dialog.rect().center(), action, data, buttons, NONE)
    QApplication.sendEvent(dialog, enter)
    if enter.isAccepted():
        QApplication.sendEvent(dialog, QDropEvent(QPointF(dialog.rect().center()), action, data, buttons, NONE))
    return enter.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def text(value: str) -> QMimeData:
    data = QMimeData()
    data.setText(value)
    return data


# -- what is given ----------------------------------------------------------------------------------


def test_it_begins_with_what_can_be_given_and_nothing_to_import(dialog: ImportDialog) -> None:
    assert dialog.choose.file.hasFocus()
    assert not dialog.start.isVisible()
    assert not dialog.choose.look.isEnabled()
    assert not dialog.progress.isVisible()


def test_what_was_pasted_elsewhere_is_read_at_once_on_a_worker(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    read(qtbot, dialog, b"{}")
    assert source.was_read == [("shop.json", b"{}")]
    assert all(name.startswith("workbench-worker") for name in source.threads), source.threads
    assert dialog.report.headline.text() == "Postman collection v2.1: 3 requests and 1 persona"
    assert dialog.report.summary.text().startswith("2 taken as they are, 1 changed, 1 left out.\nThe requests went to")
    assert rows(dialog) == [note.where for note in NOTES]
    assert dialog.report.report.table.hasFocus()
    assert dialog.start.isEnabled()


def test_a_file_is_chosen(qtbot: QtBot, dialog: ImportDialog, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.json").write_bytes(b"[1]")
    monkeypatch.setattr("workbench.ui.transfer.choose_page.QFileDialog.getOpenFileName", lambda *_: (str(tmp_path / "shop.json"), ""))
    click(dialog.choose.file)
    qtbot.waitUntil(lambda: at_report(dialog))
    assert source.was_read == [("shop.json", b"[1]")]


def test_a_folder_is_chosen(qtbot: QtBot, dialog: ImportDialog, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Hero.bru").write_text("meta {}")
    monkeypatch.setattr("workbench.ui.transfer.choose_page.QFileDialog.getExistingDirectory", lambda *_: str(tmp_path))
    click(dialog.choose.folder)
    qtbot.waitUntil(lambda: at_report(dialog))
    assert [(name, data[:4]) for name, data in source.was_read] == [(f"{tmp_path.name}.zip", b"PK\x03\x04")]


def test_nothing_happens_where_no_file_is_chosen(
    qtbot: QtBot, dialog: ImportDialog, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.ui.transfer.choose_page.QFileDialog.getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr("workbench.ui.transfer.choose_page.QFileDialog.getExistingDirectory", lambda *_: "")
    click(dialog.choose.file)
    click(dialog.choose.folder)
    assert not dialog.progress.isVisible()
    assert source.was_read == []


def test_files_are_dropped_one_at_a_time(qtbot: QtBot, dialog: ImportDialog, source: Source, tmp_path: Path) -> None:
    for name in ("a.json", "b.json", "c.json"):
        (tmp_path / name).write_text(name)
    assert drop(dialog, files(tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.json"))
    qtbot.waitUntil(lambda: at_report(dialog))
    assert source.was_read == [("a.json", b"a.json")]
    assert "other 2 files" in dialog.report.notice.accessibleName()
    assert drop(dialog, files(tmp_path / "b.json")), "another can be dropped on the report"
    qtbot.waitUntil(lambda: len(source.was_read) == 2 and at_report(dialog))
    assert not dialog.report.notice.isVisible()


def test_text_is_dropped(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    assert drop(dialog, text(CURL))
    qtbot.waitUntil(lambda: at_report(dialog))
    assert source.was_read == [("pasted text", CURL.encode())]


def test_a_picture_is_not_taken(dialog: ImportDialog) -> None:
    data = QMimeData()
    data.setData("image/png", b"x")
    assert not drop(dialog, data)


def test_text_is_typed_and_looked_at_from_the_keyboard(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    retype(dialog.choose.text, CURL)
    assert dialog.choose.look.isEnabled()
    press(dialog.choose.text, Qt.Key.Key_Return, modifiers=CTRL)
    qtbot.waitUntil(lambda: at_report(dialog))
    assert source.was_read == [("pasted text", CURL.encode())]


def test_the_clipboard_is_read_by_button_or_key(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    QGuiApplication.clipboard().setText(CURL)
    click(dialog.choose.paste)
    qtbot.waitUntil(lambda: at_report(dialog))
    click(dialog.report.another)
    assert dialog.choose.isVisible()
    press(dialog.choose.file, Qt.Key.Key_V, modifiers=CTRL)
    qtbot.waitUntil(lambda: len(source.was_read) == 2 and at_report(dialog))
    assert {data for _, data in source.was_read} == {CURL.encode()}


def test_an_empty_clipboard_is_said_to_be_empty(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    QGuiApplication.clipboard().setText("  \n")
    click(dialog.choose.paste)
    assert "no text" in refused(qtbot, dialog)
    assert source.was_read == []


def test_a_large_text_is_looked_at_without_passing_through_the_field(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    QGuiApplication.clipboard().setText("x" * (TYPED_AT_MOST + 1))
    dialog.choose.text.setFocus()
    press(dialog.choose.text, Qt.Key.Key_V, modifiers=CTRL)
    qtbot.waitUntil(lambda: at_report(dialog))
    assert dialog.choose.text.toPlainText() == ""
    assert len(source.was_read[0][1]) == TYPED_AT_MOST + 1


# -- what cannot be read ----------------------------------------------------------------------------


def test_what_is_not_recognised_says_so_and_stays_where_it_can_be_mended(qtbot: QtBot, dialog: ImportDialog) -> None:
    retype(dialog.choose.text, "nonsense")
    click(dialog.choose.look)
    assert "Give a cURL command." in refused(qtbot, dialog)
    assert dialog.choose.text.toPlainText() == "nonsense"
    assert dialog.choose.text.hasFocus()
    assert not dialog.start.isVisible()


def test_a_file_that_is_gone_is_named(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    dialog.show_path(tmp_path / "gone.json")
    assert "gone.json" in refused(qtbot, dialog)


def test_reading_is_shown_and_can_be_stopped(qtbot: QtBot, dialog: ImportDialog, jobs: Jobs, source: Source, gate: threading.Event) -> None:
    source.reading = gate
    dialog.show_bytes("shop.json", b"{}")
    assert dialog.progress.isVisible()
    assert dialog.status.whole() == "Reading shop.json…"
    assert not dialog.choose.isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "Escape stopped the reading only"
    assert not dialog.progress.isVisible()
    assert dialog.choose.isEnabled()
    gate.set()
    settle(qtbot, jobs, dialog)
    assert len(source.was_read) == 1
    assert dialog.choose.isVisible(), "what came of it is not wanted any more"
    click(dialog.cancel)
    assert not dialog.isVisible()


def test_closing_by_the_frame_stops_the_reading_and_ends_it(
    qtbot: QtBot, dialog: ImportDialog, source: Source, gate: threading.Event
) -> None:
    source.reading = gate
    dialog.show_bytes("shop.json", b"{}")
    dialog.close()
    assert not dialog.isVisible()


# -- the report -------------------------------------------------------------------------------------


def test_the_report_is_filtered_and_the_chosen_line_is_read_in_full(qtbot: QtBot, dialog: ImportDialog) -> None:
    read(qtbot, dialog)
    report = dialog.report.report
    assert report.detail.text() == "Home / Hero (DE) is taken."
    click(report.filter.button("left out"))
    assert rows(dialog) == ["Events / VIEW"]
    assert report.count.whole() == "1 line"
    assert report.detail.text() == "Events / VIEW: Events come with <b>suites</b>."
    assert report.detail.textFormat() is Qt.TextFormat.PlainText
    click(report.filter.button(""))
    press(report.table, Qt.Key.Key_Down)
    assert report.detail.text().startswith("Home / Hero (legacy): The older GET form")


def test_the_report_is_copied_whole_or_as_chosen(qtbot: QtBot, dialog: ImportDialog) -> None:
    read(qtbot, dialog)
    report = dialog.report.report
    copy_report(qtbot, dialog)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 4
    assert report.count.whole() == "4 lines were copied"
    report.table.setFocus()
    press(report.table, Qt.Key.Key_Down, Qt.Key.Key_Down, modifiers=Qt.KeyboardModifier.ShiftModifier)
    press(report.table, Qt.Key.Key_C, modifiers=CTRL)
    qtbot.waitUntil(lambda: report.count.whole() == "3 lines were copied")
    assert [line.split("\t")[1] for line in QGuiApplication.clipboard().text().splitlines()] == [note.where for note in NOTES[:3]]


def test_twenty_thousand_lines_cost_no_more_than_those_in_sight(
    qtbot: QtBot, dialog: ImportDialog, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.gives = plan(notes=tuple(ImportNote(Fate.CHANGED if n % 2 else Fate.TAKEN, f"Item {n}", "why " * 200) for n in range(20_000)))
    asked: set[int] = set()
    model = type(dialog.report.report.model)
    data = model.data

    def counted(self: object, index: object, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        asked.add(index.row())  # type: ignore[attr-defined]
        return data(self, index, role)  # type: ignore[arg-type]

    monkeypatch.setattr(model, "data", counted)
    read(qtbot, dialog)
    report = dialog.report.report
    assert report.count.whole() == "20,000 lines"
    press(report.table, Qt.Key.Key_End, modifiers=CTRL)
    qtbot.waitUntil(lambda: 19_999 in asked)
    click(report.filter.button("changed"))
    assert report.count.whole() == "10,000 lines"
    assert len(asked) < 200, "only rows that are seen are asked for"


# -- where it goes ----------------------------------------------------------------------------------


def test_it_goes_into_the_folder_that_is_chosen(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    read(qtbot, dialog)
    where = dialog.report.where
    assert [where.itemText(n) for n in range(where.count())] == ["Brand shop", "    Checkout", "New collection…"]
    assert not dialog.report.folder.isVisible()
    where.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.imported) as told:
        click(dialog.start)
    assert told.args == ["what came of it"]
    assert source.brought == [(source.gives, Path("/c/brand/checkout"), {})]
    assert not dialog.isVisible()


def test_a_new_collection_goes_into_a_folder_of_its_own(
    qtbot: QtBot, dialog: ImportDialog, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    source.places = ()
    read(qtbot, dialog)
    folder = dialog.report.folder
    assert folder.isVisible()
    assert folder.text() == str(tmp_path / "brand-shop")
    retype(folder, "not a whole path")
    assert tone_of(folder) == "bad"
    assert "whole path" in field_of(folder).message.text()
    assert not dialog.start.isEnabled()
    retype(folder, "")
    assert not dialog.start.isEnabled()
    retype(folder, str(tmp_path / "brand-shop"))
    monkeypatch.setattr("workbench.ui.transfer.report_page.QFileDialog.getExistingDirectory", lambda *_: str(tmp_path / "work"))
    click(dialog.report.browse)
    assert folder.text() == str(tmp_path / "work" / "brand-shop")
    with qtbot.waitSignal(dialog.imported):
        click(dialog.start)
    assert source.brought[0][1] == tmp_path / "work" / "brand-shop"


def test_a_wheel_turned_over_a_choice_changes_nothing(qtbot: QtBot, dialog: ImportDialog) -> None:
    read(qtbot, dialog)
    where = dialog.report.where
    place = QPointF(where.rect().center())
    wheel = QWheelEvent(
        place,
        place,
        QPointF(0, -120).toPoint(),
        QPointF(0, -120).toPoint(),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(where, wheel)
    assert where.currentIndex() == 0


def test_an_import_of_nothing_cannot_be_started(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives = plan(empty=True)
    read(qtbot, dialog)
    assert not dialog.start.isEnabled()
    assert "nothing to put into a collection" in dialog.report.notice.accessibleName()


def test_an_import_that_fails_says_why_and_can_be_tried_again(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.fails = OSError(28, "No space left on device", "/c/brand/hero.request.toml")
    read(qtbot, dialog)
    with qtbot.assertNotEmitted(dialog.imported, wait=0):
        click(dialog.start)
        qtbot.waitUntil(dialog.report.notice.isVisible)
    assert dialog.report.notice.accessibleName() == "Not imported No space left on device: /c/brand/hero.request.toml"
    assert dialog.start.isEnabled()
    assert dialog.start.hasFocus()
    source.fails = None
    with qtbot.waitSignal(dialog.imported):
        click(dialog.start)


@pytest.mark.parametrize("way", ["button", "escape", "frame"])
def test_an_import_under_way_can_be_left_to_itself(
    qtbot: QtBot, theme: Theme, jobs: Jobs, source: Source, gate: threading.Event, way: str
) -> None:
    dialog = ImportDialog(None, theme, jobs, source)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    told: list[object] = []
    dialog.imported.connect(told.append)
    dialog.destroyed.connect(lambda: told.append("gone"))
    dialog.open()
    source.writing = gate
    read(qtbot, dialog)
    click(dialog.start)
    assert dialog.status.whole() == "Importing…"
    assert not dialog.report.isEnabled()
    assert not dialog.start.isEnabled()
    assert not drop(dialog, text(CURL)), "one after the other"
    assert named(dialog, "Hide") is dialog.cancel
    if way == "button":
        click(dialog.cancel)
    elif way == "escape":
        press(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    assert not dialog.isVisible()
    assert told == []
    gate.set()
    qtbot.waitUntil(lambda: told == ["what came of it", "gone"])


def test_an_import_that_fails_out_of_sight_comes_back(qtbot: QtBot, dialog: ImportDialog, source: Source, gate: threading.Event) -> None:
    source.writing = gate
    source.fails = PermissionError(13, "Permission denied", "/c/brand")
    read(qtbot, dialog)
    click(dialog.start)
    click(dialog.cancel)
    gate.set()
    qtbot.waitUntil(dialog.isVisible)
    assert "Permission denied: /c/brand" in dialog.report.notice.accessibleName()
    assert named(dialog, "Cancel") is dialog.cancel


# -- the keyboard -----------------------------------------------------------------------------------


def test_everything_is_reached_and_done_from_the_keyboard(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives = plan(keys=1)
    handle = dialog.windowHandle()
    assert handle is not None

    def tab_to(wanted: str) -> None:
        for _ in range(30):
            focused = QApplication.focusWidget()
            if focused is not None and focused.accessibleName() == wanted:
                return
            QTest.keyClick(handle, Qt.Key.Key_Tab)
        raise AssertionError(f"“{wanted}” is not reached")

    for name in ("Choose a folder…", "cURL command or exported text", "Paste"):
        tab_to(name)
    dialog.choose.text.setFocus()
    QTest.keyClicks(dialog.choose.text, "curl x")
    tab_to("Look at the text")
    QTest.keyClick(handle, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: at_report(dialog))
    for name in ("Report", dialog.report.key_choices[0].accessibleName(), "Put into", "Cancel"):
        tab_to(name)
    tab_to("Import")
    with qtbot.waitSignal(dialog.imported):
        QTest.keyClick(handle, Qt.Key.Key_Space)


def test_control_and_return_imports_from_anywhere_in_the_report(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    read(qtbot, dialog)
    press(dialog.report.report.table, Qt.Key.Key_Return)
    assert source.brought == [], "Return alone imports nothing"
    with qtbot.waitSignal(dialog.imported):
        press(dialog.report.report.table, Qt.Key.Key_Return, modifiers=CTRL)


def test_every_control_has_a_name_and_a_button_is_called_what_stands_on_it(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives, source.places = plan(keys=2), ()

    def check() -> int:
        kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractScrollArea)
        controls = [
            w
            for w in dialog.findChildren(QWidget)
            if isinstance(w, kinds) and w.isVisible() and w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        ]
        assert [type(w).__name__ for w in controls if not w.accessibleName()] == []
        assert [w.text() for w in controls if isinstance(w, QAbstractButton) and w.text() and w.text() != w.accessibleName()] == []
        return len(controls)

    assert check() >= 6
    read(qtbot, dialog)
    assert check() >= 12
