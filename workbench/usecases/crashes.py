"""Crashes: a fault of the workbench itself becomes a masked report in the logs folder, and whoever shows the window is told.

Nothing in here may be the next fault: what cannot be found out for a report is left out of it.
"""

from __future__ import annotations

import contextlib
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from workbench.domain.files import atomic_write
from workbench.usecases.masking import mask_all, mask_secrets
from workbench.usecases.workbench import Workbench

LOG_LINES = 40
KEEP = 20
"""Reports that stay in the folder; older ones go."""

QUIET_S = 60.0
"""The same fault within this time is counted, and neither written nor told again: a window may repeat it with every frame."""

_PLACES = 3
"""Innermost lines of a traceback by which two faults are the same."""


@dataclass(frozen=True, slots=True)
class CrashReport:
    """``file`` is ``None`` where the disk refused; ``text`` is what would be in it, masked.  ``what`` is its last line."""

    file: Path | None
    text: str
    what: str


class Crashes:
    """Takes what nobody caught, from any thread.  ``listener`` is called in that thread, and at most once at a time."""

    def __init__(self, workbench: Workbench, log: Path) -> None:
        self._workbench = workbench
        self._log = log
        self._seen: dict[tuple[object, ...], float] = {}
        self._lock = threading.RLock()
        self._busy = False
        self.listener: Callable[[CrashReport], None] | None = None

    def take(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> CrashReport | None:
        """The report that was made of it; ``None`` for the same fault again, or one that arose in here."""
        with self._lock:
            if self._busy or self._is_again(kind, trace):
                return None
            self._busy = True
            try:
                report = self._report(kind, problem, trace)
                if self.listener is not None:
                    with contextlib.suppress(Exception):
                        self.listener(report)
                return report
            finally:
                self._busy = False

    def of_last_time(self, left: str) -> CrashReport:
        """The report of a process that a fault ended on the spot; ``left`` is what it could still write down."""
        what = next((line for line in left.splitlines() if line.strip()), "Unknown")[:300]
        return self._made(what, "The workbench was ended on the spot, by a fault outside of Python. It was here:\n" + left)

    def _is_again(self, kind: type[BaseException], trace: TracebackType | None) -> bool:
        frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(trace)[-_PLACES:]]
        which = (kind, *frames)
        now = time.monotonic()
        again = which in self._seen and now - self._seen[which] < QUIET_S
        if not again:
            self._seen[which] = now
        return again

    def _report(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> CrashReport:
        what = f"{kind.__name__}: {_words(problem)}".splitlines()[0][:300]
        return self._made(what, _found(lambda: "".join(traceback.format_exception(kind, problem, trace)) if trace else what))

    def _made(self, what: str, where: str) -> CrashReport:
        when = datetime.now(UTC)
        parts = [
            "Crash report of Personalize Workbench",
            f"Time: {when:%Y-%m-%d %H:%M:%S} UTC",
            _found(self._system),
            where,
            _found(self._last_lines),
        ]
        text = self._masked("\n".join(part.rstrip() + "\n" for part in parts if part.strip()))
        return CrashReport(self._save(text, when), text, self._masked(what))

    def _system(self) -> str:
        from workbench.usecases.about import describe

        return describe(self._workbench.places, self._workbench.app_version).diagnostics({})

    def _last_lines(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        return "The last lines of the log:\n" + "\n".join(lines)

    def _masked(self, text: str) -> str:
        keys = self._workbench.key_store.made
        try:
            return mask_all(text, keys.handled() if keys is not None else ())
        except Exception as problem:  # rather no report than one with a secret in it
            return f"It could not be masked ({type(problem).__name__}), so nothing else is told.\n{mask_secrets(text.splitlines()[0][:80])}"

    def _save(self, text: str, when: datetime) -> Path | None:
        folder = self._log.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"crash-{when:%Y%m%d-%H%M%S-%f}.txt"
            atomic_write(file, text.encode("utf-8", "replace"))
            for old in sorted(folder.glob("crash-*.txt"))[:-KEEP]:
                old.unlink()
        except OSError:
            return None
        return file


def _words(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception:
        return "(without words)"


def _found(find: Callable[[], str]) -> str:
    """What it gives, or nothing where it fails: a report without one part is better than none."""
    try:
        return find()
    except Exception:
        return ""
