"""Commands: the declared actions as Qt actions, in menus, each bound to the one thing it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from workbench.ui.theme import Theme
from workbench.ui.widgets import Action

MENU_ORDER = ("&Workbench", "&Request", "Re&sponse", "&Compare", "Co&llections", "&History", "E&xperiments", "&View", "&Help")


class Commands:
    """Holds one QAction per declared action.  ``bind`` says what it does; one nobody bound stays disabled."""

    def __init__(self, window: QMainWindow, theme: Theme, actions: Iterable[Action]) -> None:
        self._theme = theme
        self.declared = {action.id: action for action in actions}
        self.qt: dict[str, QAction] = {}
        menus: dict[str, QMenu] = {}
        for title in MENU_ORDER:
            if any(action.menu == title for action in self.declared.values()):
                menus[title] = window.menuBar().addMenu(title)
        for action in self.declared.values():
            made = self._make(window, action)
            if action.menu:
                if action.separator_before:
                    menus[action.menu].addSeparator()
                menus[action.menu].addAction(made)
            else:
                window.addAction(made)

    def bind(self, action_id: str, do: Callable[[], object]) -> None:
        made = self.qt[action_id]
        made.triggered.connect(lambda _=False: do())
        made.setEnabled(True)

    def enable(self, action_id: str, enabled: bool) -> None:
        self.qt[action_id].setEnabled(enabled)

    def run(self, action_id: str) -> None:
        self.qt[action_id].trigger()

    def _make(self, window: QMainWindow, action: Action) -> QAction:
        made = QAction(action.title, window)
        made.setObjectName(action.id)
        made.setToolTip(action.tip or action.title)
        made.setEnabled(False)
        if action.shortcut:
            made.setShortcut(QKeySequence(action.shortcut))
        if action.id == "app.quit":
            made.setMenuRole(QAction.MenuRole.QuitRole)
        elif action.id == "app.preferences":
            made.setMenuRole(QAction.MenuRole.PreferencesRole)
        elif action.id == "help.about":
            made.setMenuRole(QAction.MenuRole.AboutRole)
        self.qt[action.id] = made
        return made
