"""The report as a table, under Qt's own model tester."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.support import check_model
from tests.ui.transfer.plans import NOTES
from workbench.collections.incoming.plan import Fate, ImportNote
from workbench.ui.theme import Theme
from workbench.ui.transfer.model import SHOWN_AT_MOST, ReportModel

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester


def cells(model: ReportModel) -> list[list[str]]:
    return [[str(model.index(row, column).data()) for column in range(3)] for row in range(model.rowCount())]


def test_the_model_obeys_the_rules_of_qt(qtmodeltester: ModelTester, theme: Theme) -> None:
    model = ReportModel(theme)
    check_model(qtmodeltester, model)
    model.show_notes(NOTES)
    check_model(qtmodeltester, model)
    for fate in ("taken", "left out", ""):
        model.show_fate(fate)
        check_model(qtmodeltester, model)
    model.show_notes(())
    check_model(qtmodeltester, model)


def test_every_item_is_a_row_on_one_line_as_plain_text(theme: Theme) -> None:
    model = ReportModel(theme)
    model.show_notes(NOTES)
    assert cells(model)[1] == ["Changed", "Home / Hero (legacy)", "The older GET form was turned into a request."]
    assert cells(model)[3] == ["Left out", "Events / VIEW", "Events come with <b>suites</b>."]
    heads = [model.headerData(section, Qt.Orientation.Horizontal) for section in range(3)]
    assert heads == ["Result", "Where", "Why"]


def test_a_very_long_text_is_cut_in_its_cell_only(theme: Theme) -> None:
    model = ReportModel(theme)
    note = ImportNote(Fate.CHANGED, "x" * 100_000, "y" * 100_000)
    model.show_notes((note,))
    assert [len(text) for text in cells(model)[0][1:]] == [SHOWN_AT_MOST + 1] * 2
    assert model.note_at(0) is note


def test_the_filter_is_taken_off_by_another_report(theme: Theme) -> None:
    model = ReportModel(theme)
    model.show_notes(NOTES)
    model.show_fate("changed")
    assert model.notes() == (NOTES[1],)
    model.show_notes(NOTES)
    assert model.notes() == NOTES


def test_the_colour_of_a_result_follows_the_theme(qtbot: QtBot, theme: Theme) -> None:
    model = ReportModel(theme)
    model.show_notes(NOTES)

    def color(row: int) -> str:
        return str(model.index(row, 0).data(Qt.ItemDataRole.ForegroundRole).name())

    assert [color(row) for row in range(4)] == [theme.colors.good, theme.colors.warn, theme.colors.good, theme.colors.bad]
    with qtbot.waitSignal(model.dataChanged):
        theme.choose("dark")
    assert color(0) == theme.colors.good
    assert model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) is None
