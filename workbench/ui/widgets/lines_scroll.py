"""The scroll bars of a view of lines: rows, shares of a row where lines are wrapped, and pixels sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider

from workbench.ui.widgets.lines_sheet import Top

if TYPE_CHECKING:
    from workbench.ui.widgets.lines import LinesView

_ACTION = QAbstractSlider.SliderAction


class Scroller(QObject):
    """Keeps bars and sheet together.  What the sheet knows exactly, a bar only shows."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = view.sheet
        self._down = view.verticalScrollBar()
        self._aside = view.horizontalScrollBar()
        self._setting = False
        self._exact: tuple[int, Top] | None = None
        self._owed = 0.0
        self._widest = 0.0
        self._down.valueChanged.connect(self._scrolled)
        self._down.actionTriggered.connect(self._used)
        self._aside.valueChanged.connect(self._scrolled_aside)

    def forget_widest(self) -> None:
        self._widest = 0.0

    def widen(self, width: float) -> None:
        """A line of that width was seen."""
        if width > self._widest:
            self._widest = width
            self.update()

    def update(self) -> None:
        """After the size of the view, or the number of rows, changed."""
        sheet, viewport = self._sheet, self._view.viewport()
        if sheet.width != viewport.width() and sheet.wrap and sheet.map.count:
            self._break_anew(viewport.width())
        sheet.width, sheet.height = viewport.width(), viewport.height()
        last = sheet.last_top()
        row = max(0, min(sheet.top[0], sheet.map.count - 1))
        sheet.top = min((row, min(sheet.top[1], sheet.parts(row) - 1)), last)
        maximum, unit = sheet.bar_value(last), sheet.unit
        before, self._setting = self._setting, True
        self._down.setRange(0, maximum)
        self._down.setPageStep(sheet.page if unit == 1 else max(1, sheet.map.count * unit - maximum))
        self._down.setSingleStep(unit)
        self._down.setValue(sheet.bar_value(sheet.top))
        self._setting = before
        width = sheet.width - sheet.gutter
        self._aside.setRange(0, max(0, int(self._widest) - width + 20) if not sheet.wrap else 0)
        self._aside.setPageStep(max(1, width))
        self._aside.setSingleStep(int(sheet.ruler.char * 4))

    def scroll_to(self, top: Top) -> None:
        self._sheet.top = max((0, 0), min(top, self._sheet.last_top()))
        before, self._setting = self._setting, True
        self._down.setValue(self._sheet.bar_value(self._sheet.top))
        self._setting = before
        self._view.scrolled()

    def show_x(self, row: int, x: float) -> None:
        """Scroll sideways to where ``x``, counted from the begin of the text, can be seen."""
        width = self._view.viewport().width() - self._sheet.gutter
        if self._aside.value() <= x <= self._aside.value() + width - 40:
            return
        text = self._sheet.text(row)
        self.widen(self._sheet.ruler.width(text, 0, len(text)))  # it may not have been painted yet
        self._aside.setValue(int(max(0, x - width / 3)))

    def wheel(self, event: QWheelEvent) -> bool:
        """By lines as they are seen, where a row may be many.  Gives whether it was used."""
        if not self._sheet.wrap or not event.angleDelta().y():
            return False
        lines = event.angleDelta().y() * QGuiApplication.styleHints().wheelScrollLines() / 120
        self._owed -= event.pixelDelta().y() / self._sheet.ruler.height or lines
        whole = int(self._owed)
        self._owed -= whole
        self.scroll_to(self._sheet.step(self._sheet.top, whole))
        event.accept()
        return True

    def _break_anew(self, width: int) -> None:
        """Keep the text at the upper edge where it is."""
        sheet = self._sheet
        row = min(sheet.top[0], sheet.map.count - 1)
        column = sheet.shape(row).starts[min(sheet.top[1], sheet.parts(row) - 1)]
        sheet.forget()
        sheet.width = width
        sheet.top = (row, sheet.x_of(sheet.shape(row), column)[0])

    def _scrolled(self, value: int) -> None:
        if self._setting:
            return
        exact, self._exact = self._exact, None
        self._sheet.top = exact[1] if exact is not None and exact[0] == value else self._sheet.top_at(value)
        self._view.scrolled()

    def _scrolled_aside(self, value: int) -> None:
        self._sheet.left = value
        self._view.scrolled()

    def _used(self, action: int) -> None:
        """Arrows and clicks beside the handle move by lines as they are seen, not by shares of a row."""
        sheet = self._sheet
        page = max(1, sheet.page - 1)
        steps = {
            _ACTION.SliderSingleStepAdd: 1,
            _ACTION.SliderSingleStepSub: -1,
            _ACTION.SliderPageStepAdd: page,
            _ACTION.SliderPageStepSub: -page,
        }
        lines = steps.get(_ACTION(action), 0)
        if lines and sheet.wrap:
            sheet.top = max((0, 0), min(sheet.step(sheet.top, lines), sheet.last_top()))
            value = sheet.bar_value(sheet.top)
            self._exact = (value, sheet.top)
            self._down.setSliderPosition(value)
            self._view.scrolled()
