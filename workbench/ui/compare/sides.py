"""One side of a comparison: an exchange of History, an approved baseline, a file, the clipboard.  Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.domain import Operation, Recorded
from workbench.ui.compare.state import side_title


class Subject(StrEnum):
    """What of two exchanges is compared; a baseline, a file and the clipboard have only a response."""

    RESPONSE = "response"
    REQUEST = "request"
    HEADERS = "headers"


@dataclass(frozen=True, slots=True)
class Side:
    """``body`` is what is compared as the response; ``recorded`` is set where it is an exchange.

    ``ignore`` are the paths that the expectation of a baseline leaves out of account.
    """

    title: str
    body: bytes
    content_type: str
    recorded: Recorded | None = None
    is_baseline: bool = False
    ignore: tuple[str, ...] = ()

    @classmethod
    def of(cls, recorded: Recorded) -> Side:
        """An exchange; a failure counts as an empty body."""
        response = recorded.exchange.response
        body, kind = (response.body, response.content_type) if response is not None else (b"", "")
        return cls(side_title(recorded), body, kind, recorded)

    @property
    def friendly_id(self) -> str:
        request = self.recorded.exchange.request if self.recorded is not None else None
        return request.friendly_id if request is not None else ""

    @property
    def operation(self) -> Operation:
        """What was called; a baseline and a file are answers of flows."""
        return self.recorded.exchange.operation if self.recorded is not None else Operation.CALL_FLOWS

    @property
    def number(self) -> int:
        """The number in History, 0 where it is none."""
        return self.recorded.number if self.recorded is not None else 0
