"""The form.  ``show(draft, tenant)`` in; ``send_requested`` and ``draft_changed`` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain import Channel, FlowRequest, IdentityType, Tenant
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.ui.composer.expect_holder import ExpectHolder
from workbench.ui.composer.more import MoreRow
from workbench.ui.composer.personas import PersonaBar
from workbench.ui.composer.state import Context, Draft, Reading, format_object, read_draft, told_uses
from workbench.ui.composer.tabs import RequestTabs
from workbench.ui.theme import Theme
from workbench.ui.widgets import Badge, Field, Notice, Panel, Segments, elided, label, line, primary_button, push_button, scrolled
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.plain_text import plain_text

if TYPE_CHECKING:
    from workbench.domain.expected import Expected
    from workbench.ui.widgets.markdown import MarkdownEdit

_IDENTITY_HELP = {
    IdentityType.BROWSER_ID: "Recommended: keeps the run in the guest's browser session, so goals are attributed.",
    IdentityType.EMAIL: "Each run is stored in a separate session; goals are not attributed.",
    IdentityType.IDENTIFIERS: "Each run is stored in a separate session; goals are not attributed.",
}


class ComposerView(QWidget):
    """Fill in one request.  Errors keep it from being sent; warnings can be sent anyway.

    A field's error is shown once the field was left or Send was pressed, so that an untouched form
    does not shout; a warning shows at once.
    """

    send_requested = Signal(FlowRequest, object)
    cancel_requested = Signal()
    save_requested = Signal()
    new_browser_id_requested = Signal()
    draft_changed = Signal()
    persona_chosen = Signal(object)
    send_as_requested = Signal()

    def __init__(self, theme: Theme, tenant: Tenant) -> None:
        super().__init__()
        self._theme = theme
        self._context = Context(tenant)
        self._codes_known = False
        self._touched: set[str] = set()
        self._sending = False
        self._filling = False
        self._fields: dict[str, Field] = {}
        self._build()
        self._connect()
        self.show_draft(Draft())

    # -- in ---------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """Fill the form; every field counts as untouched again."""
        self._filling = True
        self.friendly_id.setText(draft.friendly_id)
        self.channel.set_code(draft.channel)
        self.language.set_code(draft.language)
        self.currency.set_code(draft.currency)
        self.point_of_sale.set_code(draft.point_of_sale)
        self.identity_type.set_value(draft.identity_type)
        self.browser_id.setText(draft.browser_id)
        self.email.setText(draft.email)
        self.provider.setText(draft.provider)
        self.identifier.setText(draft.identifier)
        self.params.setPlainText(draft.params)
        self.extra.setPlainText(draft.extra)
        self.values.setPlainText(draft.values)
        self._description_text = draft.description
        if self.description is not None:
            self.description.set_text(draft.description)
            self.description.show_mode("preview" if draft.description.strip() else "write")
        self.expects.show_expected(draft.expected)
        self._show_optional(draft)
        for edit in (self.friendly_id, self.browser_id, self.email, self.identifier):
            edit.setCursorPosition(0)
        self._touched.clear()
        self._filling = False
        self._changed()

    def show_expected(self, expected: Expected | None) -> None:
        """What the file says is expected became known, or is another now; the rest of the form stays as it is."""
        self.expects.show_expected(expected)
        self._show_part("Expectations", self.expects.holds_any)

    def show_tenant(self, tenant: Tenant) -> None:
        """The tenant's points of sale in the list, its defaults where a field is empty."""
        self._context = replace(self._context, tenant=tenant)
        self.point_of_sale.set_codes(dict.fromkeys(tenant.points_of_sale, ""))
        for combo, default in (
            (self.channel, tenant.channel or "WEB"),
            (self.language, tenant.language),
            (self.currency, tenant.currency_code),
            (self.point_of_sale, tenant.point_of_sale),
        ):
            edit = combo.lineEdit()
            assert edit is not None
            edit.setPlaceholderText(default)
            combo.setToolTip(f"Left empty, the tenant's default is sent: {default}" if default else "")
        if not tenant.channel:
            self.channel.setToolTip("Left empty it is not sent; Personalize then uses WEB")
        self._changed()

    def show_folders(self, layers: tuple[Layer, ...]) -> None:
        """The values of the folders and the collection that the request stands in, nearest first."""
        self._context = replace(self._context, folders=layers)
        self._changed_outside()

    def show_personas(self, names: Mapping[Path, str], persona: Persona | None, chosen: Path | None) -> None:
        """Whom the request can be sent as; ``persona`` is the chosen one."""
        self._context = replace(self._context, persona=persona)
        self.personas.show_personas(names, persona, chosen)
        self._changed_outside()

    def show_codes(self, languages: Mapping[str, str], currencies: Mapping[str, str]) -> None:
        """The ISO lists, once loaded; nothing is checked before, so that the first paint need not wait for them."""
        self.language.set_codes({code.upper(): name for code, name in languages.items()})
        self.currency.set_codes(currencies)
        self._codes_known = True
        self._changed()

    def show_sending(self, sending: bool) -> None:
        self._sending = sending
        self.send.setEnabled(not sending)
        self.cancel.setEnabled(sending)

    def show_browser_id(self, value: str) -> None:
        """A fresh browser ID arrived: it becomes the identity."""
        self.show_identity_type(IdentityType.BROWSER_ID)
        self.browser_id.setText(value)
        self.browser_id.setFocus()

    def show_identity_type(self, kind: IdentityType) -> None:
        self.identity_type.set_value(kind.value)
        self._changed()

    def show_saved(self, name: str, changed: bool = False) -> None:
        """Which saved request the form shows, with a mark where it was changed since."""
        self._name.set_whole(name or "Unsaved request")
        self._mark.show_text("edited" if name and changed else "", "warn")

    def show_notice(self, meaning: str, headline: str, text: str = "") -> None:
        self.notice.show_text(meaning, headline, text)

    # -- out --------------------------------------------------------------------------------------

    def draft(self) -> Draft:
        return Draft(
            friendly_id=self.friendly_id.text(),
            channel=self.channel.code(),
            language=self.language.code(),
            currency=self.currency.code(),
            point_of_sale=self.point_of_sale.code(),
            identity_type=self.identity_type.value(),
            browser_id=self.browser_id.text(),
            email=self.email.text(),
            provider=self.provider.text(),
            identifier=self.identifier.text(),
            params=plain_text(self.params),
            extra=plain_text(self.extra),
            values=plain_text(self.values),
            description=self._description_text,
            expected=self.expects.expected(),
        )

    def reading(self) -> Reading:
        """What the form means now, every rule applied."""
        return read_draft(self.draft(), self._context)

    def reading_as(self, persona: Persona) -> Reading:
        """The same, sent as somebody else than is chosen."""
        return read_draft(self.draft(), replace(self._context, persona=persona))

    def try_send(self) -> None:
        """Send, or show every error and put the cursor into the first field that has one."""
        if self._sending:
            return
        self._codes_known = True
        reading = self.reading()
        self._touched = set(self._fields)
        self._show_problems(reading)
        if reading.errors:
            self._focus(reading.errors[0].field)
            return
        self.send_requested.emit(reading.request, reading.layers)

    def focus_first(self) -> None:
        self.friendly_id.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.friendly_id.selectAll()

    def format_params(self) -> None:
        for edit in (self.params, self.extra, self.values):
            text = plain_text(edit)
            if (better := format_object(text)) != text:
                cursor = edit.textCursor()  # through a cursor, so that Ctrl+Z takes it back
                cursor.select(cursor.SelectionType.Document)
                cursor.insertText(better)

    # -- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = Panel()
        outer.addWidget(panel)
        self.tabs = RequestTabs(self._theme)
        panel.body.addWidget(self.tabs)
        panel.body.addWidget(line())
        panel.body.addLayout(self._build_head())
        panel.body.addWidget(line())
        page = QWidget()
        page.setProperty("look", "page")
        form = QVBoxLayout(page)
        form.setContentsMargins(12, 10, 12, 12)
        form.setSpacing(9)
        self._build_fields(form)
        self._scroll = scrolled(page)
        panel.body.addWidget(self._scroll, 1)
        panel.body.addWidget(line())
        panel.body.addLayout(self._build_foot())

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.setSpacing(6)
        self._name = elided("Unsaved request", "title")
        self._mark = Badge()
        self.save = push_button("Save", "Keep this request under a name (Ctrl+S)")
        head.addWidget(self._name, 1)
        head.addWidget(self._mark)
        head.addWidget(self.save)
        return head

    def _build_fields(self, form: QVBoxLayout) -> None:
        self.personas = PersonaBar(self._theme)
        form.addWidget(self.personas)
        self.friendly_id = QLineEdit()
        self.friendly_id.setPlaceholderText("home_hero")
        self.channel = CodeCombo(dict.fromkeys(Channel, ""))
        self.language = CodeCombo()
        self.currency = CodeCombo()
        self.point_of_sale = CodeCombo()
        form.addWidget(self._field("Friendly ID", self.friendly_id))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(9)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._field("Channel", self.channel), 0, 0, top)
        grid.addWidget(self._field("Language", self.language), 0, 1, top)
        grid.addWidget(self._field("Currency", self.currency), 1, 0, top)
        grid.addWidget(self._field("Point of sale", self.point_of_sale), 1, 1, top)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        form.addLayout(grid)
        self._build_identity(form)
        self.params = JsonEdit(self._theme, 5, '{"page": "home"}')
        form.addWidget(self._field("Parameters", self.params), 1)
        self._build_extra(form)

    def _build_identity(self, form: QVBoxLayout) -> None:
        self.identity_type = Segments("Identity type", [(kind.value, kind.label) for kind in IdentityType])
        self._identity_field = self._field("Identity type", self.identity_type)
        form.addWidget(self._identity_field)
        self.browser_id = QLineEdit()
        self.browser_id.setPlaceholderText("12435206-1234-4f0b-9d55-6e46b0e4a42b")
        self.new_browser_id = push_button("New browser ID", "Ask Personalize for a fresh anonymous guest (Ctrl+Shift+B)")
        self.email = QLineEdit()
        self.email.setPlaceholderText("guest@example.com")
        self.provider = QLineEdit()
        self.provider.setPlaceholderText("CRM")
        self.identifier = QLineEdit()
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._field("Provider", self.provider), 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._field("Identifier", self.identifier), 3, Qt.AlignmentFlag.AlignTop)
        self._identity_page_list = (
            _at_top(self._field("Browser ID", self.browser_id, beside=(self.new_browser_id,))),
            _at_top(self._field("Email", self.email)),
            both,
        )
        self._identity_pages = QStackedWidget()
        for page in self._identity_page_list:
            self._identity_pages.addWidget(page)
        form.addWidget(self._identity_pages)

    def _build_extra(self, form: QVBoxLayout) -> None:
        self.extra = JsonEdit(self._theme, 3, '{"uri": "/home"}')
        self.values = JsonEdit(self._theme, 3, '{"tier": "gold"}')
        self.values.setToolTip("What {{tier}} stands for in this request")
        self.description: MarkdownEdit | None = None
        self._description_text = ""
        self.more = MoreRow()
        form.addWidget(self.more)
        for name, control in (("Extra fields", self.extra), ("Values", self.values)):
            field = self._field(name, control)
            field.hide()
            form.addWidget(field)
        self.expects = ExpectHolder(self._theme)
        self._form = form
        form.addWidget(self.expects)

    def _build_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        foot.setSpacing(7)
        self.notice = Notice(self._theme, closable=True)
        foot.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.send = primary_button("Send", "Run the flow with what the form says (Ctrl+Enter)")
        self.cancel = push_button("Cancel", "Stop waiting for the response (Ctrl+.)")
        self.cancel.setEnabled(False)
        self._summary = label("", "muted", wrap=True)
        row.addWidget(self.send)
        row.addWidget(self.cancel)
        row.addWidget(self._summary, 1)
        foot.addLayout(row)
        return foot

    def _field(self, name: str, control: QWidget, beside: tuple[QWidget, ...] = ()) -> Field:
        field = Field(name, control, beside=beside)
        self._fields[name] = field
        return field

    def _connect(self) -> None:
        for edit in (self.friendly_id, self.browser_id, self.email, self.provider, self.identifier):
            edit.textChanged.connect(self._changed)
        for combo in (self.channel, self.language, self.currency, self.point_of_sale):
            combo.editTextChanged.connect(self._changed)
        for text in (self.params, self.extra, self.values):
            text.textChanged.connect(self._changed)
        for name, field in self._fields.items():
            control = field.control.lineEdit() if isinstance(field.control, CodeCombo) else field.control
            if isinstance(control, QLineEdit):
                control.editingFinished.connect(lambda name=name: self._leave(name))
        self.identity_type.chosen.connect(self._changed)
        self.more.toggled.connect(self._show_part)
        self.expects.changed.connect(self._changed)
        self.expects.wanted.connect(lambda: self._show_part("Expectations", True))
        self.personas.chosen.connect(self.persona_chosen)
        self.personas.send_as_requested.connect(self.send_as_requested)
        self.send.clicked.connect(self.try_send)
        self.cancel.clicked.connect(self.cancel_requested)
        self.save.clicked.connect(self.save_requested)
        self.new_browser_id.clicked.connect(self.new_browser_id_requested)
        self._check_soon = QTimer(self)
        self._check_soon.setSingleShot(True)
        self._check_soon.setInterval(0)
        self._check_soon.timeout.connect(self._check)

    # -- what happened ----------------------------------------------------------------------------

    def _changed(self) -> None:
        if self._filling:
            return
        self._show_identity_page(list(IdentityType).index(IdentityType(self.identity_type.value())))
        self._check_soon.start()
        self.draft_changed.emit()

    def _changed_outside(self) -> None:
        """Something the form is read with changed, not the form."""
        if not self._filling:
            self._check_soon.start()

    def _show_identity_page(self, index: int) -> None:
        """A stack is as tall as its tallest page; the hidden ones must not count."""
        fixed, free = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        for n, page in enumerate(self._identity_page_list):
            page.setSizePolicy(fixed, fixed if n == index else free)
        self._identity_pages.setCurrentIndex(index)
        self._identity_pages.updateGeometry()

    def _leave(self, name: str) -> None:
        if name not in self._touched and not self._filling:
            self._touched.add(name)
            self._check_soon.start()

    def _check(self) -> None:
        if self._codes_known:
            self._show_problems(self.reading())

    def _show_problems(self, reading: Reading) -> None:
        kind = IdentityType(self.identity_type.value())
        self._fields["Identity type"].show_problem("")
        self._fields["Identity type"].message.setText(self.personas.instead() or _IDENTITY_HELP[kind])
        self._fields["Identity type"].message.setVisible(True)
        first: dict[str, tuple[str, str]] = {}
        for problem in reading.problems:
            doubted = not problem.is_error and self._filled(problem.field)
            shown = doubted or problem.field in self._touched or self._typed(problem.field)
            if shown and problem.field not in first:
                first[problem.field] = (f"{problem.why} {problem.fix}", "bad" if problem.is_error else "warn")
        for name, field in self._fields.items():
            if name != "Identity type" or name in first:
                field.show_resolved(told_uses(reading.uses, name))
                field.show_problem(*first.get(name, ("", "bad")))
        for name in ("Extra fields", "Values"):
            if name in first:
                self._show_part(name, True)
        shouting = any(meaning == "bad" for _, meaning in first.values())
        self._summary.setText(reading.summary if shouting else "")
        self.send.setToolTip(reading.summary or "Run the flow with what the form says (Ctrl+Enter)")

    def _filled(self, name: str) -> bool:
        """Whether there is anything in it; nobody is warned about a field they have not reached yet."""
        control = self._fields[name].control
        if isinstance(control, CodeCombo):
            return bool(control.code())
        return not isinstance(control, QLineEdit) or bool(control.text())

    def _typed(self, name: str) -> bool:
        """Whether the wrong value is one that was typed; an empty field is only wrong once it was left."""
        control = self._fields[name].control
        if isinstance(control, JsonEdit):
            return not control.hasFocus()
        if isinstance(control, CodeCombo):
            return bool(control.code()) and not control.hasFocus()
        return isinstance(control, QLineEdit) and bool(control.text()) and not control.hasFocus()

    def _show_optional(self, draft: Draft) -> None:
        """What a request has is shown; what it does not have is a link away."""
        for name, text in (("Extra fields", draft.extra), ("Values", draft.values), ("Description", draft.description)):
            if bool(text.strip()) != self.more.is_shown(name):
                self._show_part(name, bool(text.strip()))
        self._show_part("Expectations", self.expects.holds_any)

    def _show_part(self, name: str, shown: bool) -> None:
        if name == "Description":
            self._show_description(shown)
        elif name == "Expectations":
            shown = shown or self.expects.holds_any
            self.expects.set_shown(shown)
            if shown and not self._filling:
                self._scroll_to(self.expects)
        else:
            control = self._fields[name].control
            assert isinstance(control, JsonEdit)
            shown = shown or bool(control.toPlainText().strip())
            self._fields[name].setVisible(shown)
            if shown and not self._filling:
                self._scroll_to(self._fields[name])
        self.more.show_part(name, shown)

    def _show_description(self, shown: bool) -> None:
        """Made when first looked at: most requests have none, and the start does not wait for it."""
        if shown and self.description is None:
            from workbench.ui.widgets.markdown import MarkdownEdit

            self.description = MarkdownEdit(self._theme)
            self.description.set_text(self._description_text)
            self.description.show_mode("preview" if self._description_text.strip() else "write")
            self.description.changed.connect(self._description_edited)
            self.description.link_requested.connect(self._link_chosen)
            self._description_field = Field("Description", self.description)
            self._form.addWidget(self._description_field)
        if self.description is not None:
            self._description_field.setVisible(shown)
            if shown and not self._filling:
                self._scroll_to(self._description_field)

    def _link_chosen(self, address: str) -> None:
        from workbench.ui.widgets.markdown import ask_to_open

        ask_to_open(self, address)

    def _description_edited(self) -> None:
        if self.description is not None and not self._filling:
            self._description_text = self.description.text()
            self.draft_changed.emit()

    def _scroll_to(self, part: QWidget) -> None:
        QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part))

    def _focus(self, name: str) -> None:
        field = self._fields[name]
        target: QWidget = self.browser_id if name == "Identity type" else field.control
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(field)


def _at_top(field: Field) -> QWidget:
    """A page of a stack is as tall as the tallest; the field stays at its top."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(field)
    column.addStretch(1)
    return page
