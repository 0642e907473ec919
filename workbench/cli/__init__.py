"""The terminal: the same use cases, headless.  Imports no Qt.

The response or result goes to stdout, everything else to stderr.  Exit codes: 0 all held · 1 the HTTP
status failed · 2 wrong usage or configuration · 3 nothing came back · 4 keychain locked or missing ·
130 interrupted.
"""

from workbench.cli.run import run

__all__ = ["run"]
