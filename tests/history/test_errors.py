"""SQLite's errors, really raised by SQLite, as plain sentences that name the file."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from workbench.history import (
    DiskFull,
    History,
    HistoryError,
    HistoryReadOnly,
    HistoryUnavailable,
    Query,
    TooLargeToKeep,
)
from workbench.history.errors import explain, explain_os

from .factory import exchange

LARGE = Random(1).randbytes(2_000_000)


def test_a_full_disk_loses_nothing_that_was_kept(history: History) -> None:
    history.record(exchange())
    with history._database.writing() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DiskFull, match=r"disk is full.*history\.sqlite.*Free some space"):
        history.record(exchange(body=LARGE))
    with history._database.writing() as raw:
        raw.execute("PRAGMA max_page_count = 1000000")
    assert history.record(exchange(body=LARGE)).number == 2
    assert history.count(Query()) == 2


def test_a_file_that_cannot_be_written_says_so(history: History) -> None:
    history.record(exchange())
    history._database._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(HistoryReadOnly, match=r"history\.sqlite cannot be written to"):
        history.record(exchange())
    assert history.count(Query()) == 1


def test_a_body_beyond_sqlites_limit_says_so(history: History) -> None:
    history._database._writer.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
    with pytest.raises(TooLargeToKeep, match="too large"):
        history.record(exchange(body=LARGE))
    assert history.record(exchange()).number == 1


def test_no_sentence_is_sqlites_own(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(":memory:")) as raw, pytest.raises(sqlite3.Error) as caught:
        raw.execute("SELECT * FROM nowhere")
    error = explain(caught.value, path)
    assert type(error) is HistoryUnavailable
    assert str(error) == f"The history file {path} cannot be read or written. Check the disk it is on."
    assert error.detail == "no such table: nowhere"


def test_only_an_overflow_of_size_is_about_a_body(history: History) -> None:
    assert type(explain(OverflowError("BLOB longer than INT_MAX bytes"), history.path)) is TooLargeToKeep
    with pytest.raises(OverflowError), history._database.writing() as raw:  # a bug of ours, for the crash handler
        raw.execute("SELECT ?", (2**63,))
    with pytest.raises(TooLargeToKeep), history._database.writing():
        raise OverflowError("string longer than INT_MAX bytes")
    assert history.record(exchange()).number == 1


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.EACCES, HistoryReadOnly), (errno.EROFS, HistoryReadOnly), (errno.ENOSPC, DiskFull), (errno.EIO, HistoryUnavailable)],
)
def test_the_systems_errors_are_sentences_too(tmp_path: Path, number: int, kind: type[HistoryError]) -> None:
    error = explain_os(OSError(number, "says the system"), tmp_path)
    assert type(error) is kind
    assert str(tmp_path) in str(error)
    assert "says the system" not in str(error)
