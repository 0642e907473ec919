"""The small controls: fields with their problem, notices, segments, code lists, undo, questions."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLabel, QLineEdit, QMessageBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click, only, press, shown, tone_of, type_keys
from workbench.ui.theme import Theme
from workbench.ui.widgets import Badge, EmptyState, Field, Notice, Segments, elided, label, push_button
from workbench.ui.widgets.ask import ask, ask_text, nothing
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.undo_bar import UndoBar


def test_a_field_names_its_control_and_speaks_its_problem(qtbot: QtBot) -> None:
    edit = QLineEdit()
    field = Field("Email", edit, help_text="Help.")
    shown(qtbot, field)
    assert (edit.accessibleName(), edit.accessibleDescription(), field.message.text()) == ("Email", "Help.", "Help.")
    assert field.title.buddy() is edit
    field.show_problem("It is empty.")
    assert (edit.accessibleDescription(), tone_of(edit), tone_of(field.message)) == ("It is empty.", "bad", "bad")
    field.show_problem("Doubtful.", "warn")
    assert (field.message.text(), tone_of(edit)) == ("Doubtful.", "warn")
    field.show_problem("")
    assert (field.message.text(), tone_of(edit), edit.accessibleDescription()) == ("Help.", "", "Help.")


def test_a_field_without_help_takes_no_room_for_it(qtbot: QtBot) -> None:
    field = Field("Email", QLineEdit())
    shown(qtbot, field)
    assert not field.message.isVisible()


@pytest.mark.parametrize("make", [lambda: label("<b>x</b>"), lambda: elided("<b>x</b>"), lambda: Badge("<b>x</b>")])
def test_what_comes_from_elsewhere_is_never_markup(qtbot: QtBot, make: type[QLabel]) -> None:
    made = make()
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_a_notice_shows_plain_text_and_offers_what_can_be_done(qtbot: QtBot, theme: Theme) -> None:
    notice = Notice(theme, closable=True)
    qtbot.addWidget(notice)
    assert not notice.isVisible()
    done: list[str] = []
    notice.show_text("bad", "<i>No</i>", "Because.", (("Again", lambda: done.append("again")), ("Else", lambda: done.append("else"))))
    assert notice.isVisible()
    assert (tone_of(notice), notice.accessibleName()) == ("bad", "<i>No</i> Because.")
    assert {part.textFormat() for part in notice.findChildren(QLabel) if part.text()} == {Qt.TextFormat.PlainText}
    click(button(notice, "Else"))
    assert done == ["else"]
    notice.show_text("good", "Yes")
    qtbot.waitUntil(lambda: not [b for b in notice.findChildren(QPushButton) if b.isVisible()])
    assert tone_of(notice) == "good"
    click(button(notice, "Dismiss"))
    assert not notice.isVisible()


def test_segments_are_one_of_a_few(qtbot: QtBot) -> None:
    segments = Segments("Identity type", [("a", "Alpha"), ("b", "Beta"), ("c", "Gamma")])
    shown(qtbot, segments)
    assert (segments.value(), segments.accessibleName()) == ("a", "Identity type")
    with qtbot.waitSignal(segments.chosen) as told:
        click(segments.button("b"))
    assert told.args == ["b"]
    with qtbot.assertNotEmitted(segments.chosen):
        segments.set_value("c")
    assert [segments.button(v).isChecked() for v in "abc"] == [False, False, True]
    assert segments.button("b").accessibleName() == "Beta"


def test_a_code_list_shows_names_and_holds_codes(qtbot: QtBot) -> None:
    combo = CodeCombo({"EN": "English", "DE": "German", "X": ""})
    shown(qtbot, combo)
    assert [combo.itemText(n) for n in range(3)] == ["EN · English", "DE · German", "X"]
    assert combo.code() == ""
    combo.set_code("DE · German")
    assert combo.code() == "DE"
    combo.setEditText("anything")
    combo.set_codes({"FR": "French"})
    assert (combo.code(), combo.count()) == ("anything", 1)


def test_filling_a_code_list_tells_of_no_change(qtbot: QtBot) -> None:
    combo = CodeCombo({"EN": "English"})
    qtbot.addWidget(combo)
    combo.set_code("EN")
    with qtbot.assertNotEmitted(combo.editTextChanged):
        combo.set_codes({"DE": "German", "EN": "English"})
    assert combo.code() == "EN"


def test_the_wheel_never_changes_a_code(qtbot: QtBot) -> None:
    combo = CodeCombo({"EN": "English", "DE": "German"})
    shown(qtbot, combo)
    combo.setCurrentIndex(0)
    none, button_less = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    turn = QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -240), button_less, none, Qt.ScrollPhase.NoScrollPhase, False)
    QGuiApplication.sendEvent(combo, turn)
    assert combo.currentIndex() == 0
    assert not turn.isAccepted(), "the form scrolls instead"


def test_json_is_coloured_where_it_stands_even_behind_an_emoji(qtbot: QtBot, theme: Theme) -> None:
    edit = JsonEdit(theme, 3, "{}")
    shown(qtbot, edit)
    edit.setPlainText('{"🎉": 12}')
    layout = edit.document().firstBlock().layout()
    ranges = {(f.start, f.length): f.format.foreground().color().name() for f in layout.formats()}
    assert ranges[1, 4] == theme.colors.json_key, "Qt counts an emoji as two"
    assert ranges[7, 2] == theme.colors.json_number


def test_undo_is_offered_until_it_is_pressed(qtbot: QtBot, theme: Theme) -> None:
    bar = UndoBar(theme)
    qtbot.addWidget(bar)
    undone: list[int] = []
    bar.show_text("1 deleted", lambda: undone.append(1))
    bar.show_text("2 deleted", lambda: undone.append(2))
    assert (bar.isVisible(), bar.accessibleName()) == (True, "2 deleted")
    click(bar.button)
    assert (undone, bar.isVisible()) == ([2], False)
    bar.show_text("3 deleted", lambda: undone.append(3))
    click(button(bar, "Dismiss"))
    assert (undone, bar.isVisible()) == ([2], False)


def test_undo_goes_away_by_itself(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.ui.widgets.undo_bar.SHOWN_MS", 1)
    bar = UndoBar(theme)
    qtbot.addWidget(bar)
    bar.show_text("1 deleted", nothing)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_an_empty_state_says_what_to_do_next(qtbot: QtBot, theme: Theme) -> None:
    press = push_button("Do it")
    state = EmptyState(theme, "send", "Nothing yet", "Do it.", press)
    shown(qtbot, state)
    state.show_text("Still nothing", "Do it now.")
    texts = [part.text() for part in state.findChildren(QLabel) if part.text()]
    assert texts == ["Still nothing", "Do it now."]
    assert press.isVisible()


def test_a_text_that_does_not_fit_is_cut_and_whole_in_its_tooltip(qtbot: QtBot) -> None:
    made = elided("a very long name " * 10)
    made.resize(80, 20)
    shown(qtbot, made)
    made.resize(80, 20)
    assert made.text().endswith("…")
    assert made.toolTip() == made.whole() == made.accessibleName()
    made.set_whole("a")
    assert (made.text(), made.toolTip()) == ("a", "")


# -- questions --------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    shown(qtbot, made)
    return made


@pytest.mark.parametrize(("key", "heard"), [(Qt.Key.Key_Return, ["new"]), (Qt.Key.Key_Escape, [])])
def test_a_text_is_asked_for_without_stopping_the_event_loop(qtbot: QtBot, window: QWidget, key: Qt.Key, heard: list[str]) -> None:
    answers: list[str] = []
    ask_text(window, "Rename", "Name", "old", answers.append)
    dialog = only(window, QInputDialog)
    edit = only(dialog, QLineEdit)
    assert (edit.text(), edit.selectedText(), edit.accessibleName()) == ("old", "old", "Name")
    type_keys(edit, "new")
    press(edit, key)
    assert answers == heard
    qtbot.waitUntil(lambda: not window.findChildren(QInputDialog))


def test_a_text_of_several_lines_can_be_asked_for(qtbot: QtBot, window: QWidget) -> None:
    answers: list[str] = []
    ask_text(window, "Note", "Note", "one\ntwo", answers.append, multiline=True)
    dialog = only(window, QInputDialog)
    only(dialog, QPlainTextEdit).appendPlainText("three")
    dialog.accept()
    assert answers == ["one\ntwo\nthree"]
    qtbot.waitUntil(lambda: not window.findChildren(QInputDialog))


def ask_three(window: QWidget) -> tuple[list[str], QMessageBox]:
    said: list[str] = []
    answers = {name: partial(said.append, name) for name in ("Save", "Discard", "Cancel")}
    ask(window, "Unsaved", "<b>Sure?</b>", "Details.", answers)
    return said, only(window, QMessageBox)


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_Return, "Save"), (Qt.Key.Key_Escape, "Cancel")])
def test_return_means_the_first_answer_and_escape_the_last(qtbot: QtBot, window: QWidget, key: Qt.Key, answer: str) -> None:
    said, box = ask_three(window)
    assert box.textFormat() is Qt.TextFormat.PlainText
    qtbot.waitUntil(box.isActiveWindow)
    press(QApplication.focusWidget() or box, key)
    assert said == [answer]
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))


def test_each_answer_does_its_own_thing(qtbot: QtBot, window: QWidget) -> None:
    for name in ("Discard", "Save"):
        said, box = ask_three(window)
        click({b.text(): b for b in box.findChildren(QPushButton)}[name])
        assert said == [name]
        qtbot.waitUntil(lambda: not window.findChildren(QDialog))
