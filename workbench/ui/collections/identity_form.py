"""Who a persona is: nobody in particular, a browser ID, an email, or identifiers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.domain import IdentityType
from workbench.domain.builtins import NEW_BROWSER_ID
from workbench.ui.collections.forms import NO_IDENTITY
from workbench.ui.widgets import Field, Segments, push_button

_HELP = {
    NO_IDENTITY: "The request's own identity is sent.",
    IdentityType.BROWSER_ID: "Keeps the run in the guest's browser session, so goals are attributed.",
    IdentityType.EMAIL: "Each run is stored in a separate session; goals are not attributed.",
    IdentityType.IDENTIFIERS: "Each run is stored in a separate session; goals are not attributed.",
}


class IdentityForm(QWidget):
    """The inputs of all types are kept; those of the chosen one are shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        options = [(NO_IDENTITY, "None"), *((kind.value, kind.label) for kind in IdentityType)]
        self.identity_type = Segments("Identity type", options)
        self.browser_id = QLineEdit()
        self.browser_id.setPlaceholderText("12435206-1234-4f0b-9d55-6e46b0e4a42b")
        self.new_browser_id = push_button("New with each send", f"Puts {{{{{NEW_BROWSER_ID}}}}} in: a fresh anonymous guest for each send")
        self.email = QLineEdit()
        self.email.setPlaceholderText("guest@example.com")
        self.provider = QLineEdit()
        self.provider.setPlaceholderText("CRM")
        self.identifier = QLineEdit()
        self.type_field = Field("Identity type", self.identity_type)
        self.fields = {
            "Browser ID": Field("Browser ID", self.browser_id, beside=(self.new_browser_id,)),
            "Email": Field("Email", self.email),
            "Provider": Field("Provider", self.provider),
            "Identifier": Field("Identifier", self.identifier),
        }
        self._build()
        self.identity_type.chosen.connect(self._chosen)
        self.new_browser_id.clicked.connect(self._make_new)
        for edit in (self.browser_id, self.email, self.provider, self.identifier):
            edit.textChanged.connect(self.changed)
        self.show_type(NO_IDENTITY)

    def show_type(self, kind: str) -> None:
        self.identity_type.set_value(kind)
        self.type_field.show_resolved(_HELP[kind])
        self.type_field.show_problem("")
        for name in ("Browser ID", "Email"):
            self.fields[name].setVisible(name == _label(kind))
        self._both.setVisible(kind == IdentityType.IDENTIFIERS)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        column.addWidget(self.type_field)
        column.addWidget(self.fields["Browser ID"])
        column.addWidget(self.fields["Email"])
        self._both = QWidget()
        row = QHBoxLayout(self._both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.fields["Provider"], 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.fields["Identifier"], 3, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._both)

    def _chosen(self, kind: str) -> None:
        self.show_type(kind)
        self.changed.emit()

    def _make_new(self) -> None:
        self.browser_id.setText(f"{{{{{NEW_BROWSER_ID}}}}}")
        self.browser_id.setFocus()


def _label(kind: str) -> str:
    return IdentityType(kind).label if kind else ""
