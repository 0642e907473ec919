"""Bytes → something a person reads: one document of lines behind Pretty, Tree, search, path and compare.

The document is its laid-out lines, not Python objects: what came is what is shown (key order, duplicate
keys, spelling of numbers), and structure is read off the lines when somebody asks.  The only room with
msgspec.
"""

from workbench.inspect.diff import ChangeKind, Diff, Difference, Row, diff
from workbench.inspect.document import Document, Kind, Note, SyntaxProblem
from workbench.inspect.paths import Path
from workbench.inspect.read import read
from workbench.inspect.search import Hit, Hits, SearchError
from workbench.inspect.sizes import hexdump, size_text
from workbench.inspect.tokens import Token, TokenKind

__all__ = [
    "ChangeKind",
    "Diff",
    "Difference",
    "Document",
    "Hit",
    "Hits",
    "Kind",
    "Note",
    "Path",
    "Row",
    "SearchError",
    "SyntaxProblem",
    "Token",
    "TokenKind",
    "diff",
    "hexdump",
    "read",
    "size_text",
]
