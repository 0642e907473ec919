"""The list's model on a real file: pages come when they are looked at, and old ones never overwrite new ones."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.history.factory import exchange, request
from tests.ui.support import check_model
from workbench.history import History, Query, Row
from workbench.ui.history.model import PAGE, ROW_ROLE, HistoryModel
from workbench.ui.jobs import Jobs

COUNT = 2 * PAGE + 50


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written once: every exchange is synced to the disk."""
    path = tmp_path_factory.mktemp("template") / "history.sqlite"
    with History.open(path, app_version="1.0.0") as history:
        for n in range(COUNT):
            history.record(exchange(n, body=b"{}", flow=request(friendly_id=f"flow_{n}", params={})))
    return path


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Iterator[History]:
    with History.open(Path(shutil.copy(template, tmp_path)), app_version="1.0.0") as history:
        yield history


class Watched:
    """The same history; what is searched for is noted, and can be made to wait."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.pages: list[int] = []
        self.gate: threading.Event | None = None
        self.waiting = threading.Event()

    def search(self, query: Query, *, limit: int = 200, offset: int = 0) -> tuple[Row, ...]:
        self.pages.append(offset // limit)
        if self.gate is not None:
            self.waiting.set()
            self.gate.wait(10)
        return self._history.search(query, limit=limit, offset=offset)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._history, name)


def filled_model(jobs: Jobs, source: Watched) -> HistoryModel:
    model = HistoryModel(jobs, source)
    query = Query()
    model.show_result(query, source.count(query), source.search(query, limit=PAGE))
    source.pages.clear()
    return model


def number_at(model: HistoryModel, row: int) -> int | None:
    found = model.index(row).data(ROW_ROLE)
    return found.number if found is not None else None


def test_qts_tester_finds_nothing_wrong(qtbot: QtBot, qtmodeltester: ModelTester, jobs: Jobs, filled: History) -> None:
    model = HistoryModel(jobs, filled)
    check_model(qtmodeltester, model)
    model.show_result(Query(), COUNT, filled.search(Query(), limit=PAGE))
    check_model(qtmodeltester, model)
    number_at(model, COUNT - 1)
    qtbot.waitUntil(lambda: number_at(model, COUNT - 1) is not None)
    model.show_result(Query(text="flow_7"), 1, filled.search(Query(text="flow_7"), limit=PAGE)[:1])
    check_model(qtmodeltester, model)
    model.show_result(Query(text="nothing"), 0, ())
    assert model.rowCount() == 0


def test_a_page_is_fetched_when_one_of_its_rows_is_looked_at(qtbot: QtBot, jobs: Jobs, filled: History) -> None:
    source = Watched(filled)
    model = filled_model(jobs, source)
    assert model.rowCount() == COUNT
    assert [number_at(model, row) for row in (0, PAGE - 1)] == [COUNT, COUNT - PAGE + 1]
    assert source.pages == []
    with qtbot.waitSignal(model.dataChanged) as told:
        assert number_at(model, PAGE + 3) is None
        assert number_at(model, PAGE + 4) is None
    assert source.pages == [1], "once, for all rows of the page"
    assert told.args is not None
    assert (told.args[0].row(), told.args[1].row()) == (PAGE, 2 * PAGE - 1)
    assert [number_at(model, row) for row in range(PAGE, 2 * PAGE)] == list(range(COUNT - PAGE, COUNT - 2 * PAGE, -1))
    assert source.pages == [1]


def test_every_row_of_the_list_can_be_reached(qtbot: QtBot, jobs: Jobs, filled: History) -> None:
    model = filled_model(jobs, Watched(filled))
    qtbot.waitUntil(lambda: [number_at(model, row) for row in range(COUNT)] == list(range(COUNT, 0, -1)))
    texts = [model.index(row).data() for row in (0, COUNT - 1)]
    assert texts == [f"#{COUNT} flow_{COUNT - 1} 200", "#1 flow_0 200"]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == texts[0]
    assert "flow_0" in model.index(COUNT - 1).data(Qt.ItemDataRole.ToolTipRole)


def test_a_page_of_an_older_search_never_lands_in_a_newer_one(qtbot: QtBot, jobs: Jobs, filled: History, gate: threading.Event) -> None:
    source = Watched(filled)
    model = filled_model(jobs, source)
    source.gate = gate
    number_at(model, PAGE)
    qtbot.waitUntil(source.waiting.is_set)
    source.gate = None
    pinned = [7]
    filled.pin(pinned, True)
    query = Query()
    model.show_result(query, source.count(query), source.search(query, limit=PAGE))
    gate.set()
    settled: list[bool] = []
    jobs.call(lambda: None, owner=model, done=lambda _: settled.append(True))
    qtbot.waitUntil(lambda: bool(settled))
    assert number_at(model, 0) == 7
    assert model.row_at(PAGE) is None, "the old page was thrown away"
    qtbot.waitUntil(lambda: number_at(model, PAGE) == COUNT - PAGE + 1)


def test_the_last_page_may_be_short(qtbot: QtBot, jobs: Jobs, filled: History) -> None:
    model = filled_model(jobs, Watched(filled))
    qtbot.waitUntil(lambda: number_at(model, COUNT - 1) == 1)
    assert model.row_at(COUNT) is None
    assert not model.index(COUNT).isValid()
