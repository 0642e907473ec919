"""A process that pins, labels, deletes, restores and prunes exchanges at random; two of it run beside each other.

``python -m tests.history.changer PATH``, then on standard input, a line each: the seed, and how many changes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from workbench.history import Deletion, History, NoSuchExchange, Retention

from .factory import exchange
from .sender import say


def change(history: History, random: Random) -> None:
    newest = history.record(exchange(random.randrange(100))).number
    some = random.choices(range(1, newest + 1), k=5)
    match random.randrange(6):
        case 0 | 1:
            history.pin(some, random.random() < 0.5)
        case 2:
            history.delete(some)
        case 3:
            history.restore(Deletion(tuple(some)))
        case 4:
            try:
                history.set_label(some[0], f"label {random.random()}")
            except NoSuchExchange:
                say("gone", some[0])
        case _:
            history.prune(Retention(max_count=40))


def main() -> None:
    say("ready")
    seed, count = int(sys.stdin.readline()), int(sys.stdin.readline())
    with History.open(Path(sys.argv[1]), app_version="1.0.0") as history:
        for n in range(count):
            change(history, Random(f"{seed} {n}"))
            say("changed", n)


if __name__ == "__main__":
    main()
