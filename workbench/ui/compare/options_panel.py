"""What is not a difference: ignored paths with proposals from the data, tolerance, case, blanks, order; how items are matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.widgets import elided, label, push_button

if TYPE_CHECKING:
    from workbench.inspect import ArrayMatch
    from workbench.inspect.volatile import Proposal
    from workbench.settings import CompareRule

_PATTERN = Qt.ItemDataRole.UserRole
BY_POSITION = "by position"
BY_EXPECTATION = "ignored by the request's expectation"


class OptionsPanel(QWidget):
    """``show_rule`` in; ``changed`` carries the rule as it is now, at every click.  What an expectation ignores is listed with it
    and can only be changed there."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What is ignored")
        self._rule: CompareRule | None = None
        self._filling = False
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(18)
        row.addLayout(self._build_paths(), 3)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addLayout(self._build_switches())
        right.addWidget(self._build_arrays(), 1)
        row.addLayout(right, 2)

    # -- in ---------------------------------------------------------------------------------------

    def show_rule(
        self, rule: CompareRule, proposals: Sequence[Proposal], arrays: Sequence[ArrayMatch], expected: Sequence[str] = ()
    ) -> None:
        self._filling = True
        self._rule = rule
        self.ignore_case.setChecked(rule.ignore_case)
        self.ignore_whitespace.setChecked(rule.ignore_whitespace)
        self.ignore_order.setChecked(rule.ignore_array_order)
        self.tolerance.setValue(rule.tolerance)
        self._show_paths(rule, proposals)
        for pattern in expected:
            self._add_path(pattern, f"{pattern}  —  {BY_EXPECTATION}", on=True, fixed=True)
        self.paths.setVisible(self.paths.count() > 0)
        self.hint.setVisible(not self.paths.count())
        self._show_arrays(arrays)
        self._filling = False

    def ignore(self, pattern: str) -> None:
        """One more path that does not matter; what is no path is said and not taken."""
        from workbench.inspect import PatternError, normalize_pattern

        try:
            pattern = normalize_pattern(pattern) if pattern else ""
        except PatternError as problem:
            self.refused.emit(str(problem))
            return
        if self._rule is not None and pattern and pattern not in self._rule.ignore:
            self._set(replace(self._rule, ignore=(*self._rule.ignore, pattern)))

    # -- building ---------------------------------------------------------------------------------

    def _build_paths(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(5)
        column.addWidget(label("Ignored paths", "section"))
        self.paths = QListWidget()
        self.paths.setAccessibleName("Ignored paths")
        self.paths.itemChanged.connect(self._path_switched)
        self.hint = label("Nothing in these two looks volatile. Ignore a difference by its menu, or type a path.", "muted", wrap=True)
        add_row = QHBoxLayout()
        add_row.setSpacing(6)
        self.path = QLineEdit()
        self.path.setAccessibleName("Path to ignore")
        self.path.setPlaceholderText("$.items[*].ref  or  $..timestamp")
        self.add = push_button("Ignore")
        self.add.clicked.connect(self._add)
        self.path.returnPressed.connect(self._add)
        add_row.addWidget(self.path, 1)
        add_row.addWidget(self.add)
        column.addWidget(self.hint)
        column.addWidget(self.paths, 1)
        column.addLayout(add_row)
        return column

    def _build_switches(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        self.ignore_case = QCheckBox("Ignore case")
        self.ignore_whitespace = QCheckBox("Ignore blanks")
        self.ignore_order = QCheckBox("Ignore the order of items")
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setAccessibleName("Tolerance of numbers")
        self.tolerance.setDecimals(4)
        self.tolerance.setRange(0, 1_000_000)
        self.tolerance.setSpecialValueText("Exact")
        self.tolerance.setKeyboardTracking(False)
        self.tolerance.setToolTip("Two numbers this far apart count as equal")
        title = label("Tolerance of numbers")
        title.setBuddy(self.tolerance)
        grid.addWidget(label("Options", "section"), 0, 0, 1, 2)
        for place, box in enumerate((self.ignore_case, self.ignore_whitespace, self.ignore_order)):
            grid.addWidget(box, 1 + place, 0, 1, 2)
            box.toggled.connect(self._switched)
        grid.addWidget(title, 4, 0)
        grid.addWidget(self.tolerance, 4, 1)
        self.tolerance.valueChanged.connect(self._switched)
        return grid

    def _build_arrays(self) -> QWidget:
        self._arrays = QWidget()
        self._arrays.setProperty("look", "page")
        self._array_rows = QGridLayout(self._arrays)
        self._array_rows.setContentsMargins(0, 0, 6, 0)
        self._array_rows.setColumnStretch(0, 1)
        self._array_scroll = QScrollArea()
        self._array_scroll.setWidgetResizable(True)
        self._array_scroll.setWidget(self._arrays)
        self._array_scroll.setMinimumHeight(50)
        return self._array_scroll

    # -- filling ----------------------------------------------------------------------------------

    def _show_paths(self, rule: CompareRule, proposals: Sequence[Proposal]) -> None:
        self.paths.clear()
        known = {proposal.pattern: proposal for proposal in proposals}
        for pattern in rule.ignore:
            why = f"  —  {known[pattern].why}" if pattern in known else ""
            self._add_path(pattern, f"{pattern}{why}", on=True)
        for pattern, proposal in known.items():
            if pattern not in rule.ignore:
                self._add_path(pattern, f"{pattern}  —  {proposal.why}", on=False, tip=f"For example {proposal.sample}")

    def _add_path(self, pattern: str, text: str, *, on: bool, tip: str = "", fixed: bool = False) -> None:
        item = QListWidgetItem(text)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        item.setData(_PATTERN, pattern)
        item.setToolTip(tip or pattern)
        if fixed:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        self.paths.addItem(item)

    def _show_arrays(self, arrays: Sequence[ArrayMatch]) -> None:
        while (old := self._array_rows.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        shown = [array for array in arrays if array.candidates or array.identity or array.chosen]
        self._array_scroll.setVisible(bool(shown))
        if shown:
            self._array_rows.addWidget(label("Items are matched by", "section"), 0, 0, 1, 2)
        for place, array in enumerate(shown):
            combo = QComboBox()
            combo.setAccessibleName(f"Items of {array.pattern} are matched by")
            for key in dict.fromkeys((*array.candidates, *((array.identity,) if array.identity else ()))):
                combo.addItem(key, key)
            combo.addItem(BY_POSITION, "")
            combo.setCurrentIndex(max(0, combo.findData(array.identity)))
            combo.activated.connect(lambda index, combo=combo, pattern=array.pattern: self._matched(pattern, str(combo.itemData(index))))
            self._array_rows.addWidget(elided(array.pattern), place + 1, 0)
            self._array_rows.addWidget(combo, place + 1, 1)
        self._array_rows.setRowStretch(len(shown) + 1, 1)

    # -- what happened ----------------------------------------------------------------------------

    def _path_switched(self, item: QListWidgetItem) -> None:
        if self._filling or self._rule is None:
            return
        pattern = str(item.data(_PATTERN))
        kept = tuple(known for known in self._rule.ignore if known != pattern)
        on = item.checkState() is Qt.CheckState.Checked
        self._set(replace(self._rule, ignore=(*kept, pattern) if on else kept))

    def _add(self) -> None:
        self.ignore(self.path.text().strip())
        self.path.clear()

    def _switched(self) -> None:
        if not self._filling and self._rule is not None:
            self._set(
                replace(
                    self._rule,
                    ignore_case=self.ignore_case.isChecked(),
                    ignore_whitespace=self.ignore_whitespace.isChecked(),
                    ignore_array_order=self.ignore_order.isChecked(),
                    tolerance=self.tolerance.value(),
                )
            )

    def _matched(self, pattern: str, key: str) -> None:
        if self._rule is not None:
            others = tuple(pair for pair in self._rule.identities if pair[0] != pattern)
            self._set(replace(self._rule, identities=(*others, (pattern, key))))

    def _set(self, rule: CompareRule) -> None:
        if rule != self._rule:
            self._rule = rule
            self.changed.emit(rule)
