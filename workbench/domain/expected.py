"""Expected: all that a saved request says beside its content: what must be true of the answer, what is done before, which variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workbench.domain.expectation import Expectation, Setup, Wait
from workbench.domain.selector import Selector


class Says(Protocol):
    """Whatever has the four: a saved request."""

    @property
    def expectations(self) -> tuple[Expectation, ...]: ...
    @property
    def setup(self) -> tuple[Setup, ...]: ...
    @property
    def wait(self) -> Wait | None: ...
    @property
    def variant(self) -> Selector | None: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """The fields are those of a saved request, in the same meaning."""

    expectations: tuple[Expectation, ...] = ()
    setup: tuple[Setup, ...] = ()
    wait: Wait | None = None
    variant: Selector | None = None

    @classmethod
    def of(cls, says: Says) -> Expected:
        return cls(says.expectations, says.setup, says.wait, says.variant)

    @property
    def is_empty(self) -> bool:
        return not (self.expectations or self.setup or self.wait or self.variant)

    def fields(self) -> Mapping[str, Any]:
        """For ``dataclasses.replace`` on a saved request."""
        return {"expectations": self.expectations, "setup": self.setup, "wait": self.wait, "variant": self.variant}

    def same_as(self, other: Expected) -> bool:
        """Whether both say the same, told apart as JSON has it: ``1`` is not ``true``, which Python takes for equal."""
        return repr(self) == repr(other)
