"""The clock of one call: what phase it is in, how long each took, and whether a proxy is still ahead."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.domain import Timing

if TYPE_CHECKING:
    import httpcore

_STARTS = {
    "connection.start_tls.started": "tls",
    "proxy.start_tls.started": "tls",
    "socks.setup_socks5_connection.started": "connect",
    "socks.start_tls.started": "tls",
    "http11.send_request_headers.started": "send",
    "http2.send_request_headers.started": "send",
    "http11.receive_response_headers.started": "waiting",
    "http2.receive_response_headers.started": "waiting",
    "http11.receive_response_body.started": "download",
    "http2.receive_response_body.started": "download",
}
_ENDS = {
    "connection.start_tls.complete": "tls",
    "proxy.start_tls.complete": "tls",
    "socks.setup_socks5_connection.complete": "connect",
    "socks.start_tls.complete": "tls",
    "http11.send_request_body.complete": "send",
    "http2.send_request_body.complete": "send",
    "http11.receive_response_headers.complete": "waiting",
    "http2.receive_response_headers.complete": "waiting",
}
EARLY = ("dns", "connect", "tls")
"""The phases in which not a byte of the request has left."""

_SENDING = ("http11.send_request_headers.started", "http2.send_request_headers.started")
_PAST_THE_PROXY = ("proxy.start_tls.started", "socks.start_tls.started", *_SENDING)


class Clock:
    """Fed by httpcore's trace events (milliseconds out); ``phase`` is where it is now.

    ``proxy`` names the proxy the call still has to get past: as long as it is set, trouble is the proxy's.
    ``opened`` is the connection made for this call, where one was.
    """

    def __init__(self, on_phase: Callable[[str], None]) -> None:
        self.began = time.perf_counter()
        self.ended = 0.0
        self.proxy = ""
        self.opened: httpcore.AsyncNetworkStream | None = None
        self._marks: dict[str, float] = {}
        self._took: dict[str, float] = {}
        self._phase = "connect"
        self._on_phase = on_phase
        self._tunnelling = False

    @property
    def phase(self) -> str:
        return self._phase

    @property
    def is_early(self) -> bool:
        """Not a byte of the request has left."""
        return self._phase in EARLY

    def begin(self, phase: str) -> None:
        self._marks[phase] = time.perf_counter()
        self._phase = phase
        self._on_phase(phase)

    def end(self, phase: str) -> None:
        """The time since it began, on top of what the phase took before."""
        if (began := self._marks.pop(phase, None)) is not None:
            self._took[phase] = self._took.get(phase, 0.0) + (time.perf_counter() - began) * 1000

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's trace extension."""
        if self._is_of_the_tunnel(event, info):
            return
        if event in _PAST_THE_PROXY:
            self.proxy = ""
        if (phase := _STARTS.get(event)) is not None:
            self.begin(phase)
        elif (phase := _ENDS.get(event)) is not None:
            self.end(phase)

    def _is_of_the_tunnel(self, event: str, info: dict[str, Any]) -> bool:
        """A proxy's CONNECT is a request of its own, with the same events; all of it is connecting."""
        if event in _SENDING and info["request"].method == b"CONNECT":
            self._tunnelling = True
            self.begin("connect")
        elif event == "proxy.start_tls.started":
            self._tunnelling = False
            self.end("connect")
        return self._tunnelling

    def stop(self) -> None:
        self.ended = time.perf_counter()
        for phase in list(self._marks):  # a phase that was cut short still took its time
            self.end(phase)

    def timing(self) -> Timing:
        return Timing(**self._took, total=((self.ended or time.perf_counter()) - self.began) * 1000)
