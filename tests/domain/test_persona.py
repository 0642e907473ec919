"""A persona put over a request: what it says wins, what it does not say stays."""

from __future__ import annotations

import copy

from workbench.domain import BrowserId, Email, FlowRequest
from workbench.domain.persona import Persona

REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "shop", BrowserId("b-1"), {"page": "home", "tier": "none"}, {"uri": "/"})


def test_what_a_persona_says_wins() -> None:
    persona = Persona("Anna, DE", Email("anna@example.com"), "MOBILE_APP", "DE", "CHF", "shop/de", {"tier": "{{tier}}"}, {"tier": "gold"})
    before = copy.deepcopy(REQUEST)
    assert persona.apply(REQUEST) == FlowRequest(
        "home_hero",
        "MOBILE_APP",
        "DE",
        "CHF",
        "shop/de",
        Email("anna@example.com"),
        {"page": "home", "tier": "{{tier}}"},
        {"uri": "/"},
    )
    assert before == REQUEST


def test_what_a_persona_does_not_say_stays() -> None:
    assert Persona("Anybody").apply(REQUEST) == REQUEST
