"""What the response room knows of one exchange, as texts to show.  Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.domain import Exchange, Meaning, Operation, Recorded, Response, read_outcome

if TYPE_CHECKING:
    from workbench.inspect import Document

PHASE_NAMES = {"dns": "DNS", "connect": "Connect", "tls": "TLS", "send": "Send", "waiting": "Waiting", "download": "Download"}


@dataclass(frozen=True, slots=True)
class ResponseState:
    """``status`` with its tone, the facts beside it, and at most one notice."""

    status: str
    tone: str
    facts: str
    slow: bool
    notice_tone: str = ""
    headline: str = ""
    text: str = ""


def read_state(recorded: Recorded) -> ResponseState:
    """The summary line and the notice of one exchange."""
    exchange = recorded.exchange
    if exchange.failure is not None:
        failure = exchange.failure
        tone = "warn" if failure.kind.value in ("cancelled", "interrupted") else "bad"
        detail = f"\n{failure.detail}" if failure.detail else ""
        facts = f"{exchange.timing.total:,.0f} ms · #{recorded.number}"
        return ResponseState(failure.kind.heading, tone, facts, False, tone, failure.kind.heading, f"{failure.what} {failure.next}{detail}")
    response = exchange.response or Response(0)
    return _with_outcome(recorded, exchange, response)


def _with_outcome(recorded: Recorded, exchange: Exchange, response: Response) -> ResponseState:
    from workbench.inspect import size_text

    is_event = exchange.operation is Operation.SEND_EVENT
    outcome = read_outcome(response, exchange.operation)
    tone = "good" if response.is_success else "warn" if response.is_redirect else "bad"
    facts = " · ".join(
        (
            f"{exchange.timing.total:,.0f} ms",
            size_text(len(response.body)),
            response.http_version,
            exchange.tenant_name,
            f"#{recorded.number}",
        )
    )
    notice, headline, text = "", "", ""
    if outcome.meaning is not Meaning.DECIDED:
        notice = {Meaning.NOTHING: "warn", Meaning.UNREADABLE: "warn"}.get(outcome.meaning, tone)
        headline, text = outcome.headline, outcome.why
        if outcome.vendor is not None:
            vendor = outcome.vendor
            said = [vendor.message, vendor.developer_message, f"Code {vendor.code}" if vendor.code else "", vendor.more_info]
            text = "\n".join([part for part in said if part] + [text])
        if outcome.causes:
            text += "\nUsual causes:\n" + "\n".join(f"•  {cause}" for cause in outcome.causes)
    if is_event and response.is_success:
        notice, headline, text = "good", outcome.headline, outcome.why
    if response.redactions > (1 if is_event else 0):  # the answer to an event has the key in it, by its documentation
        places = "one place" if response.redactions == 1 else f"{response.redactions} places"
        text += f"\nThe client key or a secret came back in this response in {places}; it was replaced before anything was kept."
        notice, headline = notice or "info", headline or "A key was in the response"
    from workbench.personalize import still_encoded

    if coding := still_encoded(response.header("content-encoding")):
        text += f"\nThe body is encoded as {coding}, which cannot be decoded here; it is kept and shown as it came."
        notice, headline = notice or "warn", headline or "The body is still encoded"
    status = f"{response.status} {response.reason}".strip()
    return ResponseState(status, tone, facts, exchange.timing.slower_than_jss and not is_event, notice, headline, text.strip())


def sent_text(recorded: Recorded, body: str) -> str:
    """The request as it left, less the key."""
    sent = recorded.exchange.sent
    head = [f"{sent.method} {sent.url}", *(f"{name}: {value}" for name, value in sent.headers)]
    return "\n".join([*head, "", body]) if body else "\n".join(head)


def when_text(moment: datetime, now: datetime | None = None) -> str:
    """``2 min ago``, or the date where it is longer ago."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 45:
        return "just now"
    if seconds < 3600:
        return f"{max(1, round(seconds / 60))} min ago"
    if seconds < 86_400:
        return f"{round(seconds / 3600)} h ago"
    return moment.astimezone().strftime("%d %b %Y, %H:%M")


def remarks_of(document: Document) -> tuple[list[str], str]:
    """What is unusual about a document, most important first; and all of it, with the place of a mistake, for a tooltip."""
    remarks = [note.text for note in document.notes]
    problem = document.problem
    if problem is not None:
        remarks.insert(0, f"Line {problem.line}, column {problem.column}: {problem.message} {problem.guess}".strip())
    elif document.kind.value == "binary":
        remarks.append("This is not text; Raw shows its bytes.")
    elif document.kind.value == "text":
        remarks.append("This is not JSON; it is shown as text.")
    details = "\n".join(remarks)
    if problem is not None:
        details += f"\n{problem.excerpt}\n{' ' * problem.caret}^"
    return remarks, details


def large_text(size: int) -> str:
    """What is said while a large body is read, and after that was stopped."""
    from workbench.inspect import size_text

    return f"{size_text(size)} came and are kept in History. Reading goes on in the background; everything else works meanwhile."
