"""The filter line: a JSONPath or a plain path, suggestions as one types, the matches live with their paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from workbench.ui.response.values import brief
from workbench.ui.theme import Theme
from workbench.ui.widgets import ghost_button, label, tone

if TYPE_CHECKING:
    from workbench.inspect import Document
    from workbench.inspect.selection import Match

SOON_MS = 120
VALUE_AT_MOST = 160
LIST_HEIGHT = 190
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class FilterBar(QWidget):
    """``changed`` after a pause in typing; the owner answers with ``show_matches`` or ``show_problem``."""

    changed = Signal(str)
    chosen = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 5)
        column.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.text = QLineEdit()
        self.text.setAccessibleName("Filter by path")
        self.text.setPlaceholderText("$.items[*].sku  or  items[0].name")
        self.text.setToolTip("A JSONPath (RFC 9535) or a plain path with dots; every match is listed with its path")
        self.text.setClearButtonEnabled(True)
        self.text.setFont(theme.mono)
        self.count = label("", "muted")
        self.count.setMinimumWidth(90)
        copy = ghost_button(theme, "copy", "Copy all matches", "Copy the values of all matches, one per line")
        close = ghost_button(theme, "cancel", "Close filter")
        for part in (self.text, self.count, copy, close):
            row.addWidget(part, 1 if part is self.text else 0)
        column.addLayout(row)
        self.list = QListView()
        self.list.setAccessibleName("Matches")
        self.list.setUniformItemSizes(True)
        self.list.setFont(theme.mono)
        self.model = MatchModel(self)
        self.list.setModel(self.model)
        self.list.hide()
        column.addWidget(self.list)
        self._completions = QStringListModel(self)
        completer = QCompleter(self._completions, self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.text.setCompleter(completer)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(lambda: self.changed.emit(self.text.text().strip()))
        self.text.textChanged.connect(lambda _: self._soon.start())
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.list.selectionModel().currentChanged.connect(lambda now, before: self._go(now))
        copy.clicked.connect(self.copy_values)
        close.clicked.connect(self.closed)

    # -- in ---------------------------------------------------------------------------------------

    def show_matches(self, document: Document, matches: Sequence[Match], *, complete: bool) -> None:
        self.model.show(document, matches)
        self.list.setVisible(bool(matches))
        if matches:
            self.list.setFixedHeight(min(LIST_HEIGHT, self.list.sizeHintForRow(0) * len(matches) + 6))
        some = "" if complete else "+"
        text = "No match" if not matches else "1 match" if len(matches) == 1 and complete else f"{len(matches):,}{some} matches"
        self._say(text, "" if matches else "warn")
        self.count.setToolTip("" if complete else "There may be more: looking was stopped at the limit of time or number")

    def show_suggestions(self, texts: Sequence[str]) -> None:
        self._completions.setStringList(list(texts))
        if texts and self.text.hasFocus() and self.text.text():
            self.text.completer().complete()

    def show_problem(self, text: str) -> None:
        self.model.show(None, ())
        self.list.hide()
        self._say("Not a path", "bad")
        self.count.setToolTip(text)
        self.text.setAccessibleDescription(text)

    def show_nothing(self) -> None:
        self.model.show(None, ())
        self.list.hide()
        self._say("", "")

    # -- what happened ----------------------------------------------------------------------------

    def copy_values(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.model.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.isVisible():
            self.list.setFocus()
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.model.index(0))
        else:
            super().keyPressEvent(event)

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.model.line(index.row()))

    def _say(self, text: str, meaning: str) -> None:
        self.count.setText(text)
        tone(self.count, meaning)


class MatchModel(QAbstractListModel):
    """One row per match: its path, then its value, read when it is looked at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._matches: Sequence[Match] = ()

    def show(self, document: Document | None, matches: Sequence[Match]) -> None:
        self.beginResetModel()
        self._document, self._matches = document, matches
        self.endResetModel()

    def line(self, row: int) -> int:
        return self._matches[row].line

    def values(self) -> list[str]:
        return [self._document.copy_text(match.line) for match in self._matches] if self._document is not None else []

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._matches)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or not index.isValid() or self._document is None:
            return None
        match = self._matches[index.row()]
        return f"{match.path}   {brief(self._document, match.line, VALUE_AT_MOST)}"
