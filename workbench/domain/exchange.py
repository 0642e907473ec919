"""Exchange: one call as it was made, with its response or its failure.  What History holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workbench.domain.event import StreamEvent
from workbench.domain.failure import Failure
from workbench.domain.request import FlowRequest
from workbench.domain.timing import Timing

Headers = tuple[tuple[str, str], ...]


class Operation(StrEnum):
    """What was called: ``POST /v2/callFlows``, ``GET /v1.2/browser/create.json`` or ``POST /v1.2/events``."""

    CALL_FLOWS = "callFlows"
    CREATE_BROWSER = "browser/create"
    SEND_EVENT = "event"


@dataclass(frozen=True, slots=True)
class Sent:
    """The HTTP request as it left, less the client key and other secrets (fixed texts stand in their places)."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """The HTTP response.  ``body`` is what came, after content decoding, byte for byte.

    ``encoded_size`` counts the body's bytes on the network.  ``redactions`` counts places where the
    client key or another secret came back and was replaced before anything kept it.
    """

    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    headers: Headers = ()
    body: bytes = b""
    encoded_size: int = 0
    redactions: int = 0

    def header(self, name: str) -> str:
        """The first value of a header, case-insensitively; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        return self.header("content-type")

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_redirect(self) -> bool:
        return self.status in (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call.  Exactly one of ``response`` and ``failure`` is set once it ended.

    ``request`` is what was sent (``None`` for a browser ID or an event): with values for its placeholders, all but
    ``{{secret:name}}``.  ``sent`` is what left the machine.
    ``started_at`` is timezone-aware UTC.
    """

    operation: Operation
    request: FlowRequest | None
    sent: Sent
    started_at: datetime
    tenant_id: str = ""
    tenant_name: str = ""
    response: Response | None = None
    failure: Failure | None = None
    timing: Timing = field(default_factory=Timing)
    app_version: str = ""

    @property
    def event(self) -> StreamEvent | None:
        """The event that was sent, read from what left the machine; ``None`` for other calls."""
        if self.operation is not Operation.SEND_EVENT:
            return None
        try:
            body = json.loads(self.sent.body)
        except (ValueError, RecursionError):
            return StreamEvent()
        return StreamEvent.from_wire(body) if isinstance(body, dict) else StreamEvent()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An exchange that is on disk, under the number people use for it."""

    number: int
    exchange: Exchange
    pinned: bool = False
    label: str = ""
    note: str = ""
