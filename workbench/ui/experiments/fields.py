"""Controls of the plan's form: the planned split as a small table, ticks for personas and tenants."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import elided, ghost_button, label, push_button

MOST_VARIANTS = 12


class SharesTable(QWidget):
    """One row per variant: its name and its planned share.  ``changed`` tells of every key."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[tuple[QWidget, QLineEdit, QLineEdit]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label("Variant", "muted"), 1)
        share = label("Share", "muted")
        share.setFixedWidth(74)
        head.addWidget(share)
        head.addSpacing(34)
        self._column.addLayout(head)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        self.add = push_button("Add variant")
        self.equal = push_button("Equal shares")
        foot.addWidget(self.add)
        foot.addWidget(self.equal)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.add.clicked.connect(lambda: self._add("", "", focus=True))
        self.equal.clicked.connect(self._make_equal)

    def rows(self) -> tuple[tuple[str, str], ...]:
        return tuple((name.text(), share.text()) for _, name, share in self._rows)

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        for holder, _, _ in self._rows:
            holder.hide()
            holder.deleteLater()
        self._rows = []
        for name, share in rows or (("", ""), ("", "")):
            self._add(name, share)

    def focus_first(self) -> None:
        if self._rows:
            self._rows[0][1].setFocus()

    def _add(self, name: str, share: str, *, focus: bool = False) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        name_edit, share_edit = QLineEdit(name), QLineEdit(share)
        place = len(self._rows) + 1
        name_edit.setAccessibleName(f"Variant {place}")
        name_edit.setPlaceholderText("as the response shows it")
        share_edit.setAccessibleName(f"Share of variant {place}")
        share_edit.setPlaceholderText("50")
        share_edit.setFixedWidth(74)
        remove = ghost_button(self._theme, "cancel", f"Remove variant {place}")
        remove.clicked.connect(lambda: self._remove(holder))
        row.addWidget(name_edit, 1)
        row.addWidget(share_edit)
        row.addWidget(remove)
        for edit in (name_edit, share_edit):
            edit.textChanged.connect(self.changed)
        self._rows.append((holder, name_edit, share_edit))
        self._column.insertWidget(self._column.count() - 1, holder)
        self.add.setEnabled(len(self._rows) < MOST_VARIANTS)
        if focus:
            name_edit.setFocus()
            self.changed.emit()

    def _remove(self, holder: QWidget) -> None:
        self._rows = [row for row in self._rows if row[0] is not holder]
        holder.hide()
        holder.deleteLater()
        self.add.setEnabled(True)
        self.changed.emit()

    def _make_equal(self) -> None:
        named = [row for row in self._rows if row[1].text().strip()] or self._rows
        for _, _, share in named:
            share.setText(f"{100 / len(named):.4g}")


class Ticks(QWidget):
    """A list of things to tick, with what each is beside it."""

    changed = Signal()

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._boxes: dict[Hashable, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._nothing = label(empty, "muted", wrap=True)
        self._column.addWidget(self._nothing)
        self._rows: list[QWidget] = []

    def show_items(self, items: Sequence[tuple[Hashable, str, str]], ticked: Sequence[Hashable]) -> None:
        """``(key, name, words)``."""
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows, self._boxes = [], {}
        self._nothing.setVisible(not items)
        for key, name, words in items:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            box = QCheckBox(name.replace("&", "&&"))
            box.setAccessibleName(name)
            box.setAccessibleDescription(words)
            box.setChecked(key in ticked)
            box.toggled.connect(self.changed)
            row.addWidget(box)
            row.addWidget(elided(words, "muted"), 1)
            self._boxes[key] = box
            self._rows.append(holder)
            self._column.addWidget(holder)

    def ticked(self) -> tuple[Hashable, ...]:
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def box(self, key: Hashable) -> QCheckBox:
        return self._boxes[key]
