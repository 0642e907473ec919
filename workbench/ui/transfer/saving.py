"""The foot of what hands something out: copy it, save it, and what came of that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QWidget

from workbench.domain.files import atomic_write
from workbench.ui.jobs import Jobs
from workbench.ui.widgets import elided, primary_button, push_button, tone
from workbench.ui.widgets.errors import explain


class Foot(QWidget):
    """``copy_pressed`` is Ctrl+C anywhere in the dialog where no text field takes it."""

    copy_wanted = Signal()
    copy_pressed = Signal()
    save_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, dialog: QDialog, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.said = elided("", "muted")
        self.close_button = push_button("Close")
        self.save_button = push_button("Save…")
        self.copy = primary_button("Copy")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        row.addWidget(self.copy)
        self.close_button.clicked.connect(self.close_wanted)
        self.save_button.clicked.connect(self.save_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), dialog)
        shortcut.activated.connect(self.copy_pressed)

    def set_ready(self, ready: bool, *, copies: bool = True) -> None:
        """Whether there is something to take, and whether it can go on the clipboard."""
        self.save_button.setEnabled(ready)
        self.copy.setEnabled(ready and copies)

    def tell(self, text: str, meaning: str = "") -> None:
        self.said.set_whole(text)
        tone(self.said, meaning)

    def save(self, suggested: Path, kinds: str, data: bytes) -> None:
        """Ask where, and write it there."""
        name, _ = QFileDialog.getSaveFileName(self, "Save", str(suggested), kinds)
        if not name:
            return
        path = Path(name)
        self.tell(f"Saving {path.name}…")
        self._jobs.call(
            lambda: atomic_write(path, data),
            owner=self,
            done=lambda _: self.tell(f"Saved as {path}", "good"),
            failed=lambda problem: self.tell(f"Not saved. {explain(problem)}", "bad"),
        )
