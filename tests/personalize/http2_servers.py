"""Two HTTP/2 servers over TLS on loopback: Hypercorn, which behaves, and one that does not."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from tests.personalize.calling import served
from tests.support.loopback import Loopback

_IMPOSSIBLE = bytes(3) + b"\x04\x00" + bytes(3) + b"\x07"
"""A SETTINGS frame on a stream, which there cannot be."""

_Send = Callable[[dict[str, Any]], Awaitable[None]]
_Receive = Callable[[], Awaitable[dict[str, Any]]]


async def application(scope: dict[str, Any], receive: _Receive, send: _Send) -> None:
    """Answers with the HTTP version and the sender's port; to a body with ``wait`` in it, not until the client goes."""
    if scope["type"] != "http":
        return
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    if b'"wait"' in body:
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    said = f'{{"version": "{scope["http_version"]}", "port": {scope["client"][1]}}}'.encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": said})


@contextmanager
def hypercorn(authority: trustme.CA, folder: Path) -> Iterator[str]:
    """The URL of a running Hypercorn."""
    certificate = authority.issue_cert("localhost")
    for at, pem in enumerate(certificate.cert_chain_pems):
        pem.write_to_path(folder / "chain.pem", append=at > 0)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listening.detach()}"]
    config.certfile, config.keyfile = str(folder / "chain.pem"), str(folder / "key.pem")
    config.errorlog = None
    config.graceful_timeout = config.shutdown_timeout = 0.2
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def run() -> None:
        loop.run_until_complete(serve(application, config, shutdown_trigger=stop.wait))  # type: ignore[arg-type]
        loop.close()

    thread = threading.Thread(target=run, name="loopback-hypercorn", daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


class Misbehaving(Loopback):
    """Does with each request what its friendly ID says: ``reset``, ``goaway``, ``cut``, ``garbage``, else an answer."""

    def __init__(self, authority: trustme.CA) -> None:
        context = served(authority, "localhost")
        context.set_alpn_protocols(["h2"])
        super().__init__(tls=context)

    def _serve(self, connection: socket.socket) -> None:
        assert self.tls is not None
        try:
            connection.settimeout(5)
            connection = self.tls.wrap_socket(connection, server_side=True)
            connection.settimeout(0.05)
            self._speak(connection)
        except (OSError, ssl.SSLError):
            pass  # the client went away
        finally:
            connection.close()

    def _speak(self, connection: socket.socket) -> None:
        engine = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        engine.initiate_connection()
        connection.sendall(engine.data_to_send())
        asked = after = b""
        while data := self._some(connection):
            for event in engine.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    asked += event.data or b""
                elif isinstance(event, h2.events.StreamEnded):
                    assert event.stream_id is not None
                    connection.sendall(_answer(engine, event.stream_id, asked))
                    if b"goaway" in asked:
                        return
                    after, asked = (b"" if b"cut" in asked else _IMPOSSIBLE), b""
                elif isinstance(event, h2.events.PingAckReceived):
                    if not after:
                        return
                    connection.sendall(after)
            connection.sendall(engine.data_to_send())


def _answer(engine: h2.connection.H2Connection, stream: int, asked: bytes) -> bytes:
    if b"reset" in asked:
        engine.reset_stream(stream, error_code=2)
        return engine.data_to_send()
    if b"goaway" in asked:
        engine.close_connection(error_code=0)
        return engine.data_to_send()
    engine.send_headers(stream, [(":status", "200"), ("content-type", "application/json")])
    engine.send_data(stream, b'{"a": ', end_stream=False)
    if b"cut" in asked or b"garbage" in asked:
        engine.ping(b"are you?")  # the end or the garbage follows when the client has read this far
        return engine.data_to_send()
    engine.send_data(stream, b"1}", end_stream=True)
    return engine.data_to_send()
