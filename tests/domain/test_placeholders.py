"""Placeholders: what stands for them, what is told, and that nothing runs away or is taken for one by accident."""

from __future__ import annotations

import copy
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import MASK, BrowserId, Email, FlowRequest, Identifiers, Identity
from workbench.domain.builtins import BUILT_INS, Made, built_in, in_words
from workbench.domain.placeholders import (
    MAX_CHAIN,
    MAX_NESTING,
    MAX_PROBLEMS,
    MAX_SIZE,
    Layer,
    Resolution,
    Use,
    as_typed,
    escape,
    fields_of,
    has_placeholders,
    placeholders_in,
    resolve,
)

MADE = Made.preview(datetime(2026, 11, 25, 23, 30, 15, 999, tzinfo=UTC))


def of(text: Any, *layers: dict[str, Any]) -> Resolution:
    """``text`` as a parameter; layers from near to far."""
    return resolve(FlowRequest("x", params={"p": text}), [Layer(f"layer {n}", values) for n, values in enumerate(layers)], MADE)


def value(text: Any, *layers: dict[str, Any]) -> Any:
    found = of(text, *layers)
    assert found.problems == ()
    return found.request.params["p"]


# -- what stands for them ---------------------------------------------------------------------------


def test_every_field_is_resolved_and_told_under_its_label() -> None:
    layer = Layer("folder “Checkout”", {"v": "X"})
    texts = dict.fromkeys(("friendly_id", "channel", "language", "currency_code", "point_of_sale"), "{{v}}")
    request = FlowRequest(**texts, identity=Identifiers("{{v}}", "{{v}}"), params={"a": ["{{v}}"]}, extra={"b": {"c": "{{v}}"}})
    found = resolve(request, [layer], MADE)
    filled = dict.fromkeys(texts, "X")
    assert found.request == FlowRequest(**filled, identity=Identifiers("X", "X"), params={"a": ["X"]}, extra={"b": {"c": "X"}})
    assert [use.field for use in found.uses] == [
        "Friendly ID", "Channel", "Language", "Currency", "Point of sale", "Provider", "Identifier", "Parameters", "Extra fields",
    ]  # fmt: skip
    assert {(use.name, use.value, use.origin) for use in found.uses} == {("v", "X", "folder “Checkout”")}
    assert [label for label, _ in fields_of(request)] == [use.field for use in found.uses]


@pytest.mark.parametrize(("identity", "label"), [(BrowserId("{{v}}"), "Browser ID"), (Email("{{v}}"), "Email")])
def test_an_identity_keeps_its_kind(identity: Identity, label: str) -> None:
    found = resolve(FlowRequest("x", identity=identity), [Layer("tenant", {"v": "1"})], MADE)
    assert found.request.identity == type(identity)("1")  # type: ignore[call-arg]
    assert found.uses[0].field == label


def test_the_nearest_wins_and_built_ins_come_last() -> None:
    assert value("{{a}}{{b}}{{uuid}}", {"a": 1, "uuid": "mine"}, {"a": 2, "b": 3}, {"b": 4}) == "13mine"
    found = of("{{a}}", {}, {"a": "far"})
    assert found.uses == (Use("Parameters", "a", "far", "layer 1"),)


@pytest.mark.parametrize("typed", [5, 1.5, 10**30, True, False, None, [1, [None]], {"k": {"deep": []}}, ""])
def test_a_parameter_that_is_one_placeholder_takes_the_values_type(typed: Any) -> None:
    got = value("{{ v }}", {"v": typed})
    assert (type(got), got) == (type(typed), typed)
    through = value("{{a}}", {"a": "{{v}}", "v": typed})
    assert (type(through), through) == (type(typed), typed)


@pytest.mark.parametrize(
    ("typed", "text"), [(5, "5"), (1.0, "1.0"), (True, "true"), (None, "null"), ([1, "é"], '[1, "é"]'), ({"a": "b"}, '{"a": "b"}')]
)
def test_inside_a_text_and_in_a_field_a_value_is_written_as_json_writes_it(typed: Any, text: str) -> None:
    assert value("<{{v}}>", {"v": typed}) == f"<{text}>"
    assert resolve(FlowRequest("{{v}}"), [Layer("row", {"v": typed})], MADE).request.friendly_id == text


def test_values_refer_to_values_also_deep_inside() -> None:
    layers = {"list": [{"sku": "{{sku}}"}, "{{n}}", "n={{n}}"], "sku": "{{brand}}-1", "brand": "acme"}, {"n": 3}
    assert value("{{list}}", *layers) == [{"sku": "acme-1"}, 3, "n=3"]


def test_names_of_objects_stay_as_they_are() -> None:
    request = FlowRequest("x", params={"{{a}}": {"{{b": 1}})
    assert resolve(request, [], MADE) == Resolution(request)
    assert value({"{{a}}": "{{a}}"}, {"a": 1}) == {"{{a}}": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\{{a}}", "{{a}}"),
        ("\\\\{{a}}", "\\{{a}}"),
        ("{{{a}}}", "{1}"),
        ("{{{{a}}}}", "{{1}}"),
        ("\\{{{a}}", "{{{a}}"),
        ("{ {a}} }}", "{ {a}} }}"),
        ("{{a}}{{a}}", "11"),
        ("\n{{a}}\r\n", "\n1\r\n"),
    ],
)
def test_braces_that_are_only_braces(text: str, expected: str) -> None:
    assert value(text, {"a": 1}) == expected


@pytest.mark.parametrize("name", ["a", "Größe", "a.b-c_d", "1", "дата", "x" * 100])
def test_names(name: str) -> None:
    assert value(f"{{{{{name}}}}}!", {name: "v"}) == "v!"
    assert placeholders_in(f"{{{{{name}}}}}") == (name,)


def test_what_is_in_a_text_is_listed_once_and_in_order() -> None:
    assert placeholders_in("{{b}} \\{{no}} {{ a }} {{b}} {{secret:k}} {{now-2h}} {{a b}} {{") == ("b", "a", "secret:k", "now-2h")
    assert has_placeholders(FlowRequest("x", params={"a": [{"b": "{{c}}"}]}))
    assert not has_placeholders(FlowRequest("x", params={"{{a}}": "\\{{c}} {{ } }}"}))


# -- built-ins --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("now", "2026-11-25T23:30:15Z"),
        ("now+2h", "2026-11-26T01:30:15Z"),
        ("now-45m", "2026-11-25T22:45:15Z"),
        ("now+1w", "2026-12-02T23:30:15Z"),
        ("now+30s", "2026-11-25T23:30:45Z"),
        ("today", "2026-11-25"),
        ("today+7d", "2026-12-02"),
        ("today-1w", "2026-11-18"),
        ("uuid", MADE.uuid),
        ("random.email", MADE.email),
    ],
)
def test_built_ins(name: str, text: str) -> None:
    assert value(f"{{{{{name}}}}}") == text
    (use,) = of(f"{{{{{name}}}}}").uses
    assert use.origin == "built-in"
    assert use.value == in_words(name, MADE)
    assert len(use.value.split()) > 3


def test_every_built_in_that_is_offered_is_one() -> None:
    for name in BUILT_INS:
        assert of(f"{{{{{name}}}}}").problems == ()


def test_today_follows_the_persons_calendar_and_now_the_worlds() -> None:
    from datetime import timedelta, timezone

    auckland = datetime(2026, 3, 1, 8, 0, tzinfo=timezone(timedelta(hours=13)))
    made = Made.preview(auckland)
    assert (built_in("today", made), built_in("now", made)) == ("2026-03-01", "2026-02-28T19:00:00Z")


def test_each_is_made_once_for_a_send_and_anew_for_the_next() -> None:
    found = of("{{uuid}} {{uuid}} {{random.email}}")
    assert len(set(found.request.params["p"].split())) == 2
    one, two = Made.fresh(), Made.fresh()
    assert one.uuid != two.uuid
    assert one.email != two.email
    assert one.email.endswith("@example.com")
    assert one.now.tzinfo is not None


def test_a_moment_no_calendar_has_is_an_error() -> None:
    (problem,) = of("{{today+999999999w}}").problems
    assert "no calendar" in problem.why
    (problem,) = of("{{today+2h}}").problems
    assert "days (d) and weeks (w)" in problem.why
    assert of("{{now+9999999999h}}").problems[0].why.startswith("Nothing is known")


# -- what comes late --------------------------------------------------------------------------------


def test_secrets_and_the_browser_id_come_last_and_are_never_told() -> None:
    request = FlowRequest(
        "x", identity=BrowserId("{{new_browser_id}}"), params={"t": "{{auth}}", "list": ["{{secret:k}}", "{{n}}"], "none": "{{n}}"}
    )
    found = resolve(request, [Layer("tenant", {"auth": "Bearer {{secret:k}}!", "n": 1})], MADE)
    assert found.secrets == {"k"}
    assert found.needs_browser_id
    assert found.request.params == {"t": "Bearer {{secret:k}}!", "list": ["{{secret:k}}", 1], "none": 1}
    assert [(use.name, use.value, use.origin) for use in found.uses][1:] == [
        ("auth", "Bearer {{secret:k}}!", "tenant"), ("secret:k", MASK, "keychain"), ("n", "1", "tenant"),
    ]  # fmt: skip
    sent = found.finish({"secret:k": "S3CRET", "new_browser_id": "b-1"})
    assert sent.identity == BrowserId("b-1")
    assert sent.params == {"t": "Bearer S3CRET!", "list": ["S3CRET", 1], "none": 1}
    assert found.finish({"new_browser_id": "b-1"}).params == found.request.params
    assert "S3CRET" not in repr(found)


def test_what_a_late_value_or_an_escape_holds_is_no_placeholder() -> None:
    found = of("{{secret:k}} \\{{secret:k}} {{brace}}{secret:k}} {{back}}{{secret:k}}", {"brace": "{", "back": "\\"})
    assert found.finish({"secret:k": "{{secret:j}}\\{{"}).params["p"] == "{{secret:j}}\\{{ {{secret:k}} {{secret:k}} \\{{secret:j}}\\{{"


def test_an_object_that_waits_cannot_stand_inside_a_text() -> None:
    (problem,) = of("x {{o}}", {"o": {"k": "{{secret:k}}"}}).problems
    assert "cannot stand inside a text" in problem.why
    assert of("{{o}}", {"o": {"k": "{{secret:k}}"}}).finish({"secret:k": "s"}).params == {"p": {"k": "s"}}


def test_a_value_cannot_take_the_name_of_a_secret() -> None:
    found = of("{{secret:k}}", {"secret:k": "from a file"})
    assert found.secrets == {"k"}
    assert found.request.params["p"] == "{{secret:k}}"
    assert "is no placeholder" in of("{{secret:a:b}}").problems[0].why


# -- what is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "layers", "why", "fix"),
    [
        ("{{chanel}}", {"channel": 1}, "Nothing is known by the name “chanel”.", "Perhaps {{channel}}?"),
        ("{{Channel}}", {"channel": 1}, "“Channel”", "Perhaps {{channel}}?"),
        ("{{uid}}", {}, "“uid”", "Perhaps {{uuid}}?"),
        ("{{zzz}}", {"channel": 1}, "“zzz”", "Give it a value"),
        ("{{a}}", {"a": "{{b}}", "b": "{{nope}}"}, "“nope”. The value “b” refers to it.", "Give it a value"),
        ("{{a}}", {"a": "{{a}}"}, "“a” refers to itself: a → a.", "does not refer to the others"),
        ("{{a}}", {"a": "x{{b}}", "b": ["{{c}}"], "c": {"k": "{{b}}"}}, "“b” refers to itself: b → c → b.", "does not refer"),
        ("{{a b}}", {}, "“{{a b}}” is no placeholder", "\\{{ where two braces are meant"),
        ("{{}}", {}, "“{{}}” is no placeholder", "{{name}}"),
        ("{{#if x}}", {}, "“{{#if x}}” is no placeholder", "{{name}}"),
        ("{{name}", {}, "no }} ends it", "{{name}}"),
        ("{{" + "x" * 300 + "}}", {}, "no }} ends it", "{{name}}"),
        ("{{v}}", {"v": "{{ oh no }}"}, "The value “v”: “{{ oh no }}” is no placeholder", "{{name}}"),
        ("x{{v}}", {"v": float("nan")}, "no form for (float)", "Use text"),
        ("{{v}}", {"v": datetime(2026, 1, 1, tzinfo=UTC)}, "no form for (datetime)", "Use text"),
        ("{{now+2y}}", {}, "“now+2y”", "Perhaps {{now+2h}}?"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(text: str, layers: dict[str, Any], why: str, fix: str) -> None:
    found = of(text, layers)
    assert [problem.field for problem in found.problems] == ["Parameters"]
    assert why in found.problems[0].why
    assert fix in found.problems[0].fix
    assert found.problems[0].is_error


def test_everything_wrong_is_told_at_once_and_each_thing_once() -> None:
    request = FlowRequest("{{a}}", channel="{{b}} {{c}}", params={"x": "{{b}}", "y": ["{{b}}", "{{d}}"]})
    found = resolve(request, [Layer("row", {"c": "fine"})], MADE)
    assert [(problem.field, problem.why.removeprefix("Nothing is known by the name ")) for problem in found.problems] == [
        ("Friendly ID", "“a”."), ("Channel", "“b”."), ("Parameters", "“b”."), ("Parameters", "“d”."),
    ]  # fmt: skip
    assert found.request.channel == "{{b}} fine"


def test_a_chain_may_be_long_and_not_endless() -> None:
    chain = {f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(MAX_CHAIN - 1)} | {f"v{MAX_CHAIN - 1}": "end"}
    assert value("{{v0}}", chain) == "end"
    (problem,) = of("{{w}}", chain | {"w": "{{v0}}"}).problems
    assert f"more than {MAX_CHAIN} values" in problem.why


def nested(levels: int, inner: Any) -> Any:
    for _ in range(levels):
        inner = [inner]
    return inner


def test_nesting_is_bounded_only_where_placeholders_are() -> None:
    assert value(nested(MAX_NESTING - 2, "{{a}}"), {"a": 1}) == nested(MAX_NESTING - 2, 1)
    deep = nested(900, "plain")
    assert value({"deep": deep, "a": "{{a}}"}, {"a": 1}) == {"deep": deep, "a": 1}
    assert of({"deep": deep, "a": "{{secret:a}}"}).finish({"secret:a": "s"}).params["p"]["a"] == "s"
    for found in (
        of(nested(900, "{{a}}"), {"a": 1}),
        of("{{a}}", {"a": nested(900, "x")}),
        of("{{a}}", {"a": nested(50, "{{b}}"), "b": nested(50, 1)}),
    ):
        (problem,) = found.problems
        assert "deep inside each other" in problem.why


@pytest.mark.parametrize(
    "layers",
    [
        {f"v{n}": f"{{{{v{n + 1}}}}}" * 10 for n in range(40)} | {"v40": "lol"},
        {f"v{n}": [f"{{{{v{n + 1}}}}}"] * 10 for n in range(40)} | {"v40": ""},
        {f"v{n}": {"k": f"{{{{v{n + 1}}}}}{{{{v{n + 1}}}}}"} if n % 2 else f"{{{{v{n + 1}}}}}" * 2 for n in range(40)} | {"v40": []},
        {f"v{n}": f"{{{{v{n + 1}}}}}{{{{w}}}}" * 8 for n in range(48)},
        {"v0": "x" * (MAX_SIZE + 1)},
    ],
)
def test_values_that_would_grow_without_end_are_refused_at_once(layers: dict[str, Any]) -> None:
    start = time.perf_counter()
    found = of("{{v0}}" * 50, layers)
    assert found.problems
    assert time.perf_counter() - start < 2


def test_hostile_texts_take_no_long() -> None:
    start = time.perf_counter()
    for text in ("{" * 300_000, "{{a" * 100_000, "{{" + " " * 300_000, "\\{{" * 100_000, "".join(f"{{{{n{n}}}}}" for n in range(20_000))):
        found = of(text, {f"known{n}": n for n in range(3_000)})
        assert len(found.problems) <= MAX_PROBLEMS
    assert time.perf_counter() - start < 5


def test_a_large_request_is_no_problem_and_large_values_are() -> None:
    big = "x" * (3 * MAX_SIZE)
    assert value(big + "{{a}}", {"a": 1}) == big + "1"
    (problem,) = of(["{{a}}", "{{a}}"], {"a": "x" * (MAX_SIZE - 10)}).problems
    assert f"more than {MAX_SIZE:,} characters" in problem.why


# -- what holds for all -----------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
plain = words.filter(lambda text: "{{" not in text)
keys = st.text("abc{}", max_size=5)


def trees(leaf: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    scalars = leaf | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8)


def requests(leaf: st.SearchStrategy[str]) -> st.SearchStrategy[FlowRequest]:
    identities = st.none() | st.builds(BrowserId, leaf) | st.builds(Email, leaf) | st.builds(Identifiers, leaf, leaf)
    objects = st.dictionaries(keys, trees(leaf), max_size=3)
    return st.builds(FlowRequest, leaf, leaf, leaf, leaf, leaf, identities, objects, objects)


NAMES = ("a", "b", "c", "uuid", "secret:k", "new_browser_id", "now+1d")
pieces = st.sampled_from([f"{{{{{name}}}}}" for name in NAMES] + ["\\{{", "{{", "}}", "{", "\\", " ", "x"])
mixed = st.lists(pieces, max_size=6).map("".join)
valued = st.dictionaries(st.sampled_from("abc"), trees(mixed), max_size=3)


@given(requests(plain), valued)
def test_a_request_without_placeholders_is_unchanged(request: FlowRequest, values: dict[str, Any]) -> None:
    assert resolve(request, [Layer("row", values)], MADE) == Resolution(request)


@given(requests(words))
def test_an_escaped_request_is_sent_as_it_was(request: FlowRequest) -> None:
    def escaped(value: Any) -> Any:
        if isinstance(value, str):
            return escape(value)
        if isinstance(value, dict):
            return {key: escaped(inner) for key, inner in value.items()}
        return [escaped(inner) for inner in value] if isinstance(value, list) else value

    identity = request.identity
    if isinstance(identity, Identifiers):
        identity = Identifiers(escape(identity.provider), escape(identity.id))
    elif identity is not None:
        identity = type(identity)(escape(identity.value))
    texts = [escape(text) for _, text in list(fields_of(request))[:5]]
    friendly_id, channel, language, currency, point_of_sale = texts
    typed = FlowRequest(friendly_id, channel, language, currency, point_of_sale, identity, escaped(request.params), escaped(request.extra))
    found = resolve(typed, [], MADE)
    assert found.request == request
    assert not found.problems
    assert not found.uses
    assert resolve(as_typed(request), [], MADE).finish({}) == request


@given(requests(mixed), st.dictionaries(st.sampled_from("abc"), trees(plain), max_size=3))
def test_resolving_again_changes_nothing_and_nothing_is_changed_in_place(request: FlowRequest, values: dict[str, Any]) -> None:
    before = copy.deepcopy((request, values))
    found = resolve(request, [Layer("row", values)], MADE)
    assert (request, values) == before
    if not found.problems and not any("\\" in text or "{{" in text.replace("{{secret:k}}", "") for text in _texts(request, found.request)):
        assert resolve(found.request, [Layer("row", values)], MADE).request == found.request


@given(requests(mixed), valued)
def test_nothing_late_is_left_or_told(request: FlowRequest, values: dict[str, Any]) -> None:
    found = resolve(request, [Layer("row", values)], MADE)
    if found.problems:
        return
    late = {"secret:k": "S3CRET-VALUE", "new_browser_id": "BROWSER-ID"}
    sent, kept = str(found.finish(late)), str(found.request)
    assert "S3CRET-VALUE" not in repr(found) + str(found.finish({"new_browser_id": "BROWSER-ID"}))
    assert ("S3CRET-VALUE" in sent) == ("k" in found.secrets)
    assert ("BROWSER-ID" in sent) == found.needs_browser_id
    assert sent.count("S3CRET-VALUE") <= kept.count("{{secret:k}}")


def _texts(*requests: FlowRequest) -> list[str]:
    found: list[str] = []
    left: list[Any] = [value for request in requests for _, value in fields_of(request)]
    while left:
        item = left.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict | list):
            left += item.values() if isinstance(item, dict) else item
    return found
