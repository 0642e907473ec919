"""Paper: how many pages, what is on them, and what is refused."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog
from pytestqt.qtbot import QtBot

from tests.ui.support import only
from tests.ui.widgets.lines_support import Counted, document
from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines import LinesView, NoLines
from workbench.ui.widgets.lines_print import NOTHING, PAGES_AT_MOST, TOO_MANY, TOO_SMALL, Pages


def pages_in(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def writer(path: Path) -> QPdfWriter:
    made = QPdfWriter(str(path))
    made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return made


@pytest.mark.parametrize("resolution", [96, 300, 1200])
def test_the_same_pages_at_every_resolution(view: LinesView, tmp_path: Path, resolution: int) -> None:
    view.show_source(TextLines([f"line {n}" for n in range(200)]))
    device = writer(tmp_path / "out.pdf")
    device.setResolution(resolution)
    assert view.print_document(device, "Response") == ""
    assert pages_in(tmp_path / "out.pdf") == 3


def test_pages_hold_every_line_once(view: LinesView, tmp_path: Path) -> None:
    view.show_source(TextLines([f"line {n} " + "and on and on " * (n % 30) for n in range(500)]))
    pages = Pages(view.sheet, writer(tmp_path / "out.pdf"), "A title")
    tops = [top for some in pages._tops() for top in some]
    assert tops[0] == (0, 0)
    assert tops == sorted(set(tops))
    assert pages.print_all() == ""
    assert (pages.number, pages.count, pages_in(tmp_path / "out.pdf")) == (len(tops), len(tops), len(tops))
    page = pages._page
    for top, following in pairwise(tops):
        assert page.step(top, page.page) == following


def test_only_the_selection_is_printed_when_that_is_asked_for(view: LinesView, tmp_path: Path) -> None:
    view.show_source(Counted(10_000))
    view.select(((100, 0), (110, 0)))
    assert view.print_document(writer(tmp_path / "part.pdf"), selection=True) == ""
    assert pages_in(tmp_path / "part.pdf") == 1
    assert view.print_document(writer(tmp_path / "all.pdf")) == ""
    assert pages_in(tmp_path / "all.pdf") > 100


def test_what_is_folded_or_coloured_is_printed_as_it_is_seen(view: LinesView, tmp_path: Path) -> None:
    view.show_source(document({"items": list(range(1000)), "b": {"c": [1]}}))
    view.toggle_fold(1)
    assert view.print_document(writer(tmp_path / "folded.pdf")) == ""
    assert pages_in(tmp_path / "folded.pdf") == 1
    view.show_rows(TextLines(["x"] * 1000), [*range(500), None, *range(500, 1000)], {3: "added", 700: "removed"})
    view.set_folds([(10, 500)])
    assert view.shown_row_count() == 1001 - 489
    pages = Pages(view.sheet, writer(tmp_path / "rows.pdf"))
    assert pages.print_all() == ""
    assert pages_in(tmp_path / "rows.pdf") == -(-512 // pages._page.page)


def test_too_much_is_refused_before_anything_is_measured(view: LinesView, tmp_path: Path) -> None:
    source = Counted(4_000_000)
    view.show_source(source)
    source.asked.clear()
    assert view.print_document(writer(tmp_path / "out.pdf")) == TOO_MANY
    assert f"{PAGES_AT_MOST:,}" in TOO_MANY
    assert source.asked == []


def test_few_lines_that_wrap_to_too_many_pages_are_refused_as_well(view: LinesView, tmp_path: Path) -> None:
    view.show_source(TextLines(["x" * 50_000_000]))
    assert view.print_document(writer(tmp_path / "out.pdf")) == TOO_MANY


def test_nothing_and_paper_too_small_are_said(view: LinesView, tmp_path: Path) -> None:
    view.show_source(NoLines())
    assert view.print_document(writer(tmp_path / "out.pdf")) == NOTHING
    view.show_source(TextLines(["x"]))
    small = writer(tmp_path / "small.pdf")
    small.setPageLayout(QPageLayout(QPageSize(QSize(40, 40)), QPageLayout.Orientation.Portrait, QMarginsF()))
    assert view.print_document(small) == TOO_SMALL


def test_pages_are_light_and_the_view_stays_as_it_was(view: LinesView, tmp_path: Path) -> None:
    view.show_source(TextLines(["word " * 100] * 100))
    view.scroll_lines(20)
    before = (view.sheet.top, view.sheet.wrap, view.sheet.width, view.horizontalScrollBar().maximum())
    view.print_document(writer(tmp_path / "out.pdf"), "T" * 500)
    assert (view.sheet.top, view.sheet.wrap, view.sheet.width, view.horizontalScrollBar().maximum()) == before
    assert isinstance(view.grab().toImage(), QImage)


def test_the_dialog_prints_what_was_chosen(qtbot: QtBot, view: LinesView, tmp_path: Path) -> None:
    sentences: list[str] = []
    view.told.connect(sentences.append)
    view.show_source(TextLines([f"line {n}" for n in range(300)]))
    view.ask_and_print("Response 1")
    dialog = only(view, QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(printer)
    dialog.hide()
    qtbot.waitUntil(lambda: bool(sentences) and sentences[-1].startswith("Printed"))
    assert sentences[-1] == f"Printed {pages_in(tmp_path / 'printed.pdf')} pages."


def test_a_dialog_that_is_closed_leaves_nothing(qtbot: QtBot, view: LinesView) -> None:
    view.show_source(TextLines(["x"]))
    view.ask_and_print()
    only(view, QPrintDialog).reject()
    qtbot.waitUntil(lambda: not view.findChildren(QPrintDialog))
