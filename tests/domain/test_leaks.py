"""The client key is refused everywhere but in its own place, and no message shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from workbench.domain import (
    SANDBOX,
    BrowserId,
    Email,
    FlowRequest,
    Identifiers,
    Region,
    Secret,
    Tenant,
    check_key_elsewhere,
    check_secrets_elsewhere,
)
from workbench.domain.leaks import check_plan
from workbench.domain.placeholders import Layer

KEY = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
SECRET_OF_PLAN = 'tök/en+"quoted"\\<0123>'
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
        ({"values": {"a": f"x{KEY}"}}, "Values"),
        ({"values": {KEY: 1}}, "Values"),
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


def test_the_key_among_values_is_an_error_whether_they_are_used_or_not() -> None:
    layers = [Layer("folder “Checkout”", {"a": {"deep": [KEY]}}), Layer("this request", {"b": 1}), Layer("tenant “Acme”", {"c": KEY})]
    found = check_key_elsewhere(Secret(KEY), TENANT, REQUEST, layers=layers)
    assert [problem.field for problem in found] == ["Values", "Values"]
    assert "the values of folder “Checkout”; it would be kept in a file" in found[0].why
    assert KEY not in str(found)


def test_a_named_secret_in_clear_text_is_an_error_that_tells_what_to_write() -> None:
    request = replace(REQUEST, params={"a": "{{secret:crm}}", "b": "S3CRET/VALUE", "c": "x"}, extra={"n": 1234567890123})
    secrets = {"crm": Secret("S3CRET/VALUE"), "pin": Secret("1234567890123"), "fine": Secret("nowhere to be found")}
    layers = iter([Layer("persona “Anna”", {"x": quote("S3CRET/VALUE", safe="")})])
    found = check_secrets_elsewhere(secrets, TENANT, request, layers=layers)
    assert [problem.field for problem in found] == ["Parameters", "Values", "Extra fields"]
    assert found[0].why == "The secret “crm” itself stands in Parameters; it would be kept in History."
    assert found[0].fix == "Write {{secret:crm}} there instead."
    assert "S3CRET" not in str(found)
    assert [p.field for p in check_secrets_elsewhere({"crm": Secret("S3CRET/VALUE")}, SANDBOX, request)] == ["Parameters"]


def test_a_number_too_long_to_be_written_is_no_trouble() -> None:
    layers = [Layer("this request", {"a": 1 << 40_000, "b": float("inf")})]
    assert check_key_elsewhere(Secret(KEY), TENANT, REQUEST, layers=layers) == ()


PLAN: dict[str, Any] = {"values": [["the command line", {"x": "a", "deep": {"y": ["b", 7]}}]], "request": {"params": {}}}


@pytest.mark.parametrize("spelled", [SECRET_OF_PLAN, quote(SECRET_OF_PLAN, safe=""), f"Bearer {SECRET_OF_PLAN}!"])
def test_a_named_secret_in_a_plan_is_named_and_not_shown(spelled: str) -> None:
    plan = {**PLAN, "values": [["the command line", {"x": [{"in": spelled}]}]]}
    (problem,) = check_plan(Secret(KEY), {"crm": Secret(SECRET_OF_PLAN), "other": Secret("another-one")}, TENANT, plan)
    assert problem.is_error
    assert (problem.field, problem.fix) == ("Values", "Write {{secret:crm}} there instead.")
    assert problem.why == "The secret “crm” itself stands in the plan, such as in a value; it would be kept in History."


def test_a_plan_that_refers_to_its_secrets_passes() -> None:
    plan = {**PLAN, "values": [["the command line", {"x": "{{secret:crm}}"}]]}
    assert check_plan(Secret(KEY), {"crm": Secret(SECRET_OF_PLAN), "short": Secret("a")}, TENANT, plan) == ()


def test_the_client_key_in_a_plan_is_refused_but_for_the_sandbox() -> None:
    plan = {**PLAN, "request": {"params": {KEY: 1}}}
    assert [problem.why for problem in check_plan(Secret(KEY), {}, TENANT, plan)] == [
        "The client key itself stands in the plan, such as in a value; it would be kept in History."
    ]
    assert check_plan(Secret(KEY), {}, SANDBOX, plan) == ()
