"""The command palette: type a few letters of any action, Enter runs it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.shell.commands import Commands
from workbench.ui.theme import Theme
from workbench.ui.widgets import look

_SHORTCUT = Qt.ItemDataRole.UserRole + 1
_ACTION = Qt.ItemDataRole.UserRole + 2


def matches(words: str, title: str) -> bool:
    """Whether every typed word stands somewhere in the title, in any order."""
    return all(word in title.casefold() for word in words.casefold().split())


class Palette(QDialog):
    """Lists every action that can be done now, with its shortcut."""

    def __init__(self, parent: QWidget, theme: Theme, commands: Commands) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName("Command palette")
        look(self, "palette")
        self.setWindowTitle("Command palette")
        self._commands = commands
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.search = QLineEdit()
        self.search.setAccessibleName("Find an action")
        self.search.setPlaceholderText("Find an action…")
        self.list = QListWidget()
        self.list.setAccessibleName("Actions")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Row(theme, self.list))
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda item: self._run(item))
        self.resize(560, 420)
        self._fill("")

    def _fill(self, words: str) -> None:
        self.list.clear()
        for declared in self._commands.declared.values():
            action = self._commands.qt[declared.id]
            if action.isEnabled() and declared.id != "view.palette" and matches(words, declared.title):
                item = QListWidgetItem(declared.title)
                item.setData(_SHORTCUT, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
                item.setData(_ACTION, action)
                item.setToolTip(action.toolTip())
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        if key in steps:
            row = self.list.currentRow() + steps[key]
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (item := self.list.currentItem()) is not None:
                self._run(item)
            return True
        return False

    def _run(self, item: QListWidgetItem) -> None:
        action = item.data(_ACTION)
        self.accept()
        if isinstance(action, QAction):
            action.trigger()


class _Row(QStyledItemDelegate):
    """The title at the left, the shortcut at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(100, option.fontMetrics.height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        super().paint(painter, option, index)
        rect: QRect = option.rect
        painter.save()
        painter.setPen(self._theme.color("muted"))
        painter.drawText(
            rect.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(index.data(_SHORTCUT) or "")
        )
        painter.restore()
