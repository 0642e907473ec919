"""The waterfall: how long each phase of a call took."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.domain import JSS_DEFAULT_TIMEOUT_MS, Timing
from workbench.ui.response.state import PHASE_NAMES
from workbench.ui.theme import Theme

_ROLES = {"dns": "info", "connect": "warn", "tls": "json_literal", "send": "json_number", "waiting": "accent", "download": "good"}
_ROW, _LEFT, _RIGHT = 30, 100, 90


class Waterfall(QWidget):
    """One bar per phase, in order; a dashed mark where Sitecore JSS gives up by default."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._timing = Timing()
        self.setAccessibleName("Timing")
        theme.changed.connect(self.update)

    def show_timing(self, timing: Timing) -> None:
        self._timing = timing
        phases = ", ".join(f"{PHASE_NAMES[name]} {ms:.1f} ms" for name, ms in timing.phases())
        self.setAccessibleDescription(f"{phases}; total {timing.total:.1f} ms")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, _ROW * 8 + 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("panel"))
        timing = self._timing
        whole = max(timing.total, 0.001)
        span = self.width() - _LEFT - _RIGHT
        at, y = 0.0, 16
        rows = [*timing.phases(), ("total", timing.total)]
        for name, ms in rows:
            total = name == "total"
            start = 0.0 if total else at
            x = _LEFT + span * min(1, start / whole)
            width = max(2.0, span * min(1, ms / whole))
            painter.setPen(self._theme.color("text"))
            painter.drawText(QRectF(16, y, _LEFT - 20, _ROW), Qt.AlignmentFlag.AlignVCenter, "Total" if total else PHASE_NAMES[name])
            painter.fillRect(QRectF(x, y + 8, width, _ROW - 16), self._theme.color("border_strong" if total else _ROLES[name]))
            painter.drawText(
                QRectF(self.width() - _RIGHT + 8, y, _RIGHT - 20, _ROW),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                f"{ms:,.1f} ms",
            )
            at += 0 if total else ms
            y += _ROW
        if whole > JSS_DEFAULT_TIMEOUT_MS:
            x = int(_LEFT + span * JSS_DEFAULT_TIMEOUT_MS / whole)
            painter.setPen(QPen(self._theme.color("bad"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(x, 10, x, y + 6)
        painter.setPen(self._theme.color("muted"))
        note = "Dashed: 400 ms, after which Sitecore JSS drops an answer by default." if whole > JSS_DEFAULT_TIMEOUT_MS else ""
        if timing.connect is None:
            note = f"The connection was kept from an earlier call. {note}"
        painter.drawText(QRectF(16, y + 8, self.width() - 32, 40), Qt.TextFlag.TextWordWrap, note)
