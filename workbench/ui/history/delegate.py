"""How a row is painted: outcome and friendly ID, then who, where and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from workbench.ui.history.model import ROW_ROLE
from workbench.ui.history.state import badge, second_line, title
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from workbench.history import Row

Index = QModelIndex | QPersistentModelIndex
_PAD = 7


class RowDelegate(QStyledItemDelegate):
    """Every row has the same height, so that a hundred thousand cost nothing to lay out."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, 2 * option.fontMetrics.height() + 2 * _PAD + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        from PySide6.QtWidgets import QStyle  # its many flags take 10 ms to load; the first paint has no rows

        row: Row | None = index.data(ROW_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        ground = "selected" if selected else "hover" if state & QStyle.StateFlag.State_MouseOver else ""
        inner = rect.adjusted(4, 1, -4, -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(ground))
            painter.drawRoundedRect(inner, 5, 5)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.color("focus"))
            painter.drawRoundedRect(QRectF(inner).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if row is not None:
            self._paint_row(painter, inner.adjusted(_PAD, _PAD - 1, -_PAD, -_PAD + 1), row, font)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, row: Row, font: QFont) -> None:
        color = self._theme.color
        metrics = QFontMetrics(font)
        half = metrics.height()
        text, meaning = badge(row)
        box = QRect(rect.left(), rect.top(), max(metrics.horizontalAdvance(text), metrics.horizontalAdvance("000")) + 8, half)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(f"{meaning}_soft"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(color(meaning))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        took = f"{row.total_ms:,.0f} ms" if not row.pending else ""
        right_width = metrics.horizontalAdvance(took) + 4
        painter.setPen(color("muted"))
        painter.drawText(
            QRect(rect.right() - right_width, rect.top(), right_width, half),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            took,
        )
        left = box.right() + 8
        if row.pinned or row.note:
            left = self._paint_marks(painter, left, rect.top(), half, row)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(color("text"))
        room = rect.right() - right_width - left - 6
        painter.drawText(
            QRect(left, rect.top(), room, half),
            Qt.AlignmentFlag.AlignVCenter,
            QFontMetrics(bold).elidedText(title(row), Qt.TextElideMode.ElideMiddle, room),
        )
        painter.setFont(font)
        painter.setPen(color("muted"))
        second = metrics.elidedText(second_line(row), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QRect(rect.left(), rect.top() + half + 2, rect.width(), half), Qt.AlignmentFlag.AlignVCenter, second)

    def _paint_marks(self, painter: QPainter, left: int, top: int, size: int, row: Row) -> int:
        for name, shown in (("pin", row.pinned), ("note", bool(row.note))):
            if shown:
                side = size - 2
                self._theme.icon(name, "accent").paint(painter, QRect(left, top + 1, side, side))
                left += side + 3
        return left
