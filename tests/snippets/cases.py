"""Requests of every kind of text, for code that has to send exactly them; and the server that tells what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.loopback import Loopback
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Secret
from workbench.snippets import KEY_VARIABLE, Language, write_snippet

T = TypeVar("T")
SECRET_VARIABLE = "PERSONALIZE_SECRET_API_TOKEN"

NASTY = (
    "'", '"', "\\", "`", "$", "%", "!", "#", "{", "}", "&", "|", ";", "@", "~", "^", "*", "?", "<", ">", "(", ")", "[", "]", "\0", "\x07",
    "\b", "\t", "\n", "\x0b", "\f", "\r", "\r\n", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u200d", "\u2028", "\u2029",
    "\u202e", "\u2066", "\ufeff", "\ufffe", "\ue000", "\U000e0041", "\U0001f600", "\U0010ffff", "e\u0301", "\u0301", "‘", "’", "‚", "‛",
    "“", "”", "„", "–", "—", "Köln", "日本", "עברית",
    "${HOME}", "$HOME", "$(id)", "`id`", "#{x}", "\\(x)", "\\#(x)", '"#', '"##', '"""', '"""#', "'''", "\\u0041", "\\x41", "\\101", "\\N{DASH}",
    "{{name}}", "{0}", "{x}", "%s", "%PATH%", "$env:PATH", "!!", "\\\n", "*/", "//", "<!--", "</script>", "]]>", "'@", '"@', "EOF", "--", "@file",
    "$$", "$x", "${", "__proto__", "\\'", '\\"', "\\\\", "\\$", "''", '""',
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from(NASTY), max_size=5).map("".join),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=3)), max_size=6).map("".join),
)
names = st.one_of(texts, st.sampled_from(["1", "0", "10", "01", "", "__proto__", "constructor", "class", "a-b", "größe"]))
numbers = st.one_of(
    st.integers(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([1e16, 1e-7, -0.0])
)
secret_texts = st.tuples(texts, st.sampled_from(["{{secret:api-token}}", "{{secret:api-token}}{{secret:api-token}}"]), texts).map("".join)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts, secret_texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
identities = st.one_of(
    st.none(), texts.map(BrowserId), texts.map(Email), st.tuples(texts, texts).map(lambda pair: Identifiers(pair[0], pair[1]))
)
requests = st.builds(
    FlowRequest,
    friendly_id=texts,
    channel=texts,
    language=texts,
    currency_code=texts,
    point_of_sale=st.one_of(texts, secret_texts),
    identity=identities,
    params=st.dictionaries(names, values, max_size=5),
    extra=st.dictionaries(names, values, max_size=3),
)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20).filter(
    lambda text: text == text.strip()
)
headers = st.dictionaries(st.from_regex(r"X-[A-Za-z0-9_-]{1,10}", fullmatch=True), header_values, max_size=3).map(
    lambda pairs: tuple({name.lower(): (name, value) for name, value in pairs.items()}.values())
)
environment_texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\x7f"), min_size=1, max_size=20)
keys = st.one_of(environment_texts, st.sampled_from(['"\\', "a&b", "\\1", "$0", "$key\n\tx\r", "'; exit", "%s%n", "{0}", "ключ"]))


@dataclass(frozen=True)
class Case:
    request: FlowRequest
    headers: tuple[tuple[str, str], ...] = ()


cases = st.builds(Case, requests, headers)


def collected(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """What a property test would be given one by one, to be run in one start of a compiler."""
    found: list[T] = []

    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    assert len(found) >= count * 3 // 4
    return found


def resolved(value: Any, secret: str) -> Any:
    """With the secret where it is referred to, as the workbench would send it; not in names."""
    if isinstance(value, str):
        return value.replace("{{secret:api-token}}", secret)
    if isinstance(value, dict):
        return {name: resolved(member, secret) for name, member in value.items()}
    return [resolved(item, secret) for item in value] if isinstance(value, list) else value


def expected(request: FlowRequest, key: str, secret: str) -> bytes:
    """The bytes that the workbench sends."""
    whole = replace(
        request,
        point_of_sale=resolved(request.point_of_sale, secret),
        params=resolved(request.params, secret),
        extra=resolved(request.extra, secret),
    )
    return whole.body(Secret(key))


def check_bytes(
    language: Language,
    batch: list[Case],
    key: str,
    secret: str,
    folder: Path,
    send: Callable[[list[Path], dict[str, str]], object],
) -> None:
    """Write each case to a file, have all of them run in turn, and compare what came with what the workbench sends."""
    with Loopback() as server:
        files = []
        for number, case in enumerate(batch):
            snippet = write_snippet(language, case.request, f"{server.url}/base", case.headers)
            assert key not in snippet.text or len(key) < 8
            file = folder / f"case{number}{language.suffix}"
            file.write_text(snippet.text, encoding="utf-8", newline="")
            files.append(file)
        send(files, {KEY_VARIABLE: key, SECRET_VARIABLE: secret})
        assert len(server.received) == len(batch)
        for case, received in zip(batch, server.received, strict=True):
            assert received.body == expected(case.request, key, secret)
            assert (received.method, received.target) == ("POST", "/base/v2/callFlows")
            wanted = {"content-type": "application/json", "accept": "application/json", **{n.lower(): v for n, v in case.headers}}
            assert {name: received.headers.get(name) for name in wanted} == wanted
