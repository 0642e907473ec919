"""A view of very many lines: only the visible ones are laid out and painted.

Fifty megabytes are some four million lines; a text widget needs gigabytes for that.  Here a line is asked for when
it is painted, also with word wrap: the scroll bar counts lines, and only the rows in sight are ever broken.

What stands where is the business of :class:`Sheet`; painting, keys, mouse, copying and printing are modules beside
this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPagedPaintDevice,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from workbench.ui.theme import Theme
from workbench.ui.widgets import lines_copy, lines_keys
from workbench.ui.widgets.lines_bar import MarkBar
from workbench.ui.widgets.lines_copy import COPY_AT_MOST, Copier, Slices
from workbench.ui.widgets.lines_marks import Hit, Hits, MarkRuns, RowMarks, bins_of
from workbench.ui.widgets.lines_mouse import Mouse
from workbench.ui.widgets.lines_paint import Inks, LinePainter
from workbench.ui.widgets.lines_scroll import Scroller
from workbench.ui.widgets.lines_sheet import Place, Sheet, Top, equal_lines
from workbench.ui.widgets.lines_source import LineSource, NoLines, Span, bracket_pair, span_at, top_folds
from workbench.ui.widgets.lines_wrap import Ruler

__all__ = ["COPY_AT_MOST", "LineSource", "LinesView", "MarkRuns", "NoLines", "RowMarks"]

PAIR_MS = 60
"""How long the cursor rests before its bracket's partner is looked for: that may be megabytes away."""
FOLDS_KEPT = 5_000
"""How many folds are tried again on a new response of the same shape."""
ALL = -1
"""Stands for every row in :attr:`LinesView.fold_toggled`."""


class LinesView(QAbstractScrollArea):
    """Line numbers, folding, word wrap, selection and copy of any size, marks for hits, coloured rows.

    ``rows`` may map each row to a line or to a gap, so that two views stand side by side, row by row.  Rows in
    signals and methods are then rows as they were given, whatever is folded; otherwise they are the rows in view.
    """

    current_line_changed = Signal(int)
    context_requested = Signal(int, QPoint)
    fold_toggled = Signal(int, bool)
    """(row that was given, or line; folded) after the user folded or unfolded; -1 for everything at once."""
    hovered = Signal(int, int, QPoint)
    """(line, column, place on the screen) when the mouse rests on a token."""
    left_hover = Signal()
    activated = Signal(int, int)
    """(line, column) of a token that was clicked with Ctrl held."""
    told = Signal(str)
    """A sentence for the status bar: that a large copy is under way, done, or was cut."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setFont(theme.mono)
        self.sheet = Sheet(Ruler(self.font()))
        self._inks = Inks(theme.colors)
        self._wrap = False
        self._pair: tuple[tuple[int, int], tuple[int, int]] | None = None
        self._link: tuple[int, int, int] | None = None
        self._folding: Slices | None = None
        self._bar = MarkBar(self._inks, lambda pixels: bins_of(self.sheet.map, self.sheet.marks, self.sheet.hits, pixels))
        self.setVerticalScrollBar(self._bar)
        self._scroller = Scroller(self)
        self._mouse = Mouse(self)
        self._copier = Copier(self)
        self._pair_timer = QTimer(self)
        self._pair_timer.setSingleShot(True)
        self._pair_timer.setInterval(PAIR_MS)
        self._pair_timer.timeout.connect(self._find_pair)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself
        theme.changed.connect(self._colors_changed)

    # -- in ---------------------------------------------------------------------------------------

    def show_source(self, source: LineSource, *, keep_place: bool = False) -> None:
        """Show other lines.  ``keep_place`` keeps the scroll position for a new response of the same shape."""
        sheet = self.sheet
        top, caret = (sheet.top, sheet.caret) if keep_place else ((0, 0), (0, 0))
        # What was folded stays folded where the same line opens something again.
        folds = sorted(sheet.map.folds) if keep_place and sheet.map.given is None and len(sheet.map.folds) <= FOLDS_KEPT else []
        self._begin(source)
        sheet.map.show(source.line_count)
        for line in folds:
            if line < source.line_count and (end := source.fold_end(line)) is not None:
                sheet.map.fold(line, end)
        item = max(0, min(caret[0], source.line_count - 1))
        sheet.anchor = sheet.caret = (item, caret[1])
        self._laid_out(top)

    def show_rows(self, source: LineSource, rows: Sequence[int | None], marks: RowMarks | Mapping[int, str]) -> None:
        """Show lines row by row, gaps included; ``marks`` colours rows: ``added``, ``removed``, ``changed``, ``moved``.

        Rows and marks may be virtual.  Rows that have ``row_of(line)`` are never searched; marks are a mapping, or
        have ``[row]`` and ``runs`` (:class:`RowMarks`, :class:`MarkRuns`).
        """
        self._begin(source)
        self.sheet.marks = MarkRuns.of(marks) if isinstance(marks, Mapping) else marks
        self.sheet.map.show_given(rows)
        self._laid_out((0, 0))

    def show_hits(self, hits: Sequence[tuple[int, int, int]], current: int) -> None:
        """Mark (line, start, end) places; ``current`` is the one the user is on, -1 for none."""
        if list(hits) != self.sheet.hits.all:
            self.sheet.hits = Hits(hits)
            self._bar.forget()
        self._show_current(hits[current] if 0 <= current < len(hits) else None)

    def show_hit(self, current: int) -> None:
        """Go to another of the hits shown, in the order of their lines."""
        hits = self.sheet.hits.all
        self._show_current(hits[current] if 0 <= current < len(hits) else None)

    def go_to_line(self, line: int, column: int = 0) -> None:
        """Unfold what hides it, put the cursor there, keep some lines of context around it."""
        self._go_to_item(self.sheet.map.item_of_line(line), column)

    def go_to_row(self, row: int, column: int = 0) -> None:
        """To a row as it was given (unfolding what hides it), or to one in view."""
        sheet = self.sheet
        self._go_to_item(row if sheet.map.given is not None else sheet.map.item_of(row), column)

    def set_wrap(self, on: bool) -> None:
        """Break long lines at the edge of the view.  Never where rows stand beside other rows."""
        self._wrap = on
        self._laid_out(self.sheet.top)

    def wraps(self) -> bool:
        return self._wrap

    # -- out --------------------------------------------------------------------------------------

    def current_line(self) -> int:
        """-1 on a gap."""
        return self.sheet.map.line_of_item(self.sheet.caret[0])

    def current_row(self) -> int:
        return self.sheet.caret[0] if self.sheet.map.given is not None else self.sheet.caret_row()

    def row_count(self) -> int:
        """How many rows were given, or are in view."""
        return self.sheet.map.items if self.sheet.map.given is not None else self.sheet.map.count

    def shown_row_count(self) -> int:
        """How many rows are left after folding."""
        return self.sheet.map.count

    def span_at(self, line: int, column: int) -> Span | None:
        """(start, end, role) of the token under a place."""
        return span_at(self.sheet.source, line, column)

    def bracket_pair(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """(line, column) of the bracket on the line of the cursor, and of its partner."""
        return bracket_pair(self.sheet.source, self.current_line())

    def has_selection(self) -> bool:
        return self.sheet.selection() is not None

    def selected_text(self) -> str:
        """What is selected and not folded away, cut at :data:`COPY_AT_MOST` characters."""
        return lines_copy.selected_text(self.sheet)

    # -- selecting and copying --------------------------------------------------------------------

    def select_all(self) -> None:
        sheet = self.sheet
        last = max(0, sheet.map.count - 1)
        self.select(((sheet.map.item_of(0), 0), (sheet.map.item_of(last), len(sheet.text(last)))), follow=False)

    def select(self, places: tuple[Place, Place], *, follow: bool = True) -> None:
        """From one (item, column) to another, where the cursor stays."""
        self.sheet.anchor = places[0]
        self.put_caret(places[1], extend=True, follow=follow)

    def copy(self) -> None:
        """The selection to the clipboard: at once, or bit by bit while the window goes on."""
        self._copier.copy()

    # -- folding ----------------------------------------------------------------------------------

    def set_folds(self, stretches: Iterable[tuple[int, int]], *, folded: bool = True, text: Callable[[int], str] = equal_lines) -> None:
        """Which rows, of those given, fold to one: (first, row after the last), in order; ``text`` names so many."""
        self.sheet.stretches = {start: end - 1 for start, end in stretches if end - start > 1}
        self.sheet.fold_text = text
        self._fold_everything(folded)

    def set_folded(self, row: int, folded: bool) -> None:
        """Fold or unfold without a signal: what another view's :attr:`fold_toggled` is connected to."""
        if row == ALL:
            self._fold_everything(folded)
        elif folded and (end := self.sheet.fold_end(row)) is not None:
            self._refold(lambda: self.sheet.map.fold(row, end))
        elif not folded and row in self.sheet.map.folds:
            self._refold(lambda: self.sheet.map.unfold(row))

    def toggle_fold(self, line: int) -> None:
        self.toggle_item(self.sheet.map.item_of_line(line))

    def toggle_item(self, item: int) -> None:
        """Of a line, or of a row that was given."""
        folded = item not in self.sheet.map.folds
        before = self.sheet.map.count
        self.set_folded(item, folded)
        if self.sheet.map.count != before:
            self.fold_toggled.emit(item, folded)

    def fold_all(self) -> None:
        """Fold every container below the root: one line per top-level entry.  Very many are folded bit by bit."""
        if self.sheet.map.given is not None:
            self._fold_everything(True)
            self.fold_toggled.emit(ALL, True)
            return
        self._stop_folding()
        found: dict[int, int] = {}
        steps = top_folds(self.sheet.source, found)
        for _ in steps:
            self._folding = Slices(self, steps, lambda: self._fold_found(found))
            return
        self._fold_found(found)

    def unfold_all(self) -> None:
        line = self.current_line()
        given = self.sheet.map.given is not None
        self._fold_everything(False)
        if given:
            self.fold_toggled.emit(ALL, False)
            self._show_caret(context=True)
        else:
            self.go_to_line(max(0, line))

    def _stop_folding(self) -> None:
        if self._folding is not None:
            self._folding.stop()
            self._folding = None

    def _fold_found(self, found: dict[int, int]) -> None:
        self._folding = None
        self._refold(lambda: self.sheet.map.fold_only(found))
        self._show_caret()

    def _fold_everything(self, folded: bool) -> None:
        self._refold(lambda: self.sheet.map.fold_only(dict(self.sheet.stretches) if folded else {}))

    def _refold(self, change: Callable[[], object]) -> None:
        """Fold or unfold, with cursor, selection and the line at the upper edge where they were as far as can be."""
        self._copier.stop()
        sheet, line, (row, part) = self.sheet, self.current_line(), self.sheet.top
        item = sheet.map.item_of(row)
        change()
        sheet.caret, sheet.anchor = sheet.unhidden(sheet.caret), sheet.unhidden(sheet.anchor)
        # Two views side by side fold one after the other, and their bars already agree on the row.
        self._laid_out((row, part) if sheet.map.given is not None else (sheet.map.row_of_item(item), part))
        self._describe()
        if self.current_line() != line:
            self._moved()

    # -- moving -----------------------------------------------------------------------------------

    def go_to_bracket(self) -> None:
        """To the partner of the bracket on this line."""
        if (pair := self.bracket_pair()) is not None:
            self.go_to_line(*pair[1])

    def put_caret(self, place: Place, *, extend: bool = False, follow: bool = True) -> None:
        """``extend`` leaves the other end of the selection; ``follow`` scrolls to where the cursor is."""
        self.sheet.caret = place
        self.sheet.goal = None
        if not extend:
            self.sheet.anchor = place
        if follow:
            self._show_caret()
        self._moved()

    def scroll_lines(self, lines: int) -> None:
        self._scroller.scroll_to(self.sheet.step(self.sheet.top, lines))

    def scrolled(self) -> None:
        """Something else is in sight."""
        self._mouse.leave()
        self.viewport().update()

    def show_link(self, link: tuple[int, int, int] | None) -> None:
        """Underline (line, start, end)."""
        if link != self._link:
            self._link = link
            self.viewport().update()

    def _go_to_item(self, item: int, column: int) -> None:
        item = max(0, min(item, self.sheet.map.items - 1))
        while (first := self.sheet.map.fold_over(item)) is not None:
            self.set_folded(first, False)
            self.fold_toggled.emit(first, False)
        self.sheet.anchor = self.sheet.caret = (item, column)
        self.sheet.goal = None
        self._show_caret(context=True)
        self._moved()

    def _show_caret(self, *, context: bool = False) -> None:
        sheet = self.sheet
        row, column = sheet.caret_row(), sheet.caret[1]
        part, x = sheet.x_of(sheet.shape(row), column) if sheet.wrap or column else (0, 0.0)
        self._scroller.scroll_to(sheet.ensure_visible(row, part, sheet.page // 3 if context else 0))
        if not sheet.wrap:
            self._scroller.show_x(row, x)

    def _show_current(self, hit: Hit | None) -> None:
        self.sheet.hits.current = hit[:2] if hit is not None else None
        if hit is not None:
            self.go_to_line(*hit[:2])
        self._show_points()
        self.viewport().update()

    def _moved(self) -> None:
        line = self.current_line()
        self._describe()
        self._pair = None
        self._show_points()
        self._pair_timer.start()
        self.current_line_changed.emit(line)
        self.viewport().update()

    def _describe(self) -> None:
        """What a screen reader says of the view: its current line."""
        self.setAccessibleDescription(self.sheet.text(self.sheet.caret_row())[:400])

    def _find_pair(self) -> None:
        self._pair = self.bracket_pair()
        self._show_points()
        self.viewport().update()

    def _show_points(self) -> None:
        rows, places = self.sheet.map, []
        if self.sheet.hits.current is not None:
            places.append((self.sheet.hits.current[0], "warn"))
        if self._pair is not None and rows.finds_quickly:
            places.append((self._pair[1][0], "accent"))
        self._bar.points = [(rows.row_of(line) / max(1, rows.count), role) for line, role in places]
        self._bar.update()

    # -- laying out -------------------------------------------------------------------------------

    def _begin(self, source: LineSource) -> None:
        self._stop_folding()
        self._copier.stop()
        sheet = self.sheet
        sheet.source, sheet.marks, sheet.hits, sheet.stretches, sheet.goal = source, MarkRuns(), Hits(), {}, None
        sheet.anchor = sheet.caret = (0, 0)
        self._scroller.forget_widest()
        self._pair = self._link = None
        self._bar.points = ()
        self._pair_timer.stop()
        self._mouse.leave()

    def _laid_out(self, top: Top) -> None:
        """After anything changed that decides which row stands where."""
        self.sheet.wrap = self._wrap and self.sheet.map.given is None
        policy = Qt.ScrollBarPolicy
        # Beside another view there is always one: the two have to be of one height to reach the same end.
        beside = self.sheet.map.given is not None
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if self.sheet.wrap else policy.ScrollBarAlwaysOn if beside else policy.ScrollBarAsNeeded
        )
        self.sheet.forget()
        self.sheet.top = top
        self._scroller.update()
        self._show_points()
        self._bar.forget()
        self.viewport().update()

    # -- events -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._inks("panel"))
        brackets = self._pair or ()
        made = LinePainter(painter, self.sheet, self._inks, focused=self.hasFocus(), brackets=brackets, link=self._link)
        widest = made.paint()
        if self.hasFocus():
            painter.setPen(QPen(self._inks("focus"), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()
        self._scroller.widen(widest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroller.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._scroller.wheel(event):
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.moved(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.released()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_clicked(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse.leave()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        sheet = self.sheet
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            y = (sheet.caret_row() - sheet.top[0] + 1) * sheet.ruler.height
            place = self.viewport().mapToGlobal(QPoint(sheet.gutter, max(0, min(y, self.viewport().height()))))
        else:
            if sheet.selection() is None:
                self.put_caret(sheet.place_at(event.pos().x(), event.pos().y()), follow=False)
            place = event.globalPos()
        self.context_requested.emit(self.current_line(), place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif not self._key_used(event):
            super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Control:
            self._mouse.show_cursor(control=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() == Qt.Key.Key_Control:
            self._mouse.show_cursor(control=False)

    def _key_used(self, event: QKeyEvent) -> bool:
        modifiers, key, item = event.modifiers(), Qt.Key(event.key()), self.sheet.caret[0]
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and control:
            if (item in self.sheet.map.folds) == (key is Qt.Key.Key_Right):
                self.toggle_item(item)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item in self.sheet.map.folds:
            self.toggle_item(item)
            return True
        if key in (Qt.Key.Key_Backslash, Qt.Key.Key_Bar) and control and shift:
            self.go_to_bracket()
            return True
        place = lines_keys.moved(self.sheet, key, control)
        if place is None:
            return False
        goal = self.sheet.goal
        self.put_caret(place, extend=shift)
        self.sheet.goal = goal
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "sheet"):
            self.sheet.ruler = Ruler(self.font())
            self._laid_out(self.sheet.top)

    def _colors_changed(self) -> None:
        self._inks = self._bar.inks = Inks(self._theme.colors)
        self.viewport().update()
        self._bar.update()

    # -- paper ------------------------------------------------------------------------------------

    def print_document(self, device: QPagedPaintDevice, title: str = "", *, selection: bool = False) -> str:
        """Paint pages with a header on a printer or PDF.  Gives a sentence where it was not done, else nothing."""
        from workbench.ui.widgets.lines_print import Pages

        return Pages(self.sheet, device, title, selection=selection).print_all()

    def ask_and_print(self, title: str = "") -> None:
        """Ask for a printer, then print page by page while the window goes on; :attr:`told` says how far it is."""
        from workbench.ui.widgets.lines_print import PrintRequest

        PrintRequest(self, title).open()
