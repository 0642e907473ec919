"""A summary that says the verdict first, fits into a comment and lets no text become markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.experiments.reports.samples import REPORT, hostile, large
from tests.experiments.reports.support import written
from workbench.experiments.reports.markdown import LONGEST, write_markdown
from workbench.experiments.reports.model import Section, Table, Verdict, VerdictLevel


def test_the_verdict_comes_first_and_failures_before_figures() -> None:
    text = written(write_markdown, REPORT)
    assert text.startswith("## Home banner: is the split right?\n\n**❌ Failed** – The split is not the planned one")
    assert text.index("### Did not hold") < text.index("### The split") < text.index("| Tenant | Sandbox |")
    assert "6 calls: 2 held, 2 did not, 1 got no response, 1 was not made." in text
    assert "| Control | 49.8\u00a0% | 46.3–53.4\u00a0% | 50.0\u00a0% | 398 of 800 |" in text
    assert "| ▸ Gold | 290 | 400 |" in text
    assert "home\\_banner" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* _b_ `c` [d](e) <f> |g| ~h~ &i; $j$", r"\*a\* \_b\_ \`c\` \[d\](e) \<f\> \|g\| \~h\~ \&i; \$j\$"),
        ("# title", r"\# title"),
        ("- list", r"\- list"),
        ("1. list", r"1\. list"),
        ("=====", r"\====="),
        ("anytime-valid, 1. and #2", "anytime-valid, 1. and #2"),
        ("@team and @all, not maria@example.com", "@\u200bteam and @\u200ball, not maria@example.com"),
        ("two\n\n# lines", "two # lines"),
    ],
)
def test_text_stays_text(text: str, shown: str) -> None:
    report = replace(REPORT, verdict=Verdict(VerdictLevel.HELD, "Held."), sections=(Section("S", (text,)),))
    assert f"### S\n\n{shown}\n" in written(write_markdown, report)


def test_code_cannot_leave_its_fence() -> None:
    report = replace(REPORT, sections=(Section("S", code=(("c", "```\n</details>\n````\nx"),)),))
    assert "`````\n```\n</details>\n````\nx\n`````\n" in written(write_markdown, report)


def test_hostile_texts_keep_their_tables() -> None:
    text = written(write_markdown, hostile())
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert len(rows) > 20
    assert all(line.endswith("|") for line in rows)
    listed = text[text.index("| Call |") :].split("\n\n")[0].split("\n")
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in listed} == {5}
    assert "<script" not in text.replace(r"\<script", "").replace("```\n<script>", "")


def test_a_large_run_fits_into_a_comment() -> None:
    text = written(write_markdown, large(30_000))
    assert "29,970 held, 30 did not" in text and "… and 5 more." in text
    rows = tuple((f"{'long ' * 30}{number}",) * 8 for number in range(400))
    sections = tuple(Section(f"Part {number}", tables=(Table(tuple("abcdefgh"), rows),)) for number in range(9))
    text = written(write_markdown, replace(REPORT, sections=sections))
    assert len(text) < LONGEST + 100
    assert text.endswith("*More did not fit here; the HTML report holds everything.*\n")
