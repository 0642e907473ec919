"""The form of one tenant."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.domain import Channel, Problem, Region
from workbench.ui.tenants.state import CUSTOM, TenantForm
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, label
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.plain_text import plain_text


class TenantFields(QWidget):
    """``show_form`` in, ``form()`` out, ``changed`` on every change."""

    changed = Signal()

    def __init__(self, theme: Theme, keys: QWidget, secrets: QWidget) -> None:
        """``keys`` is shown right after the address, because nothing works without the client key; ``secrets`` after the values."""
        super().__init__()
        self._filling = False
        self._id = ""
        self._fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        self._build_address(column)
        column.addWidget(keys)
        self._build_defaults(column)
        self._build_values(column, theme)
        column.addWidget(secrets)
        self._build_headers(column, theme)
        for edit in (self.name, self.base_url, self.user_agent):
            edit.textChanged.connect(self._emit)
        for combo in (self.channel, self.language, self.currency, self.point_of_sale):
            combo.editTextChanged.connect(self._emit)
        for text in (self.points_of_sale, self.extra_headers, self.values):
            text.textChanged.connect(self._emit)
        self.region.currentIndexChanged.connect(self._emit)
        self.allow_http.toggled.connect(self._emit)

    def show_codes(self, languages: Mapping[str, str], currencies: Mapping[str, str]) -> None:
        self.language.set_codes({code.upper(): name for code, name in languages.items()})
        self.currency.set_codes(currencies)

    def show_form(self, form: TenantForm) -> None:
        self._filling = True
        self._id = form.id
        self.name.setText(form.name)
        self.region.setCurrentIndex(self.region.findData(form.region))
        self.base_url.setText(form.base_url)
        self.points_of_sale.setPlainText(form.points_of_sale)
        self.channel.set_code(form.channel)
        self.language.set_code(form.language)
        self.currency.set_code(form.currency)
        self.point_of_sale.set_codes(dict.fromkeys(form.points_of_sale.splitlines(), ""))
        self.point_of_sale.set_code(form.point_of_sale)
        self.user_agent.setText(form.user_agent)
        self.extra_headers.setPlainText(form.extra_headers)
        self.allow_http.setChecked(form.allow_http)
        self.values.setPlainText(form.values)
        self._filling = False
        self._show_where()

    def form(self) -> TenantForm:
        return TenantForm(
            id=self._id,
            name=self.name.text(),
            region=str(self.region.currentData()),
            base_url=self.base_url.text(),
            points_of_sale=self.points_of_sale.toPlainText(),
            channel=self.channel.code(),
            language=self.language.code(),
            currency=self.currency.code(),
            point_of_sale=self.point_of_sale.code(),
            user_agent=self.user_agent.text(),
            extra_headers=self.extra_headers.toPlainText(),
            allow_http=self.allow_http.isChecked(),
            values=plain_text(self.values),
        )

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        by_field = {p.field: p for p in reversed(problems)}
        for name, field in self._fields.items():
            problem = by_field.get(name)
            field.show_problem(
                *(("", "bad") if problem is None else (f"{problem.why} {problem.fix}", "bad" if problem.is_error else "warn"))
            )

    def _build_address(self, column: QVBoxLayout) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText("Acme production")
        self.region = QComboBox()
        for region in Region:
            self.region.addItem(region.label, region.value)
        self.region.addItem("Custom base URL", CUSTOM)
        self.base_url = QLineEdit()
        self.base_url.setPlaceholderText("https://api-engage-eu.sitecorecloud.io")
        self.allow_http = QCheckBox("Allow unencrypted http")
        self.allow_http.setToolTip("The client key then travels readable to everyone on the way; the tenant is marked")
        self._where = label("", "muted", wrap=True, selectable=True)
        column.addWidget(self._field("Name", self.name))
        column.addWidget(self._field("Region", self.region, "In Personalize: Company information → Environment."))
        column.addWidget(self._field("Base URL", self.base_url))
        column.addWidget(self.allow_http)
        column.addWidget(self._where)

    def _build_defaults(self, column: QVBoxLayout) -> None:
        self.points_of_sale = QPlainTextEdit()
        self.points_of_sale.setPlaceholderText("myretailsite/ireland\nmyretailsite/germany")
        self.points_of_sale.setTabChangesFocus(True)
        self.points_of_sale.setFixedHeight(66)
        column.addWidget(self._field("Points of sale", self.points_of_sale, "One per line, spelled exactly as in the tenant."))
        self.channel = CodeCombo(dict.fromkeys(Channel, ""))
        self.language = CodeCombo()
        self.currency = CodeCombo()
        self.point_of_sale = CodeCombo()
        column.addWidget(label("Defaults for new requests", "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(9)
        cells = (("Channel", self.channel), ("Language", self.language), ("Currency", self.currency), ("Point of sale", self.point_of_sale))
        for place, (name, control) in enumerate(cells):
            grid.addWidget(self._field(name, control), place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)

    def _build_values(self, column: QVBoxLayout, theme: Theme) -> None:
        column.addWidget(label("Values and secrets", "section"))
        self.values = JsonEdit(theme, 3, '{"shop": "myretailsite/ireland"}')
        column.addWidget(self._field("Values", self.values, "What {{name}} stands for at this tenant, where nothing nearer says it."))

    def _build_headers(self, column: QVBoxLayout, theme: Theme) -> None:
        column.addWidget(label("Sent with every call", "section"))
        self.user_agent = QLineEdit()
        self.user_agent.setPlaceholderText("The workbench's own")
        self.extra_headers = QPlainTextEdit()
        self.extra_headers.setPlaceholderText("X-Environment: staging")
        self.extra_headers.setTabChangesFocus(True)
        self.extra_headers.setFont(theme.mono)
        self.extra_headers.setFixedHeight(66)
        column.addWidget(
            self._field("User-Agent", self.user_agent, "Device conditions look at it. Location follows this computer's IP address.")
        )
        column.addWidget(self._field("Extra headers", self.extra_headers, "One per line, as Name: value. Never an Authorization header."))

    def _field(self, name: str, control: QWidget, help_text: str = "") -> Field:
        self._fields[name] = Field(name, control, help_text=help_text)
        return self._fields[name]

    def _emit(self) -> None:
        if not self._filling:
            self._show_where()
            self.changed.emit()

    def _show_where(self) -> None:
        custom = self.region.currentData() == CUSTOM
        self._fields["Base URL"].setVisible(custom)
        self.allow_http.setVisible(custom)
        base = self.form().tenant().api_base
        self._where.setText(f"Calls go to {base}/v2/callFlows" if base else "")
        self._where.setVisible(bool(base))
