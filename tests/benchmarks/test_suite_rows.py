"""1,000 data rows with one expectation each, beside Bruno's and Postman's runners and a bare loop over httpx.

The same rows and the same server on loopback for all of them, in turns.  Each is a process from its start to its end, with
what it keeps: ours has its history on the disk, where every call is noted before it leaves.  Ours and the bare loop also
take turns warm, each in a process that stays.

Aims: at least 3 times as fast as bru; warm at most 1.5 times as long as a bare loop, the quicker one, which has a client for
each of its workers (one client for all, as httpx's documentation asks for, stands beside it); memory the same for 1,000 rows
and for 100,000.  ``SUITE_ROUNDS`` and ``SUITE_ROWS`` make it longer or shorter.
"""

from __future__ import annotations

import faulthandler
import json
import os
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.rows_probe import JOBS, KEY
from tests.support import newman, toolchains

pytestmark = [pytest.mark.benchmark, pytest.mark.skipif(sys.platform == "win32", reason="peaks of memory are read the POSIX way")]

ROUNDS = int(os.environ.get("SUITE_ROUNDS", "3"))
WARM_ROUNDS = 3 * ROUNDS
MANY = int(os.environ.get("SUITE_ROWS", "100000"))
ROWS = 1_000
AIM_BRU, AIM_BARE = 3, 1.5
FLAT_MB = 12
"""By how much the peak of many rows may pass that of a tenth of them: both are past the bounds of SQLite's page caches."""

ROOT = Path(__file__).parents[2]
PROBE = [sys.executable, "-m", "tests.benchmarks.rows_probe"]
BRU = toolchains.MODULES / "@usebruno" / "cli" / "bin" / "bru.js"
BODY = {"channel": "WEB", "language": "EN", "currencyCode": "EUR", "pointOfSale": "acme", "clientKey": KEY, "friendlyId": "home_hero"}
BODY_TEXT = json.dumps({**BODY, "email": "{{email}}", "params": {"tier": "{{tier}}"}}, separators=(",", ":"))

REQUEST = """\
format = 1
name = "Hero"
friendly_id = "home_hero"
channel = "WEB"
language = "EN"
currency = "EUR"
point_of_sale = "acme"
email = "{{email}}"

[params]
tier = "{{tier}}"

[[expect]]
path = "$.offer.name"
equals = "Gold plus"
"""
BRUNO = f"""\
meta {{
  name: Hero
  type: http
}}

post {{
  url: {{{{base}}}}/v2/callFlows
  body: json
  auth: none
}}

body:json {{
  {BODY_TEXT}
}}

assert {{
  res.body.offer.name: eq Gold plus
}}
"""
POSTMAN = {
    "info": {"name": "Rows", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [
        {
            "name": "Hero",
            "request": {
                "method": "POST",
                "url": "{{base}}/v2/callFlows",
                "header": [{"key": "Content-Type", "value": "application/json"}],
                "body": {"mode": "raw", "raw": BODY_TEXT},
            },
            "event": [
                {
                    "listen": "test",
                    "script": {"exec": ["pm.test('offer', () => pm.expect(pm.response.json().offer.name).to.eql('Gold plus'));"]},
                }
            ],
        }
    ],
}


@contextmanager
def kept(*part: str) -> Iterator[subprocess.Popen[str]]:
    """A part of the probe that runs until its stdin ends."""
    with subprocess.Popen([*PROBE, *part], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin is not None
        with closing(process.stdin):
            yield process


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    return dict(json.loads(process.stdout.readline()))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with kept("serve") as server:
        yield str(told(server)["url"])


@dataclass
class Contest:
    """The files of all contestants, and how each is started."""

    home: Path
    url: str
    figures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.home / "bruno").mkdir()
        (self.home / "bruno" / "bruno.json").write_text('{"version": "1", "name": "Rows", "type": "collection"}')
        (self.home / "bruno" / "hero.bru").write_text(BRUNO)
        (self.home / "postman.json").write_text(json.dumps(POSTMAN))
        (self.home / "hero.request.toml").write_text(REQUEST)
        self.environment = {**os.environ, "WORKBENCH_HOME": str(self.home / "workbench"), "CLIENT_KEY": KEY, "NO_PROXY": "*"}
        # What is installed has its bytecode beside it; a clone is given its own, out of the way.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.environment["PYTHONPYCACHEPREFIX"] = str(self.home / "bytecode")
        add = ["tenants", "add", "Acme", "--base-url", self.url, "--point-of-sale", "acme"]
        subprocess.run([sys.executable, "-m", "workbench", *add], env=self.environment, cwd=ROOT, check=True, capture_output=True)

    def rows(self, number: int) -> Path:
        file = self.home / f"{number}.csv"
        file.write_text("email,tier\n" + "".join(f"guest{n}@example.com,gold\n" for n in range(number)))
        return file

    def suite(self, rows: Path) -> list[str]:
        how = ["--tenant", "Acme", "--client-key-env", "CLIENT_KEY", "--yes", "--jobs", str(JOBS), "--max-rate", "0"]
        return [sys.executable, "-m", "workbench", "run", str(self.home / "hero.request.toml"), "--data", str(rows), *how]

    def bru(self, rows: Path, *more: str) -> list[str]:
        return ["node", str(BRU), "run", "hero.bru", "--csv-file-path", str(rows), "--env-var", f"base={self.url}", *more]

    def newman(self, rows: Path) -> list[str]:
        data = ["--iteration-data", str(rows), "--env-var", f"base={self.url}"]
        return ["node", str(newman.PROGRAM), "run", str(self.home / "postman.json"), *data]

    def bare(self, rows: Path) -> list[str]:
        return [*PROBE, "bare", self.url, str(rows)]

    def run(self, name: str, command: list[str], calls: int) -> dict[str, Any]:
        """One run in a process of its own; it must have made every call and found every answer as expected."""
        before = self.answered()
        where = self.home / "bruno" if name.startswith("bru") else ROOT
        environment = {**self.environment, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([*PROBE, "measure", *command], env=environment, cwd=where, capture_output=True, text=True, check=True)
        figures = dict(json.loads(done.stdout.splitlines()[-1]))
        assert figures["code"] == 0, done.stderr[-2000:]
        assert self.answered() - before == calls, done.stderr[-2000:]
        self.figures.setdefault(name, []).append(figures)
        return figures

    def answered(self) -> int:
        with urllib.request.urlopen(f"{self.url}/answered") as answer:
            return int(answer.read())


@pytest.fixture
def contest(tmp_path: Path, url: str) -> Contest:
    return Contest(tmp_path, url)


def median(figures: list[dict[str, Any]], name: str = "seconds") -> float:
    return float(statistics.median(each[name] for each in figures))


@toolchains.needs("node", BRU, newman.PROGRAM)
def test_a_thousand_rows_beside_other_runners(contest: Contest) -> None:
    rows = contest.rows(ROWS)
    contestants: dict[str, Callable[[], list[str]]] = {
        "workbench run": lambda: contest.suite(rows),
        "httpx, bare": lambda: contest.bare(rows),
        "bru run": lambda: contest.bru(rows),
        "bru run --parallel": lambda: contest.bru(rows, "--parallel"),
        "newman run": lambda: contest.newman(rows),
    }
    for name in ("workbench run", "httpx, bare"):  # so that there is bytecode, and the disk's pages are read
        contest.run(name, contestants[name](), ROWS)
    contest.figures.clear()
    for _ in range(ROUNDS):
        for name, command in contestants.items():
            contest.run(name, command(), ROWS)
    ours = median(contest.figures["workbench run"])
    print(f"\n{ROWS:,} rows, each a process of its own, median of {ROUNDS} rounds")
    for name, figures in contest.figures.items():
        seconds, peak = median(figures), median(figures, "peak") / 1e6
        print(f"  {name:20} {seconds:6.2f} s  {seconds / ours:5.2f} × ours  processor {median(figures, 'cpu'):6.2f} s  peak {peak:4.0f} MB")
    quickest = min(median(contest.figures[name]) for name in ("bru run", "bru run --parallel"))
    assert quickest >= AIM_BRU * ours


def test_a_thousand_rows_warm_beside_a_bare_loop(contest: Contest) -> None:
    rows = str(contest.rows(ROWS))
    parts = {
        "ours": ("suite-warm", contest.url, str(contest.home / "warm"), rows, str(contest.home / "hero.request.toml")),
        "bare": ("bare-warm", contest.url, rows, "1"),
        "bare, a client each": ("bare-warm", contest.url, rows, str(JOBS)),
    }
    figures: dict[str, list[dict[str, Any]]] = {name: [] for name in parts}
    with ExitStack() as stack:
        running = {name: stack.enter_context(kept(*part)) for name, part in parts.items()}
        assert all(told(process)["ready"] for process in running.values())
        for number in range(WARM_ROUNDS):
            for name in sorted(running, reverse=bool(number % 2)):
                out = running[name].stdin
                assert out is not None
                out.write("\n")
                out.flush()
                figures[name].append(told(running[name]))
    assert all(each["held"] == ROWS for found in figures.values() for each in found)
    print(f"\n{ROWS:,} rows, warm, {JOBS} at once, {WARM_ROUNDS} rounds in turns")
    for name, found in figures.items():
        least = min(each["seconds"] for each in found)
        ratio = median(figures["ours"]) / median(found)
        print(
            f"  {name}: median {median(found):.2f} s, fastest {least:.2f}, processor {median(found, 'cpu'):.2f}; ours is {ratio:.2f} times that"
        )
    assert median(figures["ours"]) <= AIM_BARE * median(figures["bare, a client each"])


def test_memory_is_the_same_however_many_rows(contest: Contest) -> None:
    faulthandler.cancel_dump_traceback_later()  # the ordinary run's limit is four minutes
    peaks = {}
    for number in (ROWS, MANY // 10, MANY):
        figures = contest.run(f"{number}", contest.suite(contest.rows(number)), number)
        peaks[number] = figures["peak"] / 1e6
        print(
            f"\n{number:,} rows: {figures['seconds']:.1f} s, {number / figures['seconds']:.0f} calls a second, peak {peaks[number]:.0f} MB"
        )
    assert peaks[MANY] <= peaks[MANY // 10] + FLAT_MB
