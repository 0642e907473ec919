"""Some places of a plan again: what failed, without the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.domain import Tenant
from workbench.experiments.about import Tally
from workbench.usecases.runs.job import Experiment, Job
from workbench.usecases.runs.place_set import PlaceSet


@dataclass(frozen=True, slots=True)
class Subset:
    """The same experiment, of which only these places are run; they keep their numbers."""

    whole: Experiment
    places: PlaceSet = field(hash=False)

    lasts = 0.0

    @classmethod
    def of(cls, experiment: Experiment, places: PlaceSet) -> Subset:
        """Also of what is one already: places keep their numbers, so that it is a part of the whole like any other."""
        return cls(experiment.whole if isinstance(experiment, Subset) else experiment, places)

    @property
    def kind(self) -> str:
        return self.whole.kind

    @property
    def title(self) -> str:
        return f"{self.whole.title}, failed again"

    @property
    def planned(self) -> int:
        return len(self.places)

    @property
    def new_guests(self) -> int:
        return min(self.whole.new_guests, len(self.places))

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        return self.whole.tenants

    @property
    def refuses_wrong_requests(self) -> bool:
        return self.whole.refuses_wrong_requests

    def jobs(self) -> Iterator[Job]:
        return (job for job in self.whole.jobs() if job.place in self.places)

    def tally(self) -> Tally:
        return self.whole.tally()

    def asked(self) -> tuple[tuple[str, str], ...]:
        return self.whole.asked()

    def to_plain(self) -> dict[str, Any]:
        return {**self.whole.to_plain(), "only": self.places.to_text()}
