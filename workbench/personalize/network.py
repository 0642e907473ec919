"""The way to a host: name look-up and connection, timed apart, under one deadline.

httpcore reports a look-up and a TCP connection as one phase.  This backend makes them two, lets the
addresses of a name race, and turns their errors into what the room can tell apart.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import select
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextvars import ContextVar
from itertools import zip_longest
from typing import Any

import anyio._backends._asyncio  # noqa: F401 (else loaded within the first call, and its 30 ms counted as the host's)
import httpcore

from workbench.personalize.clock import Clock

STAGGER = 0.25
"""Seconds one address is ahead of the next (RFC 8305, section 5)."""

current_clock: ContextVar[Clock | None] = ContextVar("current_clock", default=None)
"""The clock of the call that is under way in this task; httpcore hands nothing through to its backend."""

_LARGEST_HEAD = 16_384

_Found = tuple[Any, Any, int, str, tuple[Any, ...]]


class NameNotFoundError(httpcore.ConnectError):
    """The look-up of the host's name failed."""


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that knows its socket, and sends the head of a request together with its body.

    httpcore asks twice for each call whether a connection is still open, and anyio then tells all there is to know about
    a socket, addresses included.  It writes head and body apart, each a packet of its own.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream, known: Any = None) -> None:
        self._stream = stream
        self._socket = known if known is not None else stream.get_extra_info("socket")
        self._head = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 (httpcore's signature)
        await self._flush(timeout)
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 (httpcore's signature)
        if not self._head and buffer.endswith(b"\r\n\r\n") and len(buffer) <= _LARGEST_HEAD:
            self._head = buffer  # what follows is written next, even if it is nothing, or read
            return
        self._head += buffer
        await self._flush(timeout)

    async def _flush(self, timeout: float | None) -> None:  # noqa: ASYNC109 (httpcore's signature)
        if self._head:
            head, self._head = self._head, b""
            await self._stream.write(head, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._socket)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # something came that nobody asked for: it was closed
            return self._socket is None or self._socket.fileno() < 0 or _is_readable(self._socket.fileno())
        return self._socket if info == "socket" else self._stream.get_extra_info(info)


def _is_readable(number: int) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))


class TimedBackend(httpcore.AnyIOBackend):
    """Looks the name up, then lets its addresses race."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """``timeout`` is for the look-up and all addresses together."""
        clock = current_clock.get() or Clock(lambda _: None)
        options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), *(socket_options or ())]
        connect = super().connect_tcp
        try:
            async with asyncio.timeout(timeout):
                clock.begin("dns")
                addresses = await look_up(host, port)
                clock.end("dns")
                clock.begin("connect")
                stream = _Stream(await race(addresses, lambda address: connect(address, port, None, local_address, options)))
                clock.end("connect")
                clock.opened = stream
                return stream
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"{timeout} seconds were over") from None


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name in the order to try them.  Raises :class:`NameNotFoundError`."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # a name
    try:
        found = await _on_a_thread_of_its_own(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as problem:
        raise NameNotFoundError(str(problem)) from None
    return interleave(found)


def interleave(found: Iterable[_Found]) -> list[str]:
    """The system's order, but the address families take turns, so that a dead one holds up nobody (RFC 8305, section 4)."""
    families: dict[Any, list[str]] = {}
    for family, _, _, _, place in found:
        families.setdefault(family, []).append(str(place[0]))
    turns = zip_longest(*families.values())
    return list(dict.fromkeys(address for turn in turns for address in turn if address is not None))


async def race(
    addresses: Sequence[str], connect: Callable[[str], Coroutine[Any, Any, httpcore.AsyncNetworkStream]]
) -> httpcore.AsyncNetworkStream:
    """The first connection that stands; the others are dropped.  Raises the last address's error if none does.

    The next address starts when the one before failed, or after :data:`STAGGER` seconds.
    """
    ahead = list(addresses)
    attempts: set[asyncio.Task[httpcore.AsyncNetworkStream]] = set()
    winner: asyncio.Task[httpcore.AsyncNetworkStream] | None = None
    problem: BaseException = NameNotFoundError("the name has no address")
    try:
        while winner is None and (ahead or attempts):
            if ahead:
                attempts.add(asyncio.create_task(connect(ahead.pop(0))))
            done, _ = await asyncio.wait(attempts, timeout=STAGGER if ahead else None, return_when=asyncio.FIRST_COMPLETED)
            for attempt in done:
                if (failed := attempt.exception()) is None:
                    winner = attempt
                else:
                    problem = failed
                    attempts.discard(attempt)
        if winner is None:
            raise problem
        return winner.result()
    finally:
        await _drop([attempt for attempt in attempts if attempt is not winner])


async def _drop(attempts: list[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    for attempt in attempts:
        attempt.cancel()
    for late in await asyncio.gather(*attempts, return_exceptions=True):
        if isinstance(late, httpcore.AsyncNetworkStream):
            await late.aclose()


async def _on_a_thread_of_its_own(work: Callable[[], list[_Found]]) -> list[_Found]:
    """A look-up can block for half a minute and nothing can stop it.

    On the loop's own threads it would hold up the end of the loop, and with it a time limit or Ctrl+C; a
    daemon thread is simply left behind.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[_Found]] = loop.create_future()

    def hand_back(found: list[_Found], problem: Exception | None) -> None:
        if answer.done():  # nobody waits any more
            return
        if problem is None:
            answer.set_result(found)
        else:
            answer.set_exception(problem)

    def run() -> None:
        found: list[_Found] = []
        problem: Exception | None = None
        try:
            found = work()
        except Exception as raised:  # carried over to whoever waits, whatever it is
            problem = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(hand_back, found, problem)

    threading.Thread(target=run, name="workbench-dns", daemon=True).start()
    return await answer
