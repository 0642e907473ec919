"""A process that makes savers when told and is never killed itself: each child saves and arranges until it is."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from workbench.collections import Collection, SavedRequest
from workbench.domain import FlowRequest

LONG = "x" * 20_000
"""Enough that half of it would be seen."""


def request(number: int) -> SavedRequest:
    params = {"number": number, "text": LONG, "end": number}
    return SavedRequest("Saved over and over", FlowRequest("home_hero", params=params), f"Version {number}.")


def save_for_ever(collection: Collection, path: Path, number: int, out: int) -> None:
    names = [node.path.name for node in collection.tree().children]
    while True:
        number += 1
        collection.save(path, request(number))
        os.write(out, f"{number}\n".encode())
        collection.arrange(collection.folder, names[number % 2 :] + names[: number % 2])
        about = collection.about(collection.folder)
        collection.save_about(collection.folder, replace(about, values={"number": number, "text": LONG}))


def main(folder: Path) -> None:
    collection = Collection.open(folder)
    collection.tree()
    collection.save(folder / "saved.request.toml", request(0))  # everything is imported before the first is made
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            save_for_ever(collection, folder / "saved.request.toml", int(line), sys.stdout.fileno())
        print(f"pid {pid}", flush=True)
        os.waitpid(pid, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
