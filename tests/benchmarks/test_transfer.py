"""The report of a large import, and the colours of code.

A report of 20,000 lines is shown, filtered, scrolled and copied beside one of 200: aim 50 ms for each (of copying: for each turn of the event loop).
Colours are read ten times as long a text beside a tenth of it, of every sign that opens something: aim ten times the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app.paths import find_places
from workbench.collections.incoming import Fate, ImportNote
from workbench.snippets import Language
from workbench.ui.theme import Theme
from workbench.ui.transfer.code import spans_of
from workbench.ui.transfer.report_table import ReportTable

pytestmark = pytest.mark.benchmark

AIM_MS = 50
PIECES = ('"', "'", "`", "\\", '"""', "'''", "/*", "//", "#", "@'\n", '@"', "$'", '"a" ', "a#", " :", "1.", "-$")


def milliseconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1_000


def longest_gap(begin: Callable[[], object], done: Callable[[], bool]) -> float:
    """Milliseconds between two turns of the event loop, at most."""
    turns = [time.perf_counter()]
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    timer.start(0)
    begin()
    while not done():
        QApplication.processEvents()
    QApplication.processEvents()
    return max(later - earlier for earlier, later in pairwise([*turns, time.perf_counter()])) * 1_000


def report_times(table: ReportTable, count: int) -> dict[str, float]:
    fates = (Fate.TAKEN, Fate.CHANGED, Fate.LEFT_OUT)
    notes = tuple(ImportNote(fates[n % 3], f"Folder {n // 50} / Request {n}", f"Reason {n}: " + "why " * 60) for n in range(count))
    bar = table.table.verticalScrollBar()
    found = {"show": milliseconds(lambda: table.show_notes(notes)), "filter": milliseconds(lambda: table.show_fate("changed"))}
    found["all again"] = milliseconds(lambda: table.show_fate(""))
    found["scroll"] = max(milliseconds(lambda at=at: bar.setValue(bar.maximum() * at // 40)) for at in range(41))  # type: ignore[misc]
    table.table.selectAll()
    QApplication.processEvents()
    found["copy"] = longest_gap(table.copy_lines, lambda: table.count.whole().endswith("copied"))
    return found


def test_a_report_of_twenty_thousand_lines(qtbot: QtBot, qapp: QApplication) -> None:
    table = ReportTable(Theme(qapp, "light", find_places().resources))
    qtbot.addWidget(table)
    table.resize(860, 600)
    table.show()
    qtbot.waitExposed(table)
    few = report_times(table, 200)
    many = report_times(table, 20_000)
    for name, took in many.items():
        print(f"report, {name}: {took:.1f} ms for 20,000 lines, {few[name]:.1f} ms for 200 ({took / max(few[name], 0.01):.1f}×)")
    assert max(many.values()) < AIM_MS


@pytest.mark.parametrize("highlight", sorted({*(language.highlight for language in Language), "json"}))
def test_colours_take_time_linear_in_the_text(highlight: str) -> None:
    def seconds(text: str) -> float:
        lines = text.split("\n")
        return min(milliseconds(lambda: spans_of(text, highlight, lines)) for _ in range(3))

    ratios = {piece: seconds(piece * 40_000) / max(seconds(piece * 4_000), 0.2) for piece in PIECES}
    worst = max(ratios, key=lambda piece: ratios[piece])
    print(f"colours of {highlight}: ten times the text takes at most {ratios[worst]:.1f}× the time ({worst!r})")
    assert ratios[worst] < 40
