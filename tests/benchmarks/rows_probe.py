"""What the suite benchmark runs in processes of their own: a quick server, a bare loop over httpx, and a suite, warm, beside it.

``python -m tests.benchmarks.rows_probe PART …`` prints what it found out as JSON, one object a line.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ITEM = {"sku": "SKU-10023", "name": "Trail shoe, wide", "price": 129.95, "tags": ["new", "trail"], "stock": True}
ANSWER = {"variantName": "Hero with offer", "offer": {"name": "Gold plus", "until": "2026-12-31"}, "items": [ITEM] * 18}
KEY = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
JOBS = 8


def tell(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


# -- the server --------------------------------------------------------------------------------------


class Quick(asyncio.Protocol):
    """Answers every request that is whole with the same bytes, in one write.  asyncio sets TCP_NODELAY itself."""

    body = json.dumps(ANSWER).encode()
    said = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._out, self._come = transport, b""

    def data_received(self, data: bytes) -> None:
        self._come += data
        while (end := self._come.find(b"\r\n\r\n")) >= 0:
            head = self._come[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._come) < end + 4 + length:
                return
            counting = head.startswith(b"get /answered")
            self._come = self._come[end + 4 + length :]
            if counting:
                number = b"%d" % Quick.answered
                self._out.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(number), number))
            else:
                Quick.answered += 1
                self._out.write(self.said)


async def serve() -> None:
    """Until its stdin ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Quick, "127.0.0.1", 0)
    tell(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await loop.run_in_executor(None, sys.stdin.read)


# -- the bare loop -----------------------------------------------------------------------------------


def bodies(rows: Path) -> Iterator[bytes]:
    """The same that the workbench sends for the rows."""
    with rows.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            where = {"channel": "WEB", "language": "EN", "currencyCode": "EUR", "pointOfSale": "acme", "clientKey": KEY}
            body = {**where, "friendlyId": "home_hero", "email": row["email"], "params": {"tier": row["tier"]}}
            yield json.dumps(body, separators=(",", ":")).encode()


async def bare(url: str, rows: Path, clients: int = 1) -> int:
    """Eight workers; each answer parsed and one value in it looked at.  How many held.

    With one client, as httpx's documentation asks for, or one for each worker, which is quicker: its workers do not wait for
    each other's connections.
    """
    import httpx

    left, held = bodies(rows), 0
    made = [httpx.AsyncClient(verify=False) for _ in range(clients)]

    async def work(client: httpx.AsyncClient) -> None:
        nonlocal held
        for body in left:
            answer = await client.post(f"{url}/v2/callFlows", content=body, headers={"Content-Type": "application/json"})
            held += answer.status_code == 200 and json.loads(answer.content)["offer"]["name"] == "Gold plus"

    await asyncio.gather(*(work(made[number % clients]) for number in range(JOBS)))
    for client in made:
        await client.aclose()
    return held


# -- warm, each in a process that stays ---------------------------------------------------------------


def repeat(run: Callable[[], int]) -> None:
    """Once that does not count, and then once for each line of stdin."""
    run()
    tell(ready=True)
    for _ in sys.stdin:
        began, spent = time.perf_counter(), time.process_time()
        held = run()
        tell(seconds=time.perf_counter() - began, cpu=time.process_time() - spent, held=held)


def suite(url: str, home: Path, rows: Path, request: Path) -> Callable[[], int]:
    """The suite in this process, with its history on the disk."""
    from workbench.domain import SANDBOX, Secret
    from workbench.personalize import CallOptions
    from workbench.usecases import Places, Workbench
    from workbench.usecases.runs.job import Limits
    from workbench.usecases.runs.suite import Suite

    workbench = Workbench(Places(home, home, home, home, home), "1.0")
    tenant = replace(SANDBOX, id="acme", name="Acme", base_url=url, points_of_sale=("acme",), keys=frozenset(), secrets=(), values={})

    def run() -> int:
        plan = Suite.gathered(request, tenant, rows=rows)
        work = workbench.run_experiment()(plan, Limits(jobs=JOBS), CallOptions(), client_keys={"acme": Secret(KEY)})
        tally: Any = asyncio.run(work).tally
        return int(tally.held)

    return run


# -- a command in a process of its own ---------------------------------------------------------------


def measure(command: list[str]) -> None:
    """Seconds and peak of memory.  From this small process, since a child begins with what its parent holds."""
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
    _, status, usage = os.wait4(child, 0)
    tell(
        seconds=time.perf_counter() - began,
        code=os.waitstatus_to_exitcode(status),
        peak=usage.ru_maxrss * 1024,
        cpu=usage.ru_utime + usage.ru_stime,
    )


def main() -> None:
    part, *given = sys.argv[1:]
    match part:
        case "serve":
            asyncio.run(serve())
        case "bare":
            tell(held=asyncio.run(bare(given[0], Path(given[1]))))
        case "bare-warm":
            repeat(lambda: asyncio.run(bare(given[0], Path(given[1]), int(given[2]))))
        case "suite-warm":
            repeat(suite(given[0], Path(given[1]), Path(given[2]), Path(given[3])))
        case "measure":
            measure(given)
        case _:
            raise SystemExit(f"no part {part}")


if __name__ == "__main__":
    main()
