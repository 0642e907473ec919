"""Stickiness check: the same guests again and again, at once or spread over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain import FlowRequest, Identity, Tenant
from workbench.domain.placeholders import Layer
from workbench.domain.selector import Selector, selector_from_plain, selector_to_plain
from workbench.experiments.stick_tally import GUEST, KIND, PLACE, ROUND, WHO, StickTally
from workbench.usecases.judge import Judge
from workbench.usecases.runs.job import Job
from workbench.usecases.runs.plain import (
    fitting,
    identity_from_plain,
    identity_to_plain,
    layers_from_plain,
    layers_to_plain,
    request_from_plain,
    request_text,
    request_to_plain,
    texts,
)


@dataclass(frozen=True, slots=True)
class KnownGuest:
    """One guest and the identities they are known by: a browser ID, an email, identifiers."""

    name: str
    identities: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Stickiness:
    """Each guest ``times`` times by each identity and at each point of sale; ``spacing`` seconds between rounds, 0 for at once.

    ``differences`` says what else differs between two exchanges, by their numbers; it is asked for the report only.
    """

    request: FlowRequest
    tenant: Tenant
    selector: Selector
    guests: tuple[KnownGuest, ...]
    times: int = 5
    spacing: float = 0.0
    points_of_sale: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()
    differences: Callable[[int, int], str] | None = field(default=None, compare=False)

    kind = KIND
    refuses_wrong_requests = True
    new_guests = 0

    @property
    def title(self) -> str:
        return self.request.friendly_id

    @property
    def planned(self) -> int:
        return self.times * sum(len(guest.identities) for guest in self.guests) * max(1, len(self.points_of_sale))

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        return (self.tenant,)

    @property
    def lasts(self) -> float:
        return self.spacing * (self.times - 1)

    def jobs(self) -> Iterator[Job]:
        judge = Judge(self.selector).judge
        place = 0
        for number in range(self.times):
            for guest in self.guests:
                for identity in guest.identities:
                    for point_of_sale in self.points_of_sale or ("",):
                        request = replace(self.request, identity=identity)
                        if point_of_sale:
                            request = replace(request, point_of_sale=point_of_sale)
                        varied = {GUEST: guest.name, WHO: identity.type.label, ROUND: str(number + 1), PLACE: point_of_sale}
                        varied = {name: value for name, value in varied.items() if value}
                        name = " · ".join((guest.name, identity.type.label, *filter(None, (point_of_sale,)), f"call {number + 1}"))
                        at = number * self.spacing
                        yield Job(place, name, request, self.tenant, judge, self.layers, varied=varied, at=at)
                        place += 1

    def tally(self) -> StickTally:
        return StickTally(self.title, self.differences)

    def asked(self) -> tuple[tuple[str, str], ...]:
        return ((f"{self.title}, for each guest in turn", request_text(self.request)),)

    def to_plain(self) -> dict[str, Any]:
        return {
            "request": request_to_plain(self.request),
            "tenant": self.tenant.id,
            "variant": selector_to_plain(self.selector),
            "guests": [[guest.name, [identity_to_plain(one) for one in guest.identities]] for guest in self.guests],
            "times": self.times,
            "spacing": self.spacing,
            "points_of_sale": list(self.points_of_sale),
            "values": layers_to_plain(self.layers),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], tenants: dict[str, Tenant]) -> Stickiness:
        def known(name: Any, identities: list[Any]) -> KnownGuest:
            return KnownGuest(f"{name}", tuple(found for one in identities if (found := identity_from_plain(one)) is not None))

        return cls(
            request_from_plain(plain["request"]),
            tenants[plain["tenant"]],
            selector_from_plain(plain["variant"]),
            tuple(known(*guest) for guest in plain["guests"]),
            fitting(plain, "times", int),
            fitting(plain, "spacing", int, float),
            texts(plain, "points_of_sale"),
            layers_from_plain(plain["values"]),
        )
