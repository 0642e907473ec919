"""The text of a selection, and copying it bit by bit, so that millions of lines leave the window alive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from workbench.ui.widgets.lines_sheet import Place, Sheet
from workbench.ui.widgets.lines_source import text_between

if TYPE_CHECKING:
    from workbench.ui.widgets.lines import LinesView

COPY_AT_MOST = 200_000_000
"""Characters."""
AT_ONCE_ROWS = 2_000
"""Up to so many rows are copied in one go; more between the turns of the event loop."""
PIECE_ROWS = 500
SLICE_SECONDS = 0.008


def pieces(sheet: Sheet, selection: tuple[Place, Place] | None) -> Iterator[str]:
    """The selected text, rows joined by line breaks; what is folded away is left out.  The pieces join by line breaks, too."""
    if selection is None or not sheet.map.count:
        return
    (item, begin), (last_item, stop) = selection
    row, last = sheet.map.row_of_item(item), min(sheet.map.row_of_item(last_item), sheet.map.count - 1)
    if row == last:
        yield sheet.text(row)[begin:stop]
        return
    yield sheet.text(row)[begin:]
    row += 1
    while row < last:
        end = min(last, row + PIECE_ROWS)
        yield _lines(sheet, row, end)
        row = end
    yield sheet.text(last)[:stop]


def selected_text(sheet: Sheet) -> str:
    """In one go, cut at :data:`COPY_AT_MOST` characters."""
    parts: list[str] = []
    for _ in _gather(sheet, sheet.selection(), parts):
        pass
    return "\n".join(parts)[:COPY_AT_MOST]


def _gather(sheet: Sheet, selection: tuple[Place, Place] | None, parts: list[str]) -> Iterator[None]:
    size = 0
    for part in pieces(sheet, selection):
        parts.append(part)
        size += len(part) + 1
        if size > COPY_AT_MOST:
            return
        yield


class Copier(QObject):
    """Puts the selection of a view on the clipboard."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view
        self._work: Slices | None = None

    def copy(self) -> None:
        """At once, or bit by bit while the window goes on."""
        sheet = self._view.sheet
        selection = sheet.selection()
        if selection is None:
            return
        self.stop()
        rows = sheet.map.row_of_item(selection[1][0]) - sheet.map.row_of_item(selection[0][0]) + 1
        if rows <= AT_ONCE_ROWS:
            if text := selected_text(sheet):
                QGuiApplication.clipboard().setText(text)
        else:
            parts: list[str] = []
            self._view.told.emit(f"Copying {rows:,} lines…")
            self._work = Slices(self, _gather(sheet, sheet.selection(), parts), lambda: self._copied(parts, rows))

    def stop(self) -> None:
        if self._work is not None:
            self._work.stop()
            self._work = None
            self._view.told.emit("Copying was stopped.")

    def _copied(self, parts: list[str], rows: int) -> None:
        self._work = None
        text = "\n".join(parts)
        QGuiApplication.clipboard().setText(text[:COPY_AT_MOST])
        cut = len(text) > COPY_AT_MOST
        million = f"Only the first {COPY_AT_MOST // 1_000_000} million characters were copied."
        self._view.told.emit(million if cut else f"Copied {rows:,} lines.")


class Slices(QObject):
    """Runs a generator some milliseconds at a time, between the turns of the event loop."""

    def __init__(self, parent: QObject, steps: Iterator[None], done: Callable[[], None]) -> None:
        super().__init__(parent)
        self._steps = steps
        self._done = done
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self.deleteLater()

    def _go_on(self) -> None:
        until = perf_counter() + SLICE_SECONDS
        for _ in self._steps:
            if perf_counter() > until:
                return
        self.stop()
        self._done()


def _lines(sheet: Sheet, row: int, end: int) -> str:
    if sheet.map.given is not None:
        return "\n".join([sheet.text(n) for n in range(row, end)])
    first, final = sheet.map.item_of(row), sheet.map.item_of(end - 1)
    if final - first == end - 1 - row:
        return text_between(sheet.source, first, final)
    return "\n".join([sheet.source.line(sheet.map.item_of(n)) for n in range(row, end)])
