"""The crash handler: a bug ends up in the log, masked, and the user is told where; nothing is swallowed."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from workbench.app.logs import mask_secrets

_LOG = logging.getLogger("workbench.crash")


def install_crash_handler(log: Path) -> None:
    """From now on an exception nobody caught is logged, and shown on stderr with the log's place."""

    def report(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        text = mask_secrets("".join(traceback.format_exception(kind, problem, trace)))
        _LOG.error("Unexpected error\n%s", text)
        sys.stderr.write(f"{text}\nThis is a bug in the workbench. It is written down in {log}\n")

    sys.excepthook = report
    threading.excepthook = lambda args: report(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
