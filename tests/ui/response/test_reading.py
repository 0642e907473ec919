"""A large body is read in the background: its progress is shown, it can be stopped, and asked for again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.support import click, only, recorded, spoken
from workbench import inspect
from workbench.inspect import Document, ReadingStopped
from workbench.ui.response import ResponseView
from workbench.ui.response.view import AUTOMATIC, READING, STOPPED, TABS

LARGE = json.dumps(["x" * 100] * (AUTOMATIC // 100)).encode()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Reading waits until the event is set or the user stops it."""
    go_on = threading.Event()
    read = inspect.read

    def slowly(raw: bytes, kind: str = "", **how: Any) -> Document:
        stopped: Callable[[], bool] = how.get("stopped", lambda: False)
        if len(raw) > AUTOMATIC:
            how["progress"](0.5)
            while not go_on.wait(0.01):
                if stopped():
                    raise ReadingStopped
        return read(raw, kind, **how)

    monkeypatch.setattr(inspect, "read", slowly)
    return go_on


def page(view: ResponseView) -> int:
    return view._pages.currentIndex()


def test_progress_is_shown_and_the_response_comes(qtbot: QtBot, view: ResponseView, slow: threading.Event) -> None:
    view.show_exchange(recorded(LARGE))
    assert page(view) == READING
    qtbot.waitUntil(lambda: "Reading… 50%" in spoken(view))
    assert "MB" in spoken(view)
    slow.set()
    with qtbot.waitSignal(view.shown, timeout=20_000):
        pass
    assert page(view) == TABS
    assert view.document().line_count > AUTOMATIC // 100  # type: ignore[union-attr]


def test_it_is_stopped_and_asked_for_again(qtbot: QtBot, view: ResponseView, slow: threading.Event) -> None:
    view.show_exchange(recorded(LARGE))
    click(only(view, QPushButton, lambda b: b.text() == "Stop reading"))
    assert page(view) == STOPPED
    assert view.document() is None
    slow.set()
    with qtbot.waitSignal(view.shown, timeout=20_000):
        click(only(view, QPushButton, lambda b: b.text() == "Read it now"))
    assert page(view) == TABS


def test_another_response_takes_its_place_at_once(qtbot: QtBot, view: ResponseView, slow: threading.Event) -> None:
    view.show_exchange(recorded(LARGE))
    view.show_exchange(recorded(b'{"small": 1}', 2))
    assert page(view) == TABS
    assert view.document().raw == b'{"small": 1}'  # type: ignore[union-attr]


def test_a_body_below_that_shows_no_page_of_its_own(qtbot: QtBot, view: ResponseView) -> None:
    with qtbot.waitSignal(view.shown):
        view.show_exchange(recorded(json.dumps(["x" * 100] * 5_000).encode()))
        assert page(view) == TABS
