"""Parameters typed by a person: kept as typed, or refused with the place."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import Problem, parse_object


def refused(text: str) -> Problem:
    problem = parse_object(text)
    assert isinstance(problem, Problem)
    assert problem.is_error
    str(problem).encode()
    return problem


@pytest.mark.parametrize("text", ["", "  \n "])
def test_blank_parameters_are_an_empty_object(text: str) -> None:
    assert parse_object(text) == {}


@pytest.mark.parametrize("digits", [30, 309, 4_300])
def test_integers_are_kept_exactly_and_nesting_survives(digits: int) -> None:
    number = "7" * digits
    parsed = parse_object(f'{{"a": -{number}, "b": [{{"c": null}}]}}')
    assert parsed == {"a": -int(number), "b": [{"c": None}]}
    assert number in json.dumps(parsed)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[1]", "object"),
        ('"x"', "object"),
        ('{"a": 1,}', "Line 1"),
        ('{\n "a": 1\n "b": 2}', "Line 3, column 2"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": {"b": 1, "b": 1}}', "twice"),
        ('{"\\ud800": 1, "\\ud800": 1}', "twice"),
        ('{"a": 1e400}', "Line 1, column 7: the number 1e400 is too large"),
        ('{"a": NaN}', "Line 1, column 7: NaN"),
        ('{"a": -Infinity}', "-Infinity"),
        ('{"a":' * 20_000, "nested"),
        ('{"a": ' + "9" * 5_000 + "}", "5,000 digits, which is too long"),
    ],
)
def test_what_would_be_sent_differently_is_refused_with_its_place(text: str, part: str) -> None:
    problem = refused(text)
    assert part in f"{problem.why} {problem.fix}"


@pytest.mark.parametrize(
    ("token", "sent"),
    [
        ("0.12345678901234567890", "0.12345678901234568"),
        ("12345678901234567890.5", "1.2345678901234567e+19"),
        ("9007199254740993.0", "9007199254740992.0"),
        ("1e-400", "0.0"),
        ("-1e-99999999999999999999", "-0.0"),
        ("0." + "1" * 1_000, "0.1111111111111111"),
    ],
)
def test_a_number_that_would_change_is_refused_by_name_and_place(token: str, sent: str) -> None:
    problem = refused(f'{{"text": "{token}",\n  "n": [1, {token}]}}')
    assert problem.why.startswith("Line 2, column 12: the number ")
    assert token[:20] in problem.why
    assert problem.why.endswith(f"would be sent as {sent}.")


@pytest.mark.parametrize(
    "token", ["1.0", "1e3", "1.10", "0.1", "1E+2", "1e23", "-0.0", "5e-324", "0e999999999999999999999", "1." + "0" * 5_000]
)
def test_a_number_that_keeps_its_value_is_taken(token: str) -> None:
    assert parse_object(f'{{"n": {token}}}') == {"n": float(token)}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_written_by_a_program_is_taken(value: float) -> None:
    assert parse_object(json.dumps({"n": value})) == {"n": value}


def test_numbers_inside_texts_are_texts() -> None:
    assert parse_object(r'{"a \\": "\" 0.12345678901234567890", "NaN": "1e999"}') == {"a \\": '" 0.12345678901234567890', "NaN": "1e999"}


@pytest.mark.parametrize("part", ["0.5, ", '"\\"", ', "12345678901234567890, "])
def test_time_grows_with_the_size_only(part: str) -> None:
    def took(times: int) -> float:
        text = f'{{"a": [{part * times} 1]}}'
        began = time.process_time()
        assert isinstance(parse_object(text), dict)
        return time.process_time() - began

    took(1_000)
    assert took(80_000) < max(0.5, 40 * took(8_000))
