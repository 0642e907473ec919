"""The server: uvicorn on a thread of its own, on loopback only."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain import SANDBOX_CLIENT_KEY
from workbench.sandbox.errors import ImpossiblePort, PortTaken, SandboxError
from workbench.sandbox.flows import load_flows

if TYPE_CHECKING:
    from uvicorn import Server


class Sandbox:
    """``start`` gives the base URL; starting twice is fine, from any thread.  Flow files are read at the start only."""

    def __init__(
        self,
        flows_dir: Path,
        *,
        port: int = 0,
        client_key: str = SANDBOX_CLIENT_KEY,
        on_request: Callable[[str, str, int, float], None] | None = None,
    ) -> None:
        self._flows_dir = flows_dir
        self._port = port
        self._client_key = client_key
        self._on_request = on_request
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self.base_url = ""

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> str:
        """The base URL.  Raises ``SandboxError``: a flow file is wrong, the port is taken or impossible."""
        with self._lock:
            if not self.running:
                self._start()
            return self.base_url

    def stop(self) -> None:
        """End calls under way and close the port; harmless when it is not running."""
        with self._lock:
            server, thread = self._server, self._thread
            if server is not None and thread is not None:
                server.should_exit = True
                server.force_exit = True
                thread.join(timeout=5)
            if self._socket is not None:
                self._socket.close()
            self._server = self._thread = self._socket = None

    def serve_forever(self) -> None:
        """Wait in the calling thread until it is interrupted or the server ends."""
        while self.running:
            assert self._thread is not None
            self._thread.join(timeout=0.5)

    def _start(self) -> None:
        from uvicorn import Config, Server

        from workbench.sandbox.api import Api

        flows = load_flows(self._flows_dir)
        self._socket = _listen(self._port)
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        app = Api(flows, self._client_key, self._on_request).app()
        config = Config(
            app, log_config=None, log_level="critical", access_log=False, lifespan="off", loop="asyncio", http="h11", ws="none",
            server_header=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = _QuietServer.make(Server, config)
        ready = threading.Event()
        server.sandbox_ready = ready  # type: ignore[attr-defined]
        self._server = server
        listening = self._socket
        self._thread = threading.Thread(target=lambda: server.run(sockets=[listening]), name="workbench-sandbox", daemon=True)
        self._thread.start()
        if not ready.wait(timeout=10):
            raise SandboxError("The sandbox did not start within ten seconds. Try again, or restart the workbench.")


class _QuietServer:
    """uvicorn's server less its signal handlers, which belong to the main thread; and with a word when it is up."""

    @staticmethod
    def make(base: type[Server], config: object) -> Server:
        class Quiet(base):  # type: ignore[valid-type,misc]
            @contextlib.contextmanager
            def capture_signals(self):  # type: ignore[no-untyped-def]
                yield

            async def startup(self, sockets=None) -> None:  # type: ignore[no-untyped-def]
                await super().startup(sockets=sockets)
                self.sandbox_ready.set()

        return Quiet(config)


def _listen(port: int) -> socket.socket:
    """A listening socket on loopback, without Nagle's delay, which accepted connections inherit."""
    if not 0 <= port <= 65_535:
        raise ImpossiblePort(port)
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, _claim(), 1)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.bind(("127.0.0.1", port))
        made.listen(128)
    except OSError as wrong:
        made.close()
        raise PortTaken(port, wrong.strerror or str(wrong)) from None
    return made


def _claim() -> int:
    """The option to bind a port with.

    ``SO_REUSEADDR`` lets a port of a program that just ended be taken at once; on Windows it would let two programs have one
    port, and there, and only there, the other option exists.
    """
    return int(getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR))
