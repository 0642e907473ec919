"""Test guests: where an experiment takes its visitors from, so that they can be told from real ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain import Email, FlowRequest, Identifiers, JsonObject
from workbench.usecases.runs.errors import PlanError

NUMBER = "{n}"


@dataclass(frozen=True, slots=True)
class Guests:
    """Fresh browser IDs or, with a pattern that holds ``{n}``, emails or identifiers counted up.

    ``email`` is like ``qa+{n}@example.com``; ``provider`` with ``identifier`` like ``QA`` and ``run-7-{n}``.  ``params`` go
    into every request, so that templates and reports can leave test traffic out.  Runs by email or identifiers are
    outside the browser session (documented), and an identity that was used before keeps its assignment.
    """

    email: str = ""
    provider: str = ""
    identifier: str = ""
    params: JsonObject = field(default_factory=dict)

    @property
    def fresh(self) -> bool:
        return not self.email and not self.identifier

    def check(self) -> None:
        """Raises :class:`PlanError` where the pattern gives every visitor the same identity."""
        if self.email and NUMBER not in self.email:
            raise PlanError(
                f"“{self.email}” is the same for every visitor; write {NUMBER} where the number goes, like qa+{NUMBER}@example.com."
            )
        if self.identifier and NUMBER not in self.identifier:
            raise PlanError(f"“{self.identifier}” is the same for every visitor; write {NUMBER} where the number goes, like qa-{NUMBER}.")
        if self.identifier and not self.provider:
            raise PlanError("Identifiers need a provider as well, such as QA.")

    def request(self, base: FlowRequest, number: int) -> FlowRequest:
        """The request of one visitor, counted from 1.  With fresh guests the identity is made just before the call."""
        identity: Email | Identifiers | None = None
        if self.email:
            identity = Email(self.email.replace(NUMBER, str(number)))
        elif self.identifier:
            identity = Identifiers(self.provider, self.identifier.replace(NUMBER, str(number)))
        return replace(base, identity=identity, params={**base.params, **self.params})

    def to_plain(self) -> dict[str, Any]:
        plain = {"email": self.email, "provider": self.provider, "identifier": self.identifier, "params": self.params}
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_plain(cls, plain: Any) -> Guests:
        return cls(**plain)
