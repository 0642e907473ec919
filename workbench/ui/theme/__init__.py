"""Looks: the colours of light and dark, the style sheet made from them, fonts and icons.

Knows nothing of requests.  Widgets ask :class:`Theme` for a colour by its role, never for a number.
"""

from workbench.ui.theme.colors import DARK, LIGHT, Colors
from workbench.ui.theme.fonts import mono_font, ui_font
from workbench.ui.theme.icons import NAMES, icon
from workbench.ui.theme.theme import Theme

__all__ = ["DARK", "LIGHT", "NAMES", "Colors", "Theme", "icon", "mono_font", "ui_font"]
