"""``workbench compare``: two responses, each a file or a number of History; exit 0 where they are equal, 1 where they differ."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from workbench.cli.common import open_history
from workbench.cli.exits import FAILED, HELD, Stop
from workbench.cli.streams import emit, emit_json, printable, say
from workbench.inspect import Difference, DiffOptions, PatchError, PatternError
from workbench.usecases import Workbench
from workbench.usecases.compare import Comparison, compare_bodies

Body = tuple[bytes, str, str]
"""Bytes, media type, title."""


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    left, right = _body(args.left, workbench), _body(args.right, workbench)
    options = DiffOptions(
        ignore=tuple(args.ignore),
        tolerance=args.tolerance,
        ignore_case=args.ignore_case,
        ignore_whitespace=args.ignore_blanks,
        ignore_array_order=args.ignore_order,
    )
    try:
        made = compare_bodies(left[0], left[1], right[0], right[1], options)
    except PatternError as wrong:
        raise Stop(f"--ignore: {wrong}") from None
    {"text": _text, "json": _json, "patch": _patch, "html": _html}[args.format](made, left[2], right[2])
    if args.format != "text":
        say(made.summary)
    return HELD if made.difference.equal else FAILED


def _body(given: str, workbench: Workbench) -> Body:
    """A number is an exchange; anything else is a file (``./12`` for one whose name is a number)."""
    if given.isascii() and given.isdigit():
        recorded = open_history(workbench).get(int(given))
        response = recorded.exchange.response
        if response is None:
            raise Stop(f"exchange #{given} has no response to compare.")
        return response.body, response.content_type, f"#{given}"
    path = Path(given)
    try:
        return path.read_bytes(), "application/json" if path.suffix.lower() == ".json" else "", path.name
    except OSError as problem:
        raise Stop(f"{given} cannot be read: {problem.strerror}.") from None


def _text(made: Comparison, left: str, right: str) -> None:
    found = made.difference
    emit(printable(made.summary), *(printable(_line(difference)) for difference in found.differences))
    if found.ignored:
        say(f"{found.ignored:,} ignored")


def _line(difference: Difference) -> str:
    sign = {"added": "+", "removed": "-", "moved": "^", "reordered": "^"}.get(difference.kind.value, "~")
    values = " -> ".join(value for value in (difference.left, difference.right) if value)
    return f"{sign} {difference.path.jsonpath()}  {values}".rstrip()


def _json(made: Comparison, left: str, right: str) -> None:
    found = made.difference
    told = {
        "left": left,
        "right": right,
        "equal": found.equal,
        "summary": made.summary,
        "ignored": found.ignored,
        "counts": {kind.value: count for kind, count in found.counts.items()},
        "differences": [
            {"path": d.path.jsonpath(), "kind": d.kind.value, "left": d.left or None, "right": d.right or None} for d in found.differences
        ],
    }
    emit_json(json.dumps(told, indent=2, ensure_ascii=False))


def _patch(made: Comparison, left: str, right: str) -> None:
    try:
        emit_json(made.patch())
    except PatchError as problem:
        raise Stop(str(problem)) from None


def _html(made: Comparison, left: str, right: str) -> None:
    emit(made.html(left, right))
