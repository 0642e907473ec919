"""Starting :mod:`tests.history.sender`, or another program of its kind, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

ROOT = Path(__file__).parents[2]


class Sender:
    """A sender that has loaded everything and waits for :meth:`go`."""

    def __init__(self, path: Path, program: str = "sender") -> None:
        command = [sys.executable, "-m", f"tests.history.{program}", str(path)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._to, self.out = _pipe(self.process.stdin), _pipe(self.process.stdout)

    def go(self, start: int, count: int) -> None:
        assert self.out.readline() == b"ready\n"
        self._to.write(b"%d\n%d\n" % (start, count))
        self._to.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self.process.kill()
        self._to.close()
        self.out.close()
        self.process.wait()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
