"""A view of very many lines: only the visible ones are laid out and painted.

Fifty megabytes are some four million lines; a text widget needs gigabytes for that.  Here a line is asked
for when it is painted.  Word wrap is not offered: a long line scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from workbench.ui.theme import Theme
from workbench.ui.widgets.rows import RowMap

COPY_AT_MOST = 200_000_000
PAINT_AT_MOST = 2_000
"""Characters of one line that are painted beside the window's left edge."""


class LineSource(Protocol):
    """What is shown; lines are 0-based."""

    @property
    def line_count(self) -> int: ...
    def line(self, n: int) -> str: ...
    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        """(start, end, colour role) in order."""
        ...

    def fold_end(self, n: int) -> int | None: ...


class NoLines:
    """Nothing to show."""

    line_count = 0

    def line(self, n: int) -> str:
        return ""

    def spans(self, n: int) -> Sequence[tuple[int, int, str]]:
        return ()

    def fold_end(self, n: int) -> int | None:
        return None


class LinesView(QAbstractScrollArea):
    """Line numbers, folding, selection and copy of any size, marks for hits, coloured rows.

    ``rows`` may map each row to a line or to a gap, so that two views stand side by side, row by row.
    """

    current_line_changed = Signal(int)
    context_requested = Signal(int, QPoint)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._source: LineSource = NoLines()
        self._map = RowMap()
        self._marks: dict[int, str] = {}
        self._hits: dict[int, list[tuple[int, int]]] = {}
        self._current_hit: tuple[int, int] | None = None
        self._anchor = (0, 0)
        self._caret = (0, 0)
        self._widest = 0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(theme.mono)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.viewport().update)
        self._measure()

    # -- in ---------------------------------------------------------------------------------------

    def show_source(self, source: LineSource, *, keep_place: bool = False) -> None:
        """Show other lines.  ``keep_place`` keeps the scroll position for a new response of the same shape."""
        place = (self.verticalScrollBar().value(), self._caret) if keep_place else (0, (0, 0))
        # What was folded stays folded where the same line opens something again.
        folds = list(self._map.folds) if keep_place else []
        self._source = source
        self._marks = {}
        self._hits = {}
        self._current_hit = None
        self._widest = 0
        self._map.show(source.line_count, {n: end for n in folds if n < source.line_count and (end := source.fold_end(n)) is not None})
        self._update_bars()
        row = min(place[1][0], max(0, self._map.count - 1))
        self._anchor = self._caret = (row, place[1][1])
        self.verticalScrollBar().setValue(place[0])
        self.viewport().update()

    def show_rows(self, source: LineSource, rows: Sequence[int | None], marks: dict[int, str]) -> None:
        """Show lines row by row, gaps included; ``marks`` colours rows: ``added``, ``removed``, ``changed``, ``moved``."""
        self.show_source(source)
        self._marks = marks
        self._map.show_given(source.line_count, rows)
        self._update_bars()
        self.viewport().update()

    def show_hits(self, hits: Sequence[tuple[int, int, int]], current: int) -> None:
        """Mark (line, start, end) places; ``current`` is the one the user is on, -1 for none."""
        self._hits = {}
        for line, start, end in hits:
            self._hits.setdefault(line, []).append((start, end))
        self._current_hit = (hits[current][0], hits[current][1]) if 0 <= current < len(hits) else None
        if self._current_hit is not None:
            self.go_to_line(self._current_hit[0], self._current_hit[1])
        self.viewport().update()

    def go_to_line(self, line: int, column: int = 0) -> None:
        """Unfold what hides it, put the cursor there, keep some lines of context around it."""
        self._map.reveal(line)
        self._update_bars()
        self.go_to_row(self._map.row_of(line), column)

    def go_to_row(self, row: int, column: int = 0) -> None:
        self._anchor = self._caret = (row, column)
        bar, page = self.verticalScrollBar(), self._page()
        if not bar.value() + 2 <= row < bar.value() + page - 2:
            bar.setValue(max(0, row - page // 3))
        self._show_column(column)
        self._moved()

    # -- out --------------------------------------------------------------------------------------

    def current_line(self) -> int:
        return self._map.line_of(self._caret[0])

    def current_row(self) -> int:
        return self._caret[0]

    def row_count(self) -> int:
        return self._map.count

    def selected_text(self) -> str:
        (r1, c1), (r2, c2) = sorted((self._anchor, self._caret))
        if (r1, c1) == (r2, c2):
            return ""
        parts: list[str] = []
        size = 0
        for row in range(r1, min(r2 + 1, self._map.count)):
            text = self._text(row)
            part = text[c1 if row == r1 else 0 : c2 if row == r2 else None]
            size += len(part) + 1
            if size > COPY_AT_MOST:
                break
            parts.append(part)
        return "\n".join(parts)

    def copy(self) -> None:
        if text := self.selected_text():
            QGuiApplication.clipboard().setText(text)

    def select_all(self) -> None:
        last = max(0, self._map.count - 1)
        self._anchor, self._caret = (0, 0), (last, len(self._text(last)))
        self.viewport().update()

    # -- folding ----------------------------------------------------------------------------------

    def toggle_fold(self, line: int) -> None:
        if line in self._map.folds:
            del self._map.folds[line]
        elif (end := self._source.fold_end(line)) is not None and self._map.given is None:
            self._map.folds[line] = end
        self._folded()

    def fold_all(self) -> None:
        """Fold every container below the root: one line per top-level entry."""
        if self._map.given is not None:
            return
        self._map.folds.clear()
        line = 1
        while line < self._source.line_count:
            end = self._source.fold_end(line)
            if end is not None:
                self._map.folds[line] = end
            line = (line if end is None else end) + 1
        self._caret = self._anchor = (0, 0)
        self._folded()

    def unfold_all(self) -> None:
        line = self.current_line()
        self._map.folds.clear()
        self._folded()
        self.go_to_line(max(0, line))

    def _folded(self) -> None:
        self._map.lay_out()
        self._update_bars()
        self.viewport().update()

    # -- geometry ---------------------------------------------------------------------------------

    def _measure(self) -> None:
        metrics = QFontMetricsF(self.font())
        self._char = metrics.horizontalAdvance("0")
        self._height = int(metrics.lineSpacing() + 2)
        self._ascent = metrics.ascent()

    def _gutter(self) -> int:
        digits = max(2, len(str(self._source.line_count)))
        return int(self._char * digits) + 30

    def _page(self) -> int:
        return max(1, self.viewport().height() // self._height)

    def _update_bars(self) -> None:
        page = self._page()
        self.verticalScrollBar().setRange(0, max(0, self._map.count - page))
        self.verticalScrollBar().setPageStep(page)
        self.verticalScrollBar().setSingleStep(1)
        width = self.viewport().width() - self._gutter()
        self.horizontalScrollBar().setRange(0, max(0, self._widest - width + 20))
        self.horizontalScrollBar().setPageStep(max(1, width))
        self.horizontalScrollBar().setSingleStep(int(self._char * 4))

    def _x(self, text: str, column: int) -> float:
        """Where a column begins; measured where a fallback font may be wider than the grid."""
        if text.isascii():
            return column * self._char
        return QFontMetricsF(self.font()).horizontalAdvance(text[:column])

    def _column(self, text: str, x: float) -> int:
        if text.isascii():
            return max(0, min(len(text), round(x / self._char)))
        low, high = 0, len(text)
        while low < high:
            middle = (low + high) // 2
            if self._x(text, middle) + self._char / 2 < x:
                low = middle + 1
            else:
                high = middle
        return low

    def _show_column(self, column: int) -> None:
        bar = self.horizontalScrollBar()
        x = column * self._char
        width = self.viewport().width() - self._gutter()
        if x < bar.value() or x > bar.value() + width - 40:
            bar.setValue(int(max(0, x - width / 3)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_bars()

    # -- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        colors = self._theme.color
        painter.fillRect(self.viewport().rect(), colors("panel"))
        first = self.verticalScrollBar().value()
        widest = 0
        for row in range(first, min(self._map.count, first + self._page() + 2)):
            widest = max(widest, self._paint_row(painter, row, (row - first) * self._height))
        if widest > self._widest:
            self._widest = widest
            self._update_bars()
        if self.hasFocus():
            painter.setPen(QPen(colors("focus"), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_row(self, painter: QPainter, row: int, y: int) -> int:
        line, gutter, width = self._map.line_of(row), self._gutter(), self.viewport().width()
        color = self._theme.color
        left = gutter - self.horizontalScrollBar().value()
        mark = self._marks.get(row, "")
        if line < 0:
            painter.fillRect(0, y, width, self._height, color("filler"))
            return 0
        if mark:
            painter.fillRect(0, y, width, self._height, color(f"{mark}_soft"))
        elif row == self._caret[0] and self.hasFocus():
            painter.fillRect(0, y, width, self._height, color("hover"))
        text = self._source.line(line)
        painter.save()
        painter.setClipRect(QRect(gutter - 4, y, width, self._height))
        if not mark:
            self._paint_guides(painter, text, left, y)
        self._paint_grounds(painter, row, line, text, left, y)
        painted = self._paint_text(painter, line, text, left, y)
        painter.restore()
        self._paint_gutter(painter, line, mark, gutter, y)
        return painted

    def _paint_guides(self, painter: QPainter, text: str, left: float, y: int) -> None:
        blanks = len(text) - len(text.lstrip(" "))
        painter.setPen(self._theme.color("indent_guide"))
        for column in range(2, min(blanks, 120), 2):
            x = int(left + column * self._char)
            painter.drawLine(x, y, x, y + self._height)

    def _paint_grounds(self, painter: QPainter, row: int, line: int, text: str, left: float, y: int) -> None:
        for start, end in self._hits.get(line, ()):
            role = "match_current" if self._current_hit == (line, start) else "match"
            x = self._x(text, start)
            place = QRect(int(left + x), y, max(2, int(self._x(text, end) - x)), self._height)
            painter.fillRect(place, self._theme.color(role))
            if role == "match_current":
                painter.setPen(self._theme.color("warn"))
                painter.drawRect(place.adjusted(0, 0, -1, -1))
        (r1, c1), (r2, c2) = sorted((self._anchor, self._caret))
        if r1 <= row <= r2 and (r1, c1) != (r2, c2):
            begin = self._x(text, min(c1, len(text))) if row == r1 else 0
            stop = self._x(text, min(c2, len(text))) if row == r2 else self._x(text, len(text)) + self._char
            painter.fillRect(QRect(int(left + begin), y, int(stop - begin), self._height), self._theme.color("selected"))

    def _paint_text(self, painter: QPainter, line: int, text: str, left: float, y: int) -> int:
        base = y + 1 + self._ascent
        offset = max(0, int((self._gutter() - left) / self._char) - 2) if text.isascii() else 0
        limit = offset + PAINT_AT_MOST
        at = 0
        painter.setPen(self._theme.color("text"))
        for start, end, role in (*self._source.spans(line), (len(text), len(text), "text")):
            for left_end, right_end, which in ((at, start, "text"), (start, end, role)):
                begin, stop = max(left_end, offset), min(right_end, limit)
                if begin < stop:
                    painter.setPen(self._theme.color(which))
                    painter.drawText(int(left + self._x(text, begin)), int(base), text[begin:stop])
            at = end
        width = int(self._x(text, len(text))) if len(text) < PAINT_AT_MOST else int(len(text) * self._char)
        if line in self._map.folds:
            painter.setPen(self._theme.color("muted"))
            count = self._map.folds[line] - line - 1
            closer = "}" if text.rstrip().endswith("{") else "]"
            painter.drawText(int(left + width + self._char), int(base), f"… {closer}   {count} lines")
        return width

    def _paint_gutter(self, painter: QPainter, line: int, mark: str, gutter: int, y: int) -> None:
        painter.fillRect(0, y, gutter - 5, self._height, self._theme.color(f"{mark}_soft" if mark else "panel"))
        painter.setPen(self._theme.color("line_number"))
        box = QRect(0, y + 1, gutter - 24, self._height)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, str(line + 1))
        sign = {"added": "+", "removed": "−", "changed": "~", "moved": "↕"}.get(mark, "")
        if sign:
            painter.setPen(self._theme.color(mark))
            painter.drawText(QRect(gutter - 22, y + 1, 16, self._height), Qt.AlignmentFlag.AlignHCenter, sign)
        elif self._map.given is None and self._source.fold_end(line) is not None:
            painter.setPen(QPen(self._theme.color("muted"), 1.4))
            x, middle = gutter - 14, y + self._height // 2
            if line in self._map.folds:
                painter.drawPolyline([QPoint(x - 2, middle - 4), QPoint(x + 2, middle), QPoint(x - 2, middle + 4)])
            else:
                painter.drawPolyline([QPoint(x - 4, middle - 2), QPoint(x, middle + 2), QPoint(x + 4, middle - 2)])

    # -- mouse ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        row, column = self._place(event.position().toPoint())
        if event.position().x() < self._gutter() - 4:
            self._caret = self._anchor = (row, 0)
            self.toggle_fold(self._map.line_of(row))
        else:
            self._caret = (row, column)
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = self._caret
        self._moved()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        in_gutter = event.position().x() < self._gutter() - 4
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if in_gutter else Qt.CursorShape.IBeamCursor)
        if event.buttons() & Qt.MouseButton.LeftButton and not in_gutter:
            self._caret = self._place(event.position().toPoint())
            bar = self.verticalScrollBar()
            if event.position().y() < 0:
                bar.setValue(bar.value() - 1)
            elif event.position().y() > self.viewport().height():
                bar.setValue(bar.value() + 1)
            self._moved()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word, or the whole text between quotes."""
        row, column = self._place(event.position().toPoint())
        line = self._map.line_of(row)
        for start, end, _ in self._source.spans(line) if line >= 0 else ():
            if start <= column <= end:
                text = self._text(row)
                quoted = end - start > 2 and text[start] == '"' and text[end - 1] == '"'
                self._anchor, self._caret = (row, start + quoted), (row, end - quoted)
                self._moved()
                return

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            y = (self._caret[0] - self.verticalScrollBar().value() + 1) * self._height
            place = self.viewport().mapToGlobal(QPoint(self._gutter(), y))
        else:
            row, column = self._place(event.pos())
            if not self.selected_text():
                self._anchor = self._caret = (row, column)
                self._moved()
            place = event.globalPos()
        self.context_requested.emit(self.current_line(), place)

    def _place(self, point: QPoint) -> tuple[int, int]:
        row = max(0, min(self._map.count - 1, self.verticalScrollBar().value() + point.y() // self._height))
        x = point.x() - self._gutter() + self.horizontalScrollBar().value()
        return row, self._column(self._text(row), max(0, x))

    # -- keys -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif not self._move_by_key(event):
            super().keyPressEvent(event)

    def _move_by_key(self, event: QKeyEvent) -> bool:
        row, column = self._caret
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        line = self.current_line()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and control and line >= 0:
            if (line in self._map.folds) == (key is Qt.Key.Key_Right):
                self.toggle_fold(line)
            return True
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -self._page(), Qt.Key.Key_PageDown: self._page()}
        if key in steps:
            row += steps[key]
        elif key is Qt.Key.Key_Left:
            column = max(0, column - 1)
        elif key is Qt.Key.Key_Right:
            column = min(len(self._text(row)), column + 1)
        elif key is Qt.Key.Key_Home:
            row, column = (0, 0) if control else (row, 0)
        elif key is Qt.Key.Key_End:
            row = self._map.count - 1 if control else row
            column = len(self._text(max(0, row)))
        else:
            return False
        self._caret = (max(0, min(self._map.count - 1, row)), column)
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = self._caret
        bar = self.verticalScrollBar()
        if self._caret[0] < bar.value():
            bar.setValue(self._caret[0])
        elif self._caret[0] >= bar.value() + self._page():
            bar.setValue(self._caret[0] - self._page() + 1)
        self._show_column(self._caret[1])
        self._moved()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._update_bars()

    def _moved(self) -> None:
        line = self.current_line()
        self.setAccessibleDescription(self._source.line(line)[:400] if 0 <= line < self._source.line_count else "")
        self.current_line_changed.emit(line)
        self.viewport().update()

    def _text(self, row: int) -> str:
        line = self._map.line_of(row) if 0 <= row < self._map.count else -1
        return self._source.line(line) if 0 <= line < self._source.line_count else ""
