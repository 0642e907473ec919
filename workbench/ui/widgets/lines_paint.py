"""Paints the rows of a sheet that are in sight: grounds, text, and the gutter with numbers, signs and fold marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.ui.theme import Colors
from workbench.ui.widgets.lines_sheet import Shape, Sheet
from workbench.ui.widgets.lines_source import Span
from workbench.ui.widgets.lines_wrap import PIECE, line_at, visible

SIGNS = {"added": "+", "removed": "−", "changed": "~", "moved": "↕"}
GUIDES_AT_MOST = 120
"""Columns up to which indent guides are drawn."""


class Inks:
    """Colours by their roles, made once: a page asks for hundreds."""

    def __init__(self, colors: Colors) -> None:
        self._colors = colors
        self._made: dict[str, QColor] = {}

    def __call__(self, role: str) -> QColor:
        made = self._made.get(role)
        if made is None:
            made = self._made[role] = QColor(getattr(self._colors, role))
        return made


class LinePainter:
    """For one painting.  ``brackets`` are (line, column) places to mark; ``link`` is (line, start, end), underlined.

    With a last row it is for paper, where nothing can be unfolded.
    """

    def __init__(
        self,
        painter: QPainter,
        sheet: Sheet,
        inks: Inks,
        *,
        focused: bool = False,
        caret: bool = True,
        brackets: Collection[tuple[int, int]] = (),
        link: tuple[int, int, int] | None = None,
        last_row: int | None = None,
    ) -> None:
        self._painter = painter
        self._sheet = sheet
        self._inks = inks
        self._focused = focused
        self._brackets = brackets
        self._link = link
        self._on_paper = last_row is not None
        self._last_row = sheet.map.count if last_row is None else last_row
        self._selection = sheet.selection() if caret else None
        self._caret_item = sheet.caret[0] if caret else -1
        self._edge = sheet.gutter
        self._origin = self._edge - sheet.left
        self._height = sheet.ruler.height
        self._pen = ""
        self._plain: bool | None = None

    def paint(self) -> float:
        """Gives the width of the widest line painted."""
        painter, sheet = self._painter, self._sheet
        rows = [(row, part, y, sheet.shape(row), sheet.map.item_of(row)) for row, part, y in sheet.visible() if row <= self._last_row]
        widest = 0.0
        for row, part, y, shape, item in rows:
            widest = max(widest, self._row(row, part, y, shape, item))
        # Over the text, so that what is scrolled out sideways is hidden by it.
        if sheet.left:
            painter.fillRect(QRectF(0, 0, sheet.gutter - 4, sheet.height), self._inks("panel"))
        self._font(plain=True)
        for _row, part, y, shape, item in rows:
            self._gutter(part, y, shape, item)
        return widest

    # -- a row ------------------------------------------------------------------------------------

    def _row(self, row: int, first: int, y: int, shape: Shape, item: int) -> float:
        sheet, painter = self._sheet, self._painter
        parts = range(first, min(len(shape.starts), first + (sheet.height - y) // self._height + 1))
        whole = QRectF(0, y, sheet.width, len(parts) * self._height)
        if shape.line < 0 and not shape.placeholder:
            painter.fillRect(whole, self._inks("filler"))
            return 0
        here = item == self._caret_item and self._focused
        if shape.placeholder:
            self._placeholder(shape, whole, here)
            return 0
        mark = sheet.marks[item]
        if mark:
            painter.fillRect(whole, self._inks(f"{mark}_soft"))
        elif here:
            painter.fillRect(whole, self._inks("hover"))
        else:
            self._guides(shape, len(parts), y)
        begin, stop = self._columns(shape, parts)
        self._grounds(row, shape, item, parts, y, (begin, stop))
        for part in parts:
            self._text(shape, part, y + (part - first) * self._height, begin, stop)
        if parts[-1] + 1 == len(shape.starts):
            self._pill(row, y + (len(parts) - 1) * self._height)
        if here:
            self._caret(shape, parts, y)
        return sheet.ruler.width(shape.text, 0, len(shape.text)) if not sheet.wrap else 0

    def _columns(self, shape: Shape, parts: range) -> tuple[int, int]:
        """The columns that may be in sight."""
        sheet = self._sheet
        if sheet.wrap or (not sheet.left and len(shape.text) * sheet.ruler.char < sheet.width):
            return shape.starts[parts[0]], shape.end(parts[-1])
        ruler, text = sheet.ruler, shape.text
        begin = ruler.column(text, 0, len(text), sheet.left)
        # No glyph is narrower than half a cell in practice; a few characters too many cost nothing.
        stop = min(len(text), begin + 2 * int(sheet.width / ruler.char) + 4)
        return max(0, begin - 2), stop

    def _guides(self, shape: Shape, parts: int, y: int) -> None:
        head = shape.text[:GUIDES_AT_MOST]
        blanks = len(head) - len(head.lstrip(" "))
        if blanks <= 2:
            return
        self._ink("indent_guide")
        for column in range(2, blanks, 2):
            x = int(self._origin + column * self._sheet.ruler.char)
            self._painter.drawLine(x, y, x, y + parts * self._height)

    # -- behind the text --------------------------------------------------------------------------

    def _grounds(self, row: int, shape: Shape, item: int, parts: range, y: int, seen: tuple[int, int]) -> None:
        sheet, painter = self._sheet, self._painter
        for start, end in sheet.hits.on(shape.line):
            if end < seen[0] or start > seen[1]:
                continue
            current = sheet.hits.current == (shape.line, start)
            for box in self._boxes(shape, parts, y, start, max(end, start + 1)):
                painter.fillRect(box, self._inks("match_current" if current else "match"))
                if current:
                    self._ink("warn")
                    painter.drawRect(box.adjusted(0, 0, -1, -1))
        if self._selection is not None:
            (first, begin), (last, stop) = self._selection
            # A fold counts as its first line: what is inside is copied as little as it is seen.
            if first <= item <= last:
                begin = begin if first == item else 0
                end = stop if last == item else len(shape.text)
                for box in self._boxes(shape, parts, y, begin, end, line_break=last != item):
                    painter.fillRect(box, self._inks("selected"))
        for line, column in self._brackets:
            if line == shape.line:
                for box in self._boxes(shape, parts, y, column, column + 1):
                    painter.fillRect(box, self._inks("accent_soft"))
                    self._ink("accent")
                    painter.drawRect(box.adjusted(-0.5, 0.5, 0.5, -1.5))

    def _boxes(self, shape: Shape, parts: range, y: int, start: int, end: int, *, line_break: bool = False) -> Iterator[QRectF]:
        """The rectangles that columns ``start`` to ``end`` take; with the line break, a cell more at the very end."""
        sheet, ruler = self._sheet, self._sheet.ruler
        start, end = min(start, len(shape.text)), min(end, len(shape.text))
        low, high = max(parts[0], line_at(shape.starts, start)), min(parts[-1], line_at(shape.starts, end))
        for part in range(low, high + 1):
            first, last = shape.starts[part], shape.end(part)
            begin, stop = max(start, first), min(end, last)
            x = self._origin + (shape.hang if part else 0) + ruler.width(shape.text, first, begin)
            width = ruler.width(shape.text, first, stop) - ruler.width(shape.text, first, begin) if stop > begin else 0.0
            if line_break and part + 1 == len(shape.starts):
                width += ruler.char
            if width:
                yield QRectF(x, y + (part - parts[0]) * self._height, width, self._height).intersected(
                    QRectF(0, 0, sheet.width, sheet.height + self._height)
                )

    # -- text -------------------------------------------------------------------------------------

    def _text(self, shape: Shape, part: int, y: int, begin: int, stop: int) -> None:
        ruler, text, draw = self._sheet.ruler, shape.text, self._painter.drawText
        first = shape.starts[part]
        begin, stop = max(begin, first), min(stop, shape.end(part))
        left = self._origin + (shape.hang if part else 0)
        base = y + 1 + ruler.ascent
        grid = ruler.char if ruler.on_grid(text) else 0.0
        self._font(plain=text.isascii())
        for start, end, role in self._segments(shape, begin, stop):
            piece = text[start:end]
            if piece.isspace():
                continue
            x = left + ((start - first) * grid if grid else ruler.width(text, first, start))
            self._ink(role)
            draw(QPointF(x, base), piece if piece.isprintable() else visible(piece))
            if self._link is not None and self._covers(shape.line, start, end):
                self._underline(x, base, (end - start) * grid if grid else ruler.width(text, start, end))

    def _segments(self, shape: Shape, begin: int, stop: int) -> list[Span]:
        """What is drawn in one go, from column ``begin`` to ``stop``."""
        found: list[Span] = []
        spans = shape.spans(self._sheet.source)
        at = begin
        for n in range(max(0, bisect_right(spans, begin, key=_start) - 1) if begin else 0, len(spans)):
            start, end, role = spans[n]
            if start >= stop:
                break
            if end <= begin:
                continue
            if start > at:
                found.append((at, start, "text"))
            at = min(end, stop)
            found.append((max(start, begin), at, role))
        if at < stop:
            found.append((at, stop, "text"))
        if self._brackets:
            found = [self._with_bracket(shape.line, span) for span in found]
        if not self._sheet.wrap and self._sheet.ruler.in_pieces(shape.text):
            found = [piece for span in found for piece in _cut(*span)]
        return found

    def _with_bracket(self, line: int, span: Span) -> Span:
        return (span[0], span[1], "accent") if span[1] == span[0] + 1 and (line, span[0]) in self._brackets else span

    def _underline(self, x: float, base: float, width: float) -> None:
        self._painter.drawLine(QPointF(x, base + 2), QPointF(x + width, base + 2))

    def _covers(self, line: int, start: int, end: int) -> bool:
        return self._link is not None and self._link[0] == line and self._link[1] <= start and end <= self._link[2]

    def _pill(self, row: int, y: int) -> None:
        """How much a folded line hides, and the bracket that closes it."""
        pill = self._sheet.pill(row)
        if pill is None:
            return
        text, begin, end = pill
        painter, ruler = self._painter, self._sheet.ruler
        self._font(plain=False)
        box = QRectF(self._origin + begin, y + 1.5, end - begin, self._height - 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._inks("border"), 1))
        painter.setBrush(self._inks("hover"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._pen = ""
        self._ink("muted")
        base = y + 1 + ruler.ascent
        painter.drawText(QPointF(box.x() + ruler.char / 2, base), text)
        closer = {"{": "}", "[": "]"}.get(self._sheet.text(row).rstrip()[-1:], "")
        self._ink("json_punctuation")
        painter.drawText(QPointF(box.right() + ruler.char, base), closer)

    def _placeholder(self, shape: Shape, whole: QRectF, here: bool) -> None:
        """A stretch of rows that is folded to one."""
        painter, ruler, sheet = self._painter, self._sheet.ruler, self._sheet
        self._font(plain=False)
        painter.fillRect(whole, self._inks("hover" if here else "filler"))
        self._ink("border")
        painter.drawLine(whole.topLeft(), whole.topRight())
        painter.drawLine(whole.bottomLeft() - QPointF(0, 1), whole.bottomRight() - QPointF(0, 1))
        self._ink("muted")
        painter.drawText(QPointF(sheet.gutter, whole.y() + 1 + ruler.ascent), shape.text)

    def _caret(self, shape: Shape, parts: range, y: int) -> None:
        part, x = self._sheet.x_of(shape, self._sheet.caret[1])
        if part in parts:
            box = QRectF(int(self._origin + x) - 1, y + (part - parts[0]) * self._height + 1, 2, self._height - 2)
            self._painter.fillRect(box, self._inks("accent"))

    # -- the gutter -------------------------------------------------------------------------------

    def _gutter(self, first: int, y: int, shape: Shape, item: int) -> None:
        sheet, painter, ruler, gutter = self._sheet, self._painter, self._sheet.ruler, self._edge
        if shape.line < 0 and not shape.placeholder:
            painter.fillRect(QRectF(0, y, gutter - 4, self._height), self._inks("filler"))
            return
        mark = "" if shape.placeholder else sheet.marks[item]
        parts = min(len(shape.starts) - first, (sheet.height - y) // self._height + 1)
        if mark or shape.placeholder:
            painter.fillRect(QRectF(0, y, gutter - 4, parts * self._height), self._inks(f"{mark}_soft" if mark else "filler"))
        if shape.placeholder:
            self._ink("border")
            painter.drawLine(QPointF(0, y), QPointF(gutter, y))
            painter.drawLine(QPointF(0, y + self._height - 1), QPointF(gutter, y + self._height - 1))
        if sheet.map.given is not None and item == self._caret_item:
            # Beside another view, where the keyboard may well be.
            painter.fillRect(QRectF(0, y, 3, parts * self._height), self._inks("accent"))
        if first:
            return
        if not shape.placeholder:
            number = str(shape.line + 1)
            self._ink("line_number")
            painter.drawText(QPointF(gutter - 24 - len(number) * ruler.char, y + 1 + ruler.ascent), number)
        if mark in SIGNS:
            self._ink(mark)
            painter.drawText(QPointF(gutter - 14 - ruler.char / 2, y + 1 + ruler.ascent), SIGNS[mark])
        elif (folded := item in sheet.map.folds) or (not self._on_paper and sheet.foldable(item)):
            self._chevron(gutter - 14, y + self._height / 2, folded)

    def _chevron(self, x: float, middle: float, folded: bool) -> None:
        painter = self._painter
        painter.setPen(QPen(self._inks("muted"), 1.4))
        self._pen = ""
        places = ((-2, -4), (2, 0), (-2, 4)) if folded else ((-4, -2), (0, 2), (4, -2))
        painter.drawPolyline([QPointF(x + dx, middle + dy) for dx, dy in places])

    def _font(self, *, plain: bool) -> None:
        if plain is not self._plain:
            self._plain = plain
            self._painter.setFont(self._sheet.ruler.plain_font if plain else self._sheet.ruler.font)

    def _ink(self, role: str) -> None:
        if role != self._pen:
            self._pen = role
            self._painter.setPen(self._inks(role))


def _cut(start: int, end: int, role: str) -> Iterator[Span]:
    """At the ends of the pieces in which a very long line is laid out."""
    while start < end:
        stop = min(end, (start // PIECE + 1) * PIECE)
        yield start, stop, role
        start = stop


def _start(span: Sequence[int | str]) -> int:
    return int(span[0])
