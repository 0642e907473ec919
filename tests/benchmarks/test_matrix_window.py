"""A matrix of 10,000 cells: judged, shown, scrolled and filtered.  Measures; ``make bench`` prints.  The aim is no gap above 50 ms."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.matrix_table import MatrixTable
from workbench.ui.experiments.calls import CallsView
from workbench.ui.experiments.matrix_grid import MatrixGrid
from workbench.ui.theme import Theme

pytestmark = pytest.mark.benchmark
CELLS = 10_000
DIMENSIONS = ("Persona", "Channel", "Language", "Currency", "Point of sale")


def answers(cells: int) -> list[Answer]:
    chance, made = random.Random(1), []
    for n in range(cells):
        sizes = zip(DIMENSIONS, (n % 10, n // 10 % 10, n // 100 % 10, n // 1000 % 5, n // 5000), strict=True)
        varied = {name: f"{name} {value}" for name, value in sizes}
        shown = Shown(Shows.VARIANT, chance.choice(("Control", "Hero")))
        made.append(Answer(n, f"call {n}", shown, number=n + 1, status=200, milliseconds=5, varied=varied))
    return made


def took(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1000


def worst_scroll(widget: MatrixGrid) -> float:
    bar = widget.view.verticalScrollBar()
    steps = range(0, bar.maximum() + 1, max(1, bar.maximum() // 200))
    return max(took(lambda value=value: bar.setValue(value)) for value in steps)  # type: ignore[misc]


def choose(combo: QComboBox, place: int) -> int:
    combo.setCurrentIndex(place)
    return place


def test_ten_thousand_cells(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    empty = QWidget()
    qtbot.addWidget(empty)
    bare = took(empty.show)
    made, table = answers(CELLS), MatrixTable("x", DIMENSIONS)
    for answer in made:
        table.add(answer)
    grid, calls = MatrixGrid(theme), CallsView(theme)
    for widget in (grid, calls):
        qtbot.addWidget(widget)
        widget.resize(1000, 700)
        widget.show()
    times = {
        "what decides": took(table.deciding),
        "shown": took(lambda: grid.show_table(table)),
        "scrolled, worst step": worst_scroll(grid),
        "one variant only": took(lambda: grid.only.activated.emit(choose(grid.only, 1))),
        "laid out anew": took(lambda: grid.across.activated.emit(choose(grid.across, 0))),
        "calls listed": took(lambda: calls.show_answers(made)),
        "calls filtered": took(lambda: calls.search.setText("call 99")),
    }
    print(f"\n{CELLS:,} cells, ms (an empty window shown: {bare:.0f})")
    for name, ms in times.items():
        print(f"  {name:<22}{ms:8.1f}")
    assert grid.model.rowCount() * grid.model.columnCount() == CELLS
