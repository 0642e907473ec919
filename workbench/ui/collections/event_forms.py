"""What the dialog of an event knows: every field as typed, and what is wrong with it.  Qt-free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain import Problem, StreamEvent, check_event, pretty_object
from workbench.domain.event import of_event
from workbench.domain.placeholders import fields_of, placeholders_in
from workbench.domain.problem import Severity
from workbench.domain.texts import check_text, is_blank, texts_in
from workbench.domain.values import check_values
from workbench.ui.collections.forms import at_field, check_name, check_placeholders, parsed, unparsed

if TYPE_CHECKING:
    from workbench.collections import SavedEvent

FIELDS = ("Name", "Type", "Browser ID", "Channel", "Language", "Currency", "Point of sale", "Page", "Fields", "Values", "Description")
"""From top to bottom; problems are told in this order."""
_SHOWN = {"type", "browser_id", "channel", "language", "currency", "point_of_sale", "page", "fields"}
"""What of the form is the event itself, by the names that both give it."""


@dataclass(frozen=True, slots=True)
class EventForm:
    name: str = ""
    type: str = ""
    browser_id: str = ""
    channel: str = ""
    language: str = ""
    currency: str = ""
    point_of_sale: str = ""
    page: str = ""
    fields: str = ""
    values: str = ""
    description: str = ""

    @classmethod
    def of(cls, saved: SavedEvent) -> EventForm:
        event = saved.event
        return cls(
            name=saved.name,
            type=event.type,
            browser_id=event.browser_id,
            channel=event.channel,
            language=event.language,
            currency=event.currency,
            point_of_sale=event.point_of_sale,
            page=event.page,
            fields=pretty_object(event.fields),
            values=pretty_object(saved.values),
            description=saved.description,
        )

    def thing(self, before: SavedEvent, was: EventForm) -> SavedEvent:
        """What differs from ``was`` is taken from the form, and the rest stays to the last bit as it was."""
        typed = self._typed()
        of_the_event = {name: getattr(typed, name) for name in _SHOWN if getattr(self, name) != getattr(was, name)}
        made = {"name": self.name.strip(), "values": parsed(self.values), "description": self.description}
        changed: dict[str, Any] = {name: value for name, value in made.items() if getattr(self, name) != getattr(was, name)}
        return replace(before, event=replace(before.event, **of_the_event), **changed)

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong or doubtful.  What is still missing keeps an event from being sent, not from being saved."""
        return tuple(replace(problem, severity=Severity.WARNING) if self._is_missing(problem) else problem for problem in self._all())

    def keep_from_sending(self) -> tuple[Problem, ...]:
        """Errors that have to be mended before it is sent; a name is none of its fields on the wire."""
        return tuple(problem for problem in self._all() if problem.is_error and problem.field not in ("Name", "Description"))

    def _all(self) -> tuple[Problem, ...]:
        values, event = parsed(self.values), self._typed()
        found = [
            *check_name(self.name),
            *check_text("Description", self.description),
            *unparsed(self.fields, "Fields"),
            *unparsed(self.values, "Values"),
            *map(of_event, check_placeholders(event.as_request(), values)),
            *self._check_rules(event),
            *check_values("Values", values),
        ]
        return tuple(sorted(map(at_field, found), key=lambda problem: FIELDS.index(problem.field)))

    def _check_rules(self, event: StreamEvent) -> tuple[Problem, ...]:
        """The rules of the API, where no placeholder stands for what will be sent; an empty place is the tenant's."""
        request = event.as_request()
        labels = (label for label, value in fields_of(request) if any(placeholders_in(text) for text in texts_in(value)))
        waiting = {of_event(Problem(label, Severity.ERROR, "", "")).field for label in labels}
        if is_blank(event.point_of_sale):
            waiting.add("Point of sale")
        return tuple(problem for problem in check_event(event) if problem.field not in waiting)

    def _is_missing(self, problem: Problem) -> bool:
        return (problem.field == "Type" and is_blank(self.type)) or (problem.field == "Browser ID" and is_blank(self.browser_id))

    def _typed(self) -> StreamEvent:
        return StreamEvent(
            type=self.type.strip(),
            browser_id=self.browser_id.strip(),
            channel=self.channel.strip(),
            language=self.language.strip(),
            currency=self.currency.strip(),
            point_of_sale=self.point_of_sale,
            page=self.page,
            fields=parsed(self.fields),
        )
