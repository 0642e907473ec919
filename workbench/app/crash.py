"""The crash handler: a bug ends up in the log and in a report, masked, and the user is told where; nothing is swallowed."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from workbench.app.logs import mask_secrets
from workbench.usecases.crashes import Crashes

_LOG = logging.getLogger("workbench.crash")


def install_crash_handler(log: Path, crashes: Crashes | None = None) -> None:
    """From now on an exception nobody caught is logged, made a report of, and shown on stderr with the place of both.

    The handler itself never raises: a second fault in it would hide the first.
    """

    def report(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        made = None
        with contextlib.suppress(Exception):
            made = crashes.take(kind, problem, trace) if crashes is not None else None
        if crashes is not None and made is None:  # the same again
            return
        with contextlib.suppress(Exception):
            text = made.text if made is not None else mask_secrets("".join(traceback.format_exception(kind, problem, trace)))
            _LOG.error("Unexpected error\n%s", made.what if made is not None else text)
            if sys.stderr is not None:  # a windowed program on Windows has none
                where = made.file if made is not None and made.file is not None else log
                sys.stderr.write(f"{text}\nThis is a bug in the workbench. It is written down in {where}\n")

    sys.excepthook = report
    threading.excepthook = lambda args: report(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
