"""Fonts: the platform's own for the window, a fixed-width one for JSON."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

_PLAIN = ("Inter", "Noto Sans", "Cantarell", "Ubuntu")
_MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono")


def ui_font() -> QFont:
    """The system's font; where that is the bare X11 fallback, a better one if it is installed."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family() in ("", "Sans Serif", "sans-serif", "DejaVu Sans"):
        _prefer(font, _PLAIN)
    if font.pointSizeF() < 9.5:
        font.setPointSizeF(9.5)
    return font


def mono_font() -> QFont:
    """A fixed-width font at the window's size."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    _prefer(font, _MONO)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPointSizeF(max(9.5, font.pointSizeF()))
    return font


def _prefer(font: QFont, families: tuple[str, ...]) -> None:
    for family in families:
        if QFontDatabase.hasFamily(family):
            font.setFamily(family)
            return
