"""A comparison as one HTML page: no script, nothing fetched, everything escaped, light or dark as the reader's system is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from workbench.inspect.diff import Diff, Difference
from workbench.inspect.document import Document, Kind
from workbench.inspect.nodes import Side, scan
from workbench.inspect.report import (
    LISTED,
    MASK,
    SECRET_NAMES,
    ReportTitles,
    count_words,
    is_secret,
    masked_words,
    place_words,
    printable,
    rest_words,
)
from workbench.inspect.rows import ChangeKind, Row, Rows
from workbench.inspect.summary import summarize

AROUND = 3
"""Rows shown before and after a difference."""
ROWS_AT_MOST = 4_000
"""Rows of excerpts in all."""
LONG_RUN = 24
"""Rows of one difference that are shown before the rest of them is counted."""
WIDEST = 400
"""Characters of a line."""

_SECRET_LINE = re.compile(r'^\s*"(?:' + "|".join(re.escape(name) for name in sorted(SECRET_NAMES)) + r')": (.*)', re.IGNORECASE | re.DOTALL)
_SECRET_KEY = re.compile(rb'(?<=[ \n{])"(?:' + "|".join(re.escape(name) for name in sorted(SECRET_NAMES)).encode() + rb')":', re.IGNORECASE)
_CLASSES = {
    ChangeKind.ADDED: "added",
    ChangeKind.REMOVED: "removed",
    ChangeKind.CHANGED: "changed",
    ChangeKind.TYPE_CHANGED: "changed",
    ChangeKind.MOVED: "moved",
    ChangeKind.REORDERED: "moved",
}
_SIGNS = {"added": "+", "removed": "−", "changed": "~", "moved": "↕"}
_STYLE = """
:root { color-scheme: light dark; --text: #1c1e21; --ground: #fff; --muted: #5d6571; --line: #d9dde3; --gap: #f3f4f6;
  --added: #dcf5e3; --removed: #fde3e3; --changed: #fdf0cf; --moved: #e3e9fd; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --ground: #16181c; --muted: #9aa3af; --line: #343a43; --gap: #1f2329;
  --added: #163b24; --removed: #48201f; --changed: #43360f; --moved: #232f55; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); margin: 2rem auto; max-width: 1200px; padding: 0 1rem; }
.summary { font-size: 1.2rem; } .muted { color: var(--muted); }
ul { padding-left: 1.2rem; } li { margin: .15rem 0; overflow-wrap: anywhere; }
code, td { font: 13px/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; border: 1px solid var(--line); }
td { vertical-align: top; padding: 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
td.n { width: 4.5rem; text-align: right; color: var(--muted); white-space: nowrap; }
th { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); }
tr.skip td { color: var(--muted); background: var(--gap); text-align: center; }
td.gap { background: var(--gap); }
.added { background: var(--added); } .removed { background: var(--removed); }
.changed { background: var(--changed); } .moved { background: var(--moved); }
"""


def to_html(left: Document, right: Document, diff: Diff, titles: ReportTitles, *, limit: int = LISTED) -> str:
    """The whole page: both titles, the sentence, the counts, the list, and side by side what stands around each difference."""
    return "\n".join(_page(left, right, diff, titles, limit)) + "\n"


def _page(left: Document, right: Document, diff: Diff, titles: ReportTitles, limit: int) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    # Nothing may be fetched or run, even if something should get past the escaping.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
    yield f"<title>{_text(titles.headline)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{_text(titles.headline)}</h1>"
    yield f'<p class="summary">{_text(summarize(diff, titles.subject))}</p>'
    yield f'<p class="muted">{_text(" · ".join(count_words(diff)) or "Equal")}</p>'
    if diff.options.ignore:
        yield f'<p class="muted">Ignored: {", ".join(f"<code>{_text(pattern)}</code>" for pattern in diff.options.ignore)}</p>'
    if diff.differences:
        yield "<h2>Differences</h2><ul>"
        for difference in diff.differences[:limit]:
            yield _listed(difference, diff)
        yield "</ul>"
        yield f'<p class="muted">{rest}</p>' if (rest := rest_words(diff, limit)) else ""
        yield "<h2>Side by side</h2>"
        yield from _table(left, right, diff, titles, limit)
    yield "</body></html>"


def _listed(difference: Difference, diff: Diff) -> str:
    mark = _CLASSES[difference.kind]
    path, words = _text(place_words(difference, diff)), _text(masked_words(difference))
    return f'<li><span class="{mark}">{_SIGNS[mark]}</span> <code>{path}</code> <code>{words}</code></li>'


def _table(left: Document, right: Document, diff: Diff, titles: ReportTitles, limit: int) -> Iterator[str]:
    yield '<table><thead><tr><th colspan="2" scope="col">' + _text(titles.left) + '</th><th colspan="2" scope="col">'
    yield _text(titles.right) + "</th></tr></thead><tbody>"
    sides, next_row = (_Shown(left), _Shown(right)), 0
    for start, end in _stretches(diff, limit):
        if start > next_row:
            yield f'<tr class="skip"><td colspan="4">{start - next_row} rows</td></tr>'
        for place in range(start, end):
            yield _row(sides, diff, diff.rows[place])
        next_row = end
    if next_row < len(diff.rows):
        yield f'<tr class="skip"><td colspan="4">{len(diff.rows) - next_row} rows</td></tr>'
    yield "</tbody></table>"


def _stretches(diff: Diff, limit: int) -> Iterator[tuple[int, int]]:
    """Rows to show, as (start, end), in order and never touching."""
    left_over = ROWS_AT_MOST
    start = end = 0
    for first, last in _differing(diff.rows, limit):
        begin, stop = max(0, first - AROUND), min(len(diff.rows), last + AROUND)
        if begin <= end:
            end = max(end, stop)
        else:
            yield start, end
            left_over -= end - start
            start, end = begin, stop
        if left_over <= 0:
            return
    if end > start:
        yield start, min(end, start + left_over)


def _differing(rows: Rows, limit: int) -> Iterator[tuple[int, int]]:
    for run in rows.runs:
        if run.kind is not None and (run.difference or 0) < limit:
            yield run.row, run.row + min(run.count, LONG_RUN)


def _row(sides: tuple[_Shown, _Shown], diff: Diff, row: Row) -> str:
    mark = f' class="{_CLASSES[row.kind]}"' if row.kind is not None else ""
    secret = row.difference is not None and is_secret(diff.differences[row.difference].path.steps)
    cells = sides[0].cells(row.left_line, mark, secret) + sides[1].cells(row.right_line, mark, secret)
    return f"<tr>{cells}</tr>"


class _Shown:
    """One side's lines, without what may be a credential."""

    def __init__(self, document: Document) -> None:
        self._document = document
        # Most documents hold no such key, and then no line has to look for the ones around it.
        self._has_secrets = document.kind is Kind.JSON and _holds_secret_key(document)
        self._inside: dict[int, bool] = {}

    def cells(self, line: int | None, mark: str, secret: bool) -> str:
        if line is None:
            return '<td class="n gap"></td><td class="gap"></td>'
        text = self._masked(line, secret) if self._has_secrets else self._document.line(line)
        text = text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
        return f'<td class="n">{line + 1}</td><td{mark}>{_text(text)}</td>'

    def _masked(self, line: int, secret: bool) -> str:
        text = self._document.line(line)
        found = _SECRET_LINE.match(text)
        if found is not None and found.group(1) not in ("{", "["):
            return text[: found.start(1)] + MASK
        if found is None and (secret or self._is_inside(line)) and text.strip().rstrip(",") not in ("{", "}", "[", "]"):
            return " " * (len(text) - len(text.lstrip())) + MASK
        return text

    def _is_inside(self, line: int) -> bool:
        """Whether any key around the line is a secret's."""
        outer = self._document.parent(line)
        if outer is None:
            return False
        if outer not in self._inside:
            self._inside[outer] = _SECRET_LINE.match(self._document.line(outer)) is not None or self._is_inside(outer)
        return self._inside[outer]


def _holds_secret_key(document: Document) -> bool:
    data = Side(document).data
    return any(True for _ in scan(_SECRET_KEY, data, 0, len(data)))


def _text(text: str) -> str:
    return html.escape(printable(text), quote=True)
