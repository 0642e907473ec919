"""The mouse on a view of lines: selecting, also beyond the edges, folding, resting on a token, following a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent

from workbench.ui.widgets.lines_sheet import Place
from workbench.ui.widgets.lines_source import link_at

if TYPE_CHECKING:
    from workbench.ui.widgets.lines import LinesView

REST_MS = 350
"""How long the mouse rests before it counts as resting."""
SCROLL_MS = 30
"""How often a drag beyond the edge scrolls."""


class Mouse(QObject):
    """What the buttons and movements mean.  The view forwards its events."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = view.sheet
        self._dragging = False
        self._at = QPoint()
        self._last = QPoint(-1, -1)
        self._clicked = QElapsedTimer()
        self._hovered: tuple[int, int] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        self._scroll = QTimer(self)
        self._scroll.setInterval(SCROLL_MS)
        self._scroll.timeout.connect(self._scrolled)

    # -- buttons ----------------------------------------------------------------------------------

    def pressed(self, event: QMouseEvent) -> None:
        self.leave()
        if event.button() is not Qt.MouseButton.LeftButton or not self._sheet.map.count:
            return
        point = event.position().toPoint()
        row = self._sheet.line_under(point.y())[0]
        item, column = self._sheet.place_at(point.x(), point.y())
        if self._is_third(point):
            self._view.select(((item, 0), self._line_end(item, row)))
        elif self._on_fold(point, row, item):
            self._view.put_caret((item, 0))
            self._view.toggle_item(item)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and (token := self._token(point)) is not None:
            self._view.put_caret((item, column))
            self._view.activated.emit(*token)
        else:
            self._dragging = True
            self._view.put_caret((item, column), extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def moved(self, event: QMouseEvent) -> None:
        point = self._last = event.position().toPoint()
        if self._dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._at = point
            self._view.put_caret(self._inside(point), extend=True, follow=False)
            if self._view.viewport().rect().contains(point):
                self._scroll.stop()
            elif not self._scroll.isActive():
                self._scroll.start()
            return
        if self._hovered is not None and self._token(point) != self._hovered:
            span = self._span(point)
            if span is None or not (span[0] == self._hovered[0] and span[1] <= self._hovered[1] < span[2]):
                self.leave()
        if self._hovered is None:
            self._at = point
            self._rest.start()
        self.show_cursor(control=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def released(self) -> None:
        self._dragging = False
        self._scroll.stop()

    def double_clicked(self, event: QMouseEvent) -> None:
        """Select the word, or the whole text between quotes."""
        point = event.position().toPoint()
        self._clicked.start()
        self._at = point
        self._dragging = False
        row = self._sheet.line_under(point.y())[0]
        item, column = self._sheet.place_at(point.x(), point.y())
        shape = self._sheet.shape(row)
        if self._on_fold(point, row, item):
            self._view.toggle_item(item)
            return
        for start, end, _ in shape.spans(self._sheet.source):
            if start <= column <= end:
                quoted = end - start > 2 and shape.text[start] == '"' and shape.text[end - 1] == '"'
                self._view.select(((item, start + quoted), (item, end - quoted)))
                return
        start, end = _word(shape.text, column)
        self._view.select(((item, start), (item, end)))

    # -- resting and links ------------------------------------------------------------------------

    def leave(self) -> None:
        """What was rested on is no longer under the mouse."""
        self._rest.stop()
        if self._hovered is not None:
            self._hovered = None
            self._view.left_hover.emit()

    def show_cursor(self, *, control: bool) -> None:
        """The hand over what can be clicked, where the mouse was seen last."""
        viewport, point = self._view.viewport(), self._last
        link = self._link(point) if control else None
        self._view.show_link(link)
        row = self._sheet.line_under(point.y())[0]
        clickable = link is not None or (self._sheet.map.count > 0 and self._on_fold(point, row, self._sheet.map.item_of(row)))
        viewport.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.IBeamCursor)

    def _rested(self) -> None:
        token = self._token(self._at)
        if token is not None:
            self._hovered = token
            self._view.hovered.emit(*token, self._view.viewport().mapToGlobal(self._at))

    def _link(self, point: QPoint) -> tuple[int, int, int] | None:
        span, token = self._span(point), self._token(point)
        return span if span is not None and token is not None and link_at(self._sheet.source, *token) else None

    def _span(self, point: QPoint) -> tuple[int, int, int] | None:
        """(line, start, end) of the token under a point."""
        outside = not self._view.viewport().rect().contains(point) or point.x() < self._sheet.gutter - 4
        if outside or self._sheet.is_below(point.y()):
            return None
        row, part = self._sheet.line_under(point.y())
        shape = self._sheet.shape(row)
        if shape.line < 0 or shape.placeholder:
            return None
        x = point.x() - self._sheet.gutter + self._sheet.left
        for start, end, _ in shape.spans(self._sheet.source):
            first, begin = self._sheet.x_of(shape, start)
            last, stop = self._sheet.x_of(shape, end)
            if first <= part <= last and (part > first or x >= begin) and (part < last or x < stop):
                return shape.line, start, end
        return None

    def _token(self, point: QPoint) -> tuple[int, int] | None:
        """(line, column) inside the token under a point."""
        span = self._span(point)
        if span is None:
            return None
        column = self._sheet.place_at(point.x(), point.y())[1]
        return span[0], max(span[1], min(span[2] - 1, column))

    # -- inside -----------------------------------------------------------------------------------

    def _on_fold(self, point: QPoint, row: int, item: int) -> bool:
        """Whether a click there folds or unfolds."""
        sheet = self._sheet
        if not sheet.foldable(item) or sheet.is_below(point.y()):
            return False
        shape = sheet.shape(row)
        if shape.placeholder or point.x() < sheet.gutter - 4:
            return True
        pill = sheet.pill(row)
        x = point.x() - sheet.gutter + sheet.left
        return pill is not None and sheet.line_under(point.y())[1] + 1 == len(shape.starts) and pill[1] <= x <= pill[2]

    def _is_third(self, point: QPoint) -> bool:
        near = (point - self._at).manhattanLength() <= QGuiApplication.styleHints().startDragDistance()
        quick = self._clicked.isValid() and self._clicked.elapsed() < QGuiApplication.styleHints().mouseDoubleClickInterval()
        self._clicked.invalidate()
        return near and quick

    def _line_end(self, item: int, row: int) -> Place:
        """With the line break, where there is one."""
        if row + 1 < self._sheet.map.count:
            return self._sheet.map.item_of(row + 1), 0
        return item, len(self._sheet.text(row))

    def _inside(self, point: QPoint) -> Place:
        rect = self._view.viewport().rect()
        return self._sheet.place_at(max(0, min(point.x(), rect.right())), max(0, min(point.y(), rect.bottom())))

    def _scrolled(self) -> None:
        """Further, the further beyond the edge."""
        rect, height = self._view.viewport().rect(), self._sheet.ruler.height
        beyond = min(0, self._at.y()) + max(0, self._at.y() - rect.bottom())
        if beyond:
            self._view.scroll_lines((1 + abs(beyond) // height) * (1 if beyond > 0 else -1))
        aside = min(0, self._at.x() - self._sheet.gutter) + max(0, self._at.x() - rect.right())
        if aside and not self._sheet.wrap:
            bar = self._view.horizontalScrollBar()
            bar.setValue(bar.value() + aside // 2)
        self._view.put_caret(self._inside(self._at), extend=True, follow=False)


def _word(text: str, column: int) -> tuple[int, int]:
    """The letters, digits and signs of a name around a column."""
    start = end = min(column, len(text))
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_-"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in "_-"):
        end += 1
    return start, end
