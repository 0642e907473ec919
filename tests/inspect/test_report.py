"""Reports: self-contained, everything escaped, no secrets, no longer than anybody reads."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inspect.comparing import document, edited
from workbench.inspect import DiffOptions, Document, diff, read
from workbench.inspect.report import MASK, SECRET_NAMES, ReportTitles, code, escape_markdown, to_markdown
from workbench.inspect.report_html import ROWS_AT_MOST, to_html

TITLES = ReportTitles("#12 · home_hero · 200", "live")
NASTY = "<script>alert(1)</script> ![x](http://evil/) `code` | *b* </td></table> \u202e javascript:x \x00 & \" '"


def both(left: Document, right: Document, options: DiffOptions | None = None, titles: ReportTitles = TITLES) -> tuple[str, str]:
    made = diff(left, right, options)
    return to_markdown(left, right, made, titles), to_html(left, right, made, titles)


class Page(HTMLParser):
    """Every tag and attribute, and that they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_markdown_says_what_the_comparison_says() -> None:
    left = document({"offer": "Gold", "items": [{"id": n} for n in range(3)], "at": 1})
    right = document({"offer": "Silver", "items": [{"id": 2}, {"id": 0}, {"id": 1}, {"id": 7}], "at": 2})
    text, _ = both(left, right, DiffOptions(ignore=("$.at",)))
    assert text.splitlines() == [
        "# Comparison",
        "",
        "* Left: \\#12 · home\\_hero · 200",
        "* Right: live",
        "",
        "The offer changed; 1 item was added to items; 1 moved.",
        "",
        "1 added · 1 changed · 1 moved · 1 ignored",
        "",
        "Ignored: `$.at`",
        "",
        '* `offer` changed: `"Gold" → "Silver"`',
        "* `items[0]` moved: `moved from items[2]`",
        "* `items[3]` added: `added: {1}`",
    ]


def test_the_page_holds_the_same_and_both_sides() -> None:
    left, right = document({"offer": "Gold", "same": list(range(100))}), document({"offer": "Silver", "same": list(range(100))})
    _, page = both(left, right)
    texts = Page(page).texts
    assert "The offer changed." in texts
    assert '  "offer": "Gold",' in texts
    assert '  "offer": "Silver",' in texts
    assert "    50," not in texts
    assert any(text.endswith(" rows") for text in texts)
    assert "#12 · home_hero · 200" in texts


@given(edited())
def test_any_comparison_can_be_reported(pair: tuple[Any, Any]) -> None:
    text, page = both(document(pair[0]), document(pair[1]))
    Page(page)
    text.encode(), page.encode()


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_any_bytes_too(left: bytes, right: bytes) -> None:
    text, page = both(read(left), read(right))
    Page(page)
    text.encode(), page.encode()


def test_nothing_runs_and_nothing_is_fetched() -> None:
    nasty = {NASTY: NASTY, "list": [NASTY], "</title><script>": {"a": NASTY}}
    titles = ReportTitles(NASTY, NASTY, NASTY, NASTY)
    text, page = both(
        document({**nasty, NASTY: 1}), document({**nasty, "</title><script>": [NASTY]}), DiffOptions(ignore=(f"$..{'x'}",)), titles
    )
    seen = Page(page)
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "span",
        "code",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert seen.tags <= allowed
    assert seen.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "colspan", "scope"}
    assert "default-src 'none'" in page
    assert "url(" not in page.split("</style>")[0]
    assert "prefers-color-scheme: dark" in page
    assert "\x00" not in page
    for line in text.splitlines():
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
        assert "<" not in outside.replace("\\<", "")
        assert "![" not in outside


@given(st.text(alphabet="ab` \n*", max_size=12))
def test_a_code_span_holds_any_text(text: str) -> None:
    made = code(text)
    fence = re.match(r"`+", made)
    assert fence is not None
    length = len(fence.group())
    inside = made[length:-length]
    assert made.endswith("`" * length)
    assert not re.search(rf"(?<!`)`{{{length}}}(?!`)", inside)
    assert "\n" not in made


def test_markup_is_text() -> None:
    assert escape_markdown("# *a* [b](c) <d>\nx") == "\\# \\*a\\* \\[b\\]\\(c\\) \\<d\\> x"


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_credentials_are_masked_wherever_they_stand(name: str) -> None:
    secret, other = "s3cr3t-Value", "0ther-s3cr3t"
    shapes = [
        ({name: secret, "a": 1}, {name: other, "a": 2}),
        ({name.upper(): [secret, "x"], "a": 1}, {name.upper(): [other, "x"], "a": 2}),
        ({"h": {name: {"deep": [{"v": secret}]}, "a": 1}}, {"h": {name: {"deep": [{"v": other}]}, "a": 2}}),
        ({"h": {"a": 1}}, {"h": {name: [other, secret], "a": 1}}),
        ({"h": [{"id": 1, name: secret}]}, {"h": []}),
    ]
    for left, right in shapes:
        for text in both(document(left), document(right)):
            assert secret not in text
            assert other not in text
            assert MASK in text or left == shapes[4][0]


def test_long_lists_are_cut_and_counted() -> None:
    left, right = document(list(range(5_000))), document([n + 10_000 for n in range(5_000)])
    text, page = both(left, right)
    assert text.count("\n* `") == 500
    assert "… and 4500 more." in text
    assert "… and 4500 more." in page
    assert page.count("<tr") <= ROWS_AT_MOST + 10
    _, added = both(document({}), document({"a": list(range(50_000))}))
    assert added.count("<tr") < 100


def test_equal_sides_are_said_to_be_equal() -> None:
    text, page = both(document({"a": 1}), document({"a": 1}))
    assert "The two responses are equal." in text
    assert "The two responses are equal." in page
    assert "<table>" not in page


def test_lines_and_bytes_are_reported() -> None:
    text, page = both(read(b"<p>a\n<b>x", "text/html"), read(b"<p>b\n<b>x", "text/html"))
    assert "* `line 1` changed: `<p>a → <p>b`" in text
    assert "<p>a" in Page(page).texts
    text, page = both(read(b"\x00\x01", "image/png"), read(b"\x00\x02", "image/png"))
    assert "The bytes of the responses differ" in text
    Page(page)


def test_a_value_is_json_and_keeps_its_spelling() -> None:
    text, _ = both(read(b'{"n":1.0}'), read(b'{"n":1.00}'))
    assert "`1.0 → 1.00`" in text
    assert json.loads('"x"') == "x"
