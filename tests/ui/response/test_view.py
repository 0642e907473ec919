"""One exchange on screen: what is read, found, copied, folded, and what stays where it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.support import button, choose, click, entries, failed, named, only, popup, recorded, shown, spoken
from workbench.domain import FailureKind, Recorded, Timing
from workbench.inspect import Kind, read
from workbench.ui.jobs import Job, Jobs
from workbench.ui.jobs.jobs import Failed
from workbench.ui.response import ResponseView
from workbench.ui.response.view import AT_ONCE
from workbench.ui.theme import Theme

BODY = json.dumps({"hero": {"title": "Gold", "tags": ["a1", "A1"]}, "items": [{"sku": "A1"}, {"sku": "B2"}], "n": 10**20}).encode()
LINES = read(BODY).text().split("\n")
T = TypeVar("T")
PRETTY, TREE, RAW, HEADERS, TIMING, SENT = range(6)


def large(word: str) -> bytes:
    """More than is read at once, less than takes long."""
    body = json.dumps({"word": word, "items": [{"sku": f"{word}-{n}", "price": n} for n in range(7_000)]}).encode()
    assert len(body) > 2 * AT_ONCE
    return body


def pretty(view: ResponseView) -> str:
    view.pretty.select_all()
    return view.pretty.selected_text()


def remark(view: ResponseView) -> QPushButton:
    return only(view, QPushButton, lambda b: b.property("look") == "link")


def raw_text(view: ResponseView) -> str:
    view.raw.select_all()
    return view.raw.selected_text()


def notice(view: ResponseView) -> str:
    return view.notice.accessibleName() if view.notice.isVisible() else ""


def line_with(text: str) -> int:
    return next(n for n, line in enumerate(LINES) if text in line)


# -- reading ----------------------------------------------------------------------------------------


def test_before_the_first_response_it_says_what_to_do(view: ResponseView) -> None:
    assert view.exchange() is None
    assert view.document() is None
    assert "Send" in " ".join(part.text() for part in view.findChildren(QLabel) if part.isVisible())
    assert not view.compare_button.isEnabled()


def test_a_small_body_is_there_at_once(qtbot: QtBot, view: ResponseView) -> None:
    with qtbot.waitSignal(view.shown, timeout=0, raising=False) as told:
        view.show_exchange(recorded(BODY))
    assert told.signal_triggered
    assert pretty(view) == "\n".join(LINES)
    assert "200 OK" in spoken(view)
    assert not remark(view).isVisible() or "2⁵³" in remark(view).text()
    assert notice(view) == ""
    assert view.compare_button.isEnabled()


def test_invalid_json_is_shown_as_far_as_it_goes_with_the_place_of_the_error(view: ResponseView) -> None:
    view.show_exchange(recorded(b'{\n"title": "Gold",\n"tags": ["a" "b"],\n"n": 1\n}'))
    assert '"title": "Gold"' in pretty(view)
    assert remark(view).isVisible()
    assert "Line 3, column 13" in remark(view).text()
    assert "^" in remark(view).toolTip()
    view.pretty.go_to_line(0)
    click(remark(view))
    assert view.pretty.accessibleDescription().strip() == '"a"'
    assert "JSON" in notice(view)


def test_binary_is_a_table_of_bytes(view: ResponseView) -> None:
    view.show_exchange(recorded(b"\x89PNG\r\n\x1a\n" + bytes(range(32)), kind="image/png"))
    assert view.document() is not None
    assert view.pretty.row_count() == 0
    assert remark(view).isVisible()
    view.tabs.setCurrentIndex(RAW)
    assert raw_text(view).startswith("00000000  89 50 4e 47 0d 0a 1a 0a")
    assert view.raw.row_count() == 3


def test_text_is_shown_as_text(view: ResponseView) -> None:
    view.show_exchange(recorded(b"<html>\n<b>Gold</b>\n</html>", kind="text/html"))
    document = view.document()
    assert document is not None
    assert document.kind is Kind.TEXT
    assert pretty(view) == "<html>\n<b>Gold</b>\n</html>"
    assert remark(view).isVisible()
    assert not button(view, "Copy path").isEnabled()


def test_an_empty_body_shows_nothing_and_says_so(view: ResponseView) -> None:
    view.show_exchange(recorded(b""))
    assert view.pretty.row_count() == 0
    assert notice(view)


def test_a_failure_is_a_notice_and_leaves_nothing_of_the_response_before(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    view.show_exchange(failed(FailureKind.TIMEOUT, 2, "ReadTimeout"))
    assert FailureKind.TIMEOUT.heading in notice(view)
    assert "This is what to do." in notice(view)
    assert view.pretty.row_count() == 0
    assert not view.compare_button.isEnabled()
    view.tabs.setCurrentIndex(RAW)
    assert raw_text(view) == ""
    view.show_exchange(recorded(BODY, 3))
    assert notice(view) == ""


def test_what_looks_like_markup_in_a_body_is_shown_as_it_came(view: ResponseView) -> None:
    view.show_exchange(recorded(b'{"message":"<img src=x>"}', status=400))
    assert "<img src=x>" in notice(view)
    assert {part.textFormat() for part in view.notice.findChildren(QLabel) if part.text()} == {Qt.TextFormat.PlainText}


# -- in the background ------------------------------------------------------------------------------


def test_a_large_body_is_read_in_the_background(qtbot: QtBot, view: ResponseView) -> None:
    body = large("gold")
    with qtbot.waitSignal(view.shown):
        view.show_exchange(recorded(body))
        assert view.document() is None, "nothing is read inside the call"
    document = view.document()
    assert document is not None
    assert document.raw == body
    assert view.pretty.row_count() == document.line_count > 20_000


class HeldJobs(Jobs):
    """The first piece of work waits until the gate is opened."""

    gate: threading.Event
    begun = 0

    def call(self, work: Callable[[], T], *, owner: QObject, done: Callable[[T], None], failed: Failed | None = None) -> Job:
        self.begun += 1
        if self.begun > 1:
            return super().call(work, owner=owner, done=done, failed=failed)

        def held() -> T:
            self.gate.wait(10)
            return work()

        return super().call(held, owner=owner, done=done, failed=failed)


def test_the_last_one_asked_for_wins(qtbot: QtBot, theme: Theme, gate: threading.Event) -> None:
    jobs = HeldJobs()
    jobs.gate = gate
    view = ResponseView(theme, jobs)
    shown(qtbot, view)
    told: list[bytes] = []
    view.shown.connect(lambda: told.append(raw_of(view)))
    view.show_exchange(recorded(large("slow")))
    view.show_exchange(recorded(large("quick"), 2))
    qtbot.waitUntil(lambda: told == [large("quick")])
    gate.set()
    with qtbot.waitSignal(view.shown):
        view.show_exchange(recorded(large("third"), 3))
    view.show_exchange(recorded(BODY, 4))
    jobs.close()
    assert told == [large("quick"), large("third"), BODY]
    assert jobs.begun == 3


def raw_of(view: ResponseView) -> bytes:
    document = view.document()
    assert document is not None
    return document.raw


def test_progress_stands_in_the_summary_until_the_response_comes(view: ResponseView) -> None:
    view.show_progress("Receiving", 0.25, 1.5)
    bar = named(view, "Progress")
    assert bar.property("value") == 25
    assert "1.5 s" in spoken(view)
    view.show_progress("Connecting", None, 0.1)
    assert (bar.property("minimum"), bar.property("maximum")) == (0, 0)
    view.show_exchange(recorded(BODY))
    assert not bar.isVisible()


# -- copying ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ('"title"', "$['hero']['title']", "Gold"),
        ('"B2"', "$['items'][1]['sku']", "B2"),
        ('"n"', "$['n']", str(10**20)),
        ('"tags"', "$['hero']['tags']", '[\n  "a1",\n  "A1"\n]'),
    ],
)
def test_path_and_value_of_a_line_are_copied(view: ResponseView, text: str, path: str, value: str) -> None:
    view.show_exchange(recorded(BODY))
    view.pretty.go_to_line(line_with(text))
    click(button(view, "Copy path"))
    assert QGuiApplication.clipboard().text() == path
    click(button(view, "Copy value"))
    assert QGuiApplication.clipboard().text() == value


def test_the_whole_body_is_copied_and_saved_as_it_came(qtbot: QtBot, view: ResponseView) -> None:
    raw = b'{"b":1,  "a":1e5}'
    view.show_exchange(recorded(raw, 7))
    view.copy_body()
    assert QGuiApplication.clipboard().text() == raw.decode()
    with qtbot.waitSignal(view.save_requested) as told:
        view.save_body()
    assert told.args == [raw, "home_hero-7.json"]


def test_the_context_menu_of_a_line_copies_and_folds(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    view.pretty.go_to_line(line_with('"hero"'))
    view.pretty.context_requested.emit(line_with('"hero"'), QPoint(0, 0))
    assert "Copy selection" not in entries(popup())
    choose("Copy as JSON")
    assert json.loads(QGuiApplication.clipboard().text()) == {"title": "Gold", "tags": ["a1", "A1"]}
    before = view.pretty.row_count()
    view.pretty.context_requested.emit(line_with('"hero"'), QPoint(0, 0))
    choose("Fold or unfold")
    assert view.pretty.row_count() < before
    view.pretty.select_all()
    view.pretty.context_requested.emit(0, QPoint(0, 0))
    choose("Copy selection")
    assert QGuiApplication.clipboard().text() == view.pretty.selected_text()


def test_everything_folds_and_unfolds(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    view.handlers()["response.fold_all"]()
    assert view.pretty.row_count() == 5
    view.handlers()["response.unfold_all"]()
    assert view.pretty.row_count() == len(LINES)


# -- tabs and places --------------------------------------------------------------------------------


def test_a_tab_is_filled_when_it_is_looked_at_and_not_before(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY, timing=Timing(waiting=80.0, total=114.0)))
    assert view.tree.model() is None
    assert (view.raw.row_count(), view.headers.rowCount(), view.sent.row_count()) == (0, 0, 0)
    for tab in (TREE, RAW, HEADERS, TIMING, SENT):
        view.tabs.setCurrentIndex(tab)
    assert view.tree.model().index(0, 0).data() == "$"
    assert raw_text(view).encode() == BODY
    assert view.headers.item(1, 1).text() == "r-1"  # type: ignore[union-attr]
    assert "Waiting 80.0 ms" in view.timing.accessibleDescription()
    view.sent.select_all()
    assert "POST https://api.example/v2/callFlows" in view.sent.selected_text()
    assert '"friendlyId": "home_hero"' in view.sent.selected_text()


def test_the_open_tab_follows_the_next_response(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    view.tabs.setCurrentIndex(RAW)
    view.show_exchange(recorded(b'{"next":1}', 2))
    assert raw_text(view) == '{"next":1}'


def test_the_tree_copies_what_was_clicked(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    view.tabs.setCurrentIndex(TREE)
    model = view.tree.model()
    hero = model.index(0, 0, model.index(0, 0))
    title = model.index(0, 0, hero)
    assert title.data() == "title"
    for entry, text in (("Copy value", "Gold"), ("Copy path", "$['hero']['title']"), ("Copy as JSON", '"Gold"')):
        view.tree.customContextMenuRequested.emit(view.tree.visualRect(title).center())
        choose(entry)
        assert QGuiApplication.clipboard().text() == text


def long_body(title: str) -> Recorded:
    return recorded(json.dumps({"title": title, "items": list(range(300))}).encode(), ord(title))


def test_a_new_response_of_the_same_request_keeps_the_place(view: ResponseView) -> None:
    view.show_exchange(long_body("A"))
    view.pretty.go_to_line(200)
    top = view.pretty.verticalScrollBar().value()
    assert top > 0
    view.show_exchange(long_body("B"))
    assert (view.pretty.current_line(), view.pretty.verticalScrollBar().value()) == (200, top)
    assert '"B"' in pretty(view)


def test_a_response_of_another_request_starts_at_the_top(view: ResponseView) -> None:
    from tests.history.factory import request

    view.show_exchange(long_body("A"))
    view.pretty.go_to_line(200)
    view.show_exchange(recorded(large("x")[: AT_ONCE // 2], 2, request=request(friendly_id="other")))
    assert (view.pretty.current_line(), view.pretty.verticalScrollBar().value()) == (0, 0)
