"""A large body is laid out in a process of its own: the same document, progress, an end at once, a way without."""

from __future__ import annotations

import json
import multiprocessing
import threading
import time

import pytest

from workbench.inspect import Document, Kind, ReadingStopped, apart, read
from workbench.inspect import read as read_function

read_module = __import__("sys").modules["workbench.inspect.read"]
BODIES = {
    "json": json.dumps([{"id": n, "name": "é" * 20, "tags": ["a", {"b": None}]} for n in range(3_000)], ensure_ascii=False).encode(),
    "ndjson": b"\n".join(b'{"a":%d}' % n for n in range(3_000)),
    "broken": b'{"a":[' + b'{"x":1,"y":[2]},' * 3_000 + b"NaN, oops",
    "deep": b"[" * 3_000 + b"]" * 3_000,
    "text": "größe\r\n".encode("latin-1") * 5_000,
    "html": b"<p>words</p>\n" * 5_000,
    "utf-16": json.dumps({"a": "日本" * 3_000}, ensure_ascii=False).encode("utf-16"),
    "binary": b"\x89PNG\0" * 5_000,
    "blank": b" \n" * 5_000,
}
TYPES = {"text": "text/plain; charset=latin-1", "html": "text/html", "binary": "image/png"}


@pytest.fixture
def small_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_module, "APART_FROM", 5_000)


def facts(document: Document) -> list[object]:
    lines = range(document.line_count)
    return [
        document.kind,
        document.encoding,
        document.notes,
        document.problem,
        document.pretty,
        [document.line(n) for n in lines],
        [(document.depth(n), document.opens(n), document.fold_end(n)) for n in list(lines)[::17]],
    ]


@pytest.mark.parametrize("name", BODIES)
def test_the_document_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = read(BODIES[name], TYPES.get(name, ""))
    monkeypatch.setattr(read_module, "APART_FROM", 5_000)
    monkeypatch.setattr(read_module, "lay_out", None)  # nothing is laid out in this process
    if name == "binary":
        monkeypatch.undo()
    assert facts(read(BODIES[name], TYPES.get(name, ""))) == facts(here)


@pytest.mark.usefixtures("small_threshold")
def test_progress_rises_to_one() -> None:
    told: list[float] = []
    read(BODIES["json"], progress=told.append)
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0


@pytest.mark.parametrize("after", [0.0, 0.05, 0.3])
def test_a_reading_that_is_stopped_leaves_no_process(after: float) -> None:
    raw = b"[" * 9_000_000  # takes many seconds
    stop = threading.Event()
    timer = threading.Timer(after, stop.set)
    timer.start()
    with pytest.raises(ReadingStopped):
        read(raw, stopped=stop.is_set)
    began = time.monotonic()
    timer.join()
    assert time.monotonic() - began < 1
    assert multiprocessing.active_children() == []


def test_a_small_reading_is_stopped_too() -> None:
    with pytest.raises(ReadingStopped):
        read(b"[1]", stopped=lambda: True)


@pytest.mark.usefixtures("small_threshold")
def test_where_no_process_can_be_started_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refused)
    document = read_function(BODIES["json"])
    assert document.kind is Kind.JSON
    assert document.root_count() == 1


@pytest.mark.usefixtures("small_threshold")
def test_where_the_process_dies_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_work", _dies)
    assert read(BODIES["json"]).root_count() == 1


def _dies(connection: object, content_type: str, size: int) -> None:
    raise SystemExit(3)
