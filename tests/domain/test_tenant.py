"""Tenants: hosts, pasted base URLs, plain http, headers, defaults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.domain import (
    REFUSED_HEADERS,
    SANDBOX,
    SANDBOX_SECRETS,
    FlowRequest,
    Region,
    Secret,
    Severity,
    Tenant,
    check_tenant,
    fill_defaults,
    is_loopback,
    normalize_base_url,
)
from workbench.domain.values import check_named_secret


def tenant(**changes: object) -> Tenant:
    base = Tenant(id="acme", name="Acme", region=Region.EU)
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("region", "host"),
    [
        (Region.EU, "https://api-engage-eu.sitecorecloud.io"),
        (Region.US, "https://api-engage-us.sitecorecloud.io"),
        (Region.AP, "https://api-engage-ap.sitecorecloud.io"),
        (Region.JP, "https://api-engage-jpe.sitecorecloud.io"),
        (Region.LEGACY_EU, "https://api.boxever.com"),
        (Region.LEGACY_US, "https://api-us.boxever.com"),
        (Region.LEGACY_AP, "https://api-ap-southeast-2-production.boxever.com"),
    ],
)
def test_regions_have_their_documented_hosts(region: Region, host: str) -> None:
    assert tenant(region=region).api_base == host


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("https://api-us.boxever.com/v1.2", "https://api-us.boxever.com"),
        ("https://api-us.boxever.com/v2/", "https://api-us.boxever.com"),
        (" https://api-us.boxever.com// ", "https://api-us.boxever.com"),
        ("HTTPS://api-us.boxever.com/v2/callFlows", "https://api-us.boxever.com"),
        ("HTTPS://H/V2", "https://H"),
        ("https://h/V2/CALLFLOWS/", "https://h"),
        ("https://h/v2.1/", "https://h"),
        ("http://[", "http://["),
        ("https://a\tb.com/v2", "https://a\tb.com/v2"),
        ("api-us.boxever.com", "https://api-us.boxever.com"),
        ("localhost:8080", "http://localhost:8080"),
        ("https://shop.example/__engage/", "https://shop.example/__engage"),
        ("https://shop.example/__engage/v2?x=1#y", "https://shop.example/__engage"),
    ],
)
def test_pasted_base_urls_are_cleaned(pasted: str, kept: str) -> None:
    assert normalize_base_url(pasted) == kept


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost", "http://[::1]:80", "http://127.8.8.8", "http://app.localhost"])
def test_loopback(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize("url", ["http://10.0.0.1", "http://localhost.example", "https://example.com", "http://[", ""])
def test_not_loopback(url: str) -> None:
    assert not is_loopback(url)


def test_a_region_is_enough() -> None:
    assert check_tenant(tenant()) == ()


def test_http_to_another_computer_needs_insistence_and_is_marked() -> None:
    plain = tenant(region=None, base_url="http://staging.example")
    assert [p.field for p in check_tenant(plain)] == ["Base URL"]
    insisted = replace(plain, allow_http=True)
    assert check_tenant(insisted) == ()
    assert insisted.is_insecure


def test_http_to_this_computer_is_fine() -> None:
    local = tenant(region=None, base_url="http://127.0.0.1:8080")
    assert check_tenant(local) == ()
    assert not local.is_insecure


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "Name"),
        ({"region": None}, "Region"),
        ({"base_url": "https://x.example"}, "Region"),
        ({"region": None, "base_url": "ftp://x.example"}, "Base URL"),
        ({"region": None, "base_url": "https://user:pw@x.example"}, "Base URL"),
        ({"region": None, "base_url": "https://x.example:notaport"}, "Base URL"),
        ({"region": None, "base_url": "https://"}, "Base URL"),
        ({"region": None, "base_url": "http://["}, "Base URL"),
        ({"region": None, "base_url": "https://a\tb.com"}, "Base URL"),
        ({"region": None, "base_url": "https://a\nb.com"}, "Base URL"),
        ({"region": None, "base_url": "https://a\x00b.com"}, "Base URL"),
        ({"region": None, "base_url": "https://a\x7fb.com"}, "Base URL"),
        ({"region": None, "base_url": "https://a\u200bb.com"}, "Base URL"),
        ({"region": None, "base_url": " https://a.com"}, "Base URL"),
        ({"region": None, "base_url": "https://a b.com"}, "Base URL"),
        ({"region": None, "base_url": "https://x.example?x=1"}, "Base URL"),
        ({"region": None, "base_url": "https://x.example/a#b"}, "Base URL"),
        ({"extra_headers": (("Authorization", "Basic x"),)}, "Extra headers"),
        ({"extra_headers": (("X Y", "z"),)}, "Extra headers"),
        ({"extra_headers": (("X", "a\r\nY: b"),)}, "Extra headers"),
        ({"user_agent": "a\nb"}, "User-Agent"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], field: str) -> None:
    assert [p.field for p in check_tenant(tenant(**changes))] == [field]


@pytest.mark.parametrize(
    ("changes", "field", "severity"),
    [
        ({"channel": "call center"}, "Channel", Severity.WARNING),
        ({"language": "english"}, "Language", Severity.ERROR),
        ({"language": "En"}, "Language", Severity.WARNING),
        ({"currency_code": "eur"}, "Currency", Severity.ERROR),
    ],
)
def test_defaults_follow_the_rules_of_requests(changes: dict[str, object], field: str, severity: Severity) -> None:
    assert [(p.field, p.severity) for p in check_tenant(tenant(**changes))] == [(field, severity)]


def test_good_defaults_and_blank_ones_are_no_problem() -> None:
    assert check_tenant(tenant(channel="WEB", language="EN", currency_code="EUR", point_of_sale="shop")) == ()
    assert check_tenant(tenant(channel=" ", language=" ", currency_code=" ", point_of_sale=" ")) == ()


@pytest.mark.parametrize("name", ["Authorization", "HOST", "Content-Length", "transfer-encoding", "Connection", "Cookie"])
def test_headers_that_are_never_sent_are_refused_with_the_reason(name: str) -> None:
    (problem,) = check_tenant(tenant(extra_headers=((name, "x"),)))
    assert problem.is_error
    assert problem.fix == REFUSED_HEADERS[name.lower()]
    assert problem.fix.endswith("Remove it.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Acme \ud800"}, "Name"),
        ({"region": None, "base_url": "https://\ud800.example"}, "Base URL"),
        ({"points_of_sale": ("shop", "\ud800")}, "Points of sale"),
        ({"channel": "\ud800"}, "Channel"),
        ({"language": "\ud800"}, "Language"),
        ({"currency_code": "\ud800"}, "Currency"),
        ({"point_of_sale": "\ud800"}, "Point of sale"),
        ({"user_agent": "a\ud800"}, "User-Agent"),
        ({"extra_headers": (("X\ud800", "1"),)}, "Extra headers"),
        ({"extra_headers": (("X", "\ud800"),)}, "Extra headers"),
    ],
)
def test_half_a_character_is_an_error_of_its_field_alone(changes: dict[str, object], field: str) -> None:
    (problem,) = check_tenant(tenant(**changes))
    assert (problem.field, problem.severity) == (field, Severity.ERROR)
    assert "half of a character" in problem.why
    str(problem).encode()


def test_what_is_no_url_is_not_insecure_either() -> None:
    assert not tenant(region=None, base_url="https://[").is_insecure
    assert tenant(region=None, base_url="http://[").is_insecure


def test_a_default_fills_what_is_blank() -> None:
    assert fill_defaults(FlowRequest("x", " ", " ", " ", "  "), SANDBOX).point_of_sale == "demo-store"


def test_defaults_fill_only_what_is_empty() -> None:
    filled = fill_defaults(FlowRequest("x", language="de"), SANDBOX)
    assert (filled.channel, filled.language, filled.currency_code, filled.point_of_sale) == ("WEB", "de", "EUR", "demo-store")


def test_values_of_a_tenant_are_checked_and_do_not_keep_it_from_being_a_key() -> None:
    made = tenant(values={"shop": "acme"}, secrets=("crm",))
    assert check_tenant(made) == ()
    assert hash(made) == hash(replace(made, values={}))
    assert [p.field for p in check_tenant(tenant(values={"a": [1]}, secrets=("a/b",)))] == ["Values", "Secrets"]
    (doubtful,) = check_tenant(tenant(values={"apiToken": "x"}))
    assert doubtful.severity is Severity.WARNING


def test_secrets_of_a_tenant_go_by_its_id() -> None:
    assert tenant(name="Renamed").named_secret("crm") == tenant().named_secret("crm") != tenant(id="other").named_secret("crm")


def test_the_sandboxs_secrets_are_those_it_names() -> None:
    assert tuple(SANDBOX_SECRETS) == SANDBOX.secrets
    assert all(not check_named_secret(name, Secret(value)) for name, value in SANDBOX_SECRETS.items())
