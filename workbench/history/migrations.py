"""The layout of the file, as numbered steps over the raw database.  Steps are kept for ever and never edited.

Step *n* brings a file of version *n*-1 to version *n* (SQLite's ``user_version``); a new file is made by running all of
them.  A step knows SQL only, no noun of today, because nouns change and old files do not.  Each has a test and a kept
file of its version in ``tests/history/data``.

Version 1: ``exchange`` is what lists and filters need, narrow so that scrolling touches few pages.  ``payload`` is the
exchange itself: ``head`` is everything but the bodies as ASCII JSON, the bodies are the bytes that came, with
``…_packing`` 0 for as they are and 1 for zlib.  ``word_index`` says which word is where, see ``words.py``; its rowid is the exchange's
number, plus ``PINNED_PLACE`` for a pinned one, so that its own order is the order of the list.  Deleted rows are not in it.
Times are microseconds since 1970 UTC.

Version 2: ``run`` is one experiment, ``run_call`` a place of its plan, ``exchange.run`` the run a call belongs to or 0.  A call of a
run has no ``all`` in the index but a mark of its run, so that the list of what a person sent is not flooded.  Exchanges may be events.

Version 3: ``run.figures`` is what a run is compared with others by, as the caller's own text; empty for runs of before.

A new value of an enumeration that is kept (a kind of failure, an operation) or a new field is a new version too, be its
step empty: an older program must refuse a file that it would read wrongly.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

Migration = Callable[[sqlite3.Connection], None]

APPLICATION_ID = 0x50575748
"""``PWWH``, in the header of every history file."""

PINNED_PLACE = 1 << 40


def begin_the_file(raw: sqlite3.Connection) -> None:
    """Version 1."""
    raw.execute("""
        CREATE TABLE exchange (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            started_at INTEGER NOT NULL,
            operation TEXT NOT NULL,
            tenant_id TEXT NOT NULL,
            tenant_name TEXT NOT NULL,
            friendly_id TEXT NOT NULL,
            identity_type TEXT NOT NULL,
            identity TEXT NOT NULL,
            status INTEGER,
            failure TEXT,
            meaning TEXT NOT NULL DEFAULT '',
            total_ms REAL NOT NULL DEFAULT 0,
            size INTEGER NOT NULL DEFAULT 0,
            stored INTEGER NOT NULL DEFAULT 0,
            pinned INTEGER NOT NULL DEFAULT 0,
            label TEXT NOT NULL DEFAULT '',
            note TEXT NOT NULL DEFAULT '',
            pending_in TEXT,
            deleted_at INTEGER,
            app_version TEXT NOT NULL
        )""")
    raw.execute("""
        CREATE TABLE payload (
            number INTEGER PRIMARY KEY,
            head TEXT NOT NULL,
            sent_body BLOB NOT NULL,
            sent_packing INTEGER NOT NULL,
            response_body BLOB,
            response_packing INTEGER NOT NULL DEFAULT 0
        )""")
    raw.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    raw.execute("CREATE INDEX exchange_by_time ON exchange (started_at)")
    raw.execute("CREATE INDEX exchange_pending ON exchange (pending_in) WHERE pending_in IS NOT NULL")
    raw.execute("CREATE INDEX exchange_deleted ON exchange (deleted_at) WHERE deleted_at IS NOT NULL")
    raw.execute(
        "CREATE VIRTUAL TABLE word_index USING fts5 (words, content = '', detail = none, columnsize = 0, tokenize = 'ascii', prefix = '1 2 3')"
    )


def add_runs(raw: sqlite3.Connection) -> None:
    """Version 2."""
    raw.execute("ALTER TABLE exchange ADD COLUMN run INTEGER NOT NULL DEFAULT 0")
    raw.execute("CREATE INDEX exchange_by_run ON exchange (run) WHERE run <> 0")
    raw.execute("""
        CREATE TABLE run (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            plan TEXT NOT NULL,
            state TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            planned INTEGER NOT NULL,
            answered INTEGER NOT NULL DEFAULT 0,
            level TEXT NOT NULL DEFAULT '',
            verdict TEXT NOT NULL DEFAULT '',
            held_by TEXT
        )""")
    raw.execute("""
        CREATE TABLE run_call (
            run INTEGER NOT NULL,
            place INTEGER NOT NULL,
            exchange INTEGER,
            answer TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (run, place)
        ) WITHOUT ROWID""")


def add_figures(raw: sqlite3.Connection) -> None:
    """Version 3."""
    raw.execute("ALTER TABLE run ADD COLUMN figures TEXT NOT NULL DEFAULT ''")


MIGRATIONS: tuple[Migration, ...] = (begin_the_file, add_runs, add_figures)


def version_of(raw: sqlite3.Connection) -> int:
    return int(raw.execute("PRAGMA user_version").fetchone()[0])


def migrate(raw: sqlite3.Connection, migrations: Sequence[Migration], app_version: str) -> None:
    """Run the steps that are missing, all or none of them.  The caller holds no transaction."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version_of(raw), len(migrations)):
            migrations[number](raw)
            raw.execute(f"PRAGMA user_version = {number + 1}")
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute("INSERT OR REPLACE INTO about VALUES ('app_version', ?)", (app_version,))
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
