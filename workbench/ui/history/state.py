"""What the history panel knows, as texts; and what it needs of the store.  Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from workbench.domain import Operation

if TYPE_CHECKING:
    from workbench.history import Deletion, Facets, Query, Row

STATUSES = (
    ("", "Any outcome"),
    ("2xx", "2xx success"),
    ("nothing", "Nothing decided"),
    ("4xx", "4xx refused"),
    ("5xx", "5xx failed"),
    ("failed", "No response"),
)
TIMES = (("", "Any time"), ("1", "Last 24 hours"), ("7", "Last 7 days"), ("30", "Last 30 days"))
IDENTITIES = (("", "Any identity"), ("browserId", "Browser ID"), ("email", "Email"), ("identifiers", "Identifiers"))


class HistorySource(Protocol):
    """What is needed of the store.  Every call blocks, so it is made on a worker thread."""

    def search(self, query: Query, *, limit: int = 200, offset: int = 0) -> tuple[Row, ...]: ...
    def count(self, query: Query) -> int: ...
    def pin(self, numbers: Sequence[int], pinned: bool) -> None: ...
    def set_label(self, number: int, label: str) -> None: ...
    def set_note(self, number: int, note: str) -> None: ...
    def delete(self, numbers: Sequence[int]) -> Deletion: ...
    def restore(self, deletion: Deletion) -> None: ...
    def facets(self) -> Facets: ...
    def change_stamp(self) -> int: ...


def since(days: str, now: datetime | None = None) -> datetime | None:
    """The moment a time filter begins at."""
    return (now or datetime.now(UTC)) - timedelta(days=int(days)) if days else None


def badge(row: Row) -> tuple[str, str]:
    """The short outcome of a row and its tone."""
    if row.pending:
        return "…", "info"
    if row.status is None:
        return "—", "warn" if row.failure is not None and row.failure.value in ("cancelled", "interrupted") else "bad"
    if row.meaning == "nothing decided":
        return str(row.status), "warn"
    return str(row.status), "good" if 200 <= row.status < 300 else "bad"


def title(row: Row) -> str:
    if row.operation == Operation.SEND_EVENT:
        return f"{row.friendly_id} event" if row.friendly_id else "Event"
    return row.friendly_id or "New browser ID"


def second_line(row: Row, now: datetime | None = None) -> str:
    """Label first, because it is what the user wrote; then who, where, when."""
    outcome = row.failure.heading if row.failure is not None else ("Nothing decided" if row.meaning == "nothing decided" else "")
    parts = (row.label, outcome, ago(row.started_at, now), row.identity, row.tenant_name)
    return " · ".join(part for part in parts if part)


def ago(moment: datetime, now: datetime | None = None) -> str:
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 60:
        return "now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    if seconds < 86_400:
        return f"{int(seconds // 3600)} h"
    return moment.astimezone().strftime("%d %b %Y")


def tooltip(row: Row) -> str:
    """Everything the two lines may have cut off."""
    when = row.started_at.astimezone().strftime("%d %b %Y, %H:%M:%S")
    parts = [f"#{row.number}  {title(row)}", when, f"{row.identity_type} {row.identity}".strip(), row.tenant_name, row.label, row.note]
    return "\n".join(part for part in parts if part)


def deleted_text(count: int) -> str:
    return "1 exchange deleted" if count == 1 else f"{count} exchanges deleted"
