"""Exit codes, and the errors that end a command with one."""

from __future__ import annotations

HELD = 0
FAILED = 1
USAGE = 2
NOTHING_CAME = 3
KEYCHAIN = 4
INTERRUPTED = 130


class Stop(Exception):
    """Ends the command with a sentence on stderr and an exit code."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        super().__init__(sentence)
        self.code = code
