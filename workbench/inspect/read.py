"""Read: any body becomes a document.  Never raises on content."""

from __future__ import annotations

from collections.abc import Callable

from workbench.inspect.document import Document
from workbench.inspect.layout import Laid, lay_out
from workbench.inspect.text import is_binary

APART_FROM = 1_500_000
"""Bytes from which a body is laid out in another process; starting it takes a tenth of a second.  Below it, the window has its turn often enough."""


class ReadingStopped(Exception):
    """``stopped`` said so; there is no document."""


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def read(
    raw: bytes,
    content_type: str = "",
    *,
    stopped: Callable[[], bool] = never,
    progress: Callable[[float], None] | None = None,
) -> Document:
    """The document of a body: JSON as far as it is JSON, else text, else bytes.

    Takes time with its size: call it on a worker thread.  Above :data:`APART_FROM` bytes the work is done
    in a process of its own.  ``progress`` is told the part that is done, 0 to 1, from this thread;
    ``stopped`` is asked often, and once it is true :class:`ReadingStopped` is raised.
    """

    def step(part: float) -> None:
        if stopped():
            raise ReadingStopped
        if progress is not None:
            progress(part)

    step(0.0)
    laid = _lay_out(raw, content_type, step)
    step(1.0)
    return Document(laid, raw)


def _lay_out(raw: bytes, content_type: str, step: Callable[[float], None]) -> Laid:
    if len(raw) < APART_FROM or is_binary(raw, content_type):
        return lay_out(raw, content_type, step)
    from workbench.inspect.apart import Ended, lay_out_apart  # loads multiprocessing, which most starts do not need

    try:
        return lay_out_apart(raw, content_type, step)
    except Ended:
        # No process could be started, or the system ended it.  Slower and less smooth here, but it is read.
        return lay_out(raw, content_type, step)
