"""The open requests as tabs above the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import ghost_button, look

WIDEST = 170


@dataclass(frozen=True, slots=True)
class TabLabel:
    """What a tab says.  ``marked`` is for what is not saved."""

    title: str
    marked: bool = False
    tip: str = ""

    @property
    def text(self) -> str:
        return f"{self.title} •" if self.marked else self.title


class RequestTabs(QWidget):
    """``chosen``, ``close_requested``: a place; ``moved``: from, to; ``menu_requested``: a place and a menu to fill."""

    chosen = Signal(int)
    close_requested = Signal(int)
    moved = Signal(int, int)
    new_requested = Signal()
    menu_requested = Signal(int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._showing = False
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 6, 0)
        row.setSpacing(2)
        self.bar = _Bar()
        self.new = ghost_button(theme, "plus", "New tab", "New request in a tab of its own (Ctrl+N)")
        row.addWidget(self.bar, 1)
        row.addWidget(self.new)
        self.bar.currentChanged.connect(self._current_changed)
        self.bar.tabMoved.connect(self.moved)
        self.bar.middle_clicked.connect(self.close_requested)
        self.bar.customContextMenuRequested.connect(self._menu)
        self.new.clicked.connect(self.new_requested)

    def show_tabs(self, labels: Sequence[TabLabel], current: int) -> None:
        """One tab for each label, in order.  Only what differs is touched, so that typing does not flicker."""
        self._showing = True
        while self.bar.count() > len(labels):
            self.bar.removeTab(self.bar.count() - 1)
        for place, shown in enumerate(labels):
            if place == self.bar.count():
                self._add()
            if self.bar.tabText(place) != shown.text:
                self.bar.setTabText(place, shown.text)
            self.bar.setTabToolTip(place, shown.tip or shown.title)
        self.bar.setCurrentIndex(current)
        self._showing = False

    def _add(self) -> None:
        self.bar.addTab("")
        close = ghost_button(self._theme, "cancel", "Close tab", "Close (Ctrl+W)")
        look(close, "tab")
        close.setFixedSize(18, 18)
        close.setIconSize(QSize(12, 12))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(lambda: self.close_requested.emit(self._place_of(close)))
        self.bar.setTabButton(self.bar.count() - 1, QTabBar.ButtonPosition.RightSide, close)

    def _place_of(self, button: QWidget) -> int:
        side = QTabBar.ButtonPosition.RightSide
        return next((place for place in range(self.bar.count()) if self.bar.tabButton(place, side) is button), -1)

    def _current_changed(self, place: int) -> None:
        if not self._showing and place >= 0:
            self.chosen.emit(place)

    def _menu(self, at: QPoint) -> None:
        place = self.bar.tabAt(at)
        if place >= 0:
            menu = QMenu(self)
            self.menu_requested.emit(place, menu)
            menu.popup(self.bar.mapToGlobal(at))


class _Bar(QTabBar):
    """Tabs as wide as their names, up to a width; a middle click closes."""

    middle_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Open requests")
        self.setProperty("look", "requests")
        self.setMovable(True)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setDrawBase(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        return QSize(min(hint.width(), WIDEST), hint.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton and (place := self.tabAt(event.position().toPoint())) >= 0:
            self.middle_clicked.emit(place)
            return
        super().mouseReleaseEvent(event)
