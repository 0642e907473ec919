"""The history panel: search as you type, filters, rows; asks for everything else by signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import IdentityType, Recorded
from workbench.ui.history.delegate import RowDelegate
from workbench.ui.history.model import PAGE, HistoryModel
from workbench.ui.history.state import IDENTITIES, STATUSES, TIMES, HistorySource, deleted_text, since
from workbench.ui.jobs import Job, Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Notice, Panel, ghost_button, label, push_button
from workbench.ui.widgets.ask import ask_text
from workbench.ui.widgets.errors import explain
from workbench.ui.widgets.undo_bar import UndoBar

if TYPE_CHECKING:
    from workbench.history import Deletion, Facets, Query, Row

LOOK_EVERY_MS = 2_000
"""How often another window's exchanges are looked for."""


class HistoryView(QWidget):
    """Numbers go out; the shell fetches the exchange and hands it to the room that shows it."""

    open_requested = Signal(int)
    reopen_requested = Signal(int)
    send_again_requested = Signal(int)
    compare_requested = Signal(int)
    export_requested = Signal(list, str)

    def __init__(self, theme: Theme, jobs: Jobs, source: HistorySource) -> None:
        super().__init__()
        self.setAccessibleName("History")
        self._theme = theme
        self._jobs = jobs
        self._source = source
        self._searching: Job | None = None
        self._stamp = -1
        self._open = False
        self._chosen: set[int] = set()
        self._current = -1
        self._choosing = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel(bottom=6)
        outer.addWidget(panel)
        panel.body.addLayout(self._build_head())
        panel.body.addWidget(self._build_filters())
        self.notice = Notice(theme, closable=True)
        panel.body.addWidget(self.notice)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(
            EmptyState(
                theme,
                "history",
                "Nothing sent yet",
                "Every request you send is kept here, with its response, and found again by any word in it.",
            )
        )
        clear = push_button("Clear search and filters")
        clear.clicked.connect(self.clear_search)
        self._pages.addWidget(EmptyState(theme, "search", "No exchange matches", "Try fewer words, or other filters.", clear))
        self._pages.setCurrentIndex(1)
        panel.body.addWidget(self._pages, 1)
        self.undo = UndoBar(theme)
        panel.body.addWidget(self.undo)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self._look_for_changes)

    # -- in ---------------------------------------------------------------------------------------

    def exchange_recorded(self, recorded: Recorded) -> None:
        """A new exchange: the list is read again, the place and the selection stay."""
        self.refresh()

    def refresh(self) -> None:
        """Search again; called once the history is open, and after every change."""
        self._open = True
        if not self._look.isActive():
            self._look.start()
        query = self._query()
        if self._searching is not None:
            self._searching.drop()

        def work() -> tuple[int, tuple[Row, ...], int, Facets]:
            return self._source.count(query), self._source.search(query, limit=PAGE), self._source.change_stamp(), self._source.facets()

        self._searching = self._jobs.call(work, owner=self, done=lambda found: self._found(query, *found), failed=self._failed)

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_notices(self, notices: tuple[str, ...]) -> None:
        if notices:
            self.notice.show_text("warn", "About the history file", "\n".join(notices))

    def clear_search(self) -> None:
        for combo in self._filters:
            combo.setCurrentIndex(0)
        self.pinned_only.setChecked(False)
        self.search.clear()
        self.refresh()

    # -- out --------------------------------------------------------------------------------------

    def selected(self) -> list[int]:
        """Numbers of the selected exchanges, from top to bottom."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [row.number for place in rows if (row := self.model.row_at(place)) is not None]

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "history.search": self.focus_search,
            "history.open": lambda: self._first(self.open_requested.emit),
            "history.reopen": lambda: self._first(self.reopen_requested.emit),
            "history.send_again": lambda: self._first(self.send_again_requested.emit),
            "history.compare": lambda: self._first(self.compare_requested.emit),
            "history.pin": self.toggle_pin,
            "history.label": self.edit_label,
            "history.note": self.edit_note,
            "history.export_json": lambda: self._export("json"),
            "history.export_har": lambda: self._export("har"),
            "history.delete": self.delete_selected,
        }

    # -- changes ----------------------------------------------------------------------------------

    def toggle_pin(self) -> None:
        numbers = self.selected()
        if numbers:
            pinned = not all(row.pinned for row in self._selected_rows())
            self._change(lambda: self._source.pin(numbers, pinned))

    def edit_label(self) -> None:
        if rows := self._selected_rows():
            number = rows[0].number
            ask_text(
                self,
                "Label",
                f"Label of #{number}",
                rows[0].label,
                lambda text: self._change(lambda: self._source.set_label(number, text.strip())),
            )

    def edit_note(self) -> None:
        if rows := self._selected_rows():
            number = rows[0].number
            ask_text(
                self,
                "Note",
                f"Note on #{number}",
                rows[0].note,
                lambda text: self._change(lambda: self._source.set_note(number, text)),
                multiline=True,
            )

    def delete_selected(self) -> None:
        if numbers := self.selected():
            self._jobs.call(lambda: self._source.delete(numbers), owner=self, done=self._deleted, failed=self._failed)

    def _deleted(self, deletion: Deletion) -> None:
        self.undo.show_text(deleted_text(len(deletion.numbers)), lambda: self._change(lambda: self._source.restore(deletion)))
        self.refresh()

    def _change(self, work: Callable[[], Any]) -> None:
        self._jobs.call(work, owner=self, done=lambda _: self.refresh(), failed=self._failed)

    def _failed(self, problem: BaseException) -> None:
        """The store said why; the list is read again once it answers, so that it shows what is there."""
        self.notice.show_text("bad", "History did not answer", explain(problem))
        self._stamp = -1

    def _export(self, form: str) -> None:
        if numbers := self.selected():
            self.export_requested.emit(numbers, form)

    def _first(self, emit: Callable[[int], object]) -> None:
        if numbers := self.selected():
            emit(numbers[0])

    def _selected_rows(self) -> list[Row]:
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [row for place in rows if (row := self.model.row_at(place)) is not None]

    # -- building ---------------------------------------------------------------------------------

    def _build_head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(10, 8, 8, 6)
        head.setSpacing(6)
        row = QHBoxLayout()
        self._count = label("", "muted")
        self.filter_button = ghost_button(self._theme, "filter", "Filters", "Filter by tenant, outcome, identity, time", checkable=True)
        self.filter_button.toggled.connect(lambda shown: self._filter_box.setVisible(shown))
        row.addWidget(label("History", "heading"))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.filter_button)
        self.search = QLineEdit()
        self.search.setAccessibleName("Search history")
        self.search.setPlaceholderText("Search history")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter_changed)
        head.addLayout(row)
        head.addWidget(self.search)
        return head

    def _build_filters(self) -> QWidget:
        self._filter_box = QWidget()
        grid = QGridLayout(self._filter_box)
        grid.setContentsMargins(10, 0, 8, 6)
        grid.setSpacing(5)
        self.tenant = self._combo("Tenant filter", (("", "Any tenant"),))
        self.friendly_id = self._combo("Friendly ID filter", (("", "Any friendly ID"),))
        self.status = self._combo("Outcome filter", STATUSES)
        self.identity = self._combo("Identity filter", IDENTITIES)
        self.time = self._combo("Time filter", TIMES)
        self._filters = (self.tenant, self.friendly_id, self.status, self.identity, self.time)
        self.pinned_only = push_button("Pinned only")
        self.pinned_only.setCheckable(True)
        self.pinned_only.toggled.connect(self._filter_changed)
        grid.addWidget(self.friendly_id, 0, 0, 1, 2)  # the longest texts
        for place, part in enumerate((self.tenant, self.status, self.identity, self.time)):
            grid.addWidget(part, 1 + place // 2, place % 2)
        grid.addWidget(self.pinned_only, 3, 0)
        self._filter_box.hide()
        return self._filter_box

    def _combo(self, name: str, options: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(6)
        for value, text in options:
            combo.addItem(text, value)
        combo.currentIndexChanged.connect(self._filter_changed)
        return combo

    def _build_list(self) -> QListView:
        self.model = HistoryModel(self._jobs, self._source, self)
        self.list = _List()
        self.list.setAccessibleName("Exchanges")
        self.list.setModel(self.model)
        self.model.dataChanged.connect(lambda first, last: self._choose_again(first.row(), last.row() + 1))
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._note_chosen())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._note_chosen())
        self.model.failed.connect(self._failed)
        self.list.setItemDelegate(RowDelegate(self._theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.clicked.connect(lambda _: self._open_clicked())
        self.list.entered_key.connect(lambda: self._first(self.open_requested.emit))
        self.list.delete_key.connect(self.delete_selected)
        return self.list

    def _menu(self, place: QPoint) -> None:
        if not self.selected():
            return
        menu = QMenu(self)
        for title, key in (
            ("Open", "history.open"),
            ("Reopen in the form", "history.reopen"),
            ("Send again", "history.send_again"),
            ("Compare with the response", "history.compare"),
            ("", ""),
            ("Pin or unpin", "history.pin"),
            ("Label…", "history.label"),
            ("Note…", "history.note"),
            ("", ""),
            ("Export as JSON…", "history.export_json"),
            ("Export as HAR…", "history.export_har"),
            ("", ""),
            ("Delete", "history.delete"),
        ):
            if title:
                menu.addAction(title, self.handlers()[key])
            else:
                menu.addSeparator()
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _open_clicked(self) -> None:
        """A plain click opens; extending a selection does not."""
        if len(numbers := self.selected()) == 1:
            self.open_requested.emit(numbers[0])

    # -- searching --------------------------------------------------------------------------------

    def _query(self) -> Query:
        from workbench.history import Query

        identity = self.identity.currentData()
        return Query(
            text=self.search.text().strip(),
            tenant_id=str(self.tenant.currentData() or ""),
            friendly_id=str(self.friendly_id.currentData() or ""),
            status=str(self.status.currentData() or ""),
            identity_type=IdentityType(identity) if identity else None,
            since=since(str(self.time.currentData() or "")),
            pinned_only=self.pinned_only.isChecked(),
        )

    def _filter_changed(self) -> None:
        if self._open:
            self.refresh()

    def _found(self, query: Query, count: int, first: tuple[Row, ...], stamp: int, facets: Facets) -> None:
        self._stamp = stamp
        place = self.list.verticalScrollBar().value()
        self.model.show_result(query, count, first)
        self._choose_again(0, len(first))
        self.list.verticalScrollBar().setValue(place)
        self._count.setText(f"{count:,}" if count else "")
        filtered = bool(query.text) or any(combo.currentIndex() for combo in self._filters) or query.pinned_only
        self._pages.setCurrentIndex(0 if count else 2 if filtered else 1)
        self._fill(self.tenant, "Any tenant", facets.tenants)
        self._fill(self.friendly_id, "Any friendly ID", tuple((name, name) for name in facets.friendly_ids))

    def _note_chosen(self) -> None:
        """Numbers, not places: a new exchange moves every row."""
        if self._choosing:
            return
        self._chosen = set(self.selected())
        row = self.model.row_at(self.list.currentIndex().row())
        self._current = row.number if row is not None else -1

    def _choose_again(self, first: int, last: int) -> None:
        """Select what was selected, among rows ``first`` to ``last`` that are there now."""
        selection = self.list.selectionModel()
        self._choosing = True
        for place in range(first, last):
            row = self.model.row_at(place)
            if row is None:
                continue
            if row.number in self._chosen:
                selection.select(self.model.index(place), QItemSelectionModel.SelectionFlag.Select)
            if row.number == self._current:
                selection.setCurrentIndex(self.model.index(place), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._choosing = False

    @staticmethod
    def _fill(combo: QComboBox, first: str, options: tuple[tuple[str, str], ...]) -> None:
        if [combo.itemData(n) for n in range(1, combo.count())] == [value for value, _ in options]:
            return
        current = combo.currentData()
        combo.blockSignals(True)
        combo.clear()
        combo.addItem(first, "")
        for value, text in options:
            combo.addItem(text, value)
        combo.setCurrentIndex(max(0, combo.findData(current)))
        combo.blockSignals(False)

    def _look_for_changes(self) -> None:
        if self.isVisible():
            self._jobs.call(self._source.change_stamp, owner=self, done=self._stamp_seen, failed=self._failed)

    def _stamp_seen(self, stamp: int) -> None:
        if stamp != self._stamp:
            self.refresh()


class _List(QListView):
    """Enter opens, Delete deletes."""

    entered_key = Signal()
    delete_key = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered_key.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_key.emit()
        else:
            super().keyPressEvent(event)
