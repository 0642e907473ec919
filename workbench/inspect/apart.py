"""Apart: a large body is laid out in a process of its own, which lives for this one body.

Laying out 50 MB takes a second, and much of it is calls that let no other thread run; the window would
stand still.  Bytes go there and back through a pipe in pieces of a megabyte, so that neither side ever
works on the whole at once.  What it needs on all three systems is that the program's entry calls
``multiprocessing.freeze_support`` where it is frozen.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from array import array
from collections.abc import Callable
from io import BytesIO
from multiprocessing.connection import Connection
from typing import Any

from workbench.inspect.layout import Laid, lay_out

_PIECE = 1 << 20
_ASKED_EVERY = 0.02
"""Seconds between two questions whether to stop."""
_TOLD_EVERY = 0.05


class Ended(Exception):
    """The process could not be started, or ended before it was done."""


def lay_out_apart(raw: bytes, content_type: str, step: Callable[[float], None]) -> Laid:
    """Like :func:`lay_out`.  ``step`` is called in this thread; what it raises ends the process at once.

    Raises :class:`Ended`.
    """
    context = multiprocessing.get_context("spawn")
    try:
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, content_type, len(raw)), daemon=True, name="workbench-reader")
        process.start()
    except (OSError, RuntimeError) as wrong:
        raise Ended(str(wrong)) from wrong
    theirs.close()
    try:
        _send(ours, raw, lambda: step(0.0))
        return _receive(ours, step)
    except (EOFError, OSError) as wrong:
        raise Ended(str(wrong)) from wrong
    finally:
        process.kill()  # it is done, or nobody wants it any more
        process.join()
        process.close()
        ours.close()


def _receive(connection: Connection, step: Callable[[float], None]) -> Laid:
    part: float = 0.0
    while True:
        while not connection.poll(_ASKED_EVERY):
            step(part)
        message = connection.recv()
        if not isinstance(message, float):
            break
        part = 0.9 * message
        step(part)
    facts, sizes = message
    pretty, depths, marks, deep = (_collect(connection, size, lambda: step(0.9)) for size in sizes)
    return Laid(pretty=pretty, depths=depths, marks=_array("Q", marks), deep=_array("I", deep) if deep else None, **facts)


def _send(connection: Connection, data: bytes, between: Callable[[], None]) -> None:
    view = memoryview(data)
    for at in range(0, len(data), _PIECE):
        connection.send_bytes(view[at : at + _PIECE])
        between()


def _collect(connection: Connection, size: int, between: Callable[[], None]) -> bytes:
    """One block of bytes.  It grows where it is, and is handed out without a copy."""
    gathered = BytesIO()
    while gathered.tell() < size:
        gathered.write(connection.recv_bytes())
        between()
    return gathered.getvalue()


def _array(code: str, data: bytes) -> array[int]:
    made: array[int] = array(code)
    made.frombytes(data)
    return made


# -- in the other process -----------------------------------------------------------------------------


def _work(connection: Connection, content_type: str, size: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches the whole group; the parent ends this one
    gc.disable()
    told = time.monotonic()

    def step(part: float) -> None:
        nonlocal told
        if time.monotonic() - told > _TOLD_EVERY:
            told = time.monotonic()
            connection.send(part)

    def nothing() -> None:
        pass

    try:
        laid = lay_out(_collect(connection, size, nothing), content_type, step)
        blocks = (laid.pretty, laid.depths, laid.marks.tobytes(), laid.deep.tobytes() if laid.deep is not None else b"")
        connection.send((_facts(laid), tuple(map(len, blocks))))
        for block in blocks:
            _send(connection, block, nothing)
    except (EOFError, OSError):
        return  # the parent is gone


def _facts(laid: Laid) -> dict[str, Any]:
    """What is small."""
    return {name: getattr(laid, name) for name in ("kind", "count", "indented", "encoding", "notes", "problem")}
