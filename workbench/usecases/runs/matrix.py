"""Matrix: one request over every combination of friendlyIds, personas, channels, languages, currencies, points of sale and tenants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, product
from typing import Any

from workbench.domain import FlowRequest, Tenant
from workbench.domain.builtins import NEW_BROWSER_ID
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer, placeholders_in
from workbench.domain.selector import Selector, selector_from_plain, selector_to_plain
from workbench.experiments.matrix_table import KIND, Key, MatrixTable
from workbench.usecases.judge import Judge
from workbench.usecases.resolve import layers_for
from workbench.usecases.runs.job import Job
from workbench.usecases.runs.plain import (
    fitting,
    layers_from_plain,
    layers_to_plain,
    persona_from_plain,
    persona_to_plain,
    request_from_plain,
    request_text,
    request_to_plain,
    texts,
)

FLOW, PERSONA, CHANNEL, LANGUAGE, CURRENCY, POINT_OF_SALE, TENANT = (
    "Friendly ID",
    "Persona",
    "Channel",
    "Language",
    "Currency",
    "Point of sale",
    "Tenant",
)
_FIELDS = {
    FLOW: "friendly_id",
    CHANNEL: "channel",
    LANGUAGE: "language",
    CURRENCY: "currency_code",
    POINT_OF_SALE: "point_of_sale",
}


def told_apart(personas: tuple[Persona, ...]) -> tuple[Persona, ...]:
    """Each with a name of its own: a combination is known by the names of what it is made of."""
    taken = {persona.name for persona in personas}
    made: dict[str, Persona] = {}
    for persona in personas:
        name = persona.name
        if name in made:
            name = next(name for number in count(2) if (name := f"{persona.name} ({number})") not in taken)
            taken.add(name)
        made[name] = replace(persona, name=name)
    return tuple(made.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is empty does not vary and stays as the request has it.  ``new_guest`` asks for a fresh guest for each cell
    whose persona has no identity of its own.  ``times`` asks each cell so often: chance shows then.

    ``baseline`` is what each combination showed when it was approved, by the values of the dimensions that vary.
    """

    request: FlowRequest
    tenants: tuple[Tenant, ...]
    selector: Selector
    friendly_ids: tuple[str, ...] = ()
    personas: tuple[Persona, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    points_of_sale: tuple[str, ...] = ()
    times: int = 1
    new_guest: bool = False
    layers: tuple[Layer, ...] = ()
    baseline: Mapping[Key, str] | None = None
    name: str = ""

    kind = KIND
    refuses_wrong_requests = True
    lasts = 0.0

    @property
    def title(self) -> str:
        return self.name or self.request.friendly_id or ", ".join(self.friendly_ids[:3])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Those that vary; a dimension with one value is a fact of the run and not a dimension."""
        return tuple(name for name, values in self._axes() if len(values) > 1)

    @property
    def cells(self) -> int:
        size = 1
        for _, values in self._axes():
            size *= max(1, len(values))
        return size

    @property
    def planned(self) -> int:
        return self.cells * self.times

    @property
    def new_guests(self) -> int:
        personas = self.personas or (None,)
        fresh = sum(self._is_fresh(persona) for persona in personas)
        return self.planned // len(personas) * fresh

    def _axes(self) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        return (
            (FLOW, self.friendly_ids),
            (PERSONA, told_apart(self.personas)),
            (CHANNEL, self.channels),
            (LANGUAGE, self.languages),
            (CURRENCY, self.currencies),
            (POINT_OF_SALE, self.points_of_sale),
            (TENANT, self.tenants),
        )

    def _is_fresh(self, persona: Persona | None) -> bool:
        identity = (persona.identity if persona is not None else None) or self.request.identity
        return (identity is None and self.new_guest) or (identity is not None and NEW_BROWSER_ID in placeholders_in(str(identity)))

    def jobs(self) -> Iterator[Job]:
        judge = Judge(self.selector).judge
        names = [name for name, _ in self._axes()]
        wide = {name for name, values in self._axes() if len(values) > 1}
        place = 0
        for _ in range(self.times):
            for values in product(*(values or (None,) for _, values in self._axes())):
                cell = dict(zip(names, values, strict=True))
                persona, tenant = cell[PERSONA], cell[TENANT]
                # What a cell asks for wins over the persona's own: else two columns would be the same request.
                request = persona.apply(self.request) if persona is not None else self.request
                request = replace(request, **{field: cell[name] for name, field in _FIELDS.items() if cell[name]})
                shown = {name: getattr(value, "name", value) for name, value in cell.items() if name in wide}
                yield Job(
                    place,
                    " · ".join(shown.values()) or request.friendly_id,
                    request,
                    tenant,
                    judge,
                    (*layers_for(persona=persona), *self.layers),
                    new_browser=request.identity is None and self.new_guest,
                    varied=shown,
                )
                place += 1

    def tally(self) -> MatrixTable:
        return MatrixTable(self.title, self.dimensions, self.baseline, fresh_guests=bool(self.new_guests))

    def asked(self) -> tuple[tuple[str, str], ...]:
        return ((f"{self.title}, varied as the matrix says", request_text(self.request)),)

    def to_plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "request": request_to_plain(self.request),
            "tenants": [tenant.id for tenant in self.tenants],
            "variant": selector_to_plain(self.selector),
            "friendly_ids": list(self.friendly_ids),
            "personas": [persona_to_plain(persona) for persona in self.personas],
            "channels": list(self.channels),
            "languages": list(self.languages),
            "currencies": list(self.currencies),
            "points_of_sale": list(self.points_of_sale),
            "times": self.times,
            "new_guest": self.new_guest,
            "values": layers_to_plain(self.layers),
            "baseline": [[list(key), label] for key, label in self.baseline.items()] if self.baseline is not None else None,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], tenants: dict[str, Tenant]) -> Matrix:
        lists = ("friendly_ids", "channels", "languages", "currencies", "points_of_sale")
        baseline = plain["baseline"]
        return cls(
            request_from_plain(plain["request"]),
            tuple(tenants[id_] for id_ in plain["tenants"]),
            selector_from_plain(plain["variant"]),
            personas=tuple(persona_from_plain(each) for each in plain["personas"]),
            **{name: texts(plain, name) for name in lists},
            times=fitting(plain, "times", int),
            new_guest=fitting(plain, "new_guest", bool),
            layers=layers_from_plain(plain["values"]),
            baseline={tuple(key): label for key, label in baseline} if baseline is not None else None,
            name=fitting(plain, "name", str),
        )
