"""Placeholders: ``{{name}}`` in a request, and the layers of values that may stand for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.domain.persona import Values


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place; ``origin`` is what a person is told: ``folder “Checkout”``, ``tenant “Acme”``."""

    origin: str
    values: Values = field(default_factory=dict)
