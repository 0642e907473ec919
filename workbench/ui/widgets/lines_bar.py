"""A scroll bar that shows where something is: hits, differences, the partner of a bracket."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider

from workbench.ui.widgets.lines_marks import Bin
from workbench.ui.widgets.lines_paint import Inks

MARK_HEIGHT = 2


class MarkBar(QScrollBar):
    """``bins`` gives what to show for a height in pixels; it is asked again after :meth:`forget` or another height."""

    def __init__(self, inks: Inks, bins: Callable[[int], list[Bin]]) -> None:
        super().__init__()
        self.inks = inks
        self.points: Sequence[tuple[float, str]] = ()
        """(share of the height, role) of single places, drawn over the rest."""
        self._bins = bins
        self._known: list[Bin] | None = None
        self._height = 0

    def forget(self) -> None:
        self._known = None
        self.update()

    def marks(self) -> list[Bin]:
        """(first pixel, pixel after the last, role) from the upper end of the groove."""
        height = self._groove().height()
        if self._known is None or height != self._height:
            self._known, self._height = self._bins(height), height
        return self._known

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        marks = self.marks()
        if not marks and not self.points:
            return
        painter = QPainter(self)
        groove = self._groove()
        right = self.width() - 1
        for first, stop, role in marks:
            painter.fillRect(QRect(right - 4, groove.y() + first, 4, max(MARK_HEIGHT, stop - first)), self.inks(role))
        for share, role in self.points:
            painter.fillRect(QRect(1, groove.y() + int(share * groove.height()), right, MARK_HEIGHT), self.inks(role))
        painter.end()

    def _groove(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_ScrollBar
        return self.style().subControlRect(control, option, QStyle.SubControl.SC_ScrollBarGroove, self)
