"""Compare two files in a fresh process; print the figures as one line of JSON.

``python compare_probe.py LEFT RIGHT``: seconds to read both, seconds to compare them, number of differences, the
longest time another thread that wakes each millisecond had to wait, and the megabytes the comparison added.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path


class Waker(threading.Thread):
    """Wakes each millisecond; ``longest`` is the longest wait between two turns, in seconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self.on = True

    def run(self) -> None:
        last = time.perf_counter()
        while self.on:
            time.sleep(0.001)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last)
            last = now


def resident_mb(which: str = "VmRSS") -> float:
    rows = Path("/proc/self/status").read_text().splitlines()
    return int(next(row for row in rows if row.startswith(which)).split()[1]) / 1024


def main() -> None:
    left, right = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_bytes()
    began = time.perf_counter()
    from workbench.inspect import diff, read

    documents = read(left, "application/json"), read(right, "application/json")
    read_in = time.perf_counter() - began
    before = resident_mb()
    waker = Waker()
    waker.start()
    time.sleep(0.05)
    waker.longest = 0.0
    began = time.perf_counter()
    made = diff(*documents)
    seconds = time.perf_counter() - began
    waker.on = False
    waker.join()
    added = max(0.0, resident_mb("VmHWM") - before)
    counts = {kind.value: count for kind, count in made.counts.items()}
    figures = {"read": read_in, "seconds": seconds, "gap": waker.longest, "added_mb": added, "rows": len(made.rows)}
    print(json.dumps({**figures, "differences": len(made.differences), "counts": counts, "summary": made.summary}))


if __name__ == "__main__":
    main()
