"""The longest gap between two turns of the event loop while a large response arrives, is shown, scrolled, searched, filtered, compared.

Aim: under 50 ms for 5 and 50 MB; 5 MB readable in 0.5 s, 50 MB in 3 s and with less than 400 MB above idle; 200 MB opens.
``GAP_MB=5,50`` chooses the sizes.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.loopback import Answer, Loopback
from workbench.app.paths import find_places
from workbench.domain import Secret, SecretKind, Tenant
from workbench.settings import Settings
from workbench.ui.composer import Draft
from workbench.ui.jobs import Jobs
from workbench.ui.shell.window import SAMPLE, MainWindow
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

pytestmark = pytest.mark.benchmark

SIZES = [int(size) for size in os.environ.get("GAP_MB", "5,50,200").split(",")]
WAIT_S = 120
WORDS = "Waterproof, breathable and light: for cold days."


def body(megabytes: int, change: bool = False) -> bytes:
    """Items of a little more than 180 bytes; with ``change``, one in a hundred has another price."""
    count = megabytes * 10**6 // 180
    items = (
        f'{{"ref":"{n:08x}-aaaa-bbbb-cccc-{n:012x}","name":"Trail jacket {n}","price":{(n % 900) + (change and n % 100 == 0)},"tags":["a","b"],"stock":{{"eu":{n % 7},"us":{n % 5}}},"text":"{WORDS}"}}'
        for n in range(count)
    )
    made = ('{"variantName":"big","items":[' + ",".join(items) + "]}").encode()
    assert len(made) > megabytes * 10**6
    return made


class Gaps:
    """Turns the event loop and remembers the longest time between two turns, per phase."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}
        self.took: dict[str, float] = {}
        self._last = 0.0
        self._gap = 0.0
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    def during(self, phase: str, begin: Callable[[], object], done: Callable[[], object]) -> None:
        self._gap, self._last = 0.0, time.perf_counter()
        began = time.perf_counter()
        self._timer.start()
        begin()
        while not done():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            time.sleep(0.0005)  # the workers' turn
            assert time.perf_counter() - began < WAIT_S, (phase, done)
        self._turn()
        self._timer.stop()
        self.took[phase] = time.perf_counter() - began
        self.longest[phase] = max(self.longest.get(phase, 0.0), self._gap)

    def _turn(self) -> None:
        now = time.perf_counter()
        self._gap, self._last = max(self._gap, now - self._last), now


class Peak:
    """The most resident memory of this process and its children, sampled every 10 ms by a thread."""

    def __init__(self) -> None:
        self.mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            self.mb = max(self.mb, resident())


def resident() -> float:
    total = 0.0
    for status in [Path("/proc/self/status"), *(Path(f"/proc/{pid}/status") for pid in children())]:
        try:
            line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
        except (OSError, StopIteration):
            continue
        total += int(line.split()[1]) / 1024
    return total


def children() -> list[str]:
    try:
        return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    except OSError:
        return []


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, private_home: Path) -> Iterator[MainWindow]:
    workbench = Workbench(find_places(), "1.0")
    made = MainWindow(Theme(qapp, "light", workbench.places.resources), Jobs(), workbench, Settings(max_response_mb=0, total_timeout=120))
    made.resize(1280, 800)
    with qtbot.waitSignal(made.ready):
        made.show()
    yield made
    made.close()
    made.shut_down()
    made.deleteLater()


def connect(window: MainWindow, url: str) -> None:
    asked = Tenant("", "Bench", base_url=url, point_of_sale="p", language="EN", currency_code="EUR", acknowledged=True)
    tenant = window.workbench.tenants().add(asked)
    window.workbench.key_store().set(tenant.secret(SecretKind.CLIENT_KEY), Secret("0123456789abcdef"), session_only=True)
    window.show_tenants(window.workbench.tenants().list())
    window.choose_tenant(tenant.id)
    window.composer.show_draft(Draft.of(SAMPLE, Draft()))


@pytest.mark.parametrize("megabytes", SIZES)
def test_gaps(qtbot: QtBot, window: MainWindow, megabytes: int) -> None:
    gaps = Gaps()
    small = Answer(body=json.dumps({"warm": "up"}).encode())
    answers = [small, Answer(body=body(megabytes)), Answer(body=body(megabytes, change=True))]
    with Loopback(answers) as server, Peak() as peak:
        connect(window, server.url)
        gaps.during("small", window.composer.send.click, lambda: shown(window, 1))
        idle = resident()
        peak.mb = 0
        gaps.during("arrives and is shown", window.composer.send.click, lambda: shown(window, 2))
        highest = peak.mb
        assert window.response.exchange().exchange.response is not None, window.response.exchange()  # type: ignore[union-attr]
        readable = gaps.took["arrives and is shown"] - (window.response.exchange().exchange.timing.total / 1000)  # type: ignore[union-attr]
        scroll(gaps, window)
        search(gaps, window)
        choose(gaps, window)
        tree(gaps, window)
        rest = resident()
        if megabytes <= 50:
            gaps.during("second arrives", window.composer.send.click, lambda: shown(window, 3))
            gaps.during("compared", window.response.compare_button.click, lambda: window.compare.difference_count() > 0)
            print(f"\n{megabytes} MB compared in {gaps.took['compared']:.2f} s, {window.compare.difference_count():,} differences")
    print(
        f"\n{megabytes} MB: last byte to readable {readable:.2f} s; {idle:.0f} MB idle, {highest - idle:.0f} MB above it at most, {rest - idle:.0f} at rest"
    )
    print("longest gap, ms: " + ", ".join(f"{phase} {gap * 1000:.0f}" for phase, gap in gaps.longest.items()))
    print("took, s: " + ", ".join(f"{phase} {took:.2f}" for phase, took in gaps.took.items()))
    assert max(gaps.longest.values()) < 5, "frozen"


def shown(window: MainWindow, number: int) -> bool:
    recorded = window.response.exchange()
    return recorded is not None and recorded.number == number and window.response.document() is not None and not window.sending.running


def scroll(gaps: Gaps, window: MainWindow) -> None:
    """End to end in a hundred steps, each painted."""
    bar = window.response.pretty.verticalScrollBar()
    steps = iter([bar.maximum() * n // 100 for n in range(101)])

    def step() -> bool:
        at = next(steps, None)
        if at is None:
            return True
        bar.setValue(at)
        return False

    gaps.during("scrolled", lambda: None, step)


def search(gaps: Gaps, window: MainWindow) -> None:
    find = window.response.page.find_bar
    window.response.open_find()
    for text in ("jacket 77", "no such text at all", 'us": 4'):
        find.count.setText("…")
        gaps.during("searched", partial(find.text.setText, text), lambda: find.count.text() != "…")
    window.response.page.close_find()


def choose(gaps: Gaps, window: MainWindow) -> None:
    bar = window.response.page.filter_bar
    window.response.page.open_filter()
    for text in ("$.items[777].name", "$.items[*].stock.eu", "$..price"):
        bar.count.setText("…")
        gaps.during("filtered", partial(bar.text.setText, text), lambda: "match" in bar.count.text())
    window.response.page.close_filter()


def tree(gaps: Gaps, window: MainWindow) -> None:
    tabs = window.response.tabs
    gaps.during("tree", lambda: tabs.setCurrentIndex(1), lambda: window.response.tree.model() is not None)
    model = window.response.tree.model()
    items = model.index(1, 0, model.index(0, 0))
    gaps.during("tree opened", lambda: window.response.tree.expand(items), lambda: window.response.tree.isExpanded(items))
    gaps.during("raw", lambda: tabs.setCurrentIndex(2), lambda: window.response.raw.row_count() > 0)
    tabs.setCurrentIndex(0)
