"""A tenant as typed and back, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import SANDBOX, Region, SecretKind, Tenant, check_tenant
from workbench.ui.tenants.state import CUSTOM, TenantForm, parse_headers

GOOD = TenantForm(name="Acme", region=Region.EU.value)
word = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
maybe = st.just("") | word
addresses = st.one_of(
    st.sampled_from(Region).map(lambda region: {"region": region, "base_url": ""}),
    word.map(lambda host: {"region": None, "base_url": f"https://{host.lower()}.example/proxy"}),
)
tenants = st.builds(
    lambda address, **fields: Tenant(**fields, **address),
    addresses,
    id=word,
    name=word,
    points_of_sale=st.lists(word, max_size=3, unique=True).map(tuple),
    channel=maybe,
    language=maybe,
    currency_code=maybe,
    point_of_sale=maybe,
    keys=st.sets(st.sampled_from(SecretKind)).map(frozenset),
    allow_http=st.booleans(),
    user_agent=maybe,
    extra_headers=st.lists(st.tuples(word, maybe), max_size=2).map(tuple),
    acknowledged=st.booleans(),
)


@given(tenants)
def test_a_tenant_comes_back_from_its_form(tenant: Tenant) -> None:
    assert TenantForm.of(tenant).tenant(tenant) == tenant
    again = TenantForm.of(tenant).tenant()
    assert replace(again, keys=tenant.keys, acknowledged=tenant.acknowledged) == tenant, "without what the form does not show"


@given(tenants)
def test_a_form_is_the_form_of_its_tenant(tenant: Tenant) -> None:
    form = TenantForm.of(tenant)
    assert TenantForm.of(form.tenant(tenant)) == form
    assert check_tenant(form.tenant(tenant)) == check_tenant(tenant)


def test_what_was_typed_is_tidied() -> None:
    form = replace(
        GOOD,
        name="  Acme ",
        points_of_sale="\n shop/de \nshop\nshop/de\n",
        language=" EN ",
        extra_headers="X-Env:  staging\n\nno colon\n",
    )
    tenant = form.tenant()
    assert (tenant.name, tenant.language) == ("Acme", "EN")
    assert tenant.points_of_sale == ("shop/de", "shop")
    assert tenant.extra_headers == (("X-Env", "staging"),)


def test_a_custom_base_url_is_kept_only_where_it_is_chosen() -> None:
    custom = replace(GOOD, region=CUSTOM, base_url="api-us.boxever.com/v1.2/").tenant()
    assert (custom.region, custom.base_url) == (None, "https://api-us.boxever.com")
    chosen = replace(GOOD, base_url="https://left.over").tenant()
    assert (chosen.region, chosen.base_url) == (Region.EU, "")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"name": " "}, ["Name"]),
        ({"region": CUSTOM}, ["Region"]),
        ({"region": CUSTOM, "base_url": "ftp://x"}, ["Base URL"]),
        ({"region": CUSTOM, "base_url": "http://far.example"}, ["Base URL"]),
        ({"region": CUSTOM, "base_url": "http://far.example", "allow_http": True}, []),
        ({"region": CUSTOM, "base_url": "http://127.0.0.1:8000"}, []),
        ({"language": "english"}, ["Language"]),
        ({"currency": "eur"}, ["Currency"]),
        ({"extra_headers": "no colon"}, ["Extra headers"]),
        ({"extra_headers": "Authorization: Bearer x"}, ["Extra headers"]),
        ({"user_agent": "a\tb\x07"}, ["User-Agent"]),
        ({"name": "", "language": "xx", "extra_headers": "nothing"}, ["Name", "Language", "Extra headers"]),
    ],
)
def test_problems_stand_at_their_fields(changes: dict[str, object], fields: list[str]) -> None:
    problems = replace(GOOD, **changes).problems()  # type: ignore[arg-type]
    assert {p.field for p in problems if p.is_error} == set(fields)
    assert all(p.why and p.fix for p in problems)


def test_an_unusual_channel_is_only_doubted() -> None:
    assert {(p.field, p.is_error) for p in replace(GOOD, channel="FAX").problems()} == {("Channel", False)}


def test_empty_defaults_are_no_problem() -> None:
    assert GOOD.problems() == ()
    assert TenantForm.of(SANDBOX).problems() == ()


def test_headers_are_read_line_by_line() -> None:
    assert parse_headers("A: 1\nB:2:3\n\nbroken\n C : 4 ") == (("A", "1"), ("B", "2:3"), ("C", "4"))
