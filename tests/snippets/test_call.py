"""A request made ready for code: what is refused and why, which variables it needs, and pieces that add up to the body."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from tests.snippets.cases import Case, cases, expected
from workbench.domain import REDACTED_KEY, BrowserId, FlowRequest, Secret, StreamEvent
from workbench.snippets import KEY_VARIABLE, SnippetError
from workbench.snippets.call import Call, Variable, prepare

BASE = "https://api.example.com"


def filled(call: Call, values: dict[str, str]) -> str:
    """The body, its variables put in as JSON wants them."""
    return "".join(
        json.dumps(values[part.name], ensure_ascii=False)[1:-1] if isinstance(part, Variable) else part
        for line in call.lines
        for part in line
    )


def names(request: FlowRequest) -> list[str]:
    return [variable.name for variable in prepare(request, BASE).variables]


@given(cases)
def test_the_pieces_add_up_to_the_body(case: Case) -> None:
    call = prepare(case.request, BASE, case.headers)
    values = {KEY_VARIABLE: 'k"\\\n', "PERSONALIZE_SECRET_API_TOKEN": "s3\tcret"}
    assert filled(call, values).encode() == expected(case.request, 'k"\\\n', "s3\tcret")
    assert REDACTED_KEY not in filled(call, dict.fromkeys(values, ""))


def test_one_line_for_each_top_level_member() -> None:
    call = prepare(FlowRequest("home_hero", "WEB", params={"a": [1]}), BASE)
    lines = [part for line in call.lines for part in line]
    assert lines == [
        '{"clientKey":"',
        Variable(KEY_VARIABLE, 0),
        '",',
        '"channel":"WEB",',
        '"friendlyId":"home_hero",',
        '"params":{"a":[1]}}',
    ]


def test_secrets_become_variables_and_names_stay_as_they_are() -> None:
    request = FlowRequest(
        "{{secret:api-token}}",
        identity=BrowserId("{{ secret:id }}"),
        params={"{{secret:not-me}}": ["x{{secret:api-token}}y", "{{name}}", "{{secret:}}"]},
    )
    call = prepare(request, BASE)
    assert [v.name for v in call.variables] == [KEY_VARIABLE, "PERSONALIZE_SECRET_ID", "PERSONALIZE_SECRET_API_TOKEN"]
    body = json.loads(filled(call, {v.name: v.camel for v in call.variables}))
    assert body["friendlyId"] == "secret2"
    assert body["browserId"] == "secret1"
    assert body["params"] == {"{{secret:not-me}}": ["xsecret2y", "{{name}}", "{{secret:}}"]}


def test_two_secrets_never_share_a_variable() -> None:
    request = FlowRequest(params={"t": "{{secret:a-b}}{{secret:a.b}}{{secret:A_B}}{{secret:größe}}{{secret:密}}{{secret:鍵}}"})
    assert names(request)[1:] == [
        "PERSONALIZE_SECRET_A_B",
        "PERSONALIZE_SECRET_A_B_2",
        "PERSONALIZE_SECRET_A_B_3",
        "PERSONALIZE_SECRET_GROSSE",
        "PERSONALIZE_SECRET_VALUE",
        "PERSONALIZE_SECRET_VALUE_2",
    ]


def test_a_text_that_looks_like_our_own_mark_is_only_text() -> None:
    request = FlowRequest(params={"a": "variable0x0;", "variable1x": "variable1x1;{{secret:s}}", "variable2": "x"})
    body = json.loads(filled(prepare(request, BASE), {KEY_VARIABLE: "k", "PERSONALIZE_SECRET_S": "s"}))
    assert body["params"] == {"a": "variable0x0;", "variable1x": "variable1x1;s", "variable2": "x"}


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (FlowRequest("half\ud83d"), ("friendlyId", "U+D83D", "Delete it")),
        (FlowRequest(params={"a": {"b": ["\udc00"]}}), ("params", "U+DC00")),
        (FlowRequest(params={"\udc00": 1}), ("a name in params", "U+DC00")),
        (FlowRequest(extra={"\udc00": 1}), ("a name in the request", "U+DC00")),
        (FlowRequest(params={"a": float("nan")}), ("not a number", "finite")),
        (FlowRequest(params={"a": float("-inf")}), ("infinite", "finite")),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(request_: FlowRequest, words: tuple[str, ...]) -> None:
    with pytest.raises(SnippetError) as caught:
        prepare(request_, BASE)
    message = str(caught.value)
    assert all(word in message for word in words), message
    message.encode()


def test_endless_nesting_is_refused() -> None:
    nest: Any = 1
    for _ in range(100_000):
        nest = [nest]
    with pytest.raises(SnippetError, match="nested too deeply"):
        prepare(FlowRequest(params={"a": nest}), BASE)


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.example.com/", "https://api.example.com/v2/callFlows"),
        ("http://[::1]:8080/__engage", "http://[::1]:8080/__engage/v2/callFlows"),
        ("https://bücher.example/käse", "https://xn--bcher-kva.example/k%C3%A4se/v2/callFlows"),
    ],
)
def test_the_address(base: str, url: str) -> None:
    assert prepare(FlowRequest(), base).url == url


@pytest.mark.parametrize(
    "base", ["", "api.example.com", "ftp://x.example", "https://", "https://x.example/a b", "https://x\n.example", "https://[::"]
)
def test_what_is_no_url_is_refused(base: str) -> None:
    with pytest.raises(SnippetError, match="base URL"):
        prepare(FlowRequest(), base)


def test_headers_are_ours_unless_the_tenant_says_otherwise() -> None:
    extra = [("x-one", " 1 "), ("ACCEPT", "*/*"), ("X-One", "2"), ("Authorization", "Basic x"), ("cookie", "a=b"), ("Empty", "")]
    assert prepare(FlowRequest(), BASE, extra).headers == (
        ("Content-Type", "application/json"),
        ("ACCEPT", "*/*"),
        ("x-one", "1, 2"),
        ("Empty", ""),
    )


@pytest.mark.parametrize("pair", [("X-A", "1\r\nX-B: 2"), ("X A", "1"), ("", "1"), ("X:", "1"), ("X-A", "ö"), ("X-A", "\x7f")])
def test_a_header_that_would_be_another_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(SnippetError, match="header"):
        prepare(FlowRequest(), BASE, [pair])


def test_an_event_goes_to_the_address_of_events_with_its_own_names() -> None:
    event = StreamEvent("VIEW", "b-1", point_of_sale="shop", fields={"ext": {"q": 'it\'s "so"\n'}})
    call = prepare(event, f"{BASE}/")
    assert call.url == f"{BASE}/v1.2/events"
    assert filled(call, {KEY_VARIABLE: "k-1"}).encode() == event.body(Secret("k-1"))
