"""A persona and what is said of a folder, as typed: nothing changes that was not touched, and what is wrong is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.collections import About
from workbench.domain import BrowserId, Email, Identifiers, Problem, pretty_object
from workbench.domain.persona import Persona
from workbench.ui.collections.forms import FIELDS, AboutForm, PersonaForm, in_words, one_line, parsed

TEXT = st.text(max_size=20)
LINE = TEXT.map(str.strip)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=4)
IDENTITY = st.none() | st.builds(BrowserId, LINE) | st.builds(Email, LINE) | st.builds(Identifiers, LINE, LINE)
PERSONAS = st.builds(
    Persona,
    name=LINE,
    identity=IDENTITY,
    channel=LINE,
    language=LINE,
    currency_code=LINE,
    point_of_sale=TEXT,
    params=OBJECT,
    values=OBJECT,
    description=TEXT,
)
ANNA = Persona("Anna", Email("anna@example.com"), "WEB", "DE", "EUR", "shop/de", {"loyalty": "gold"}, {"tier": "gold"}, "Came **twice**.")


def problems(form: PersonaForm) -> dict[str, tuple[bool, str]]:
    """Field → whether it is an error, and the words."""
    return {problem.field: (problem.is_error, f"{problem.why} {problem.fix}") for problem in reversed(form.problems())}


def errors(form: PersonaForm | AboutForm) -> list[str]:
    return [problem.field for problem in form.problems() if problem.is_error]


# -- there and back ---------------------------------------------------------------------------------


@given(PERSONAS)
def test_a_persona_typed_anew_is_equal(persona: Persona) -> None:
    assert PersonaForm.of(persona).thing(Persona(""), PersonaForm()) == persona


@given(PERSONAS, LINE)
def test_what_was_not_touched_stays_as_it_was(persona: Persona, name: str) -> None:
    was = PersonaForm.of(persona)
    assert was.thing(persona, was) == persona
    changed = replace(was, name=f"{name}x").thing(persona, was)
    assert changed == replace(persona, name=f"{name}x")
    assert changed.params is persona.params


def test_what_a_field_cannot_hold_stays_unless_it_is_typed_over() -> None:
    persona = Persona(" Anna\n", Email(" a "), language=" DE ", description="x")
    was = PersonaForm.of(persona)
    squeezed = replace(was, name="Anna")
    assert replace(squeezed, description="y").thing(persona, squeezed) == replace(persona, description="y")


@given(OBJECT)
def test_json_is_laid_out_and_read_back(value: dict[str, Any]) -> None:
    text = pretty_object(value)
    assert not any(unseen in text for unseen in "\u2028\u2029\ufdd0\ufdd1")
    assert parsed(text) == value


def test_half_a_character_is_spelled_so_that_a_field_can_hold_it() -> None:
    text = pretty_object({"a": "\ud800", "b\u2028": "\u2029"})
    text.encode("utf-8")
    assert parsed(text) == {"a": "\ud800", "b\u2028": "\u2029"}


def test_switching_the_identity_type_changes_only_the_identity() -> None:
    was = PersonaForm.of(ANNA)
    assert replace(was, identity_type="").thing(ANNA, was) == replace(ANNA, identity=None)
    both = replace(was, identity_type="identifiers", provider=" CRM ", identifier="7")
    assert both.thing(ANNA, was) == replace(ANNA, identity=Identifiers("CRM", "7"))
    browser = replace(was, identity_type="browserId", browser_id="{{new_browser_id}}")
    assert browser.thing(ANNA, was) == replace(ANNA, identity=BrowserId("{{new_browser_id}}"))


@given(st.builds(About, name=LINE, description=TEXT, values=OBJECT), TEXT)
def test_what_is_said_of_a_folder_goes_there_and_back(about: About, words: str) -> None:
    was = AboutForm.of(about)
    assert was.thing(About(""), AboutForm()) == about
    assert replace(was, description=f"{words}!").thing(about, was) == replace(about, description=f"{words}!")
    assert replace(was, values='{"a": 1}').thing(about, was) == replace(about, values={"a": 1})


# -- what is wrong ----------------------------------------------------------------------------------


def test_a_name_is_enough() -> None:
    assert PersonaForm(name="Somebody").problems() == ()
    assert AboutForm(name="Checkout").problems() == ()
    assert PersonaForm.of(ANNA).problems() == ()


@pytest.mark.parametrize(
    ("changes", "field", "is_error", "part"),
    [
        ({"name": "  "}, "Name", True, "The name is empty."),
        ({"name": "a\ud800"}, "Name", True, "one half of a character"),
        ({"description": "a\ud800"}, "Description", True, "one half of a character"),
        ({"identity_type": "browserId"}, "Browser ID", True, "press New with each send"),
        ({"identity_type": "browserId", "browser_id": "12"}, "Browser ID", False, "UUID"),
        ({"identity_type": "email", "email": " "}, "Email", True, "The email is empty."),
        ({"identity_type": "email", "email": "anna"}, "Email", False, "does not look like an email"),
        ({"identity_type": "identifiers", "identifier": "7"}, "Provider", True, "provider"),
        ({"identity_type": "identifiers", "provider": "CRM"}, "Identifier", True, "id"),
        ({"channel": "POST"}, "Channel", False, "documented channels"),
        ({"language": "xx"}, "Language", True, "ISO 639"),
        ({"currency": "eur"}, "Currency", True, "EUR"),
        ({"point_of_sale": " shop"}, "Point of sale", False, "blank"),
        ({"params": "{"}, "Parameters", True, "Line 1"),
        ({"params": '["a"]'}, "Parameters", True, "JSON object"),
        ({"values": "{'a': 1}"}, "Values", True, "Line 1"),
        ({"values": '{"a b": 1}'}, "Values", True, "“a b” cannot be the name"),
        ({"values": '{"apiKey": "x"}'}, "Values", False, "sounds like a secret"),
        ({"values": '{"t": "\\ud800"}'}, "Values", True, "one half of a character"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changes: dict[str, str], field: str, is_error: bool, part: str) -> None:
    found = problems(replace(PersonaForm(name="Anna"), **changes))
    assert list(found) == [field]
    assert found[field][0] is is_error
    assert part in found[field][1]


def test_what_is_empty_leaves_the_requests_own() -> None:
    assert problems(PersonaForm(name="Anna", channel=" ", language=" ", currency="", point_of_sale=" ")) == {}


PLACEHOLDERS = {
    "name": "Anna",
    "identity_type": "email",
    "email": "{{who}}@example",
    "channel": "{{channel}}",
    "language": "{{lang}}",
    "currency": "{{currency}}",
    "point_of_sale": " {{shop}}",
    "params": '{"a": "{{tier}}", "b": ["{{now+2h}}", "{{secret:crm}}", "{{uuid}}"]}',
    "values": '{"tier": "{{level}}", "key": "{{secret:crm}}", "list": ["{{today+7d}}"]}',
}


def test_placeholders_may_stand_everywhere() -> None:
    assert problems(PersonaForm(**PLACEHOLDERS)) == {}
    assert problems(PersonaForm(name="A", identity_type="browserId", browser_id="{{new_browser_id}}")) == {}
    assert problems(PersonaForm(name="A", identity_type="identifiers", provider="{{p}}", identifier="x{{i}}")) == {}


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"language": "{{lang"}, "Language", "no }} ends it"),
        ({"email": "{{a b}}"}, "Email", "is no placeholder"),
        ({"params": '{"when": "{{today+2h}}"}'}, "Parameters", "days (d) and weeks (w)"),
        ({"params": '{"a": {"b": "{{"}}'}, "Parameters", "no }} ends it"),
        ({"values": '{"a": "{{b}}", "b": "{{a}}"}'}, "Values", "refers to itself: "),
        ({"values": '{"a": "{{a}}"}'}, "Values", "refers to itself: a → a"),
        ({"values": '{"a": "{{now+999999999w}}"}'}, "Values", "no calendar"),
    ],
)
def test_placeholders_that_cannot_work_anywhere_are_told(changes: dict[str, str], field: str, part: str) -> None:
    found = problems(replace(PersonaForm(**PLACEHOLDERS), **changes))
    assert list(found) == [field]
    assert found[field][0]
    assert part in found[field][1]


def test_braces_that_are_meant_as_braces_are_let_be() -> None:
    assert problems(PersonaForm(name="A", params=r'{"a": "\\{{x"}')) == {}


def test_problems_are_told_from_top_to_bottom() -> None:
    form = PersonaForm(identity_type="identifiers", language="xx", params="{", values="{")
    told = [problem.field for problem in form.problems()]
    assert told == ["Name", "Provider", "Identifier", "Language", "Parameters", "Values"]
    assert told == sorted(told, key=FIELDS.index)


def test_a_folder_is_judged_likewise() -> None:
    assert errors(AboutForm("", "\ud800", "{")) == ["Name", "Description", "Values"]
    assert errors(AboutForm("x", "", '{"a": "{{a}}"}')) == ["Values"]
    assert errors(AboutForm("x", "", '{"a": "{{elsewhere}}"}')) == []
    doubts = AboutForm("x", "", '{"password": "pw"}').problems()
    assert [(p.field, p.is_error) for p in doubts] == [("Values", False)]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_judged_without_an_accident(text: str, other: str) -> None:
    form = PersonaForm(text, text, "email", email=text, language=other, point_of_sale=text, params=other, values=f'{{"a": {other}}}')
    for problem in form.problems():
        assert isinstance(problem, Problem)
        assert problem.field in FIELDS


def test_hostile_values_are_refused_in_time() -> None:
    bomb = ", ".join([f'"a{n}": "{{{{a{n + 1}}}}}{{{{a{n + 1}}}}}"' for n in range(40)] + ['"a40": "xxxxxxxx"'])
    assert errors(AboutForm("x", "", f"{{{bomb}}}")) == ["Values"]
    deep = '{"a":' * 50_000
    assert errors(AboutForm("x", "", deep)) == ["Values"]


# -- in words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persona", "words"),
    [
        (ANNA, "Email anna@example.com · WEB · DE · EUR · shop/de · 1 parameter"),
        (Persona("x"), "The request's own identity"),
        (Persona("x", Identifiers("CRM", "7"), params={"a": 1, "b": 2}), "Identifiers CRM=7 · 2 parameters"),
        (Persona("x", BrowserId("a\nb")), "Browser ID a b"),
    ],
)
def test_a_persona_in_words(persona: Persona, words: str) -> None:
    assert in_words(persona) == words


def test_a_long_text_ends_with_dots() -> None:
    assert one_line("word " * 100, 20) == "word word word word…"
    assert one_line(" a \n b ") == "a b"
