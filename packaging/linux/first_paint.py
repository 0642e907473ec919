"""How long from the start of a program to its first pixels on a screen, for two programs by turns; needs Xvfb.

    python packaging/linux/first_paint.py .venv/bin/workbench dist-unpacked/workbench

Looks into the memory of a virtual screen, so that what is measured is not measured by the program itself.  Prints the
medians and their ratio; the bar of the project is 1.3.
"""

from __future__ import annotations

import mmap
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROUNDS = 11
GIVE_UP = 30.0
WIDTH, HEIGHT = 1280, 800
LOOKED_AT = [(x, y) for x in (200, 640, 1000) for y in (120, 400, 650)]


@contextmanager
def screen() -> Iterator[tuple[str, mmap.mmap]]:
    """A display's name and its memory: a header, then 32 bits for each pixel."""
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-fbdir", folder]
        with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
            try:
                os.close(writing)
                with os.fdopen(reading, encoding="ascii") as told:
                    number = told.readline().strip()  # the whole line: the server ends where nobody reads its end
                with (Path(folder) / "Xvfb_screen0").open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as memory:
                    yield f":{number}", memory
            finally:
                server.terminate()


def first_paint(program: str) -> float:
    """Seconds from the start to the moment when all places looked at have changed."""
    with screen() as (display, memory), tempfile.TemporaryDirectory() as home:
        head = struct.unpack_from(">I", memory)[0] + 12 * struct.unpack_from(">I", memory, 76)[0]
        places = [head + 4 * (y * WIDTH + x) for x, y in LOOKED_AT]
        blank = [memory[place : place + 3] for place in places]
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": home, "DISPLAY": display, "WORKBENCH_HOME": home}
        began = time.perf_counter()
        with subprocess.Popen([program], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            try:
                while any(memory[place : place + 3] == before for place, before in zip(places, blank, strict=True)):
                    if time.perf_counter() - began > GIVE_UP or child.poll() is not None:
                        raise SystemExit(f"{program} painted nothing")
                    time.sleep(0.001)
                return time.perf_counter() - began
            finally:
                child.kill()


def main(programs: list[str]) -> None:
    taken: dict[str, list[float]] = {program: [] for program in programs}
    for number in range(ROUNDS + 1):
        for program in programs:
            seconds = first_paint(program)
            if number:  # the first brings the files into memory
                taken[program].append(1000 * seconds)
    medians = [statistics.median(times) for times in taken.values()]
    for program, times in taken.items():
        print(f"{program}: {statistics.median(times):.0f} ms, from {min(times):.0f} to {max(times):.0f}")
    print(f"{medians[-1] / medians[0]:.2f} times")


if __name__ == "__main__":
    main(sys.argv[1:])
