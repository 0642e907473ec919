"""History at 100,000 exchanges: what each keystroke, each page and each new exchange costs.

Run with ``pytest -m benchmark -s tests/benchmarks/test_history_search.py``; ``HISTORY_ROWS`` makes it smaller.  Nothing
here fails because a machine is slow: searching is held against a scan of all bodies on the same machine, in the same run.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from workbench.domain import BrowserId, Email, Exchange, FlowRequest, Identifiers, Identity, IdentityType, Operation, Response, Sent, Timing
from workbench.history import History, Query, records
from workbench.history.codec import unpack

pytestmark = pytest.mark.benchmark

ROWS = int(os.environ.get("HISTORY_ROWS", "100000"))
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
IN_ONE_TRANSACTION = 2000

random_words = random.Random(20260101)  # the same words in every run
VOCABULARY = ["".join(random_words.choices("abcdefghilmnoprstu", k=random_words.randint(3, 10))) for _ in range(3000)]
FREQUENCY = [1 / (rank + 5) for rank in range(len(VOCABULARY))]
FRIENDLY_IDS = [
    f"{page}_{what}" for page in ("home", "cart", "pdp", "search", "login") for what in ("hero", "banner", "offer", "rank", "exit_popup")
]


def make(number: int, chance: random.Random) -> Exchange:
    """One exchange as testers make them: about 2 kB of response, ids and times of its own in each."""
    identities: tuple[Identity, ...] = (
        BrowserId(str(uuid.UUID(int=chance.getrandbits(128)))),
        Email(f"guest{number:06}@example.com"),
        Identifiers("CRM", f"C-{chance.randint(0, 10**8)}"),
    )
    request = FlowRequest(
        friendly_id=chance.choice(FRIENDLY_IDS),
        channel="WEB",
        language="EN",
        currency_code="EUR",
        point_of_sale="demo-store",
        identity=chance.choice(identities),
        params={"page": chance.choice(("home", "cart")), "order": f"order{number}", "clicked": 1_700_000_000_000 + number},
    )
    offers = [
        {
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
            "title": " ".join(chance.choices(VOCABULARY, FREQUENCY, k=18)),
            "price": chance.randint(1, 999),
        }
        for _ in range(9)
    ]
    status = chance.choice((200, 200, 200, 200, 404, 500))
    return Exchange(
        operation=Operation.CALL_FLOWS,
        request=request,
        sent=Sent(
            "POST", "https://api-engage-eu.sitecorecloud.io/v2/callFlows", (("Content-Type", "application/json"),), request.body(None)
        ),
        started_at=BEGAN + timedelta(minutes=number),
        tenant_id=f"tenant-{number % 5}",
        tenant_name=f"Tenant {number % 5}",
        response=Response(
            status, "OK", headers=(("content-type", "application/json"),), body=json.dumps({"variantId": "b", "offers": offers}).encode()
        ),
        timing=Timing(waiting=chance.random() * 300, total=chance.random() * 400),
        app_version="1.0.0",
    )


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    path = tmp_path_factory.mktemp("history") / "history.sqlite"
    chance = random.Random(7)
    with History.open(path, app_version="1.0.0") as opened:
        started = time.perf_counter()
        for first in range(0, ROWS, IN_ONE_TRANSACTION):
            with opened._database.writing() as raw:
                for number in range(first, min(first + IN_ONE_TRANSACTION, ROWS)):
                    records.insert(raw, records.prepare(make(number, chance)), None)
        opened.pin(range(1, ROWS, ROWS // 50), True)
        print(
            f"\n{ROWS} exchanges built in {time.perf_counter() - started:.0f} s, {sum(p.stat().st_size for p in path.parent.iterdir()) / 1e6:.0f} MB"
        )
        yield opened


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def search_takes(history: History, query: Query, offset: int = 0) -> float:
    return milliseconds(lambda: history.search(query, offset=offset))


def line(name: str, taken: list[float], more: str = "") -> str:
    taken = sorted(taken)
    return f"{name:<44} p50 {taken[len(taken) // 2]:7.1f}  p95 {taken[int(len(taken) * 0.95)]:7.1f}  max {taken[-1]:7.1f} ms  {more}"


TYPED = (
    "variantId",
    "home_hero",
    "me_he",
    "guest0123",
    "@example.com",
    "order99",
    "17000000",
    VOCABULARY[0],
    f"{VOCABULARY[100]} {VOCABULARY[3]}",
    "zebra",
    "e",
)
FILTERS = {
    "": Query(),
    "one tenant": Query(tenant_id="tenant-3"),
    "404": Query(status="404"),
    "email, one friendlyId": Query(identity_type=IdentityType.EMAIL, friendly_id="cart_rank"),
    "one hour long ago": Query(since=BEGAN + timedelta(days=20), until=BEGAN + timedelta(days=20, hours=1)),
    "all but the newest": Query(until=BEGAN + timedelta(minutes=ROWS - 10)),
}


def test_each_keystroke(history: History) -> None:
    every: list[float] = []
    print()
    for text in TYPED:
        for name, filters in FILTERS.items():
            queries = [replace(filters, text=text[:length]) for length in range(1, len(text) + 1)]
            taken = [search_takes(history, query) for query in queries]
            count = milliseconds(partial(history.count, queries[-1]))
            print(line(f"“{text}” {name}", taken, f"count of {history.count(queries[-1])}: {count:.1f} ms"))
            every += taken
    print(line("every keystroke", every))
    scan = scan_bodies(history.path)
    print(
        f"the same by LIKE over the unpacked bodies: {scan:.0f} ms; a keystroke at p95 takes {sorted(every)[int(len(every) * 0.95)] / scan:.3f} of it"
    )
    assert sorted(every)[len(every) // 2] < scan


def scan_bodies(path: Path) -> float:
    """The baseline: what a search without an index costs, bodies lying unpacked in one table."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TEMP TABLE plain (body TEXT)")
        raw.create_function("unpack", 2, lambda body, packing: unpack(body, packing).decode())
        raw.execute("INSERT INTO plain SELECT unpack(response_body, response_packing) FROM payload")
        return min(milliseconds(lambda: raw.execute("SELECT count(*) FROM plain WHERE body LIKE '%zebra%'").fetchone()) for _ in range(3))


def test_scrolling(history: History) -> None:
    print()
    for name, query in {"everything": Query(), "a common word": Query("variantid"), "one tenant": Query(tenant_id="tenant-1")}.items():
        for offset in (0, ROWS // 2, ROWS * 9 // 10):
            print(line(f"{name}, 200 rows from {offset}", [search_takes(history, query, offset) for _ in range(5)]))
    print(line("facets", [milliseconds(history.facets) for _ in range(5)]))
    assert len(history.search(Query(), offset=ROWS - 100)) == 100


def test_adding(history: History) -> None:
    chance = random.Random(8)
    begin, finish = list[float](), list[float]()
    numbers: list[int] = []
    for number in range(200):
        whole = make(number, chance)
        begin.append(milliseconds(lambda: numbers.append(history.begin(replace(whole, response=None)))))  # noqa: B023 (called at once)
        finish.append(milliseconds(lambda: history.finish(numbers[-1], whole)))  # noqa: B023
    print("\n" + line("begin", begin) + "\n" + line("finish", finish))
    large = replace(
        make(0, chance), response=Response(200, body=json.dumps([make(n, chance).sent.body.decode() for n in range(500)] * 50).encode())
    )
    assert large.response is not None
    print(f"record a body of {len(large.response.body) / 1e6:.0f} MB: {milliseconds(lambda: history.record(large)):.0f} ms")
    pinned = milliseconds(lambda: history.pin(numbers, True))
    deleted = milliseconds(lambda: history.delete(numbers))
    print(f"pin {len(numbers)}: {pinned:.0f} ms; delete {len(numbers)}: {deleted:.0f} ms")
    assert history.search(Query(), limit=1)[0].number not in numbers


def test_opening(history: History) -> None:
    def reopen() -> None:
        History.open(history.path, app_version="1.0.0").close()

    print("\n" + line("open", [milliseconds(reopen) for _ in range(5)]))
    with closing(sqlite3.connect(history.path)) as raw:
        size = history.path.stat().st_size / 1e6
        print(f"quick_check of {size:.0f} MB: {milliseconds(lambda: raw.execute('PRAGMA quick_check(1)').fetchone()):.0f} ms")
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
