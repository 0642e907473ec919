"""A sheet on paper: the same painter, in the light colours, at the width of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPainter

from workbench.ui.theme import LIGHT
from workbench.ui.widgets.lines_copy import Slices
from workbench.ui.widgets.lines_paint import Inks, LinePainter
from workbench.ui.widgets.lines_sheet import Sheet, Top
from workbench.ui.widgets.lines_wrap import Ruler

if TYPE_CHECKING:
    from workbench.ui.widgets.lines import LinesView

PAGES_AT_MOST = 5_000
DPI = 96
"""Of the measures on the page; the device's own resolution only makes them sharper."""
FONT_PIXELS = 11
HEAD = 28
"""Pixels for the header."""
COUNTED_AT_ONCE = 500
"""Rows broken into lines between two turns of the event loop."""

TOO_SMALL = "This page is too small to print on."
NOTHING = "There is nothing to print."
TOO_MANY = f"This would be more than {PAGES_AT_MOST:,} pages. Select a part and print that, or save the response as a file."
CLOSED = "The printer or the file could not be opened."
STOPPED = "The printer took no more pages."


class Pages:
    """Everything in view, or the rows of the selection, on pages with a title and a number.

    ``problem`` is a sentence where it was not done, ``number`` of ``count`` the page that was painted last.
    """

    def __init__(self, sheet: Sheet, device: QPagedPaintDevice, title: str = "", *, selection: bool = False) -> None:
        self._device = device
        self._title = title
        self._inks = Inks(LIGHT)
        self._first, self._last = _range(sheet, selection)
        self._scale = device.logicalDpiX() / DPI
        paper = device.pageLayout().paintRectPixels(device.logicalDpiX())
        self._page = _page(sheet, int(paper.width() / self._scale), int(paper.height() / self._scale) - HEAD)
        self.number = self.count = 0
        self.problem = self._hindrance()

    def print_all(self) -> str:
        """In one go.  Gives :attr:`problem`."""
        for _ in self.steps():
            pass
        return self.problem

    def steps(self) -> Iterator[None]:
        """Bit by bit: first the pages are counted, then painted one after the other."""
        tops: list[Top] = []
        for counted in self._tops() if not self.problem else ():
            tops += counted
            if len(tops) > PAGES_AT_MOST:
                self.problem = TOO_MANY
            if self.problem:
                return
            yield
        if self.problem:
            return
        self.count = len(tops)
        painter = QPainter()
        if not painter.begin(self._device):
            self.problem = CLOSED
            return
        try:
            painter.scale(self._scale, self._scale)
            for number, top in enumerate(tops):
                if number and not self._device.newPage():
                    self.problem = STOPPED
                    return
                self.number = number + 1
                self._paint(painter, top)
                yield
        finally:
            painter.end()

    def _hindrance(self) -> str:
        if self._page.width < 100 or self._page.height < 100:
            return TOO_SMALL
        if self._last < self._first:
            return NOTHING
        return TOO_MANY if (self._last - self._first + 1) > PAGES_AT_MOST * self._page.page else ""

    def _tops(self) -> Iterator[list[Top]]:
        """What the pages begin with, some at a time."""
        page, row, part, free, since = self._page, self._first, 0, 0, 0
        tops: list[Top] = []
        while row <= self._last:
            if not free:
                tops.append((row, part))
                free = page.page
            taken = min(free, page.parts(row) - part)
            free, part = free - taken, part + taken
            if part == page.parts(row):
                row, part = row + 1, 0
            since += 1
            if since == COUNTED_AT_ONCE:
                yield tops
                tops, since = [], 0
        yield tops

    def _paint(self, painter: QPainter, top: Top) -> None:
        page = self._page
        painter.setFont(page.ruler.font)
        painter.setPen(self._inks("muted"))
        head = QRectF(0, 0, page.width, page.ruler.height)
        right = f"Page {self.number:,} of {self.count:,}"
        room = page.width - painter.fontMetrics().horizontalAdvance(right) - 20
        painter.drawText(
            head, Qt.AlignmentFlag.AlignLeft, painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideMiddle, room)
        )
        painter.drawText(head, Qt.AlignmentFlag.AlignRight, right)
        painter.setPen(self._inks("border"))
        painter.drawLine(QPointF(0, HEAD - 8), QPointF(page.width, HEAD - 8))
        painter.save()
        painter.translate(0, HEAD)
        painter.setClipRect(QRectF(0, 0, page.width, page.height))
        page.top = top
        LinePainter(painter, page, self._inks, caret=False, last_row=self._last).paint()
        painter.restore()


class PrintRequest(QObject):
    """Qt's own print dialog, then the pages."""

    def __init__(self, view: LinesView, title: str) -> None:
        super().__init__(view)
        # Loaded only here: it costs memory that a window without a printer need not have.
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

        self._view = view
        self._title = title
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName(title)
        self.dialog = QPrintDialog(self._printer, view)
        if view.sheet.selection() is not None:
            self.dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintSelection)
        self._selection = QPrinter.PrintRange.Selection
        self.dialog.accepted.connect(self._chosen)
        self.dialog.rejected.connect(self._end)

    def open(self) -> None:
        self.dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog.show()

    def _chosen(self) -> None:
        chosen = self._printer.printRange() is self._selection
        self._pages = Pages(self._view.sheet, self._printer, self._title, selection=chosen)
        Slices(self, self._counting(), self._done)

    def _counting(self) -> Iterator[None]:
        for _ in self._pages.steps():
            if self._pages.number % 50 == 1:
                self._view.told.emit(f"Printing page {self._pages.number:,} of {self._pages.count:,}…")
            yield

    def _done(self) -> None:
        self._view.told.emit(self._pages.problem or f"Printed {self._pages.count:,} {'page' if self._pages.count == 1 else 'pages'}.")
        self._end()

    def _end(self) -> None:
        self.dialog.deleteLater()
        self.deleteLater()


def _page(sheet: Sheet, width: int, height: int) -> Sheet:
    """The same rows, laid out for paper, whatever is folded meanwhile."""
    font = QFont(sheet.ruler.font)
    font.setPixelSize(FONT_PIXELS)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    page = Sheet(Ruler(font))
    page.source, page.map, page.marks, page.hits = sheet.source, sheet.map.copy(), sheet.marks, sheet.hits
    page.fold_text, page.wrap = sheet.fold_text, True
    page.width, page.height = width, height // page.ruler.height * page.ruler.height
    return page


def _range(sheet: Sheet, selection: bool) -> tuple[int, int]:
    """The first and the last row."""
    chosen = sheet.selection() if selection else None
    if chosen is None:
        return 0, sheet.map.count - 1
    (first, _), (last, column) = chosen
    row, end = sheet.map.row_of_item(first), sheet.map.row_of_item(last)
    return row, end - (column == 0 and end > row)
