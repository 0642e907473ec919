"""The window's composition: options, log, crash report, and the display there is or is not."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from workbench import __version__
from workbench.app.crash import install_crash_handler
from workbench.app.hard_faults import watch_hard_faults
from workbench.app.logs import start_logging
from workbench.app.paths import find_places
from workbench.usecases import Workbench
from workbench.usecases.crashes import Crashes


def run_window(arguments: list[str]) -> int:
    """Parse the window's few options and run it."""
    parser = argparse.ArgumentParser(prog="workbench")
    parser.add_argument("--offscreen", action="store_true", help="send the sample without a display and save a screenshot")
    parser.add_argument("--screenshot", type=Path, metavar="FILE")
    parser.add_argument("--theme", choices=("light", "dark", "system"), default="")
    parser.add_argument("--open", type=Path, nargs="?", metavar="FILE", help="look at what a file would bring into a collection")
    parser.add_argument("--size", metavar="WxH", type=_size)
    options = parser.parse_args(arguments)
    places = find_places()
    log = start_logging(places.logs)
    workbench = Workbench(places, __version__)
    crashes = Crashes(workbench, log)
    install_crash_handler(log, crashes)
    last = tuple(crashes.of_last_time(left) for left in watch_hard_faults(places.logs))
    from workbench.ui.shell import WindowOptions
    from workbench.ui.shell import run_window as show

    offscreen = options.offscreen or not has_display()
    program = Path(sys.executable) if getattr(sys, "frozen", False) else None
    return show(
        workbench,
        WindowOptions(offscreen, options.screenshot, options.theme, options.size, options.open, crashes, again(options), program, last),
    )


def again(options: argparse.Namespace) -> tuple[str, ...]:
    """The command that starts this program anew, as it looks now; a file that was double-clicked is not opened a second time."""
    own = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "workbench")
    theme = ("--theme", options.theme) if options.theme else ()
    size = ("--size", f"{options.size[0]}x{options.size[1]}") if options.size else ()
    return (*own, *theme, *size)


def has_display() -> bool:
    """Windows and macOS always have one; elsewhere X11 or Wayland says so, or a platform was chosen on purpose."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError("write it like 1280x800")
    return int(width), int(height)
