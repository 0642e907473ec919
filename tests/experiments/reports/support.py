"""What every test of a format needs: the text it writes, and a sink that keeps nothing."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable

from workbench.experiments.reports.model import Report

Writer = Callable[..., None]


class Sink(io.TextIOBase):
    """Counts what is written and forgets it."""

    def __init__(self) -> None:
        self.characters = 0

    def write(self, text: str) -> int:
        self.characters += len(text)
        return len(text)


def written(writer: Writer, report: Report, *, mask: bool = False) -> str:
    out = io.StringIO(newline="")
    writer(report, out, mask=mask)
    text = out.getvalue()
    text.encode()
    return text


def peak_of(writer: Writer, report: Report, *, mask: bool = False) -> tuple[int, int]:
    """(bytes of memory at most, characters written) while the report is written."""
    sink = Sink()
    tracemalloc.start()
    try:
        writer(report, sink, mask=mask)
        return tracemalloc.get_traced_memory()[1], sink.characters
    finally:
        tracemalloc.stop()
