"""The standard streams as they may be: closed, full, read by nobody, or unable to hold what is printed."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from workbench.domain.files import WINDOWS

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


class OutputRefused(Exception):
    """Stdout is closed or full: the result has nowhere to go."""


def prepare() -> None:
    """Make every stream usable.  Raises :class:`OutputRefused` where stdout is closed.

    The null device takes the place of stdin and stderr where they are closed, so that no file opened later gets
    their number.  Text for people is escaped rather than refused where a stream cannot encode it.
    """
    closed = sys.stdout is None
    null = Path(os.devnull)
    sys.stdin = sys.stdin or null.open(encoding="utf-8")
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or null.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if closed:
        raise OutputRefused("stdout is closed, so the result has nowhere to go.")


def say(text: str) -> None:
    """Everything that is not the result goes to stderr.  A stderr that is full is no reason to stop."""
    try:
        print("\n".join(printable(line) for line in text.split("\n")), file=sys.stderr)
    except OSError:
        silence(sys.stderr)


def emit(*lines: str) -> None:
    """Lines of the result."""
    with writing():
        for line in lines:
            print(line)


def emit_json(text: str) -> None:
    """A JSON text, as UTF-8 or, on any other stream, as ASCII: JSON can always escape what a stream cannot hold."""
    utf8 = (sys.stdout.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8")
    try:
        text.encode("utf-8" if utf8 else "ascii")
    except UnicodeEncodeError:
        text = _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)
    emit(text)


def emit_bytes(data: bytes) -> None:
    with writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def finish() -> None:
    """Whatever is still to be written is, or the reason why not is raised."""
    with writing():
        sys.stdout.flush()


def silence(stream: TextIO) -> None:
    """Let the rest go nowhere, so that the interpreter does not complain of it at exit."""
    with suppress(OSError, io.UnsupportedOperation):
        number = stream.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


@contextmanager
def writing() -> Iterator[None]:
    """Around prints to stdout.  Raises :class:`OutputRefused`; a reader that went away (``| head``) is no error of ours."""
    try:
        yield
    except OSError as problem:
        # The second is how Windows says that nobody reads the pipe.
        if isinstance(problem, BrokenPipeError) or (WINDOWS and problem.errno == errno.EINVAL):
            silence(sys.stdout)
            return
        raise OutputRefused(f"the result cannot be written: {problem.strerror}.") from None


def printable(text: str) -> str:
    """One line a terminal can show: control characters cannot act."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
