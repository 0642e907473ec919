"""Copy as code: the request in the language of whoever wires it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workbench.ui.jobs import Job, Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer.code import CodeLines
from workbench.ui.transfer.saving import Foot
from workbench.ui.transfer.state import bullets
from workbench.ui.widgets import Notice, Panel, label, line
from workbench.ui.widgets.errors import explain
from workbench.ui.widgets.lines import LinesView, NoLines

if TYPE_CHECKING:
    from workbench.snippets import Language, Snippet


class SnippetDialog(QDialog):
    """``language_chosen`` carries the value of the language, to be handed in again the next time."""

    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None, theme: Theme, jobs: Jobs, make: Callable[[Language], Snippet], language: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Copy as code")
        self._jobs = jobs
        self._make = make
        self._snippet: Snippet | None = None
        self._job: Job | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._build_list())
        row.addWidget(self._build_code(theme), 1)
        column.addLayout(row, 1)
        self.foot = Foot(self, jobs)
        column.addWidget(self.foot)
        self._connect()
        self.resize(940, 620)
        self._fill(language)
        self.list.setFocus()

    def _build_list(self) -> QWidget:
        panel = Panel()
        panel.setFixedWidth(252)
        panel.body.setContentsMargins(8, 8, 8, 8)
        panel.body.setSpacing(6)
        panel.body.addWidget(label("Language", "heading"))
        self.list = QListWidget()
        self.list.setAccessibleName("Language")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        panel.body.addWidget(self.list, 1)
        return panel

    def _build_code(self, theme: Theme) -> QWidget:
        panel = Panel()
        self.notice = Notice(theme)
        self.code = LinesView(theme, "Code")
        self.notes = label("", wrap=True, selectable=True)
        self.notes.setContentsMargins(12, 9, 12, 9)
        panel.body.addWidget(self.notice)
        panel.body.addWidget(self.code, 1)
        panel.body.addWidget(line())
        panel.body.addWidget(self.notes)
        return panel

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._chosen)
        self.foot.copy_wanted.connect(self.copy_code)
        self.foot.save_wanted.connect(self._save)
        self.foot.copy_pressed.connect(self._copy_pressed)
        self.foot.close_wanted.connect(self.reject)
        self.code.told.connect(self.foot.tell)

    def _fill(self, language: str) -> None:
        from workbench.snippets import Language

        chosen = 0
        for place, each in enumerate(Language):
            item = QListWidgetItem(each.label)
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)
            if each.value == language:
                chosen = place
        self.list.blockSignals(True)
        self.list.setCurrentRow(chosen)
        self.list.blockSignals(False)
        self._show(list(Language)[chosen])

    # -- what happened ----------------------------------------------------------------------------

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            from workbench.snippets import Language

            language = Language(item.data(Qt.ItemDataRole.UserRole))
            self._show(language)
            self.language_chosen.emit(language.value)

    def _show(self, language: Language) -> None:
        """Writing it takes no time for an ordinary request, but parameters may be megabytes."""
        if self._job is not None:
            self._job.drop()
        self._snippet = None
        self.foot.set_ready(False)
        make = self._make

        def work() -> tuple[Snippet, CodeLines]:
            snippet = make(language)
            return snippet, CodeLines(snippet.text, language.highlight)

        self._job = self._jobs.call(work, owner=self, done=self._made, failed=self._not_made)

    def _made(self, made: tuple[Snippet, CodeLines]) -> None:
        self._job = None
        self._snippet, source = made
        self.notice.hide()
        self.code.show_source(source)
        self.notes.setText(bullets(self._snippet.notes))
        self.notes.setVisible(bool(self._snippet.notes))
        self.foot.tell("")
        self.foot.set_ready(True)

    def _not_made(self, problem: BaseException) -> None:
        from workbench.snippets import SnippetError

        self._job = None
        text = str(problem) if isinstance(problem, SnippetError) else explain(problem)
        self.code.show_source(NoLines())
        self.notes.hide()
        self.foot.tell("")
        self.notice.show_text("bad", "There is no code for this request", text)

    # -- taking it --------------------------------------------------------------------------------

    def copy_code(self) -> None:
        """All of it."""
        if self._snippet is not None:
            QGuiApplication.clipboard().setText(self._snippet.text)
            self.foot.tell(f"Copied: {self._snippet.language.label}.")

    def _copy_pressed(self) -> None:
        """What is selected in the code, else all of it."""
        if self.code.has_selection():
            self.code.copy()
            self.foot.tell("Copied what is selected.")
        else:
            self.copy_code()

    def _save(self) -> None:
        if self._snippet is not None:
            language = self._snippet.language
            kinds = f"{language.label} (*{language.suffix})"
            self.foot.save(Path.home() / f"call-flows{language.suffix}", kinds, self._snippet.text.encode())
