"""One test per rule of the API: what breaks it, how severe that is, and that the message helps."""

from __future__ import annotations

import pytest

from workbench.domain import (
    BrowserId,
    Email,
    FlowRequest,
    Identifiers,
    Problem,
    Secret,
    Severity,
    check_client_key,
    check_request,
    parse_object,
)
from workbench.domain.rules import (
    check_channel,
    check_currency,
    check_extra,
    check_friendly_id,
    check_identity,
    check_language,
    check_params,
    check_point_of_sale,
)

UUID = "12435206-1234-4f0b-9d55-6e46b0e4a42b"


def one(problems: tuple[Problem, ...], severity: Severity) -> Problem:
    assert len(problems) == 1, problems
    assert problems[0].severity is severity
    for sentence in (problems[0].why, problems[0].fix):
        assert sentence.endswith((".", "?", "…", "}."))
    return problems[0]


def test_a_complete_request_has_no_problem() -> None:
    request = FlowRequest("home_hero", "WEB", "EN", "EUR", "acme", BrowserId(UUID), {"a": 1})
    assert check_request(request, ["acme"]) == ()


def test_problems_come_in_the_order_of_the_form() -> None:
    fields = [p.field for p in check_request(FlowRequest())]
    assert fields == ["Friendly ID", "Language", "Currency", "Point of sale", "Identity type"]


def test_friendly_id_is_required() -> None:
    assert one(check_friendly_id(""), Severity.ERROR).field == "Friendly ID"


@pytest.mark.parametrize("value", ["Home Hero", "home-hero", "homeHero", " home_hero", "home_hero**", "*"])
def test_friendly_id_pattern_is_observed_only(value: str) -> None:
    one(check_friendly_id(value), Severity.WARNING)


def test_friendly_id_proposes_what_would_match() -> None:
    assert "“home_hero”" in one(check_friendly_id("Home-Hero"), Severity.WARNING).fix


def test_trailing_wildcard_is_a_warning() -> None:
    assert "alphabetical" in one(check_friendly_id("component_page_*"), Severity.WARNING).why


@pytest.mark.parametrize("value", ["", "WEB", "CALL_CENTER", "AIRPORT_KIOSK", "OTA"])
def test_documented_channels_and_none_pass(value: str) -> None:
    assert check_channel(value) == ()


def test_free_channel_is_a_warning() -> None:
    one(check_channel("INVALID_CHANNEL_TO_HIDE_FROM_TIMELINE"), Severity.WARNING)


def test_lowercase_channel_proposes_the_documented_one() -> None:
    assert "“CALL_CENTER”" in one(check_channel("call center"), Severity.WARNING).fix


@pytest.mark.parametrize("value", ["EN", "en", "DE", "ja"])
def test_iso_639_languages_pass_in_both_documented_cases(value: str) -> None:
    assert check_language(value) == ()


@pytest.mark.parametrize("value", ["english", "e", "xx", "en-US", "eng", "E1"])
def test_other_languages_are_errors(value: str) -> None:
    one(check_language(value), Severity.ERROR)


def test_locale_proposes_its_language() -> None:
    assert "“EN”" in one(check_language("en-US"), Severity.ERROR).fix


def test_mixed_case_language_is_a_warning() -> None:
    one(check_language("En"), Severity.WARNING)


def test_missing_language_is_a_warning_because_the_sources_contradict() -> None:
    one(check_language(""), Severity.WARNING)


def test_missing_currency_is_a_warning_because_the_sources_contradict() -> None:
    one(check_currency(""), Severity.WARNING)


@pytest.mark.parametrize("value", ["EUR", "USD", "JPY", "AUD"])
def test_iso_4217_currencies_pass(value: str) -> None:
    assert check_currency(value) == ()


def test_lowercase_currency_is_an_error_with_its_mend() -> None:
    assert "“EUR”" in one(check_currency("eur"), Severity.ERROR).fix


@pytest.mark.parametrize("value", ["EURO", "€", "ABC1", "zzz"])
def test_unknown_currency_is_an_error(value: str) -> None:
    one(check_currency(value), Severity.ERROR)


def test_point_of_sale_is_required() -> None:
    one(check_point_of_sale("", ()), Severity.ERROR)


@pytest.mark.parametrize("value", ["myretailsite/ireland", "PLAY! Summit", "a"])
def test_points_of_sale_may_hold_slashes_blanks_and_marks(value: str) -> None:
    assert check_point_of_sale(value, ()) == ()


def test_point_of_sale_not_listed_is_a_warning_that_proposes_the_near_one() -> None:
    assert "“Acme”" in one(check_point_of_sale("acme", ("Acme", "Other")), Severity.WARNING).fix


def test_point_of_sale_with_outer_blanks_is_a_warning() -> None:
    one(check_point_of_sale("acme ", ()), Severity.WARNING)


def test_an_identity_is_required() -> None:
    assert one(check_identity(None), Severity.ERROR).field == "Identity type"


@pytest.mark.parametrize(
    ("identity", "field"),
    [(BrowserId(""), "Browser ID"), (Email(""), "Email"), (Identifiers("", "1"), "Provider"), (Identifiers("CRM", ""), "Identifier")],
)
def test_an_empty_identity_is_an_error_at_its_field(identity: BrowserId | Email | Identifiers, field: str) -> None:
    assert one(check_identity(identity), Severity.ERROR).field == field


def test_both_parts_of_identifiers_are_named() -> None:
    assert [p.field for p in check_identity(Identifiers("", ""))] == ["Provider", "Identifier"]


@pytest.mark.parametrize("identity", [BrowserId("abc"), BrowserId(UUID + "0"), Email("nobody"), Email("a b@c"), Email("@host")])
def test_unusual_identities_are_warnings(identity: BrowserId | Email) -> None:
    one(check_identity(identity), Severity.WARNING)


@pytest.mark.parametrize("identity", [BrowserId(UUID), BrowserId(UUID.upper()), Email("guest@example.com"), Identifiers("CRM", "1")])
def test_usual_identities_pass(identity: BrowserId | Email | Identifiers) -> None:
    assert check_identity(identity) == ()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), "\ud800"])
def test_params_json_cannot_carry_are_errors(value: object) -> None:
    one(check_params({"a": value}), Severity.ERROR)


def test_extra_fields_must_not_shadow_documented_ones() -> None:
    one(check_extra({"friendlyId": "x"}), Severity.ERROR)


@pytest.mark.parametrize(("key", "meant"), [("currency", "currencyCode"), ("pos", "pointOfSale"), ("browser_id", "browserId")])
def test_names_of_other_apis_are_warned_about(key: str, meant: str) -> None:
    assert meant in one(check_extra({key: "x"}), Severity.WARNING).fix


def test_undocumented_extra_fields_pass() -> None:
    assert check_extra({"guestRef": "1", "variants": ["a"], "uri": "/"}) == ()


def test_client_key_is_required() -> None:
    one(check_client_key(None), Severity.ERROR)
    one(check_client_key(Secret("")), Severity.ERROR)


def test_client_key_with_a_blank_is_an_error_that_does_not_show_it() -> None:
    problem = one(check_client_key(Secret("abc def")), Severity.ERROR)
    assert "abc" not in str(problem)


def test_client_key_length_is_a_warning_only() -> None:
    one(check_client_key(Secret("a" * 30)), Severity.WARNING)
    assert check_client_key(Secret("a" * 32)) == ()


# -- parameters typed by a person ----------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n "])
def test_blank_parameters_are_an_empty_object(text: str) -> None:
    assert parse_object(text) == {}


def test_big_integers_and_nesting_survive() -> None:
    assert parse_object('{"a": 123456789012345678901234567890, "b": [{"c": null}]}') == {
        "a": 123456789012345678901234567890,
        "b": [{"c": None}],
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[1]", "object"),
        ('"x"', "object"),
        ('{"a": 1,}', "Line 1"),
        ('{\n "a": 1\n "b": 2}', "Line 3, column 2"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": {"b": 1, "b": 1}}', "twice"),
        ('{"a": 1e400}', "too large"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a":' * 20_000, "nested"),
        ('{"a": ' + "9" * 5_000 + "}", "too long"),
    ],
)
def test_what_would_be_sent_differently_is_refused_with_its_place(text: str, part: str) -> None:
    problem = parse_object(text)
    assert isinstance(problem, Problem)
    assert problem.is_error
    assert part in f"{problem.why} {problem.fix}"
