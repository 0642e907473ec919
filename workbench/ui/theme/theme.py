"""Theme: which colours hold now, for the whole application, and who wants to know when they change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from workbench.ui.theme.colors import DARK, LIGHT, Colors
from workbench.ui.theme.fonts import mono_font, ui_font
from workbench.ui.theme.icons import icon
from workbench.ui.theme.sheet import style_sheet

_CHECKOUT = Path(__file__).parents[3] / "resources"
CHOICES = ("system", "light", "dark")


class Theme(QObject):
    """Applies light, dark or the system's choice.  ``changed`` fires after every switch.

    The platform plug-ins of bare X11 and offscreen know no colour scheme, so palette and style sheet
    are ours on every platform.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system", resources: Path | None = None, *, dressed: bool = True) -> None:
        """``dressed=False`` leaves the style sheet to :meth:`dress`.

        With a sheet in force every widget is styled again each time it or a parent of it moves into another; a
        window built first and dressed once is there a tenth of a second earlier.
        """
        super().__init__(app)
        self._icons = ((resources or _CHECKOUT) / "icons").as_posix()
        self._app = app
        self._dressed = dressed
        self._choice = choice if choice in CHOICES else "system"
        self.colors: Colors = LIGHT
        self.mono = mono_font()
        app.setStyle("Fusion")
        app.setFont(ui_font())
        self.mono.setPointSizeF(app.font().pointSizeF())
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def choice(self) -> str:
        """``system``, ``light`` or ``dark``: what the user chose."""
        return self._choice

    def dress(self) -> None:
        """Put the style sheet on, after the window was built."""
        self._dressed = True
        self._app.setStyleSheet(style_sheet(self.colors, self._icons))

    def choose(self, choice: str) -> None:
        if choice in CHOICES and choice != self._choice:
            self._choice = choice
            self._apply()

    def icon(self, name: str, role: str = "muted") -> QIcon:
        """An icon in the colour of ``role``; ask again after :attr:`changed`."""
        return icon(name, getattr(self.colors, role), self.colors.border_strong)

    def color(self, role: str) -> QColor:
        return QColor(getattr(self.colors, role))

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self._choice == "dark" or (self._choice == "system" and self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark)
        self.colors = DARK if dark else LIGHT
        self._app.setPalette(_palette(self.colors))
        if self._dressed:
            self._app.setStyleSheet(style_sheet(self.colors, self._icons))
        self.changed.emit()


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.field,
        role.AlternateBase: c.hover,
        role.Text: c.text,
        role.Button: c.panel,
        role.ButtonText: c.text,
        role.BrightText: c.bad,
        role.ToolTipBase: c.panel,
        role.ToolTipText: c.text,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.PlaceholderText: c.muted,
        role.Light: c.panel,
        role.Midlight: c.hover,
        role.Mid: c.border,
        role.Dark: c.border_strong,
        role.Shadow: c.border_strong,
        role.Accent: c.accent,
    }
    for which, value in pairs.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.border_strong))
    return palette
