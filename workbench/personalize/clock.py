"""The clock of one call: what phase it is in, and how long each took."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from workbench.domain import Timing

_STARTS = {
    "connection.start_tls.started": "tls",
    "http11.send_request_headers.started": "send",
    "http2.send_request_headers.started": "send",
    "http11.receive_response_headers.started": "waiting",
    "http2.receive_response_headers.started": "waiting",
    "http11.receive_response_body.started": "download",
    "http2.receive_response_body.started": "download",
}
_ENDS = {
    "connection.start_tls.complete": "tls",
    "http11.send_request_body.complete": "send",
    "http2.send_request_body.complete": "send",
    "http11.receive_response_headers.complete": "waiting",
    "http2.receive_response_headers.complete": "waiting",
}


class Clock:
    """Fed by httpcore's trace events (milliseconds out); ``phase`` is where it is now."""

    def __init__(self, on_phase: Callable[[str], None]) -> None:
        self.began = time.perf_counter()
        self.ended = 0.0
        self._marks: dict[str, float] = {}
        self._took: dict[str, float] = {}
        self._phase = "connect"
        self._on_phase = on_phase

    @property
    def phase(self) -> str:
        return self._phase

    @phase.setter
    def phase(self, name: str) -> None:
        self._phase = name
        self._on_phase(name)

    def add(self, phase: str, began: float, ended: float) -> None:
        self._took[phase] = self._took.get(phase, 0.0) + (ended - began) * 1000

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's trace extension."""
        now = time.perf_counter()
        if (phase := _STARTS.get(event)) is not None:
            self._marks[phase] = now
            self.phase = phase
        elif (phase := _ENDS.get(event)) is not None and phase in self._marks:
            self.add(phase, self._marks.pop(phase), now)

    def stop(self) -> None:
        self.ended = time.perf_counter()
        for phase, began in self._marks.items():  # a phase that was cut short still took its time
            self.add(phase, began, self.ended)
        self._marks.clear()

    def timing(self) -> Timing:
        return Timing(**self._took, total=((self.ended or time.perf_counter()) - self.began) * 1000)
