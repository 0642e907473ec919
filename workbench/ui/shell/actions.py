"""Every action of the window in one list: the rooms' own and the shell's."""

from __future__ import annotations

from workbench.ui.collections import ACTIONS as COLLECTIONS
from workbench.ui.compare import ACTIONS as COMPARE
from workbench.ui.composer import ACTIONS as COMPOSER
from workbench.ui.experiments import ACTIONS as EXPERIMENTS
from workbench.ui.history import ACTIONS as HISTORY
from workbench.ui.response import ACTIONS as RESPONSE
from workbench.ui.transfer import ACTIONS as TRANSFER
from workbench.ui.widgets import Action

_SHELL = (
    Action("tenants.manage", "Tenants…", "&Workbench", "Ctrl+T", "globe", "Add, edit and remove tenants and their keys"),
    Action("tenants.next", "Next tenant", "&Workbench", "Ctrl+Shift+T", "globe"),
    Action("app.preferences", "Preferences…", "&Workbench", "Ctrl+,", "gear"),
    Action("app.quit", "Quit", "&Workbench", "Ctrl+Q", separator_before=True),
    Action("view.palette", "Command palette", "&View", "Ctrl+K", "menu", "Find any action by its name"),
    Action("view.explore", "Explore", "&View", "Ctrl+1", "search", "Compose, send, read and compare"),
    Action("view.experiments", "Experiments", "&View", "Ctrl+2", "filter", "Who gets what, is the split right, does it stick"),
    Action("view.sidebar", "Show or hide the side bar", "&View", "Ctrl+B", "sidebar"),
    Action("view.composer", "Show or hide the form", "&View", "Ctrl+Shift+E", "sidebar"),
    Action("view.theme", "Switch between light and dark", "&View", "Ctrl+Shift+L", "theme", separator_before=True),
    Action("view.theme_system", "Follow the system's theme", "&View"),
    Action("help.start", "Getting started", "&Help", "F1", "help"),
    Action("help.shortcuts", "Keyboard shortcuts", "&Help", "Ctrl+/"),
    Action("help.updates", "Check for updates…", "&Help", separator_before=True),
    Action("help.about", "About Personalize Workbench", "&Help"),
)

ACTIONS: tuple[Action, ...] = (*_SHELL, *COMPOSER, *RESPONSE, *COMPARE, *HISTORY, *COLLECTIONS, *TRANSFER, *EXPERIMENTS)
"""Menus, palette, shortcuts page and tests read this."""
