"""Which tenants an organisation allows, and which addresses settings may name."""

from __future__ import annotations

import pytest

from workbench.domain import SANDBOX, Region, Tenant
from workbench.domain.permitted import EVERYWHERE, Permitted
from workbench.domain.web import is_proxy, is_safe_address

EU = Tenant("eu", "EU", Region.EU)
US = Tenant("us", "US", Region.US)


def at(url: str) -> Tenant:
    return Tenant("own", "Own", base_url=url)


ONLY_EU = Permitted((Region.EU,), None, "managed.toml")
ONLY_OWN = Permitted(None, ("https://proxy.example.com/engage",), "managed.toml")
NONE = Permitted((), (), "managed.toml")
BROKEN = Permitted(source="managed.toml", broken="line 3")


@pytest.mark.parametrize(
    ("rule", "tenant", "allowed"),
    [
        (EVERYWHERE, US, True),
        (ONLY_EU, EU, True),
        (ONLY_EU, US, False),
        (ONLY_EU, at("https://api-engage-eu.sitecorecloud.io"), True),
        (ONLY_EU, at("https://API-engage-eu.sitecorecloud.io.:443/"), True),
        (ONLY_EU, at("http://api-engage-eu.sitecorecloud.io"), False),
        (ONLY_EU, at("https://api-engage-eu.sitecorecloud.io:8443"), False),
        (ONLY_EU, at("https://api-engage-eu.sitecorecloud.io.evil.example"), False),
        (ONLY_EU, at("https://api-engage-eu.sitecorecloud.io/other"), False),
        (ONLY_EU, at("http://127.0.0.1:8080"), False),
        (ONLY_OWN, at("https://proxy.example.com/engage"), True),
        (ONLY_OWN, at("https://proxy.example.com"), False),
        (ONLY_OWN, at("https://proxy.example.com/engage/../other"), False),
        (ONLY_OWN, EU, False),
        (NONE, EU, False),
        (NONE, SANDBOX, True),
        (BROKEN, EU, False),
        (BROKEN, SANDBOX, True),
    ],
)
def test_what_is_allowed(rule: Permitted, tenant: Tenant, allowed: bool) -> None:
    assert (not rule.refuse(tenant)) is allowed


def test_the_sentence_says_what_is_allowed_or_names_the_file() -> None:
    (problem,) = ONLY_EU.refuse(US)
    assert problem.field == "Region"
    assert "Your organisation does not allow calls to US" in problem.why
    assert "the region eu" in problem.fix
    assert "managed.toml" in str(BROKEN.refuse(EU)[0])


def test_what_was_wrong_anyway_stays_wrong() -> None:
    assert EVERYWHERE.check(at("ftp://example.com"))


def test_addresses() -> None:
    assert is_safe_address("https://example.com/x?y=1")
    assert is_safe_address("http://localhost:8000/x")
    assert not any(map(is_safe_address, ("http://example.com", "https://a@b.c", "https://a\n", "javascript:x", "https://[", "")))
    assert is_proxy("http://proxy.example.com:3128")
    assert is_proxy("socks5://proxy.example.com:1080/")
    assert not any(map(is_proxy, ("proxy:3128", "http://me:pw@proxy", "socks4://proxy", "http://proxy/x", "http://p:99999")))
