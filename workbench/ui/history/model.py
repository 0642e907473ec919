"""The list's model: knows how many there are and fetches pages when they are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from workbench.ui.history.state import HistorySource, title, tooltip
from workbench.ui.jobs import Jobs

if TYPE_CHECKING:
    from workbench.history import Query, Row

PAGE = 200
ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class HistoryModel(QAbstractListModel):
    """Rows that are not there yet are ``None``; looking at one fetches its page in the background."""

    failed = Signal(object)

    def __init__(self, jobs: Jobs, source: HistorySource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._source = source
        self._query: Query | None = None
        self._count = 0
        self._pages: dict[int, tuple[Row, ...]] = {}
        self._wanted: set[int] = set()
        self._generation = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch_wanted)

    def show_result(self, query: Query, count: int, first: tuple[Row, ...]) -> None:
        """A new search's result: how many, and the first page."""
        self.beginResetModel()
        self._generation += 1
        self._query, self._count, self._pages, self._wanted = query, count, {0: first}, set()
        self.endResetModel()

    def row_at(self, place: int) -> Row | None:
        page = self._pages.get(place // PAGE)
        inside = place % PAGE
        return page[inside] if page is not None and inside < len(page) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            self._want(index.row() // PAGE)
            return None
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.AccessibleTextRole:
            return f"#{row.number} {title(row)} {row.status or ''}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row)
        return row if role == ROW_ROLE else None

    def _want(self, page: int) -> None:
        if page not in self._wanted and page not in self._pages:
            self._wanted.add(page)
            self._soon.start()

    def _fetch_wanted(self) -> None:
        """Newest wish first: after a long scroll only the last pages matter."""
        query, generation = self._query, self._generation
        missing = [page for page in self._wanted if page not in self._pages]
        if query is None or not missing:
            return
        page = missing[-1]
        self._jobs.call(
            lambda: self._source.search(query, limit=PAGE, offset=page * PAGE),
            owner=self,
            done=lambda rows: self._fetched(generation, page, rows),
            failed=self.failed.emit,
        )

    def _fetched(self, generation: int, page: int, rows: tuple[Row, ...]) -> None:
        if generation != self._generation:
            return
        self._pages[page] = rows
        self._wanted.discard(page)
        first, last = page * PAGE, min(self._count, (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(first), self.index(max(first, last)))
        if self._wanted:
            self._soon.start()
