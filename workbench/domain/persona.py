"""Persona: a named identity with optional parameters and locale: "returning customer, DE"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.domain.identity import Identity
from workbench.domain.request import FlowRequest, JsonObject

Values = Mapping[str, Any]
"""Placeholder names and what stands for them: any JSON value."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Who a request is sent as.  What is empty leaves the request's own; ``params`` are added to the request's, and win.

    ``values`` stand for ``{{name}}`` placeholders while this persona is chosen.  ``description`` is Markdown.
    """

    name: str
    identity: Identity | None = None
    channel: str = ""
    language: str = ""
    currency_code: str = ""
    point_of_sale: str = ""
    params: JsonObject = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    description: str = ""

    def apply(self, request: FlowRequest) -> FlowRequest:
        """The request as this persona sends it; placeholders are still in it."""
        changed = {
            name: value for name in ("channel", "language", "currency_code", "point_of_sale") if (value := getattr(self, name)) != ""
        }
        if self.identity is not None:
            changed["identity"] = self.identity
        return replace(request, **changed, params={**request.params, **self.params})
