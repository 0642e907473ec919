"""One event of the Stream API: what it says of whom, saved under a name, and sent from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from workbench.domain import Channel, codes
from workbench.domain.builtins import NEW_BROWSER_ID
from workbench.domain.event import USUAL_TYPES
from workbench.ui.collections.event_forms import EventForm
from workbench.ui.collections.form_dialog import FormDialog, start_of
from workbench.ui.collections.forms import one_line
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field, push_button
from workbench.ui.widgets.code_combo import CodeCombo
from workbench.ui.widgets.json_edit import JsonEdit
from workbench.ui.widgets.markdown import MarkdownEdit
from workbench.ui.widgets.plain_text import plain_text

if TYPE_CHECKING:
    from workbench.collections import SavedEvent

_TYPES = {
    "VIEW": "a page was viewed",
    "IDENTITY": "who the guest is",
    "FORCE_CLOSE": "test tenants only",
}
"""In the list, beside those whose meaning is documented."""


class EventDialog(FormDialog):
    """``saved`` and ``send_requested`` carry the event as typed; ``new_browser_id_requested`` asks for a guest.

    Whoever sends tells it by ``show_sending``, ``show_notice`` and ``show_browser_id``.
    """

    send_requested = Signal(object)
    new_browser_id_requested = Signal()

    def __init__(self, parent: QWidget | None, theme: Theme, event: SavedEvent, *, new: bool, points_of_sale: Sequence[str] = ()) -> None:
        title = "New event" if new else f"Event “{one_line(event.name, 60)}”"
        super().__init__(parent, theme, title, event)
        self._build_form(theme)
        self.language.set_codes({code.upper(): name for code, name in codes.languages().items()})
        self.currency.set_codes(codes.currencies())
        self.point_of_sale.set_codes(dict.fromkeys(points_of_sale, ""))
        self._fill(EventForm.of(event))
        self.start(judged=not new)
        self._event, self._was = event, self.typed()
        self.fit(640, 780)
        self.name.setFocus()

    def typed(self) -> EventForm:
        return EventForm(
            name=self.name.text(),
            type=self.type.code(),
            browser_id=self.browser_id.text(),
            channel=self.channel.code(),
            language=self.language.code(),
            currency=self.currency.code(),
            point_of_sale=self.point_of_sale.code(),
            page=self.page_name.text(),
            fields=plain_text(self.fields),
            values=plain_text(self.values),
            description=self.description.text(),
        )

    def try_send(self) -> None:
        """Send what is typed, saved or not; or show what keeps it from being sent."""
        form = self.typed()
        if wrong := form.keep_from_sending():
            self.point_at(wrong[0].field, "Not sent yet")
            return
        self.notice.hide()
        self.send_requested.emit(form.thing(self._event, self._was))

    # -- in ---------------------------------------------------------------------------------------

    def show_sending(self, sending: bool) -> None:
        """One call at a time."""
        self.send.setEnabled(not sending)
        self.new_browser_id.setEnabled(not sending)

    def show_notice(self, meaning: str, headline: str, text: str = "") -> None:
        self.notice.show_text(meaning, headline, text)

    def show_browser_id(self, value: str) -> None:
        self.browser_id.setText(value)
        self.browser_id.setFocus()

    # -- building ---------------------------------------------------------------------------------

    def _build_form(self, theme: Theme) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText("Looks at the home page")
        self.fields = JsonEdit(theme, 4, '{"ext": {"tier": "gold"}}')
        self.values = JsonEdit(theme, 2, '{"tier": "gold"}')
        self.description = MarkdownEdit(theme, 2)
        self.form.addWidget(self.add_field("Name", Field("Name", self.name)))
        self.form.addLayout(self._build_what())
        self.form.addWidget(self._build_who())
        self.form.addLayout(self._build_locale())
        help_text = "All other attributes, as they are sent: ext; for IDENTITY email, identifiers…"
        self.form.addWidget(self.add_field("Fields", Field("Fields", self.fields, help_text=help_text)), 1)
        help_text = "What {{tier}} stands for in this event."
        self.form.addWidget(self.add_field("Values", Field("Values", self.values, help_text=help_text)))
        self.form.addWidget(self.add_field("Description", Field("Description", self.description)))
        self.send = push_button("Send event", "Send what is typed, saved or not; the answer is shown and kept in History")
        self.send.setAutoDefault(False)
        self.send.clicked.connect(self.try_send)
        self.foot.insertWidget(0, self.send)

    def _build_what(self) -> QGridLayout:
        self.type = CodeCombo({name: _TYPES.get(name, "") for name in USUAL_TYPES})
        self.page_name = QLineEdit()
        self.page_name.setPlaceholderText("home")
        edit = self.type.lineEdit()
        assert edit is not None
        edit.setPlaceholderText("VIEW, or a name of your own")
        return _in_columns(self.add_field("Type", Field("Type", self.type)), self.add_field("Page", Field("Page", self.page_name)))

    def _build_who(self) -> Field:
        self.browser_id = QLineEdit()
        self.browser_id.setPlaceholderText("12435206-1234-4f0b-9d55-6e46b0e4a42b")
        self.new_browser_id = push_button("New browser ID", "Ask Personalize for a fresh anonymous guest now")
        self.new_each_time = push_button("New with each send", f"Puts {{{{{NEW_BROWSER_ID}}}}} in: a fresh anonymous guest for each send")
        self.new_browser_id.setAutoDefault(False)
        self.new_each_time.setAutoDefault(False)
        self.new_browser_id.clicked.connect(self.new_browser_id_requested)
        self.new_each_time.clicked.connect(lambda: self.show_browser_id(f"{{{{{NEW_BROWSER_ID}}}}}"))
        return self.add_field("Browser ID", Field("Browser ID", self.browser_id, beside=(self.new_browser_id, self.new_each_time)))

    def _build_locale(self) -> QGridLayout:
        self.channel = CodeCombo(dict.fromkeys(Channel, ""))
        self.language = CodeCombo()
        self.currency = CodeCombo()
        self.point_of_sale = CodeCombo()
        named = {"Channel": self.channel, "Language": self.language, "Currency": self.currency, "Point of sale": self.point_of_sale}
        for combo in named.values():
            edit = combo.lineEdit()
            assert edit is not None
            edit.setPlaceholderText("The tenant's")
        return _in_columns(*(self.add_field(name, Field(name, combo)) for name, combo in named.items()))

    def _fill(self, form: EventForm) -> None:
        self.name.setText(form.name)
        self.type.set_code(form.type)
        self.browser_id.setText(form.browser_id)
        self.channel.set_code(form.channel)
        self.language.set_code(form.language)
        self.currency.set_code(form.currency)
        self.point_of_sale.set_code(form.point_of_sale)
        self.page_name.setText(form.page)
        self.fields.setPlainText(form.fields)
        self.values.setPlainText(form.values)
        self.description.set_text(form.description)
        for edit in (self.name, self.browser_id, self.page_name, self.type, self.point_of_sale):
            start_of(edit)


def _in_columns(*fields: Field) -> QGridLayout:
    """Two beside each other, row by row."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(9)
    for place, field in enumerate(fields):
        grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
