"""A real HTTP server on loopback that records the bytes it got and answers as it is told."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Answer:
    """What is sent back.  ``raw`` replaces everything; ``chunks`` are written apart, ``pause`` seconds between."""

    status: int = 200
    reason: str = "OK"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    body: bytes = b"{}"
    delay: float = 0.0
    chunks: tuple[bytes, ...] = ()
    pause: float = 0.0
    raw: bytes | None = None
    length: int | None = None


@dataclass
class Received:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Loopback:
    """Use as a context manager; ``answers`` are given in turn, the last one for ever."""

    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.05)
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, name="loopback-accept", daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._listening.close()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{'localhost' if self.tls else '127.0.0.1'}:{self.port}"

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(connection,), name="loopback-serve", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(0.05)
        try:
            if self.tls is not None:
                connection.settimeout(5)
                connection = self.tls.wrap_socket(connection, server_side=True)
                connection.settimeout(0.05)
            while (request := self._read(connection)) is not None:
                answer = self.answers[min(len(self.received), len(self.answers) - 1)]
                self.received.append(request)
                self._write(connection, answer)
        except OSError:
            pass  # the client went away, as some tests make it do
        finally:
            connection.close()

    def _read(self, connection: socket.socket) -> Received | None:
        data = b""
        while b"\r\n\r\n" not in data:
            part = self._some(connection)
            if not part:
                return None
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            part = self._some(connection)
            if not part:
                return None  # the client died within its body
            body += part
        method, target, _ = first.split(" ", 2)
        return Received(method, target, headers, body)

    def _some(self, connection: socket.socket) -> bytes:
        while not self._stop.is_set():
            try:
                return connection.recv(65536)
            except TimeoutError:
                continue
        return b""

    def _write(self, connection: socket.socket, answer: Answer) -> None:
        self._wait(answer.delay)
        connection.settimeout(30)  # a client that reads fifty megabytes takes its time
        try:
            self._answer(connection, answer)
        finally:
            connection.settimeout(0.05)

    def _answer(self, connection: socket.socket, answer: Answer) -> None:
        if answer.raw is not None:
            connection.sendall(answer.raw)
            raise OSError("answered, closing")
        body = b"".join(answer.chunks) or answer.body
        length = len(body) if answer.length is None else answer.length
        head = [
            f"HTTP/1.1 {answer.status} {answer.reason}",
            *(f"{name}: {value}" for name, value in answer.headers),
            f"Content-Length: {length}",
        ]
        start = ("\r\n".join(head) + "\r\n\r\n").encode("utf-8")
        if not answer.chunks:
            connection.sendall(start + answer.body)
            if length != len(answer.body):
                raise OSError("cut short")
            return
        connection.sendall(start)
        for chunk in answer.chunks:
            self._wait(answer.pause)
            connection.sendall(chunk)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stop.is_set():
            self._stop.wait(0.01)


@dataclass
class Tunnel(Loopback):
    """An HTTP proxy that answers CONNECT after ``delay`` seconds and then is the host behind itself, over TLS.

    Anything but a 200 in ``said`` ends the connection.
    """

    said: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    delay: float = 0.0
    asked: list[Received] = field(default_factory=list)

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(0.05)
        if (request := self._read(connection)) is not None:
            self.asked.append(request)
            self._wait(self.delay)
            connection.sendall(self.said)
        if request is None or b" 200 " not in self.said:
            connection.close()
        else:
            super()._serve(connection)


@dataclass
class Socks(Loopback):
    """A SOCKS5 proxy without passwords that is the host behind itself; ``reply`` 0 lets a connection through."""

    reply: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def proxy_url(self) -> str:
        return f"socks5://127.0.0.1:{self.port}"

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(0.05)
        if self._some(connection):
            connection.sendall(b"\x05\x00")
            wanted = self._some(connection)
            self.asked.append((wanted[5:-2].decode(), int.from_bytes(wanted[-2:], "big")))
            connection.sendall(b"\x05" + bytes([self.reply]) + b"\x00\x01" + bytes(6))
        if self.reply or not self.asked:
            connection.close()
        else:
            super()._serve(connection)


@contextmanager
def deaf(port: int, *hosts: str) -> Iterator[None]:
    """Addresses of this computer at which nobody ever accepts: a backlog of nothing, and that is full."""
    held: list[socket.socket] = []
    try:
        for host in hosts:
            listening = socket.create_server((host, port), backlog=0)
            held.append(listening)
            for _ in range(3):
                filling = socket.socket()
                filling.setblocking(False)
                filling.connect_ex((host, port))
                held.append(filling)
        yield
    finally:
        for each in held:
            each.close()
