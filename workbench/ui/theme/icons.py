"""Icons drawn for this project: 24×24 line drawings as SVG paths, coloured by the theme at any scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

_PATHS = {
    "send": "M4 12 20 4 15 20 11.5 13.5Z M11.5 13.5 20 4",
    "cancel": "M6 6 18 18 M18 6 6 18",
    "save": "M5 4h11l3 3v13H5z M8 4v5h7V4 M8 20v-6h8v6",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M15.5 15.5 20 20",
    "pin": "M9 4h6l-1 6 3 3H7l3-3z M12 13v7",
    "copy": "M9 9h10v11H9z M15 9V4H5v11h4",
    "trash": "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
    "edit": "M4 20l1-4L16 5l3 3L8 19z M14 7l3 3",
    "plus": "M12 5v14 M5 12h14",
    "up": "M6 15l6-6 6 6",
    "down": "M6 9l6 6 6-6",
    "right": "M9 6l6 6-6 6",
    "compare": "M4 5h6v14H4z M14 5h6v14h-6z M6 9h2 M16 9h2 M6 13h2 M16 13h2",
    "swap": "M5 9h14 M15 5l4 4-4 4 M19 16H5 M9 12l-4 4 4 4",
    "theme": "M12 4a8 8 0 1 0 0 16z M12 4a8 8 0 0 1 0 16",
    "key": "M8 10a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M11 11l8-7 M16 6.5l3 3",
    "eye": "M3 12c3-5 6-7 9-7s6 2 9 7c-3 5-6 7-9 7s-6-2-9-7z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "gear": "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z M12 3v3 M12 18v3 M3 12h3 M18 12h3 M5.6 5.6l2.1 2.1 M16.3 16.3l2.1 2.1 M5.6 18.4l2.1-2.1 M16.3 7.7l2.1-2.1",
    "help": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7 M12 16.5v.5",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 11v5 M12 7.5v.5",
    "warning": "M12 4 21 19H3z M12 10v4 M12 16.5v.5",
    "error": "M8 3h8l5 5v8l-5 5H8l-5-5V8z M12 7.5v5.5 M12 16v.5",
    "check": "M5 12.5 10 17 19 7",
    "refresh": "M19 12a7 7 0 1 1-2-5l2 2 M19 4v5h-5",
    "filter": "M4 5h16l-6 7v7l-4-2v-5z",
    "export": "M12 15V4 M8 8l4-4 4 4 M5 14v6h14v-6",
    "reopen": "M4 12h11 M11 7l5 5-5 5 M20 5v14",
    "history": "M4 12a8 8 0 1 1 2.5 5.8 M4 19v-5h5 M12 8v4.5l3 2",
    "folder": "M3 6h6l2 2h10v11H3z",
    "tag": "M4 4h8l8 8-8 8-8-8z M8 8v.5",
    "event": "M13 3 5 13.5h6L10.5 21 19 10h-6.5z",
    "note": "M5 4h14v11l-5 5H5z M14 20v-5h5 M8 8h8 M8 12h5",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6",
    "more": "M6 12v.5 M12 12v.5 M18 12v.5",
    "fold": "M8 5l4 4 4-4 M8 19l4-4 4 4 M4 12h16",
    "unfold": "M8 8l4-4 4 4 M8 16l4 4 4-4 M4 12h16",
    "sidebar": "M4 5h16v14H4z M10 5v14",
    "globe": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M3 12h18 M12 3c-5 5-5 13 0 18 M12 3c5 5 5 13 0 18",
    "menu": "M4 7h16 M4 12h16 M4 17h16",
}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="none" stroke="{color}" '
    'stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


class _LineIcon(QIconEngine):
    """Renders its path at whatever size is asked, so that it stays sharp at 125–200 %."""

    def __init__(self, name: str, color: str, disabled: str) -> None:
        super().__init__()
        self._name = name
        self._color = color
        self._disabled = disabled

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtSvg import QSvgRenderer

        color = self._disabled if mode is QIcon.Mode.Disabled else self._color
        width = "3" if self._name == "more" else "1.8"
        svg = _SVG.format(path=_PATHS[self._name], color=color, width=width)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(rect))  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._color, self._disabled)


NAMES = tuple(_PATHS)


@lru_cache(maxsize=512)
def icon(name: str, color: str, disabled: str = "#9aa0ae") -> QIcon:
    """The icon ``name`` in a colour of the theme.  Raises ``KeyError`` for a name that was never drawn."""
    _PATHS[name]
    return QIcon(_LineIcon(name, color, disabled))
