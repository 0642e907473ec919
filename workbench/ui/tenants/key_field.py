"""One key of a tenant: masked, with reveal, copy, store, delete.  Never shows a value that was not asked for."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.domain import MASK, Secret, SecretKind
from workbench.ui.tenants.state import KeyState
from workbench.ui.theme import Theme
from workbench.ui.widgets import ghost_button, label, push_button, tone

LABELS = {SecretKind.CLIENT_KEY: "Client key", SecretKind.API_TOKEN: "API token", SecretKind.CLIENT_SECRET: "Client secret"}


class KeyField(QWidget):
    """Signals carry the kind; the dialog's owner talks to the keychain and answers with :meth:`show_state`."""

    store_requested = Signal(SecretKind, Secret, bool)
    reveal_requested = Signal(SecretKind)
    copy_requested = Signal(SecretKind)
    delete_requested = Signal(SecretKind)

    def __init__(self, theme: Theme, kind: SecretKind, help_text: str) -> None:
        super().__init__()
        self.kind = kind
        name = LABELS[kind]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._state = label(KeyState.UNKNOWN, "muted")
        head = QHBoxLayout()
        title = label(name, "field")
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._state)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        title.setBuddy(self.edit)
        self.reveal = ghost_button(theme, "eye", f"Reveal {name.lower()}", checkable=True)
        self.copy = ghost_button(theme, "copy", f"Copy {name.lower()}")
        self.store = push_button("Store", f"Keep the {name.lower()} in this computer's keychain")
        self.delete = ghost_button(theme, "trash", f"Delete {name.lower()}")
        for part in (self.edit, self.reveal, self.copy, self.store, self.delete):
            row.addWidget(part, 1 if part is self.edit else 0)
        column.addLayout(row)
        self.session = QCheckBox("Use for this session only")
        self.session.setToolTip("Kept in memory, forgotten when the workbench closes; nothing is stored")
        column.addWidget(self.session)
        self._message = label(help_text, "muted", wrap=True)
        self._help = help_text
        column.addWidget(self._message)
        self._connect()
        self.show_state(KeyState.UNKNOWN)

    def show_state(self, state: KeyState, problem: str = "") -> None:
        """What is known now.  A ``problem`` is the keychain's own sentence, with what to do next."""
        self._state.setText(state.value)
        tone(self._state, {KeyState.STORED: "good", KeyState.SESSION: "good", KeyState.UNAVAILABLE: "bad"}.get(state, ""))
        there = state in (KeyState.STORED, KeyState.SESSION)
        for part in (self.reveal, self.copy, self.delete):
            part.setEnabled(there)
        self.edit.clear()
        self.edit.setPlaceholderText(f"{MASK}{MASK}{MASK}{MASK}" if there else "Paste the key here")
        self._hide()
        self._message.setText(problem or self._help)
        tone(self._message, "bad" if problem else "")
        self._typed()

    def show_secret(self, secret: Secret) -> None:
        """Show the value, as asked; it hides itself after half a minute."""
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal)
        self.edit.setReadOnly(True)
        self.edit.setText(secret.reveal())
        QTimer.singleShot(30_000, self, self._hide)

    def show_copied(self, secret: Secret) -> None:
        """Put it on the clipboard: the one way a key gets there."""
        QGuiApplication.clipboard().setText(secret.reveal())
        self._message.setText("Copied. Anything can read the clipboard: copy something else when you are done.")
        tone(self._message, "warn")

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._typed)
        self.edit.returnPressed.connect(self._store)
        self.store.clicked.connect(self._store)
        self.reveal.toggled.connect(self._toggle)
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self.kind))
        self.delete.clicked.connect(lambda: self.delete_requested.emit(self.kind))

    def _typed(self) -> None:
        self.store.setEnabled(bool(self.edit.text().strip()) and not self.edit.isReadOnly())

    def _store(self) -> None:
        value = self.edit.text().strip()
        if value and not self.edit.isReadOnly():
            self.store_requested.emit(self.kind, Secret(value), self.session.isChecked())

    def _toggle(self, shown: bool) -> None:
        if shown:
            self.reveal_requested.emit(self.kind)
        else:
            self._hide()

    def _hide(self) -> None:
        if self.edit.isReadOnly():
            self.edit.clear()
        self.edit.setReadOnly(False)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.reveal.blockSignals(True)
        self.reveal.setChecked(False)
        self.reveal.blockSignals(False)
