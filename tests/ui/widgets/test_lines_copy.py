"""Copying: small at once, large bit by bit, too large cut and said so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, press
from tests.ui.widgets.lines_support import Counted, document
from workbench.ui.widgets import lines_copy
from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines import LinesView


def told(view: LinesView) -> list[str]:
    sentences: list[str] = []
    view.told.connect(sentences.append)
    return sentences


def test_half_a_million_lines_are_copied_between_the_turns_of_the_event_loop(qtbot: QtBot, view: LinesView) -> None:
    sentences = told(view)
    view.show_source(Counted(500_000))
    view.select_all()
    turns: list[int] = []
    ticker = QTimer()
    ticker.timeout.connect(lambda: turns.append(1))
    ticker.start(0)
    view.copy()
    assert sentences == ["Copying 500,000 lines…"]
    view.select(((0, 0), (0, 0)))  # what was selected is copied, whatever is selected since
    qtbot.waitUntil(lambda: len(sentences) == 2, timeout=20_000)
    ticker.stop()
    assert sentences[1] == "Copied 500,000 lines."
    text = QGuiApplication.clipboard().text()
    assert (text.count("\n"), text[:13], text[-11:]) == (499_999, "line 0\nline 1", "line 499999")
    assert len(turns) > 3


def test_a_copy_ends_with_the_document_it_was_of(qtbot: QtBot, view: LinesView) -> None:
    QGuiApplication.clipboard().setText("before")
    sentences = told(view)
    view.show_source(Counted(500_000))
    view.select_all()
    view.copy()
    view.show_source(TextLines(["other"]))
    qtbot.wait(50)
    assert sentences[-1] == "Copying was stopped."
    assert QGuiApplication.clipboard().text() == "before"


def test_a_copy_that_is_too_large_is_cut_and_says_so(qtbot: QtBot, view: LinesView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_copy, "COPY_AT_MOST", 1_000_000)
    sentences = told(view)
    view.show_source(Counted(500_000))
    view.select_all()
    press(view, Qt.Key.Key_C, modifiers=CTRL)
    qtbot.waitUntil(lambda: len(sentences) == 2)
    assert sentences[1] == "Only the first 1 million characters were copied."
    assert len(QGuiApplication.clipboard().text()) == 1_000_000
    assert len(view.selected_text()) == 1_000_000


def test_a_line_that_is_shown_cut_is_copied_whole(view: LinesView) -> None:
    long = "x" * 50_000
    view.show_source(document({"a": 1, "long": long, "b": 2}))
    view.select_all()
    assert f'"long": "{long}",' in view.selected_text()


def test_a_selection_of_folded_lines_is_copied_in_runs(view: LinesView) -> None:
    value = {f"k{n}": [n, n] for n in range(3_000)}
    view.show_source(document(value))
    for n in range(0, 3_000, 500):
        view.toggle_fold(1 + 4 * n)
    view.select_all()
    lines = view.selected_text().split("\n")
    assert len(lines) == view.row_count() == 3_000 * 4 + 2 - 6 * 3
    assert lines[1:3] == ['  "k0": [', '  "k1": [']
