"""What is shown after a fault of the workbench itself: what happened, that nothing typed is lost, and the report as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.ui.shell.crashing import open_folder
from workbench.ui.theme import Theme
from workbench.ui.widgets import label, primary_button, push_button
from workbench.usecases.crashes import CrashReport

KEPT = "Your open tabs, with all that you typed, are saved. They come back after a restart."
NOT_KEPT = "Your open tabs could not be saved just now. Copy what you need before you restart."
_WHAT = (
    "The workbench ran into a fault of its own and did not finish the last step. What is in History and in your collections stays there."
)
_MASKED = (
    "Keys, secrets, emails, UUIDs and your name are taken out of it. It stays on this computer: nothing is sent by itself. "
    "Please give it to whoever looks after the workbench."
)


class CrashDialog(QDialog):
    """``restart_requested`` leaves the dialog open: whether a restart worked is not for it to know."""

    restart_requested = Signal()

    def __init__(self, parent: QWidget, theme: Theme, report: CrashReport, *, kept: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self._report = report
        self._others: list[CrashReport] = []
        self.kept = label(KEPT if kept else NOT_KEPT, wrap=True)
        self.more = label("", "muted", wrap=True)
        self.more.hide()
        where = f"The report is in {report.file}" if report.file is not None else "The report could not be written to the disk; copy it"
        self.text = QPlainTextEdit(report.text)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(theme.mono)
        self.text.setAccessibleName("Report")
        self.copy = push_button("Copy report", "The text above, for a message to whoever looks after the workbench")
        self.copy.clicked.connect(self._copy)
        self.folder = push_button("Open folder", "The folder of logs and reports")
        self.folder.setVisible(report.file is not None)
        self.folder.clicked.connect(lambda: open_folder(report))
        self.restart = push_button("Restart", "Closes this window and starts the workbench anew, with the same tabs")
        self.restart.clicked.connect(self.restart_requested)
        self.go_on = primary_button("Go on", "Back to the window as it is")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self.folder)
        row.addStretch(1)
        row.addWidget(self.restart)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("Something went wrong", "title"))
        column.addWidget(label(_WHAT, wrap=True))
        column.addWidget(self.kept)
        column.addWidget(self.more)
        column.addWidget(self.text, 1)
        column.addWidget(label(f"{where}. {_MASKED}", "muted", wrap=True, selectable=True))
        column.addLayout(row)
        self.resize(680, 520)
        self.go_on.setFocus()

    def count_another(self, report: CrashReport) -> None:
        """Another fault while this is open: told in a line, and part of what is copied."""
        self._others.append(report)
        count = len(self._others)
        self.more.setText(f"Since then {count} more {'fault' if count == 1 else 'faults'} came up; restart is the better choice now.")
        self.more.show()
        self.text.setPlainText("\n".join(one.text for one in (self._report, *self._others)))

    def say_not_started(self) -> None:
        self.more.setText("The workbench could not be started anew. Close this window and start it as you usually do.")
        self.more.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText("Copied")
        self.copy.setAccessibleName("Copied")
