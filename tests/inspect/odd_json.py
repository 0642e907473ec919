"""JSON as odd as RFC 8259 allows, made by hypothesis as text; and what the tests compare texts by."""

from __future__ import annotations

import re

from hypothesis import strategies as st

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)


def tokens(text: bytes) -> list[bytes]:
    """The tokens of a text, each as it is spelled."""
    return _TOKEN.findall(text)


blank = st.text(" \t\r\n", max_size=3).map(str.encode)
digits = st.text("0123456789", min_size=1, max_size=25)
whole = st.just("0") | st.tuples(st.sampled_from("123456789"), st.text("0123456789", max_size=25)).map("".join)
number = st.tuples(
    st.sampled_from(("", "-")),
    whole,
    st.just("") | digits.map(lambda d: "." + d),
    st.just("") | st.tuples(st.sampled_from("eE"), st.sampled_from(("", "+", "-")), digits).map("".join),
).map(lambda parts: "".join(parts).encode())
escape = st.sampled_from(
    ('\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u00e9", "\\uD83D\\uDE00", "\\u2028", "\\uFFFF")
)
raw = st.characters(codec="utf-8", exclude_characters='"\\', min_codepoint=32)
string = st.lists(raw | escape | st.sampled_from("{}[],: é日😀\x7f\u2028"), max_size=8).map(lambda parts: f'"{"".join(parts)}"'.encode())
scalar = number | string | st.sampled_from((b"true", b"false", b"null"))


def _container(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    items = st.lists(st.tuples(blank, inner, blank).map(b"".join), max_size=4)
    key = string | st.sampled_from((b'"a"', b'"\\u0061"', b'"b c"'))
    members = st.lists(st.tuples(blank, key, blank, st.just(b":"), blank, inner, blank).map(b"".join), max_size=4)
    return st.tuples(items, blank).map(lambda made: b"[" + (b",".join(made[0]) or made[1]) + b"]") | st.tuples(members, blank).map(
        lambda made: b"{" + (b",".join(made[0]) or made[1]) + b"}"
    )


value = st.recursive(scalar, _container, max_leaves=25)
document = st.tuples(blank, value, blank).map(b"".join)
"""One JSON text with odd spellings, blanks and duplicate keys."""

_PIECES = (b"{", b"}", b"[", b"]", b",", b":", b'"a"', b'"', b"1", b"-", b"true", b"nul", b"\n", b" ", b"\\", b"NaN", b"\xff", "é".encode(), b"${x}", b"\t", b"\0", b"\\u12", b'"\\ud800"')  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A text of JSON with pieces cut out and others put in."""
    text = draw(document)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(st.sampled_from((b"", *_PIECES))) + text[at + cut :]
    return text


pieces = st.lists(st.sampled_from(_PIECES), max_size=25).map(b"".join)
"""Nothing but pieces of JSON in any order."""
