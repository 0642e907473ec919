"""Split check: fresh visitors of one flow, counted by the variant they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.domain import FlowRequest, Tenant
from workbench.domain.placeholders import Layer
from workbench.domain.selector import Selector, selector_from_plain, selector_to_plain
from workbench.experiments import SplitPlan
from workbench.experiments.split import Method, SplitDesign
from workbench.experiments.split_tally import KIND, SplitTally
from workbench.usecases.judge import Judge
from workbench.usecases.runs.guests import Guests
from workbench.usecases.runs.job import Job
from workbench.usecases.runs.plain import fitting, layers_from_plain, layers_to_plain, request_from_plain, request_text, request_to_plain


@dataclass(frozen=True, slots=True)
class SplitCheck:
    """``request`` is the template: its identity is each visitor's own."""

    request: FlowRequest
    tenant: Tenant
    selector: Selector
    design: SplitDesign
    guests: Guests = field(default_factory=Guests)
    layers: tuple[Layer, ...] = ()

    kind = KIND
    refuses_wrong_requests = True
    lasts = 0.0

    @property
    def title(self) -> str:
        return self.request.friendly_id

    @property
    def planned(self) -> int:
        return self.design.visitors

    @property
    def new_guests(self) -> int:
        return self.design.visitors if self.guests.fresh else 0

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        return (self.tenant,)

    def jobs(self) -> Iterator[Job]:
        judge = Judge(self.selector).judge
        for place in range(self.design.visitors):
            request = self.guests.request(self.request, place + 1)
            yield Job(place, f"Visitor {place + 1}", request, self.tenant, judge, self.layers, new_browser=self.guests.fresh)

    def tally(self) -> SplitTally:
        return SplitTally(self.design, self.title)

    def asked(self) -> tuple[tuple[str, str], ...]:
        return ((f"{self.title}, each visitor is another guest", request_text(self.request)),)

    def to_plain(self) -> dict[str, Any]:
        design = self.design
        return {
            "request": request_to_plain(self.request),
            "tenant": self.tenant.id,
            "variant": selector_to_plain(self.selector),
            "shares": dict(design.plan.shares),
            "visitors": design.visitors,
            "method": design.method.value,
            "allocation": design.allocation,
            "alpha": design.alpha,
            "deviation": design.deviation,
            "stop_early": design.stop_early,
            "guests": self.guests.to_plain(),
            "values": layers_to_plain(self.layers),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], tenants: dict[str, Tenant]) -> SplitCheck:
        return cls(
            request_from_plain(plain["request"]),
            tenants[plain["tenant"]],
            selector_from_plain(plain["variant"]),
            SplitDesign(
                SplitPlan.of(plain["shares"]),
                fitting(plain, "visitors", int),
                Method(plain["method"]),
                plain["allocation"],
                plain["alpha"],
                plain["deviation"],
                plain["stop_early"],
            ),
            Guests.from_plain(plain["guests"]),
            layers_from_plain(plain["values"]),
        )
