"""Where characters stand: the grid of a fixed-width font, fallback fonts that leave it, and lines broken to a width.

ASCII is arithmetic.  Anything else is measured, because the glyph of another font may be wider than the grid.  A very
long line is neither searched nor measured as a whole: it is cut into pieces of one size, whatever stands there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontMetricsF

LONG = 24_000
"""Characters from which a line is laid out in pieces of one size; longer than any line a document shows."""
PIECE = 64
"""Characters of such a piece where nothing is wrapped."""
STEP = 256
"""Characters between two places whose x is remembered."""
FEWEST_COLUMNS = 20
HANG = 2
"""Columns by which a wrapped line goes on further in than it began."""
_KEPT = 256

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), *range(8234, 8239), *range(8294, 8298), 65279), "·") | {9: "→"}
"""One visible cell for what a font draws as nothing, or for what turns the text around it."""


def visible(text: str) -> str:
    """The text as it is drawn: character for character, control characters as signs."""
    return text if text.isprintable() else text.translate(_CONTROLS)


class Ruler:
    """Measures text in one font."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.plain_font = QFont(font)
        """For ASCII: no ligature may leave the grid, and a third of the time to draw is saved."""
        self.plain_font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        self._metrics = QFontMetricsF(font)
        self.char = self._metrics.horizontalAdvance("0")
        self.height = int(self._metrics.lineSpacing() + 2)
        self.ascent = self._metrics.ascent()
        self._checkpoints: dict[str, list[float]] = {}
        self._narrow: dict[int, tuple[str, bool]] = {}

    def on_grid(self, text: str) -> bool:
        """Whether every character takes one cell."""
        return text.isascii() or (len(text) > LONG and self._is_narrow(text))

    def in_pieces(self, text: str) -> bool:
        """Whether the text stands in pieces of :data:`PIECE` characters, two cells for each."""
        return len(text) > LONG and not self.on_grid(text)

    def width(self, text: str, start: int, end: int) -> float:
        """From one column to another."""
        if self.on_grid(text):
            return (end - start) * self.char
        if end - start <= 2 * STEP and not (self.in_pieces(text) and start == 0):
            return self._advance(text[start:end])
        return self._x(text, end) - (self._x(text, start) if start else 0)

    def column(self, text: str, start: int, end: int, x: float) -> int:
        """The column between ``start`` and ``end`` nearest to ``x``, which is counted from ``start``."""
        if self.on_grid(text):
            return max(start, min(end, start + round(x / self.char)))
        low, high = start, end
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text, start, middle) <= x:
                low = middle
            else:
                high = middle - 1
        if low < end:
            left, right = self.width(text, start, low), self.width(text, start, low + 1)
            low += x - left > right - x
        return low

    # -- wrapping ---------------------------------------------------------------------------------

    def columns(self, width: float) -> int:
        return max(FEWEST_COLUMNS, int(width / self.char))

    def hang(self, text: str, width: float) -> int:
        """Columns by which the lines after the first are indented."""
        head = text[:LONG]
        return min(len(head) - len(head.lstrip(" ")) + HANG, self.columns(width) // 2)

    def starts(self, text: str, width: float) -> Sequence[int]:
        """The columns at which the lines begin that a text takes in a width."""
        columns = self.columns(width)
        if len(text) <= columns and text.isascii():
            return (0,)
        hang = self.hang(text, width)
        if len(text) > LONG:
            return range(0, len(text), columns - hang if self.on_grid(text) else max(1, (columns - hang) // 2))
        found, at, room = [0], 0, columns
        while True:
            fits = room if text.isascii() else self._fitting(text, at, room * self.char)
            if at + fits >= len(text):
                return found
            at = _break(text, at, at + fits)
            found.append(at)
            room = columns - hang

    def _fitting(self, text: str, at: int, width: float) -> int:
        """How many characters from ``at`` fit; at least one."""
        count = min(len(text) - at, int(width / self.char) * 2)
        while count > 1 and (taken := self._advance(text[at : at + count])) > width:
            count = max(1, min(count - 1, int(count * width / taken)))
        while at + count < len(text) and self._advance(text[at : at + count + 1]) <= width:
            count += 1
        return max(1, count)

    # -- inside -----------------------------------------------------------------------------------

    def _advance(self, text: str) -> float:
        return self._metrics.horizontalAdvance(visible(text))

    def _x(self, text: str, column: int) -> float:
        if self.in_pieces(text):
            piece = column // PIECE
            return piece * 2 * PIECE * self.char + self._advance(text[piece * PIECE : column])
        known = self._checkpoints.get(text)
        if known is None:
            if len(self._checkpoints) >= _KEPT:
                self._checkpoints.clear()
            known = self._checkpoints.setdefault(text, [0.0])
        while len(known) <= column // STEP:
            at = (len(known) - 1) * STEP
            known.append(known[-1] + self._advance(text[at : at + STEP]))
        return known[column // STEP] + self._advance(text[column // STEP * STEP : column])

    def _is_narrow(self, text: str) -> bool:
        known = self._narrow.get(id(text))
        if known is None:
            try:
                text.encode("latin-1")
                narrow = True
            except UnicodeEncodeError:
                narrow = False
            if len(self._narrow) > 8:
                self._narrow.clear()
            known = self._narrow[id(text)] = (text, narrow)  # the text is kept, so that its id stays its own
        return known[1]


def line_at(starts: Sequence[int], column: int) -> int:
    """Which of the lines of a wrapped text holds a column."""
    return max(0, bisect_right(starts, column) - 1)


def _break(text: str, at: int, end: int) -> int:
    """After the last space in the second half, else at the edge."""
    space = text.rfind(" ", at + (end - at) // 2, end + 1)
    return space + 1 if space >= 0 else end
