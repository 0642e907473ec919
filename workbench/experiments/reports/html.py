"""A run as one HTML page for a stakeholder: no script, nothing fetched, everything escaped, light or dark as the reader's system is."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from workbench.experiments.answer import Answer
from workbench.experiments.charts import DARK, LIGHT, STYLED, css_variables, to_svg, to_text
from workbench.experiments.printable import printable
from workbench.experiments.reports.masking import Masker, masker_for
from workbench.experiments.reports.model import Chart, Report, Section, Table, VerdictLevel
from workbench.experiments.reports.tally import Outcome, Tally, measured, moment, outcome_of, reason_of, span, tally

ROWS_AT_MOST = 2_000
"""Rows of a table; of calls, those that did not hold come first."""
WIDEST = 400
"""Characters of a cell."""
_CHART = 860.0
_LOOK = ' class="look"'
_LEVELS = {VerdictLevel.HELD: ("✓", "Held"), VerdictLevel.FAILED: ("✗", "Failed"), VerdictLevel.OPEN: ("?", "No verdict")}
_OUTCOMES = {
    Outcome.HELD: ("✓", "Held"),
    Outcome.FAILED: ("✗", "Failed"),
    Outcome.NO_RESPONSE: ("✗", "No response"),
    Outcome.SKIPPED: ("–", "Not made"),
}
_LIGHT = f"""--text: #1b2130; --ground: #eef0f4; --panel: #fff; --muted: #5a6376; --line: #dde1ea; --soft: #f4f5f9;
  --held: #0b6b45; --held-soft: #dcf4e8; --failed: #b3202c; --failed-soft: #fde5e6; --open: #855200; --open-soft: #fdf0d5; {css_variables(LIGHT)}"""
_DARK = f"""--text: #e8eaf1; --ground: #14161c; --panel: #1c1f27; --muted: #a3abbd; --line: #2f3441; --soft: #232733;
  --held: #5fd6a0; --held-soft: #163528; --failed: #ff8f93; --failed-soft: #431e22; --open: #f2bd5c; --open-soft: #3a2d12; {css_variables(DARK)}"""
_STYLE = f"""
:root {{ color-scheme: light dark; {_LIGHT} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
* {{ box-sizing: border-box; }}
body {{ font: 15px/1.5 system-ui, "Segoe UI", sans-serif; color: var(--text); background: var(--ground); margin: 0; overflow-wrap: anywhere; }}
main {{ max-width: 1040px; margin: 0 auto; padding: 2.5rem 1.25rem; }}
h1 {{ font-size: 1.7rem; line-height: 1.25; margin: .1rem 0 1.25rem; }}
h2 {{ font-size: 1.2rem; margin: 0 0 .6rem; }}
p {{ margin: .4rem 0; }} .kind, .muted {{ color: var(--muted); }} .kind {{ margin: 0; font-weight: 600; }}
.verdict {{ display: flex; gap: 1rem; padding: 1.1rem 1.3rem; border-radius: 12px; border: 1px solid; margin-bottom: 1.25rem; }}
.verdict .sign {{ font-size: 1.7rem; line-height: 1.2; font-weight: 700; }}
.verdict .sentence {{ font-size: 1.2rem; font-weight: 600; margin: 0; color: var(--text); }}
.verdict .level {{ margin: 0; font-weight: 700; }} .verdict ul {{ margin: .5rem 0 0; padding-left: 1.1rem; color: var(--text); }}
.verdict.held {{ color: var(--held); background: var(--held-soft); }}
.verdict.failed {{ color: var(--failed); background: var(--failed-soft); }}
.verdict.open {{ color: var(--open); background: var(--open-soft); }}
section, .facts, nav {{ background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.3rem; margin-bottom: 1.25rem; }}
.facts {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: .8rem 1.2rem; }}
.facts div {{ min-width: 0; }} dt {{ color: var(--muted); font-size: .85rem; }} dd {{ margin: 0; font-weight: 600; }}
nav a {{ color: inherit; margin-right: 1.2rem; white-space: nowrap; }}
figure {{ margin: 1rem 0 .4rem; }} figure svg {{ display: block; max-width: 100%; height: auto; font-family: system-ui, "Segoe UI", sans-serif; }}
figcaption {{ font-weight: 600; margin-bottom: .3rem; }}
pre {{ font: 12.5px/1.5 ui-monospace, Consolas, monospace; background: var(--soft); border-radius: 8px; padding: .8rem 1rem; margin: 0;
  white-space: pre-wrap; max-height: 26rem; overflow: auto; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); min-width: 3rem; }}
th {{ color: var(--muted); font-weight: 600; overflow-wrap: break-word; }}
.roomy {{ min-width: 7.5rem; }}
.n {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
tr.look td {{ background: var(--failed-soft); }} tr.look td:first-child {{ box-shadow: inset 3px 0 var(--failed); padding-left: .6rem; font-weight: 600; }}
.mark {{ white-space: nowrap; font-weight: 600; }} .mark.held {{ color: var(--held); }}
.mark.failed, .mark.no-response {{ color: var(--failed); }} .mark.skipped {{ color: var(--muted); }}
footer {{ color: var(--muted); font-size: .85rem; }}
@media screen and (max-width: 640px) {{ figure {{ overflow-x: auto; }} figure svg {{ max-width: none; width: 640px; }} }}
@page {{ size: A4; margin: 14mm 12mm; }}
@media print {{
  :root {{ color-scheme: light; --ground: #fff; }}
  * {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
  body {{ font-size: 10.5pt; }} main {{ max-width: none; padding: 0; }} nav {{ display: none; }}
  section, .facts {{ border: 0; padding: 0; border-radius: 0; margin-bottom: 1.6rem; }} .verdict {{ border-radius: 6px; }}
  .wide {{ overflow: visible; }} pre {{ max-height: none; border: 1px solid var(--line); }}
  h1, h2, figcaption {{ break-after: avoid; }} figure, tr, .verdict, .facts {{ break-inside: avoid; }} thead {{ display: table-header-group; }}
  table {{ font-size: 8.5pt; }} th, td {{ min-width: 0; }} .roomy {{ min-width: 4.8rem; }}
}}
"""


def write_html(report: Report, out: TextIO, *, mask: bool) -> None:
    """The whole page, in pieces: memory does not grow with the number of answers, which are walked three times.

    With ``mask``, guests are named by pseudonyms, as :mod:`workbench.experiments.reports.masking` says.
    """
    masker = masker_for(report) if mask else None
    out.writelines(f"{piece}\n" for piece in _page(masker.report(report) if masker else report, _Calls(report.answers, masker)))


@dataclass(frozen=True, slots=True)
class _Calls:
    """The calls as they were: counted and chosen from unmasked, because masking each in every walk takes longer than the rest."""

    every: Callable[[], Iterable[Answer]]
    masker: Masker | None

    def shown(self) -> Iterator[Answer]:
        left = ROWS_AT_MOST
        for broken in (True, False):
            for answer in self.every() if left else ():
                if (outcome_of(answer) in (Outcome.FAILED, Outcome.NO_RESPONSE)) is broken:
                    yield self.masker.answer(answer) if self.masker else answer
                    left -= 1
                    if not left:
                        break


def _page(report: Report, calls: _Calls) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    # Nothing may be fetched or run, even if something should get past the escaping.
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
    yield f"<title>{_text(report.title)} – {_text(report.kind)}</title><style>{_STYLE}</style></head><body><main>"
    yield f'<header><p class="kind">{_text(report.kind)}</p><h1>{_text(report.title)}</h1></header>'
    yield from _verdict(report)
    yield from _facts(report)
    if len(report.sections) > 3:
        links = [f'<a href="#s{place}">{_text(section.title)}</a>' for place, section in enumerate(report.sections)]
        yield f'<nav aria-label="Contents">{"".join(links)}<a href="#calls">Calls</a></nav>'
    for place, section in enumerate(report.sections):
        yield from _section(section, place)
    yield from _call_table(calls)
    yield from _footer(report, masked_too=calls.masker is not None)
    yield "</main></body></html>"


def _verdict(report: Report) -> Iterator[str]:
    sign, level = _LEVELS[report.verdict.level]
    yield f'<div class="verdict {report.verdict.level.value}"><span class="sign" aria-hidden="true">{sign}</span><div>'
    yield f'<p class="level">{level}</p><p class="sentence">{_text(report.verdict.sentence)}</p>'
    if report.verdict.behind:
        yield f"<ul>{''.join(f'<li>{_text(sentence)}</li>' for sentence in report.verdict.behind)}</ul>"
    yield "</div></div>"


def _facts(report: Report) -> Iterator[str]:
    facts = [*report.facts, ("Started", moment(report.started_at))]
    if report.ended_at is not None:
        facts += [("Took", span(report.started_at, report.ended_at))]
    yield '<dl class="facts">'
    for label, value in facts:
        yield f"<div><dt>{_cut(label)}</dt><dd>{_cut(value)}</dd></div>"
    yield "</dl>"


def _section(section: Section, place: int) -> Iterator[str]:
    yield f'<section id="s{place}"><h2>{_text(section.title)}</h2>'
    for sentence in section.sentences:
        yield f"<p>{_text(sentence)}</p>"
    for chart in section.charts:
        yield f"<figure>{_chart(chart)}</figure>"
    for table in section.tables:
        yield from _table(table)
    for caption, code in section.code:
        yield f"<figure><figcaption>{_text(caption)}</figcaption><pre><code>{_text(code)}</code></pre></figure>"
    yield "</section>"


def _chart(chart: Chart) -> str:
    svg = to_svg(chart, STYLED, _CHART)
    # What a browser reads aloud is the label; the description is read where the reader asks for it.
    told = _text(to_text(chart).split("\n", 1)[0][:WIDEST])
    return svg.replace('role="img"', f'role="img" aria-label="{told}"', 1)


def _table(table: Table) -> Iterator[str]:
    yield '<div class="wide"><table><thead><tr>'
    for place, name in enumerate(table.columns):
        yield f'<th scope="col"{_right(place, table)}>{_text(name)}</th>'
    yield "</tr></thead><tbody>"
    for number, row in enumerate(table.rows[:ROWS_AT_MOST]):
        cells = "".join(f"<td{_right(place, table)}>{_cut(cell)}</td>" for place, cell in enumerate(row))
        yield f"<tr{_LOOK if number in table.emphasis else ''}>{cells}</tr>"
    yield "</tbody></table></div>"
    if rest := len(table.rows) - ROWS_AT_MOST:
        yield f'<p class="muted">… and {rest:,} more rows.</p>' if rest > 0 else ""


def _right(place: int, table: Table) -> str:
    return ' class="n"' if place in table.numeric else ""


def _call_table(calls: _Calls) -> Iterator[str]:
    counted = tally(calls.every())
    yield f'<section id="calls"><h2>Calls</h2><p>{_text(counted.sentence)}</p>'
    if counted.calls > ROWS_AT_MOST:
        yield f'<p class="muted">{ROWS_AT_MOST:,} of them are shown here, those that did not hold first. The CSV and JSON reports hold all.</p>'
    if counted.calls:
        yield '<div class="wide"><table><thead><tr><th scope="col" class="n">#</th><th scope="col" class="roomy">Call</th><th scope="col" class="roomy">Shows</th>'
        yield '<th scope="col">Outcome</th><th scope="col" class="n">Status</th><th scope="col" class="n">ms</th>'
        yield '<th scope="col" class="roomy">Guest</th>' if counted.has_identity else ""
        yield '<th scope="col" class="n">In history</th>' if counted.has_number else ""
        yield "</tr></thead><tbody>"
        for answer in calls.shown():
            yield _call(answer, counted)
        yield "</tbody></table></div>"
    yield "</section>"


def _call(answer: Answer, counted: Tally) -> str:
    outcome = outcome_of(answer)
    sign, words = _OUTCOMES[outcome]
    reason, took = reason_of(answer), measured(answer)
    if outcome is Outcome.HELD and answer.checks:
        reason = f"{len(answer.checks):,} of {len(answer.checks):,} expectations"
    told = f' <span class="muted">{_cut(reason)}</span>' if reason else ""
    cells = [
        f'<td class="n">{answer.place + 1}</td><td>{_cut(answer.name)}</td>',
        f"<td>{_cut(answer.shown.label) if outcome not in (Outcome.NO_RESPONSE, Outcome.SKIPPED) else '–'}</td>",
        f'<td><span class="mark {outcome.value.replace(" ", "-")}"><span aria-hidden="true">{sign}</span> {words}</span>{told}</td>',
        f'<td class="n">{"–" if answer.status is None else answer.status}</td><td class="n">{"–" if took is None else f"{took:,.0f}"}</td>',
        f"<td>{_cut(answer.identity)}</td>" if counted.has_identity else "",
        f'<td class="n">{"" if answer.number is None else answer.number}</td>' if counted.has_number else "",
    ]
    look = _LOOK if outcome in (Outcome.FAILED, Outcome.NO_RESPONSE) else ""
    return f"<tr{look}>{''.join(cells)}</tr>"


def _footer(report: Report, *, masked_too: bool) -> Iterator[str]:
    version = f" {report.app_version}" if report.app_version else ""
    yield f"<footer><p>Made by Personalize Workbench{_text(version)}. This page holds everything it shows and fetches nothing.</p>"
    if masked_too:
        yield "<p>Guests are named by pseudonyms: the same one is the same guest everywhere in this report.</p>"
    yield "</footer>"


def _cut(text: str) -> str:
    return _text(text if len(text) <= WIDEST else f"{text[:WIDEST]}…")


def _text(text: str) -> str:
    return html.escape(printable(text), quote=True)
