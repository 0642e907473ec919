"""Finding: a :class:`Query` asked of the index.

The index's own order is the order of the list (pinned first, then newest first) and every filter but time is a mark in
it, so a search reads the index from the end until it has enough and looks at no row it does not show.
"""

from __future__ import annotations

import sqlite3
from dataclasses import fields as dataclass_fields
from typing import Any

from workbench.domain import FailureKind
from workbench.history.codec import from_micros, to_micros
from workbench.history.migrations import PINNED_PLACE
from workbench.history.query import Facets, Query, Row
from workbench.history.words import EVERY_ROW, mark, match

RECENT = 20_000
"""Filter menus offer what occurs among this many of the newest exchanges: a menu of everything ever used helps nobody."""

MOST_OFFERED = 200

_COLUMNS = (
    "e.number, e.started_at, e.operation, e.tenant_id, e.tenant_name, e.friendly_id, e.identity_type, e.identity, e.status, e.failure, "
    "e.meaning, e.total_ms, e.size, e.pinned, e.label, e.note, e.pending_in IS NOT NULL"
)
_FIELDS = tuple(field.name for field in dataclass_fields(Row))
_END = 1 << 62
_HITS = "SELECT rowid AS place FROM word_index WHERE word_index MATCH ? AND rowid BETWEEN ? AND ?"
# The places of unpinned and of pinned numbers lie far apart, so what is between them is passed over before any row is read.
_HITS_IN_TIME = f"""
    SELECT w.rowid AS place FROM word_index w CROSS JOIN exchange t ON t.number = w.rowid % {PINNED_PLACE}
    WHERE word_index MATCH ? AND w.rowid BETWEEN ? AND ? AND w.rowid % {PINNED_PLACE} BETWEEN ? AND ? AND t.started_at BETWEEN ? AND ?"""  # noqa: S608 (our number)

Values = tuple[str | int, ...]


def search(raw: sqlite3.Connection, query: Query, limit: int, offset: int) -> tuple[Row, ...]:
    hits, values = _hits(raw, query)
    page = f"""
        SELECT {_COLUMNS} FROM ({hits} ORDER BY place DESC LIMIT ? OFFSET ?) f
        CROSS JOIN exchange e ON e.number = f.place % {PINNED_PLACE} ORDER BY f.place DESC"""  # noqa: S608 (our own statements)
    return tuple(_row(found) for found in raw.execute(page, (*values, limit, offset)))


def count(raw: sqlite3.Connection, query: Query) -> int:
    """Exact: but for time, counting reads the index only, which costs no more than a search for something rare."""
    hits, values = _hits(raw, query)
    return int(raw.execute(f"SELECT count(*) FROM ({hits})", values).fetchone()[0])  # noqa: S608 (our own statement)


def facets(raw: sqlite3.Connection) -> Facets:
    def recent(columns: str, wanted: str, most: int) -> list[tuple[Any, ...]]:
        newest = f"SELECT * FROM exchange WHERE deleted_at IS NULL AND run = 0 ORDER BY number DESC LIMIT {RECENT}"  # noqa: S608 (our own words)
        # Beside max() SQLite takes the other columns from the row that has the maximum: the name used last.
        grouped = f"SELECT {columns}, max(number) FROM ({newest}) WHERE {wanted} GROUP BY 1 ORDER BY max(number) DESC LIMIT {most}"  # noqa: S608
        return raw.execute(grouped).fetchall()

    return Facets(
        tenants=tuple((tenant, name) for tenant, name, _ in recent("tenant_id, tenant_name", "tenant_id <> ''", MOST_OFFERED)),
        friendly_ids=tuple(name for name, _ in recent("friendly_id", "friendly_id <> '' AND operation <> 'event'", MOST_OFFERED)),
        statuses=tuple(status for status, _ in recent("status", "status IS NOT NULL", MOST_OFFERED)),
    )


def _hits(raw: sqlite3.Connection, query: Query) -> tuple[str, Values]:
    """The statement that gives the places of all hits, and its values."""
    expression = match(query.text, _marks(query))
    if query.since is None and query.until is None:
        return _HITS, (expression, PINNED_PLACE if query.pinned_only else 0, _END)
    since = to_micros(query.since) if query.since is not None else -_END
    until = to_micros(query.until) if query.until is not None else _END
    first, last = _numbers(raw, since, until)
    lowest = PINNED_PLACE + first if query.pinned_only else first
    return _HITS_IN_TIME, (expression, lowest, PINNED_PLACE + last, first, last, since, until)


def _numbers(raw: sqlite3.Connection, since: int, until: int) -> tuple[int, int]:
    """Between which numbers the exchanges of a time are.

    Numbers follow time but for imports and clocks put back, so these are few; the time itself is still asked of each.
    """
    if since == -_END:
        found = raw.execute("SELECT number FROM exchange WHERE started_at <= ? ORDER BY number DESC LIMIT 1", (until,)).fetchone()
        return (0, found[0]) if found else (0, -1)
    first, last = raw.execute("SELECT min(number), max(number) FROM exchange WHERE started_at BETWEEN ? AND ?", (since, until)).fetchone()
    return (first, last) if first is not None else (0, -1)


def _marks(query: Query) -> list[str]:
    wanted = (
        ("tenant", query.tenant_id),
        ("friendly", query.friendly_id),
        ("status", query.status),
        ("identity", query.identity_type.value if query.identity_type is not None else ""),
    )
    return [mark("run", query.run) if query.run else EVERY_ROW, *(mark(kind, value) for kind, value in wanted if value)]


def _row(values: tuple[Any, ...]) -> Row:
    fields = dict(zip(_FIELDS, values, strict=True))
    fields["started_at"] = from_micros(fields["started_at"])
    fields["failure"] = FailureKind(fields["failure"]) if fields["failure"] is not None else None
    fields["pinned"], fields["pending"] = bool(fields["pinned"]), bool(fields["pending"])
    return Row(**fields)
