"""The client key is refused everywhere but in its own place, and no message shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest, Identifiers, Region, Secret, Tenant, check_key_elsewhere

KEY = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
TENANT = Tenant("acme", "Acme", Region.EU)
REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "shop", BrowserId("b-1"), {"page": ["home", 1, None, {"a": 2.5}]}, {"uri": "/"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"params": {"clientKey": KEY}}, "Parameters"),
        ({"params": {"a": [{"b": f"https://x.example/?client_key={KEY}&x"}]}}, "Parameters"),
        ({"params": {"a": {KEY: 1}}}, "Parameters"),
        ({"extra": {"client_key": KEY}}, "Extra fields"),
        ({"friendly_id": KEY}, "Friendly ID"),
        ({"channel": KEY}, "Channel"),
        ({"point_of_sale": KEY}, "Point of sale"),
        ({"identity": BrowserId(KEY)}, "Browser ID"),
        ({"identity": Email(f"{KEY}@x.example")}, "Email"),
        ({"identity": Identifiers(KEY, "1")}, "Provider"),
        ({"identity": Identifiers("CRM", KEY)}, "Identifier"),
    ],
)
def test_the_key_in_a_field_of_the_request_is_an_error_there(changes: dict[str, Any], field: str) -> None:
    (problem,) = check_key_elsewhere(Secret(KEY), TENANT, replace(REQUEST, **changes))
    assert problem.is_error
    assert problem.field == field
    assert str(problem) == (
        f"{field}: The client key itself stands in {field}; it would be kept in History. Remove it: the workbench adds it to the call."
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"extra_headers": (("X-One", "1"), ("X-Client-Key", f"key {KEY}"))}, "Extra headers"),
        ({"extra_headers": ((KEY, "1"),)}, "Extra headers"),
        ({"user_agent": f"Tester/{KEY}"}, "User-Agent"),
        ({"region": None, "base_url": f"https://proxy.example/{KEY}"}, "Base URL"),
        ({"name": f"Acme {KEY}"}, "Name"),
    ],
)
def test_the_key_in_a_tenant_is_an_error_there(changes: dict[str, Any], field: str) -> None:
    found = check_key_elsewhere(Secret(KEY), replace(TENANT, **changes))
    assert [problem.field for problem in found] == [field]
    assert KEY not in str(found)


def test_the_user_agent_of_the_settings_is_looked_at_too() -> None:
    assert [p.field for p in check_key_elsewhere(Secret(KEY), TENANT, user_agent=KEY)] == ["User-Agent"]


def test_each_field_is_named_once_and_nothing_else() -> None:
    request = replace(REQUEST, params={"a": KEY, "b": KEY}, extra={"c": KEY})
    assert [p.field for p in check_key_elsewhere(Secret(KEY), TENANT, request)] == ["Parameters", "Extra fields"]
    assert check_key_elsewhere(Secret(KEY), TENANT, REQUEST) == ()


def test_a_percent_encoded_key_is_the_key() -> None:
    key = "ab/cd+ef==gh/ij12345678901234567"
    found = check_key_elsewhere(Secret(key), TENANT, replace(REQUEST, params={"u": f"https://x.example/?k={quote(key, safe='')}"}))
    assert [problem.field for problem in found] == ["Parameters"]


def test_a_short_key_may_stand_in_a_text_by_accident() -> None:
    assert check_key_elsewhere(Secret("home"), TENANT, REQUEST) == ()
    assert check_key_elsewhere(Secret("home_hero"), TENANT, REQUEST) != ()


def test_the_sandboxs_key_is_public() -> None:
    assert check_key_elsewhere(Secret(KEY), SANDBOX, replace(REQUEST, params={"clientKey": KEY})) == ()


def test_depth_is_no_hiding_place() -> None:
    deep: Any = KEY
    for _ in range(50_000):
        deep = [deep]
    assert [p.field for p in check_key_elsewhere(Secret(KEY), TENANT, replace(REQUEST, params={"a": deep}))] == ["Parameters"]
