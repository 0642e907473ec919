"""Save as: under which name, and in which folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from workbench.domain.texts import check_text, is_blank
from workbench.ui.collections.forms import one_line
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, Panel, line, primary_button, push_button

_LABEL = Qt.ItemDataRole.UserRole + 1
_DEPTH = Qt.ItemDataRole.UserRole + 2
_INDENT = "      "
_DEEPEST = 12
"""Steps of indentation; the list is no wider than a screen."""


class SaveDialog(QDialog):
    """``chosen`` carries the name and the folder.  ``places`` are (label, folder, depth), in the order of the tree."""

    chosen = Signal(str, Path)

    def __init__(self, parent: QWidget | None, theme: Theme, name: str, places: Sequence[tuple[str, Path, int]], place: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save as")
        self._theme = theme
        self._folders = [folder for _, folder, _ in places]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 10, 10, 10)
        panel = Panel()
        outer.addWidget(panel)
        form = QVBoxLayout()
        form.setContentsMargins(14, 12, 14, 14)
        form.setSpacing(10)
        self.name = QLineEdit(name)
        self.name.setPlaceholderText("Home hero, DE")
        self._name_field = Field("Name", self.name, help_text="The file is named after it.")
        form.addWidget(self._name_field)
        self.folder = _Folders(places)
        self.folder.setCurrentIndex(max(0, self._folders.index(place) if place in self._folders else 0))
        form.addWidget(Field("Folder", self.folder))
        form.addStretch(1)
        panel.body.addLayout(form, 1)
        panel.body.addWidget(line())
        panel.body.addLayout(self._build_foot())
        self.name.textChanged.connect(self._changed)
        self.setMinimumWidth(400)
        self.resize(460, self.sizeHint().height())
        self.name.selectAll()
        self.name.setFocus()

    def try_save(self) -> None:
        """Hand it over, or say what is wrong with the name."""
        problem = _problem(self.name.text())
        self._name_field.show_problem(problem)
        if problem:
            self.name.setFocus()
            return
        name, folder = self.name.text().strip(), self._folders[self.folder.currentIndex()]
        self.accept()
        self.chosen.emit(name, folder)

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 9, 14, 10)
        foot.setSpacing(8)
        self.cancel = push_button("Cancel")
        self.save = primary_button("Save")
        self.save.setDefault(True)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.try_save)
        return foot

    def _changed(self) -> None:
        if not _problem(self.name.text()):
            self._name_field.show_problem("")


class _Folders(QComboBox):
    """Shut, it shows the way to the folder; open, a tree."""

    def __init__(self, places: Sequence[tuple[str, Path, int]]) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self.setMaxVisibleItems(14)
        self.setItemDelegate(_Indented(self))
        way: list[str] = []
        for place, (text, folder, depth) in enumerate(places):
            way = [*way[:depth], one_line(text, 60)]
            self.addItem(" › ".join(way))
            self.setItemData(place, way[-1], _LABEL)
            self.setItemData(place, depth, _DEPTH)
            self.setItemData(place, str(folder), Qt.ItemDataRole.ToolTipRole)


class _Indented(QStyledItemDelegate):
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = f"{_INDENT * min(_DEEPEST, index.data(_DEPTH))}{index.data(_LABEL)}"


def _problem(name: str) -> str:
    if is_blank(name):
        return "The name is empty. Type one; the file is named after it."
    return " ".join(f"{problem.why} {problem.fix}" for problem in check_text("Name", name))
