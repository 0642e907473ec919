"""Code as lines with colours: comments, strings, keywords and numbers, well enough for the eye.  Qt-free.

It colours what ``workbench.snippets`` writes.  Anything else is shown just as plainly as it arrived, in time linear in its size.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from workbench.ui.widgets.document_lines import TextLines
from workbench.ui.widgets.lines_source import Span

_ROLES = {"comment": "muted", "string": "json_string", "keyword": "json_key", "name": "json_key", "number": "json_number"}
_NEVER = r"(?!)"
_DOUBLE = r'"(?:[^"\\\n]|\\.)*+"?'
_SINGLE = r"'(?:[^'\\\n]|\\.)*+'?"
_TEMPLATE = r"`(?:[^`\\]|\\.)*+`?"
_AS_IT_IS = r"'[^']*+'?"
_SLASHES = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_HASH = r"(?<![^\s;(])\#[^\n]*+"
_TRIPLE = r'\#{0,9}+"""(?:[^"\\]|\\.|"(?!""))*+(?:"""\#{0,9}+)?'
_TRIPLE_SINGLE = r"'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?"
_HERE = r"@'\n(?:[^\n]|\n(?!'@))*+(?:\n'@)?"
_JS = "async await const export function if import from let new return throw type typeof true false null"


class Grammar(NamedTuple):
    """Patterns of one language.  ``plain`` is passed over before anything else is looked for; ``names`` are coloured as keywords."""

    comment: str
    strings: tuple[str, ...]
    keywords: str
    plain: str = _NEVER
    names: str = _NEVER


_GRAMMARS = {
    "bash": Grammar(
        _HASH,
        (r"\$" + _SINGLE, r'"(?:[^"\\]|\\.)*+"?', _AS_IT_IS),
        "case do done elif else esac export fi for function if in local then while",
        plain=r"\\.|\$\{?\w++",
    ),
    "powershell": Grammar(
        _HASH,
        (_HERE, r'"(?:[^"`]|`.)*+"?', r"'(?:[^']|'')*+'?"),
        "catch else foreach function if not param return throw try",
        plain=r"`.|-?\$\w++",
    ),
    "javascript": Grammar(_SLASHES, (_DOUBLE, _SINGLE, _TEMPLATE), _JS),
    "typescript": Grammar(_SLASHES, (_DOUBLE, _SINGLE, _TEMPLATE), f"{_JS} interface as"),
    "csharp": Grammar(
        _SLASHES,
        (r'@"(?:[^"]|"")*+"?', _DOUBLE, _SINGLE),
        "async await class const false int namespace new null private public readonly return static string throw true using var void",
    ),
    "swift": Grammar(
        _SLASHES,
        (_TRIPLE, _DOUBLE),
        "as await case default else false func guard if import in let nil return switch true try var",
        names=r"\#(?:if|else|endif)\b",
    ),
    "kotlin": Grammar(_SLASHES, (_TRIPLE, _DOUBLE, _SINGLE), "const false fun import null object private return true val var"),
    "java": Grammar(_SLASHES, (_DOUBLE, _SINGLE), "class false if import new null private public return static throw throws true void"),
    "python": Grammar(_HASH, (_TRIPLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE), "as def False for from if import in None return True with"),
    "json": Grammar(_NEVER, (_DOUBLE,), "true false null", names=r'"(?:[^"\\\n]|\\.)*+"(?=\s*+:)'),
}


class CodeLines(TextLines):
    """A text of one language for the view of lines."""

    def __init__(self, text: str, highlight: str = "") -> None:
        lines = text.removesuffix("\n").split("\n")
        super().__init__(lines)
        self._spans = spans_of(text, highlight, lines)

    def spans(self, n: int) -> Sequence[Span]:
        return self._spans.get(n, ())


def spans_of(text: str, highlight: str, lines: Sequence[str]) -> dict[int, list[Span]]:
    """Line → its coloured stretches.  None for a language that is not known."""
    if highlight not in _GRAMMARS:
        return {}
    starts = [0]
    for text_line in lines[:-1]:
        starts.append(starts[-1] + len(text_line) + 1)
    found: dict[int, list[Span]] = {}
    for token in _pattern(highlight).finditer(text):
        role = _ROLES.get(token.lastgroup or "")
        if role is not None:
            for line, start, end in _by_line(token.start(), token.end(), starts, lines):
                found.setdefault(line, []).append((start, end, role))
    return found


def _by_line(begin: int, stop: int, starts: Sequence[int], lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """A token that goes over several lines, line by line."""
    line = bisect_right(starts, begin) - 1
    while line < len(lines) and starts[line] < stop:
        start, end = max(0, begin - starts[line]), min(len(lines[line]), stop - starts[line])
        if end > start:
            yield line, start, end
        line += 1


@cache
def _pattern(highlight: str) -> re.Pattern[str]:
    grammar = _GRAMMARS[highlight]
    words = "|".join(sorted(grammar.keywords.split()))
    pieces = (
        f"(?P<plain>{grammar.plain})",
        f"(?P<comment>{grammar.comment})",
        f"(?P<name>{grammar.names})",
        f"(?P<string>{'|'.join(grammar.strings)})",
        rf"(?P<keyword>(?<![\w$@.-])(?:{words})(?![\w-]))",
        # A word is taken whole, so that neither a keyword nor a number is found inside one.
        r"(?P<word>[^\W\d]\w*+|[@$-]\w++)",
        r"(?P<number>\d[\w.]*+)",
    )
    return re.compile("|".join(pieces), re.DOTALL)
