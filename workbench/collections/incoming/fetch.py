"""“Copy as fetch” of the browsers: ``fetch("https://…", {"method": …})`` with its options as JSON."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any

from workbench.collections.incoming.plain import fields, text
from workbench.collections.incoming.reading import too_deep
from workbench.collections.incoming.source import Call, Group, Source, Unread

MOST_CALLS = 1_000
_CALL = re.compile(r"\bfetch\(\s*")


def is_fetch(source: str) -> bool:
    return re.match(r"\s*(?:await\s+)?fetch\(\s*[\"'`]", source) is not None


def read_fetch(source: str) -> Source:
    found = list(islice(_CALL.finditer(source), MOST_CALLS + 1))
    items: list[Call | Unread | Group] = [_call(source, call.end()) for call in found[:MOST_CALLS]]
    if len(found) > MOST_CALLS:
        items.append(Unread("fetch", f"Everything after the first {MOST_CALLS:,} calls was not read."))
    label = f"fetch, {len(items)} calls" if len(items) > 1 else "fetch"
    return Source(label, Group("", tuple(items)))


def _call(source: str, at: int) -> Call | Unread:
    url, at = _json(source, at)
    if not isinstance(url, str):
        return Unread("fetch", "Its first argument is no text in double quotes, as “Copy as fetch” writes it; code is not run.")
    comma = re.compile(r"\s*,\s*").match(source, at)
    options, _ = _json(source, comma.end()) if comma else ({}, at)
    if not isinstance(options, dict):
        return Unread("fetch", "Its options are no JSON, as “Copy as fetch” writes them; code is not run.")
    headers = tuple((name, text(value)) for name, value in fields(options.get("headers")).items())
    return Call("", text(options.get("method")) or "GET", url, headers, body=text(options.get("body")))


def _json(source: str, at: int) -> tuple[Any, int]:
    try:
        value, end = json.JSONDecoder().raw_decode(source, at)
    except (ValueError, RecursionError):
        return None, at
    return (None, at) if too_deep(value) else (value, end)
