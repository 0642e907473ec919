"""Watching: what git, an editor or another window changes in a collection is told at once.

The one module with watchfiles, which asks the operating system to tell and does not look itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from workbench.collections.names import NOT_OURS

QUIET_MS = 40
"""Changes that follow each other more closely are told of together; also how soon ``stop`` is seen."""
LONGEST_MS = 400
"""While a pull goes on, it is told of in portions of this length."""
POLL_MS = 1000
"""Where the system cannot tell (a network drive, no watches left), we look ourselves."""


def watch(folders: Sequence[Path], stop: threading.Event) -> Iterator[frozenset[Path]]:
    """Paths that changed below ``folders``, until ``stop`` is set.  Blocks in between.

    Hidden files and folders (``.git``, ``.trash``, files that are just being written) are not told of.
    """
    roots = _Roots([folder for folder in folders if folder.is_dir()])
    if not roots.watched:
        stop.wait()
        return
    try:
        yield from _told(roots, stop, poll=False)
    except OSError:
        yield from _told(roots, stop, poll=True)


def _told(roots: _Roots, stop: threading.Event, *, poll: bool) -> Iterator[frozenset[Path]]:
    from watchfiles import watch as notified

    changes = notified(
        *roots.watched,
        watch_filter=None,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        stop_event=stop,
        rust_timeout=0,
        raise_interrupt=False,
        force_polling=poll or None,
        poll_delay_ms=POLL_MS,
        ignore_permission_denied=True,
    )
    for changed in changes:
        paths = frozenset(path for path in (roots.own(text) for _, text in changed) if path is not None)
        if paths:
            yield paths


class _Roots:
    """The folders as they were named, and as the system names them: it resolves links first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._named = {os.path.realpath(folder): folder for folder in folders} | {str(folder): folder for folder in folders}
        self.watched = tuple(dict.fromkeys(folders))

    def own(self, text: str) -> Path | None:
        """A path in the named folders; ``None`` for what nobody wants to hear of."""
        for spelled, folder in self._named.items():
            if text == spelled:
                return folder
            if text.startswith(spelled.rstrip(os.sep) + os.sep):
                inner = Path(text[len(spelled) :].lstrip(os.sep))
                hidden = any(part.startswith(".") or part in NOT_OURS for part in inner.parts)
                return None if hidden else folder / inner
        return None
