"""A tenant whose truths are known: a real server on loopback whose decisions a test writes down."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]


@dataclass
class Reply:
    """``delay`` in seconds; ``drop`` closes the connection instead of answering."""

    status: int = 200
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    drop: bool = False


def variant(name: str | None) -> Reply:
    return Reply(body={"variantName": name} if name is not None else {"message": "No flow executed"})


@dataclass
class Truths:
    """``decide`` gives the answer to each callFlows body.  Browser IDs are made as the API makes them."""

    decide: Callable[[Body], Reply]
    create: Callable[[], Reply] = field(default=lambda: Reply(201, {"ref": str(uuid.uuid4()), "status": "OK"}))
    calls: list[Body] = field(default_factory=list)
    events: list[Body] = field(default_factory=list)
    created: int = 0
    at_once: int = 0
    most_at_once: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="loopback-truths", daemon=True)
        self._thread.start()
        ready.wait(5)
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length")), 0)
                body = await reader.readexactly(length) if length else b""
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                reply = self._reply(lines[0].split(" ")[1], body)
                if reply.delay:
                    await asyncio.sleep(reply.delay)
                self.at_once -= 1
                if reply.drop:
                    break
                text = json.dumps(reply.body).encode()
                headers = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
                start = f"HTTP/1.1 {reply.status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {len(text)}\r\n\r\n"
                writer.write(start.encode() + text)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _reply(self, target: str, body: bytes) -> Reply:
        if target.startswith("/v1.2/browser/create.json"):
            self.created += 1
            return self.create()
        sent = json.loads(body)
        if target.startswith("/v1.2/events"):
            self.events.append(sent)
            return Reply(201, {"status": "OK"})
        self.calls.append(sent)
        return self.decide(sent)
