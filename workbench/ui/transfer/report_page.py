"""The second step of an import: what it would bring, the keys that were found, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from workbench.domain import Tenant
from workbench.ui.theme import Theme
from workbench.ui.transfer.report_table import ReportTable
from workbench.ui.transfer.state import (
    addressed,
    has_key,
    headline,
    is_empty,
    key_label,
    keys_problem,
    keys_sentence,
    proposed_tenants,
    summary,
)
from workbench.ui.widgets import Field, Notice, Panel, elided, label, push_button

if TYPE_CHECKING:
    from workbench.collections.incoming.plan import ImportPlan

NEW = "New collection…"
NOT_KEPT = "Do not keep"
KEY_ROWS_SEEN = 3


class ReportPage(QWidget):
    """``changed``: whether it can be imported may be different now."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self._tenants: tuple[Tenant, ...] = ()
        self.key_choices: list[QComboBox] = []
        self.headline = label("", "title", wrap=True, selectable=True)
        self.summary = label("", "muted", wrap=True, selectable=True)
        self.another = push_button("Choose another…", "Back to the first step; nothing was written")
        self.notice = Notice(theme, closable=True)
        self.report = ReportTable(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.summary)
        head.addLayout(words, 1)
        head.addWidget(self.another, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.report, 1)
        column.addWidget(self._build_keys())
        column.addWidget(self._build_destination())

    # -- in ---------------------------------------------------------------------------------------

    def show_plan(self, plan: ImportPlan, destinations: Sequence[tuple[str, Path]], tenants: Sequence[Tenant], new: Path) -> None:
        """``new`` is the folder that is proposed for a collection of its own."""
        self._plan, self._tenants = plan, tuple(tenants)
        self.notice.hide()
        self.headline.setText(headline(plan))
        self.summary.setText("\n".join(part for part in (summary(plan), addressed(plan)) if part))
        self.report.show_notes(plan.notes)
        self._show_keys(plan)
        self._show_destinations(destinations, new)
        if is_empty(plan):
            self.notice.show_text("warn", "There is nothing to put into a collection", "The report says for each item why.")
        self.changed.emit()

    # -- out --------------------------------------------------------------------------------------

    def keys(self) -> dict[int, str]:
        """Index of a found key → the tenant it goes to."""
        return {place: combo.currentData() for place, combo in enumerate(self.key_choices) if combo.currentData()}

    def destination(self) -> Path | None:
        """The folder to write into; nothing while a new one is not named."""
        if not self._is_new():
            chosen = self.where.currentData()
            return chosen if isinstance(chosen, Path) else None
        typed = self.folder.text().strip()
        path = Path(typed).expanduser() if typed else None
        return path if path is not None and path.is_absolute() else None

    def is_ready(self) -> bool:
        plan = self._plan
        if plan is None or keys_problem(self.keys(), self._tenants):
            return False
        return self.destination() is not None and (not is_empty(plan) or bool(self.keys()))

    # -- keys -------------------------------------------------------------------------------------

    def _build_keys(self) -> QWidget:
        self.key_box = Panel()
        self.key_box.body.setContentsMargins(14, 10, 14, 10)
        self.key_box.body.setSpacing(6)
        self._keys_said = label("", wrap=True)
        self._keys_problem = label("", wrap=True)
        self._keys_problem.setProperty("tone", "bad")
        self._key_scroll = QScrollArea()
        self._key_scroll.setWidgetResizable(True)
        self._key_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (label("Client keys", "heading"), self._keys_said, self._key_scroll, self._keys_problem):
            self.key_box.body.addWidget(part)
        return self.key_box

    def _show_keys(self, plan: ImportPlan) -> None:
        self.key_choices = []
        self.key_box.setVisible(bool(plan.keys))
        self._keys_problem.hide()
        rows = QWidget()
        rows.setProperty("look", "page")
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        proposed = proposed_tenants(plan.keys, self._tenants)
        for place, (key, tenant_id) in enumerate(zip(plan.keys, proposed, strict=True)):
            name = elided(key_label(key))
            combo = self._key_combo(tenant_id)
            combo.setAccessibleName(name.whole())
            name.setBuddy(combo)
            grid.addWidget(name, place, 0)
            grid.addWidget(combo, place, 1)
            self.key_choices.append(combo)
        self._key_scroll.setWidget(rows)
        height = self.key_choices[0].sizeHint().height() + 6 if self.key_choices else 0
        self._key_scroll.setFixedHeight(min(len(self.key_choices), KEY_ROWS_SEEN) * height)
        self._keys_said.setText(keys_sentence(len(plan.keys)) if self._tenants else _no_tenant(len(plan.keys)))

    def _key_combo(self, tenant_id: str) -> QComboBox:
        combo = QuietCombo()
        combo.setMinimumWidth(240)
        combo.addItem(NOT_KEPT, "")
        for tenant in self._tenants:
            combo.addItem(f"{tenant.name} (replaces its key)" if has_key(tenant) else tenant.name, tenant.id)
        combo.setCurrentIndex(max(0, combo.findData(tenant_id)))
        combo.setEnabled(bool(self._tenants))
        combo.currentIndexChanged.connect(self._keys_changed)
        return combo

    def _keys_changed(self) -> None:
        problem = keys_problem(self.keys(), self._tenants)
        self._keys_problem.setText(problem)
        self._keys_problem.setVisible(bool(problem))
        self.changed.emit()

    # -- where it goes ----------------------------------------------------------------------------

    def _build_destination(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.where = QuietCombo()
        self.where.setMaxVisibleItems(20)
        self.where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.where.setMinimumContentsLength(24)
        self.folder = QLineEdit()
        self.browse = push_button("Choose…", "Where the folder of the new collection goes")
        self._folder_field = Field("Folder of the new collection", self.folder, beside=(self.browse,))
        for field, stretch in ((Field("Put into", self.where), 2), (self._folder_field, 3)):
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        self.where.currentIndexChanged.connect(self._where_changed)
        self.folder.textChanged.connect(self._where_changed)
        self.browse.clicked.connect(self._choose_folder)
        return box

    def _show_destinations(self, destinations: Sequence[tuple[str, Path]], new: Path) -> None:
        self.where.blockSignals(True)
        self.where.clear()
        for name, path in destinations:
            self.where.addItem(name, path)
        self.where.addItem(NEW)
        self.where.setCurrentIndex(0)
        self.where.blockSignals(False)
        self.folder.setText(str(new))
        self._where_changed()

    def _is_new(self) -> bool:
        return self.where.currentData() is None

    def _where_changed(self) -> None:
        self._folder_field.setVisible(self._is_new())
        wrong = self._is_new() and self.destination() is None
        self._folder_field.show_problem("Give the whole path of a folder, which is made if it is missing." if wrong else "")
        self.changed.emit()

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Where the new collection goes", str(Path.home()))
        if name:
            self.folder.setText(str(Path(name) / (Path(self.folder.text().strip()).name or "imported")))


class QuietCombo(QComboBox):
    """A wheel turned over it never changes what was chosen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _no_tenant(count: int) -> str:
    found = "1 client key was found. It is" if count == 1 else f"{count} client keys were found. They are"
    return f"{found} never written into a file. To keep {'it' if count == 1 else 'them'}, add a tenant first (Workbench → Tenants…)."
