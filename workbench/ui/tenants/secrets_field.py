"""The named secrets of a tenant: what ``{{secret:name}}`` stands for.  Values go in and are never shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.domain import Secret
from workbench.ui.theme import Theme
from workbench.ui.widgets import ghost_button, label, push_button, tone

HELP = "Write {{secret:name}} in a request: what is stored here is put in when it is sent, and stands in no file, history or export."


class SecretsField(QWidget):
    """``store_requested``: name, secret, only for this session; ``delete_requested``: a name."""

    store_requested = Signal(str, Secret, bool)
    delete_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label("Secrets", "section"))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(0, 1)
        column.addLayout(self._rows)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.name = QLineEdit()
        self.name.setAccessibleName("Secret name")
        self.name.setPlaceholderText("name")
        self.value = QLineEdit()
        self.value.setAccessibleName("Secret value")
        self.value.setPlaceholderText("Paste the secret here")
        self.value.setEchoMode(QLineEdit.EchoMode.Password)
        self.store = push_button("Store secret", "Keep it in this computer's keychain under that name")
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.store)
        column.addLayout(row)
        self.session = QCheckBox("Secret for this session only")
        self.session.setToolTip("Kept in memory, forgotten when the workbench closes; nothing is stored")
        column.addWidget(self.session)
        self.message = label(HELP, "muted", wrap=True)
        column.addWidget(self.message)
        self.name.textChanged.connect(self._typed)
        self.value.textChanged.connect(self._typed)
        self.value.returnPressed.connect(self._store)
        self.store.clicked.connect(self._store)
        self._typed()

    def show_names(self, stored: Sequence[str], session: Collection[str], problem: str = "") -> None:
        """The names that exist; ``problem`` says why the last wish was not fulfilled, and keeps what was typed."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, name in enumerate(dict.fromkeys((*stored, *session))):
            kept = label("For this session only" if name in session else "In the keychain", "muted")
            tone(kept, "good")
            delete = ghost_button(self._theme, "trash", f"Delete secret {name}")
            delete.clicked.connect(lambda _=False, name=name: self.delete_requested.emit(name))
            self._rows.addWidget(label(f"{{{{secret:{name}}}}}", "mono"), place, 0)
            self._rows.addWidget(kept, place, 1, Qt.AlignmentFlag.AlignRight)
            self._rows.addWidget(delete, place, 2)
        if not problem:
            self.name.clear()
            self.value.clear()
        self.message.setText(problem or HELP)
        tone(self.message, "bad" if problem else "")

    def _typed(self) -> None:
        self.store.setEnabled(bool(self.name.text().strip() and self.value.text()))

    def _store(self) -> None:
        if self.store.isEnabled():
            self.store_requested.emit(self.name.text().strip(), Secret(self.value.text()), self.session.isChecked())
