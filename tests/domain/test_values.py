"""Values and named secrets: which names and kinds there are, and what had better be kept in the keychain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from workbench.domain import Secret
from workbench.domain.values import check_named_secret, check_values, is_name, sounds_secret


@pytest.mark.parametrize("name", ["a", "shop", "Größe", "a.b-c_d", "7", "x" * 100])
def test_names_that_may_be(name: str) -> None:
    assert is_name(name)
    assert check_values("Values", {name: "x"}) == ()


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "secret:a", "{{a}}", "a\n", "a/b", "x" * 101])
def test_names_that_may_not_be(name: str) -> None:
    (problem,) = check_values("Values", {name: "x"})
    assert problem.is_error
    assert "cannot be the name" in problem.why


@pytest.mark.parametrize("value", ["", "{{other}}", 1, 1.5, True, False, 10**40])
def test_plain_values(value: Any) -> None:
    assert check_values("Values", {"a": value}, plain=True) == ()


@pytest.mark.parametrize("value", [None, [1], {"a": 1}])
def test_lists_objects_and_null_are_values_but_not_plain(value: Any) -> None:
    assert check_values("Values", {"a": value}) == ()
    (problem,) = check_values("Values", {"a": value}, plain=True)
    assert problem.is_error


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 1, 1, tzinfo=UTC), b"x"])
def test_what_json_has_no_form_for_is_an_error(value: Any) -> None:
    (problem,) = check_values("Values", {"a": value})
    assert "“a” is not what JSON has a form for" in problem.why


def test_half_a_character_is_named_with_its_value() -> None:
    (problem,) = check_values("Values", {"a": "x\ud800"})
    assert (problem.field, problem.is_error) == ("Values, a", True)


@pytest.mark.parametrize("name", ["client_key", "clientKey", "API-Token", "db.password", "accessToken", "clientsecret", "Authorization"])
def test_a_name_that_sounds_like_a_secret_is_a_warning(name: str) -> None:
    assert sounds_secret(name)
    (problem,) = check_values("Values", {name: "x"})
    assert not problem.is_error
    assert f"{{{{secret:{name}}}}}" in problem.fix
    assert check_values("Values", {name: "Bearer {{secret:mine}}"}) == ()
    assert check_values("Values", {name: ""}) == ()


@pytest.mark.parametrize("name", ["key", "keyword", "tokenized", "secretary", "point_of_sale", "monkey"])
def test_other_names_do_not(name: str) -> None:
    assert not sounds_secret(name)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("a b", "long enough", "cannot be the name"),
        ("a", "", "is empty"),
        ("a", "  \n", "is empty"),
        ("a", "1234567", "fewer than 8"),
        ("a", "12345678\ud800", "cannot be sent"),
        ("a", "12345678\0", "cannot be sent"),
    ],
)
def test_a_secret_that_cannot_be_kept_says_why_and_not_what(name: str, value: str, why: str) -> None:
    (problem,) = check_named_secret(name, Secret(value))
    assert why in problem.why
    assert not value.strip() or value not in str(problem)


def test_a_secret_that_can_be_kept() -> None:
    assert check_named_secret("crm.token", Secret("12345678")) == ()
