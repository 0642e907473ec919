"""The first step of an import: a file, a folder, something dropped or pasted.  Emits what was given; reads nothing itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.ui.theme import Theme
from workbench.ui.widgets import EmptyState, Field, Notice, Panel, primary_button, push_button

TYPED_AT_MOST = 200_000
"""Characters that go into the field; what is larger is looked at without being shown."""
PASTED = "pasted text"
DROP_HERE = (
    "Drop a file here",
    "A Postman collection or environment, a Bruno or Insomnia collection, a HAR file, exported history, or a .workbench.zip from a colleague.",
)
LET_GO = ("Let go to look at it", "Nothing is written before you have seen what it would bring.")
_KINDS = "Everything that can be imported (*.json *.har *.bru *.yml *.yaml *.zip *.sh *.txt);;All files (*)"


class ChoosePage(QWidget):
    """``path_given`` (a file or a folder, how many more there were) or ``text_given`` (name, text)."""

    path_given = Signal(Path, int)
    text_given = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.notice = Notice(theme)
        column.addWidget(self.notice)
        column.addWidget(self._build_drop_area(theme), 3)
        column.addWidget(self._build_text_area(theme), 2)

    def give(self, data: QMimeData) -> None:
        """What was dropped or lies on the clipboard: the first file, else the text."""
        paths = local_paths(data)
        if paths:
            self.path_given.emit(paths[0], len(paths) - 1)
        elif data.hasText() and data.text().strip():
            self.text_given.emit(PASTED, data.text())
        else:
            self.notice.show_text("info", "There is no text to read", "Copy a cURL command or an exported collection, then paste it here.")

    def keep_text(self, text: str) -> None:
        """Put what could not be read where it can be mended."""
        if len(text) <= TYPED_AT_MOST:
            self.text.setPlainText(text)

    def show_drag(self, over: bool) -> None:
        """Whether something is held over the dialog that could be dropped."""
        self._invitation.show_text(*(LET_GO if over else DROP_HERE))

    # -- building ---------------------------------------------------------------------------------

    def _build_drop_area(self, theme: Theme) -> QWidget:
        panel = Panel()
        self.file = push_button("Choose a file…")
        self.folder = push_button("Choose a folder…", "Bruno keeps a collection in a folder")
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.file)
        row.addWidget(self.folder)
        self._invitation = EmptyState(theme, "reopen", *DROP_HERE)
        panel.body.addStretch(2)
        panel.body.addWidget(self._invitation)
        panel.body.addWidget(buttons, 0, Qt.AlignmentFlag.AlignHCenter)
        panel.body.addStretch(3)
        self.file.clicked.connect(self._choose_file)
        self.folder.clicked.connect(self._choose_folder)
        return panel

    def _build_text_area(self, theme: Theme) -> QWidget:
        panel = Panel()
        panel.body.setContentsMargins(14, 10, 14, 12)
        panel.body.setSpacing(8)
        self.text = PasteEdit(theme)
        self.text.setPlaceholderText("curl 'https://…/v2/callFlows' --data-raw '{…}'")
        panel.body.addWidget(Field("cURL command or exported text", self.text), 1)
        self.paste = push_button("Paste", "Read what lies on the clipboard")
        self.look = primary_button("Look at the text")
        self.look.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.paste)
        row.addStretch(1)
        row.addWidget(self.look)
        panel.body.addLayout(row)
        self.text.textChanged.connect(self._text_changed)
        self.text.large_pasted.connect(lambda text: self.text_given.emit(PASTED, text))
        self.paste.clicked.connect(self.paste_clipboard)
        self.look.clicked.connect(self.look_at_text)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.look_at_text)
        return panel

    # -- what happened ----------------------------------------------------------------------------

    def paste_clipboard(self) -> None:
        self.give(QGuiApplication.clipboard().mimeData())

    def look_at_text(self) -> None:
        if self.text.toPlainText().strip():
            self.text_given.emit(PASTED, self.text.toPlainText())

    def _text_changed(self) -> None:
        self.look.setEnabled(bool(self.text.toPlainText().strip()))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Import", str(Path.home()), _KINDS)
        if name:
            self.path_given.emit(Path(name), 0)

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Import a folder", str(Path.home()))
        if name:
            self.path_given.emit(Path(name), 0)


class PasteEdit(QPlainTextEdit):
    """Takes text from the keyboard; what is very large would stop the window, so it is handed on unseen."""

    large_pasted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFont(theme.mono)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the dialog takes them all
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 4 + 16)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) > TYPED_AT_MOST:
            self.large_pasted.emit(text)
        else:
            self.insertPlainText(text)


def local_paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
