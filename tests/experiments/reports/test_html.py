"""The page as a document: only known elements, nothing that fetches or runs, failures first, and no more rows than a browser bears."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.experiments.charts.samples import EVERY
from tests.experiments.reports.samples import REPORT, STARTED, hostile, large
from tests.experiments.reports.support import written
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.reports.html import ROWS_AT_MOST, write_html
from workbench.experiments.reports.model import Report, Section, Table, Verdict, VerdictLevel

PAGE = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "footer",
    "p",
    "h1",
    "h2",
    "div",
    "span",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "nav",
    "a",
    "section",
    "figure",
    "figcaption",
    "pre",
    "code",
}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
CHARTS = {"svg", "title", "desc", "rect", "line", "polyline", "path", "text"}
EMPTY = {"meta"}
HARMLESS = {
    "class",
    "id",
    "scope",
    "aria-hidden",
    "aria-label",
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "href",
    "role",
    "d",
    "points",
}


class Page(HTMLParser):
    """Every element closed where it must be, none and no attribute that is not expected."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside_chart = "svg" in self.open or tag == "svg"
        assert tag in (CHARTS if inside_chart else PAGE | TABLES), tag
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("src", "style", "srcset", "action", "xlink:href"), (tag, name)
            assert inside_chart or name in HARMLESS, (tag, name)
            if name == "href":
                assert tag == "a" and re.fullmatch(r"#\w+", value or "")
        if tag not in EMPTY:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open and {"td", "th"} & set(self.open) and self.rows:
            self.rows[-1][-1] += data


def page_of(report: Report, *, mask: bool = False) -> Page:
    return Page(written(write_html, report, mask=mask))


@pytest.mark.parametrize("report", [REPORT, hostile()], ids=["usual", "hostile"])
@pytest.mark.parametrize("mask", [False, True], ids=["plain", "masked"])
def test_the_page_holds_known_elements_only(report: Report, mask: bool) -> None:
    page_of(report, mask=mask)


def test_the_policy_stands_before_anything_it_must_govern() -> None:
    text = written(write_html, REPORT)
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)
    assert policy is not None
    rules = [rule.strip() for rule in policy.group(1).split(";")]
    assert rules[:3] == ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"]
    assert policy.start() < text.index("<title>") < text.index("<style>")
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_verdict_facts_sentences_tables_and_requests_are_there() -> None:
    page = page_of(REPORT)
    said = "".join(page.texts)
    for words in (
        REPORT.verdict.sentence,
        *REPORT.verdict.behind,
        "Failed",
        "home_banner",
        "2026-03-02 09:30:05 UTC",
        "4 min 5 s",
        "Browser 2f6d1f0e",
        '"clientKey": "•••"',
        "Personalize Workbench 0.1.0",
        "6 calls: 2 held, 2 did not, 1 got no response, 1 was not made.",
    ):
        assert words in said, words
    assert ["Gold", "290", "400"] in page.rows


def test_charts_follow_the_readers_theme_and_say_what_they_show() -> None:
    text = written(write_html, replace(REPORT, sections=(Section("Charts", charts=EVERY),)))
    charts = re.findall(r"<svg.*?</svg>", text)
    assert len(charts) == len(EVERY)
    for chart, svg in zip(EVERY, charts, strict=True):
        assert f'role="img" aria-label="{chart.title}' in svg
        assert not re.search(r'(?:fill|stroke)="(?!var\(--chart-[\w-]+\)|none")', svg)
    style = text[text.index("<style>") : text.index("</style>")]
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= set(re.findall(r"(--[\w-]+):", style))
    assert style.count("--chart-series-7:") == 2, "light and dark"


def test_failures_come_first_then_the_rest_in_order() -> None:
    rows = [row for row in page_of(REPORT).rows if row and row[0].isdigit()]
    assert [row[0] for row in rows] == ["2", "3", "6", "1", "4", "5"]
    assert rows[1][2:5] == ["–", "✗ No response Timed out for 4711-88, CRM 4711-88.", "–"]
    assert rows[5][3] == "– Not made The request is switched off."
    assert rows[3][3] == "✓ Held 2 of 2 expectations"


def test_of_many_calls_two_thousand_are_shown_and_all_failures_among_them() -> None:
    text = written(write_html, large(30_000), mask=True)
    rows = [row for row in Page(text).rows if row and row[0].isdigit()]
    assert len(rows) == ROWS_AT_MOST
    assert sum("Failed" in row[3] for row in rows) == 30
    assert [int(row[0]) for row in rows[:30]] == [1000 * number for number in range(1, 31)]
    assert "2,000 of them are shown here, those that did not hold first." in text
    assert "30,000 calls: 29,970 held, 30 did not." in text
    assert "00000000-0000-4000" not in text


def test_columns_that_would_be_empty_are_left_out() -> None:
    bare = (Answer(0, "One", Shown(Shows.VARIANT, "Gold"), status=200, milliseconds=3),)
    rows = page_of(Report("Matrix", "Bare", Verdict(VerdictLevel.HELD, "Held."), STARTED, answers=lambda: bare)).rows
    assert rows[-2:] == [["#", "Call", "Shows", "Outcome", "Status", "ms"], ["1", "One", "Gold", "✓ Held", "200", "3"]]


def test_long_cells_and_long_tables_are_cut_and_say_so() -> None:
    table = Table(("Name",), tuple((f"{'x' * 5000}",) for _ in range(ROWS_AT_MOST + 5)))
    text = written(write_html, replace(REPORT, sections=(Section("Long", tables=(table,)),)))
    assert "… and 5 more rows." in text
    assert "x" * 401 not in text and "x" * 400 + "…" in text


@pytest.mark.parametrize(("level", "words"), [("held", "Held"), ("failed", "Failed"), ("open", "No verdict")])
def test_the_verdict_is_said_not_only_coloured(level: str, words: str) -> None:
    text = written(write_html, replace(REPORT, verdict=Verdict(VerdictLevel(level), "So it is.")))
    assert f'class="verdict {level}"' in text
    assert f'<p class="level">{words}</p><p class="sentence">So it is.</p>' in text
