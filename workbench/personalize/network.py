"""The way to a host: name look-up and connection, timed apart; names resolved once per connection.

httpcore reports a look-up and a TCP connection as one phase.  This backend makes them two, and turns
their errors into what the room can tell apart.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

from workbench.personalize.clock import Clock

current_clock: ContextVar[Clock | None] = ContextVar("current_clock", default=None)
"""The clock of the call that is under way in this task; httpcore hands nothing through to its backend."""


class NameNotFoundError(httpcore.ConnectError):
    """The look-up of the host's name failed."""


class TimedBackend(httpcore.AnyIOBackend):
    """Looks the name up, then tries its addresses in turn."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        clock = current_clock.get()
        began = time.perf_counter()
        if clock is not None:
            clock.phase = "dns"
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            raise NameNotFoundError(str(problem)) from None
        looked_up = time.perf_counter()
        if clock is not None:
            clock.phase = "connect"
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), *(socket_options or ())]
        for place, address in enumerate(addresses):
            try:
                stream = await super().connect_tcp(address, port, timeout, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
            else:
                if clock is not None:
                    clock.add("dns", began, looked_up)
                    clock.add("connect", looked_up, time.perf_counter())
                return stream
        raise NameNotFoundError(f"no address for {host}")
