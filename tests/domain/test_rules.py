"""One test per rule of the API: what breaks it, how severe that is, and that the message helps."""

from __future__ import annotations

from dataclasses import replace

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


# -- blank is empty --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "fields"),
    [
        (FlowRequest(" ", identity=BrowserId(UUID), point_of_sale="p"), ["Friendly ID"]),
        (FlowRequest("x", identity=BrowserId(UUID), point_of_sale="  "), ["Point of sale"]),
        (FlowRequest("x", identity=BrowserId(" \n"), point_of_sale="p"), ["Browser ID"]),
        (FlowRequest("x", identity=Email("\t"), point_of_sale="p"), ["Email"]),
        (FlowRequest("x", identity=Identifiers(" ", "  "), point_of_sale="p"), ["Provider", "Identifier"]),
    ],
)
def test_a_required_field_of_blanks_is_an_error(request_: FlowRequest, fields: list[str]) -> None:
    assert [p.field for p in check_request(request_, ["p"]) if p.is_error] == fields


def test_an_optional_field_of_blanks_is_like_an_empty_one() -> None:
    assert check_channel("  ") == check_channel("")
    assert check_language("  ") == check_language("")
    assert check_currency("  ") == check_currency("")


# -- half a character ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"friendly_id": "a\ud800"}, "Friendly ID"),
        ({"channel": "\udfff"}, "Channel"),
        ({"language": "E\ud800"}, "Language"),
        ({"currency_code": "\ud83dUR"}, "Currency"),
        ({"point_of_sale": "p\ud800"}, "Point of sale"),
        ({"identity": BrowserId("\ud800")}, "Browser ID"),
        ({"identity": Email("\ud800@x.example")}, "Email"),
        ({"identity": Identifiers("\ud800", "1")}, "Provider"),
        ({"identity": Identifiers("CRM", "\udc00")}, "Identifier"),
        ({"params": {"a": ["\ud800"]}}, "Parameters"),
        ({"params": {"\ud800": 1}}, "Parameters"),
        ({"extra": {"\ud800": 1}}, "Extra fields"),
    ],
)
def test_half_a_character_is_an_error_of_its_field_alone(changes: dict[str, object], field: str) -> None:
    request = replace(FlowRequest("x", "WEB", "EN", "EUR", "p", BrowserId(UUID)), **changes)  # type: ignore[arg-type]
    problem = one(check_request(request, ["p"]), Severity.ERROR)
    assert problem.field == field
    assert "half of a character" in problem.why
    str(problem).encode()  # it can be printed itself


def test_a_whole_character_beyond_the_first_plane_is_none() -> None:
    assert check_point_of_sale("shop 🎉", ()) == ()


def test_a_long_value_is_not_quoted_whole() -> None:
    for found in (
        check_channel("X" * 100_000),
        check_language("X" * 100_000),
        check_friendly_id("X" * 100_000),
        check_identity(Email("x" * 100_000)),
    ):
        assert len(str(found[0])) < 500
