"""History: every exchange ever sent, kept in one SQLite file and found again as fast as one types.

The door is :class:`History`.  An exchange is on disk before a byte of it is sent (:meth:`History.begin`) and complete on
disk before it is on screen (:meth:`History.finish`).  Two processes may have the same file open.  This is the only room
that knows sqlite3; how the file is laid out is in ``migrations.py``, how words are found in ``words.py``.
"""

from workbench.history.errors import (
    CannotOpen,
    DiskFull,
    ExchangeDamaged,
    HistoryClosed,
    HistoryDamaged,
    HistoryError,
    HistoryLocked,
    HistoryReadOnly,
    HistoryUnavailable,
    NewerHistory,
    NoSuchExchange,
    NoSuchRun,
    NotAHistory,
    TooLargeToKeep,
)
from workbench.history.export import har_parts, json_parts, to_har, to_json
from workbench.history.history import History
from workbench.history.query import Deletion, Facets, Query, Retention, Row
from workbench.history.runs import RunCall, RunRow, Runs, RunState, Settled

__all__ = [
    "CannotOpen",
    "Deletion",
    "DiskFull",
    "ExchangeDamaged",
    "Facets",
    "History",
    "HistoryClosed",
    "HistoryDamaged",
    "HistoryError",
    "HistoryLocked",
    "HistoryReadOnly",
    "HistoryUnavailable",
    "NewerHistory",
    "NoSuchExchange",
    "NoSuchRun",
    "NotAHistory",
    "Query",
    "Retention",
    "Row",
    "RunCall",
    "RunRow",
    "RunState",
    "Runs",
    "Settled",
    "TooLargeToKeep",
    "har_parts",
    "json_parts",
    "to_har",
    "to_json",
]
