"""A process that sends exchanges and says which the history acknowledged; others kill it, or run two of it.

``python -m tests.history.sender PATH``, then on standard input, a line each: the first key, and how many.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from workbench.history import History

from .factory import numbered, pending


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # unbuffered: what is said is out, whatever comes next


def main() -> None:
    say("ready")
    start, count = int(sys.stdin.readline()), int(sys.stdin.readline())
    with History.open(Path(sys.argv[1]), app_version="1.0.0") as history:
        for key in range(start, start + count):
            number = history.begin(pending(numbered(key)))
            say("begun", number, key)
            history.finish(number, numbered(key))
            say("finished", number, key)


if __name__ == "__main__":
    main()
