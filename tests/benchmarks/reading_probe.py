"""Read one body in a fresh process, as the window does: on a worker thread, while another wants its turn every millisecond.

``python reading_probe.py FILE`` prints one JSON object of figures; seconds, megabytes, milliseconds.
Its main thread stands in for the GUI loop: it sleeps a millisecond and sees how long that took.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

PAGE = 60
"""Lines of a window."""


def resident(process: str = "self") -> float:
    """Megabytes, those shared with others included."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Watch:
    """Runs work on a worker thread; the longest gap of this thread, and the most memory of all processes, meanwhile."""

    def __init__(self) -> None:
        self.figures: dict[str, Any] = {}
        self.peak = 0.0

    def run(self, name: str, work: Callable[[], Any]) -> Any:
        made: list[Any] = []
        thread = threading.Thread(target=lambda: made.append(work()))
        began = last = time.perf_counter()
        longest, looked = 0.0, began
        thread.start()
        while thread.is_alive():
            time.sleep(0.001)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
            if now - looked > 0.01:
                self._look()
                looked = last = time.perf_counter()
        thread.join()
        self.figures[f"{name}_s"] = time.perf_counter() - began
        self.figures[f"{name}_gap_ms"] = longest * 1000
        return made[0]

    def _look(self) -> None:
        # Threads of the worker start processes too: all of this process's tasks are asked.
        mine = {pid for task in Path("/proc/self/task").iterdir() for pid in _children_of(task)}
        self.peak = max(self.peak, resident() + sum(resident(pid) for pid in mine))


def _children_of(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:
        return []


def main(file: str) -> None:
    from workbench.inspect import read, select, suggest
    from workbench.inspect.selection import find_lines

    raw = Path(file).read_bytes()
    watch = Watch()
    small = read(b'{"a": [1, 2]}')  # what a window at rest has loaded already
    small.find("a"), select(small, "..a")
    idle = resident() - len(raw) / 1e6

    def first_page() -> Any:
        document = read(raw, "application/json")
        for n in range(min(PAGE, document.line_count)):
            document.line(n), document.tokens(n), document.opens(n)
        return document

    document = watch.run("readable", first_page)
    watch.figures["peak_mb"] = watch.peak - idle
    watch.figures["rest_mb"] = resident() - idle
    watch.figures["lines"] = document.line_count

    def scroll() -> None:
        for start in range(0, document.line_count, max(1, document.line_count // 400)):
            for n in range(start, min(start + PAGE, document.line_count)):
                document.line(n), document.tokens(n), document.fold_end(n)

    watch.run("scroll", scroll)
    for name, text, options in (
        ("find", "silver", {}),
        ("find_case", "Zebra", {"case": True}),
        ("find_word", "gold", {"whole_word": True}),
        ("find_regex", r"SKU-\d*7\b", {"regex": True}),
        ("find_runaway", r"(\w+\s?)+$", {"regex": True}),
    ):
        hits = watch.run(name, partial(document.find, text, **options))
        watch.figures[f"{name}_hits"] = len(hits.hits)
    for name, query in (
        ("plain", "offer.items[].sku"),
        ("deep", "$..url"),
        ("filter", "$.offer.items[?@.price > 999].sku"),
        ("one", "offer.items[4000].title"),
    ):
        found = watch.run(f"select_{name}", partial(select, document, query))
        watch.figures[f"select_{name}_matches"] = len(found.matches)
    watch.run("select_all", lambda: find_lines(document, "$..sku", limit=10_000_000, seconds=60))
    watch.run("suggest", lambda: suggest(document, "offer.items[0].t"))
    items = document.children(1)[0] if document.line_count > 2 else 0
    watch.run("tree_open", lambda: (document.child_count(items), document.children(items, 0, 500)))
    watch.run("path", lambda: document.path(document.line_count - 8))
    watch.figures["after_all_mb"] = resident() - idle
    print(json.dumps(watch.figures))


if __name__ == "__main__":
    main(sys.argv[1])
