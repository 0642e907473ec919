"""One persona: name, identity, locale, parameters and values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from workbench.domain import Channel, codes
from workbench.domain.persona import Persona
from workbench.ui.collections.form_dialog import FormDialog, start_of
from workbench.ui.collections.forms import PersonaForm, one_line
from workbench.ui.collections.identity_form import IdentityForm
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.markdown import MarkdownEdit
from workbench.ui.widgets.plain_text import plain_text


class PersonaDialog(FormDialog):
    """``saved`` carries the persona.  ``points_of_sale`` are offered in the list; any other can be typed."""

    def __init__(self, parent: QWidget | None, theme: Theme, persona: Persona, *, new: bool, points_of_sale: Sequence[str] = ()) -> None:
        title = "New persona" if new else f"Persona “{one_line(persona.name, 60)}”"
        super().__init__(parent, theme, title, persona)
        self._build_form(theme)
        self.language.set_codes({code.upper(): name for code, name in codes.languages().items()})
        self.currency.set_codes(codes.currencies())
        self.point_of_sale.set_codes(dict.fromkeys(points_of_sale, ""))
        self._fill(PersonaForm.of(persona))
        self.start(judged=not new)
        self.fit(620, 780)
        self.name.setFocus()

    def typed(self) -> PersonaForm:
        identity = self.identity
        return PersonaForm(
            name=self.name.text(),
            description=self.description.text(),
            identity_type=identity.identity_type.value(),
            browser_id=identity.browser_id.text(),
            email=identity.email.text(),
            provider=identity.provider.text(),
            identifier=identity.identifier.text(),
            channel=self.channel.code(),
            language=self.language.code(),
            currency=self.currency.code(),
            point_of_sale=self.point_of_sale.code(),
            params=plain_text(self.params),
            values=plain_text(self.values),
        )

    def _build_form(self, theme: Theme) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText("Returning customer, DE")
        self.description = MarkdownEdit(theme, 2)
        self.identity = IdentityForm()
        self.params = JsonEdit(theme, 3, '{"loyalty": "gold"}')
        self.values = JsonEdit(theme, 3, '{"tier": "gold"}')
        self.form.addWidget(self.add_field("Name", Field("Name", self.name)))
        self.form.addWidget(self.add_field("Description", Field("Description", self.description)))
        self.form.addWidget(self.identity)
        for name, field in self.identity.fields.items():
            self.add_field(name, field)
        self.identity.changed.connect(self._edited)
        self.form.addLayout(self._build_locale())
        help_text = "Added to the request's own; where both have one, this persona's is sent."
        self.form.addWidget(self.add_field("Parameters", Field("Parameters", self.params, help_text=help_text)), 1)
        help_text = "What {{tier}} stands for while this persona is chosen."
        self.form.addWidget(self.add_field("Values", Field("Values", self.values, help_text=help_text)), 1)

    def _build_locale(self) -> QGridLayout:
        self.channel = CodeCombo(dict.fromkeys(Channel, ""))
        self.language = CodeCombo()
        self.currency = CodeCombo()
        self.point_of_sale = CodeCombo()
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(9)
        cells = (("Channel", self.channel), ("Language", self.language), ("Currency", self.currency), ("Point of sale", self.point_of_sale))
        for place, (name, combo) in enumerate(cells):
            edit = combo.lineEdit()
            assert edit is not None
            edit.setPlaceholderText("As in the request")
            field = self.add_field(name, Field(name, combo))
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _fill(self, form: PersonaForm) -> None:
        identity = self.identity
        self.name.setText(form.name)
        self.description.set_text(form.description)
        identity.show_type(form.identity_type)
        identity.browser_id.setText(form.browser_id)
        identity.email.setText(form.email)
        identity.provider.setText(form.provider)
        identity.identifier.setText(form.identifier)
        self.channel.set_code(form.channel)
        self.language.set_code(form.language)
        self.currency.set_code(form.currency)
        self.point_of_sale.set_code(form.point_of_sale)
        self.params.setPlainText(form.params)
        self.values.setPlainText(form.values)
        for edit in (self.name, identity.browser_id, identity.email, identity.identifier, self.point_of_sale):
            start_of(edit)
