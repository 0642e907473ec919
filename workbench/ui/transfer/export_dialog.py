"""The export dialog: for which tool, what is said of it, how it looks; then to the clipboard or into a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui.jobs import Job, Jobs
from workbench.ui.theme import Theme
from workbench.ui.transfer.code import CodeLines
from workbench.ui.transfer.saving import Foot
from workbench.ui.transfer.state import PREVIEW_LINES, ExportSource, Form, bullets, preview, size_text
from workbench.ui.widgets import EmptyState, Field, Notice, Panel, label, line
from workbench.ui.widgets.errors import explain
from workbench.ui.widgets.lines import LinesView

if TYPE_CHECKING:
    from workbench.collections.outgoing.model import Exported

_HIGHLIGHT = {"sh": "bash", "ps1": "powershell", "json": "json", "har": "json"}
"""By the end of the file name."""


class ExportDialog(QDialog):
    """``title`` names what is handed out; ``form`` is the one that is shown first, and its enumeration all there are."""

    def __init__(self, parent: QWidget | None, theme: Theme, jobs: Jobs, source: ExportSource, title: str, form: StrEnum) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Export “{title}”")
        self._jobs = jobs
        self._source = source
        self._exported: Exported | None = None
        self._job: Job | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        self.form = QComboBox()
        self._forms = [cast("Form", each) for each in type(form)]
        self.form.addItems([each.label for each in self._forms])
        self.form.setCurrentIndex(list(type(form)).index(form))
        column.addWidget(Field("Format", self.form))
        column.addWidget(self._build_page(theme), 1)
        self.foot = Foot(self, jobs)
        column.addWidget(self.foot)
        self.form.currentIndexChanged.connect(self.show_form)
        self.foot.copy_wanted.connect(self.copy_all)
        self.foot.copy_pressed.connect(self._copy_pressed)
        self.foot.save_wanted.connect(self._save)
        self.foot.close_wanted.connect(self.reject)
        self.code.told.connect(self.foot.tell)
        self.resize(780, 600)
        self.show_form()
        self.form.setFocus()

    def _build_page(self, theme: Theme) -> QWidget:
        panel = Panel()
        self.notes = label("", wrap=True, selectable=True)
        self.notes.setContentsMargins(12, 9, 12, 9)
        self.notice = Notice(theme)
        self.code = LinesView(theme, "Preview")
        self.nothing = EmptyState(theme, "export", "", "")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.code)
        self._pages.addWidget(self.nothing)
        self.more = label("", "muted")
        self.more.setContentsMargins(12, 5, 12, 6)
        for part in (self.notes, line(), self.notice):
            panel.body.addWidget(part)
        panel.body.addWidget(self._pages, 1)
        panel.body.addWidget(self.more)
        return panel

    # -- making it --------------------------------------------------------------------------------

    def chosen(self) -> Form:
        return self._forms[self.form.currentIndex()]

    def show_form(self) -> None:
        """Make the export anew in the chosen form."""
        if self._job is not None:
            self._job.drop()
        self._exported = None
        self.foot.set_ready(False)
        self.foot.tell("Writing…")
        form, source = self.chosen(), self._source

        def work() -> tuple[Exported, tuple[CodeLines, bool] | None]:
            exported = source.export(form)
            seen = preview(exported.data)
            if seen is None:
                return exported, None
            highlight = _HIGHLIGHT.get(exported.suggested_name.rpartition(".")[2], "")
            return exported, (CodeLines("\n".join(seen[0]), highlight), seen[1])

        self._job = self._jobs.call(work, owner=self, done=lambda made: self._made(*made), failed=self._not_made)

    def _made(self, exported: Exported, seen: tuple[CodeLines, bool] | None) -> None:
        self._job, self._exported = None, exported
        self.notice.hide()
        self.notes.setText(bullets(exported.notes))
        self.notes.setVisible(bool(exported.notes))
        size = size_text(len(exported.data))
        if seen is None:
            self.nothing.show_text(exported.suggested_name, f"One file of {size}. It cannot be shown here; save it and pass it on.")
        else:
            self.code.show_source(seen[0])
        self._pages.setCurrentWidget(self.nothing if seen is None else self.code)
        self.more.setText(f"The first {PREVIEW_LINES} lines of {size}." if seen is not None and seen[1] else "")
        self.more.setVisible(bool(self.more.text()))
        self.foot.tell("")
        self.foot.set_ready(True, copies=seen is not None)

    def _not_made(self, problem: BaseException) -> None:
        self._job = None
        self.notes.hide()
        self.more.hide()
        self.nothing.show_text("There is nothing to hand out", "Choose another format, or mend what is said above.")
        self._pages.setCurrentWidget(self.nothing)
        self.foot.tell("")
        self.notice.show_text("bad", "It cannot be exported", explain(problem))

    # -- taking it --------------------------------------------------------------------------------

    def copy_all(self) -> None:
        """The whole of it, also what the preview leaves out."""
        if self._exported is not None and self.foot.copy.isEnabled():
            QGuiApplication.clipboard().setText(self._exported.data.decode("utf-8"))
            self.foot.tell(f"Copied: {self.chosen().label}, {size_text(len(self._exported.data))}.")

    def _copy_pressed(self) -> None:
        if self.code.isVisible() and self.code.has_selection():
            self.code.copy()
            self.foot.tell("Copied what is selected.")
        else:
            self.copy_all()

    def _save(self) -> None:
        if self._exported is not None:
            form, name = self.chosen(), self._exported.suggested_name
            self.foot.save(Path.home() / name, f"{form.label} (*{form.suffix})", self._exported.data)
