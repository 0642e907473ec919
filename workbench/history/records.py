"""Records: the statements that put exchanges into the file, change them and take them away.  Each works inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workbench.domain import Exchange, Failure, FailureKind, Recorded, read_outcome
from workbench.history.codec import Unreadable, from_head, pack, to_head, to_micros, unpack, unpack_start
from workbench.history.migrations import PINNED_PLACE
from workbench.history.words import EVERY_ROW, INDEXED_BYTES, body_text, grams, mark, plain, readable

INTERRUPTED = Failure(
    FailureKind.INTERRUPTED,
    "The workbench ended before the response came.",
    "Personalize may have run the flow all the same: look at the guest before you send it again.",
)

_SUMMARY = (
    "started_at, operation, tenant_id, tenant_name, friendly_id, identity_type, identity, status, failure, meaning, total_ms, size, stored, "
    "app_version"
)
_INSERT = f"INSERT INTO exchange ({_SUMMARY}, pending_in, run) VALUES ({', '.join('?' * 16)})"  # noqa: S608 (names of ours)
_INDEX = "INSERT INTO word_index (rowid, words) VALUES (?, ?)"
# One byte more than is indexed tells that a body goes on; a packed body is at most a little longer than that.
_START = INDEXED_BYTES + 1
_INDEXED = f"""
    SELECT e.pinned, e.friendly_id, e.identity, e.identity_type, e.tenant_id, e.label, e.note, e.status, e.failure, e.meaning, e.run,
           substr(p.sent_body, 1, {_START + 1024}), p.sent_packing, substr(p.response_body, 1, {_START + 1024}), p.response_packing
    FROM exchange e JOIN payload p USING (number) WHERE e.number = ?"""  # noqa: S608 (numbers of ours)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An exchange as columns: what takes time (packing, judging) is done before the file is locked for writing.

    ``words`` are those of the index, but its number and its run.
    """

    summary: tuple[object, ...]
    payload: tuple[object, ...]
    words: str


def prepare(exchange: Exchange) -> Prepared:
    response = exchange.response
    packed = pack(response.body) if response is not None else (None, 0)
    payload = (to_head(exchange), *pack(exchange.sent.body), *packed)
    stored = sum(len(part) for part in payload if isinstance(part, str | bytes))
    summary = _summary(exchange, stored)
    tenant_id, _, friendly_id, identity_type, identity, status, failure, meaning = summary[2:10]
    row = (friendly_id, identity, identity_type, tenant_id, "", "", status, failure, meaning)
    words = _words_of(row, exchange.sent.body[:_START], response.body[:_START] if response is not None else b"")
    return Prepared(summary, payload, words)


def insert(raw: sqlite3.Connection, exchange: Prepared, pending_in: str | None, *, run: int = 0) -> int:
    """A new row, indexed; gives its number.  ``pending_in`` is the lease of who waits for the response."""
    number = raw.execute(_INSERT, (*exchange.summary, pending_in, run)).lastrowid
    assert number is not None
    raw.execute("INSERT INTO payload VALUES (?, ?, ?, ?, ?, ?)", (number, *exchange.payload))
    raw.execute(_INDEX, (number, f"{_marks(run, number)} {exchange.words}"))
    return number


def complete(raw: sqlite3.Connection, number: int, exchange: Prepared) -> bool:
    """The row with its outcome; no longer pending.  Whether there is such a row."""
    if (deleted := _is_deleted(raw, number)) is None:
        return False
    if not deleted:
        unindex(raw, number)
    assignments = ", ".join(f"{name} = ?" for name in _SUMMARY.split(", "))
    raw.execute(f"UPDATE exchange SET {assignments}, pending_in = NULL WHERE number = ?", (*exchange.summary, number))  # noqa: S608
    raw.execute("INSERT OR REPLACE INTO payload VALUES (?, ?, ?, ?, ?, ?)", (number, *exchange.payload))
    if not deleted:
        index(raw, number)
    return True


def read(raw: sqlite3.Connection, number: int) -> Recorded | None:
    found = raw.execute(
        "SELECT e.started_at, e.pinned, e.label, e.note, p.head, p.sent_body, p.sent_packing, p.response_body, p.response_packing "
        "FROM exchange e JOIN payload p USING (number) WHERE e.number = ? AND e.deleted_at IS NULL",
        (number,),
    ).fetchone()
    if found is None:
        return None
    started_at, pinned, label, note, head, sent, sent_packing, response, response_packing = found
    body = unpack(response, response_packing) if response is not None else None
    return Recorded(number, from_head(head, started_at, unpack(sent, sent_packing), body), bool(pinned), label, note)


def kept_beside(raw: sqlite3.Connection, number: int) -> tuple[bool, str, str]:
    """Pinned, label and note of a row that is there."""
    pinned, label, note = raw.execute("SELECT pinned, label, note FROM exchange WHERE number = ?", (number,)).fetchone()
    return bool(pinned), label, note


def change(raw: sqlite3.Connection, number: int, column: str, value: int | str) -> bool:
    """Set ``pinned``, ``label`` or ``note``.  Whether there is such a row."""
    if _is_deleted(raw, number) is not False:
        return False
    unindex(raw, number)
    raw.execute(f"UPDATE exchange SET {column} = ? WHERE number = ?", (value, number))  # noqa: S608 (a column's name, from this room)
    index(raw, number)
    return True


def hide(raw: sqlite3.Connection, number: int, at: int) -> bool:
    """Soft delete.  A row that waits for its response stays; whether it was hidden."""
    found = raw.execute("SELECT 1 FROM exchange WHERE number = ? AND deleted_at IS NULL AND pending_in IS NULL", (number,)).fetchone()
    if found:
        unindex(raw, number)
        raw.execute("UPDATE exchange SET deleted_at = ? WHERE number = ?", (at, number))
    return found is not None


def unhide(raw: sqlite3.Connection, number: int) -> None:
    if _is_deleted(raw, number):
        raw.execute("UPDATE exchange SET deleted_at = NULL WHERE number = ?", (number,))
        index(raw, number)


def erase(raw: sqlite3.Connection, numbers: Iterable[int]) -> int:
    """Take rows away for good; how many there were."""
    count = 0
    for number in numbers:
        if (deleted := _is_deleted(raw, number)) is None:
            continue
        if not deleted:
            unindex(raw, number)
        raw.execute("DELETE FROM payload WHERE number = ?", (number,))
        count += raw.execute("DELETE FROM exchange WHERE number = ?", (number,)).rowcount
    return count


def interrupt(raw: sqlite3.Connection, number: int, token: str) -> bool:
    """A row that waits for a sender that is gone becomes a failure; whether it still waited."""
    if raw.execute("SELECT 1 FROM exchange WHERE number = ? AND pending_in = ?", (number, token)).fetchone() is None:
        return False
    try:
        recorded = read(raw, number)
    except Unreadable:  # it stays in the list and no longer waits; get() says what is wrong with it
        unindex(raw, number)
        raw.execute("UPDATE exchange SET pending_in = NULL, failure = ? WHERE number = ?", (FailureKind.INTERRUPTED.value, number))
        index(raw, number)
        return True
    return recorded is not None and complete(raw, number, prepare(replace(recorded.exchange, failure=INTERRUPTED)))


def index(raw: sqlite3.Connection, number: int) -> None:
    place, words = _words(raw, number)
    raw.execute(_INDEX, (place, words))


def unindex(raw: sqlite3.Connection, number: int) -> None:
    """Must come before the row is changed: the index holds no text, so it is told again what it was told."""
    place, words = _words(raw, number)
    raw.execute("INSERT INTO word_index (word_index, rowid, words) VALUES ('delete', ?, ?)", (place, words))


def rebuild_index(raw: sqlite3.Connection) -> None:
    """The index anew, from the rows."""
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
    for (number,) in raw.execute("SELECT number FROM exchange WHERE deleted_at IS NULL ORDER BY number").fetchall():
        index(raw, number)
    raw.execute("COMMIT")


def _words(raw: sqlite3.Connection, number: int) -> tuple[int, str]:
    pinned, *row, run, sent, sent_packing, response, response_packing = raw.execute(_INDEXED, (number,)).fetchone()
    words = _words_of(tuple(row), _start(sent, sent_packing), _start(response, response_packing))
    return number + pinned * PINNED_PLACE, f"{_marks(run, number)} {words}"


def _marks(run: int | None, number: int) -> str:
    return f"{mark('run', run) if run else EVERY_ROW} {mark('number', number)}"


def _words_of(row: tuple[object, ...], sent: bytes, response: bytes) -> str:
    """``row`` is as :data:`_INDEXED` has it, from friendly ID to meaning.  Taking a row out of the index relies on the same words."""
    friendly_id, identity, identity_type, tenant_id, label, note = map(str, row[:6])
    status, failure, meaning = row[6:]
    texts = (body_text(sent), body_text(response), label, note, f"{status or ''} {failure or ''}")
    marks = [mark("tenant", tenant_id), mark("friendly", friendly_id), mark("identity", identity_type)]
    if isinstance(status, int):
        marks += [mark("status", status), mark("status", f"{status // 100}xx")]
    marks += [mark("status", "failed")] if failure else []
    marks += [mark("status", "nothing")] if meaning == "nothing decided" else []
    return " ".join([*marks, *map(grams, (friendly_id, identity, label)), *map(plain, texts)])


def _start(stored: bytes | None, packing: int) -> bytes:
    return unpack_start(stored, packing, _START) if stored is not None else b""


def _is_deleted(raw: sqlite3.Connection, number: int) -> bool | None:
    """``None`` when there is no such row at all."""
    found = raw.execute("SELECT deleted_at IS NOT NULL FROM exchange WHERE number = ?", (number,)).fetchone()
    return None if found is None else bool(found[0])


def _summary(exchange: Exchange, stored: int) -> tuple[object, ...]:
    event, response = exchange.event, exchange.response
    request = event.as_request() if event is not None else exchange.request
    identity = request.identity if request is not None else None
    return (
        to_micros(exchange.started_at),
        exchange.operation.value,
        readable(exchange.tenant_id),
        readable(exchange.tenant_name),
        readable(request.friendly_id) if request is not None else "",
        identity.type.value if identity is not None else "",
        readable(str(identity)) if identity is not None else "",
        response.status if response is not None else None,
        exchange.failure.kind.value if exchange.failure is not None else None,
        read_outcome(response, exchange.operation).meaning.value if response is not None else "",
        exchange.timing.total,
        len(response.body) if response is not None else 0,
        stored,
        readable(exchange.app_version),
    )
