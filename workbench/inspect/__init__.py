"""Bytes → something a person reads: one document of lines behind Pretty, Tree, search, path and compare.

The document is its laid-out lines, not Python objects: what came is what is shown (key order, duplicate
keys, spelling of numbers), and structure is read off the lines when somebody asks.  The only room with
msgspec, regex, jsonpath_rfc9535 and jsonschema_rs.
"""

from typing import TYPE_CHECKING, Any

from workbench.inspect.diff import ArrayMatch, Diff, Difference, Stopped, diff
from workbench.inspect.document import Document, Kind, Note, SyntaxProblem
from workbench.inspect.options import DiffOptions
from workbench.inspect.paths import Path
from workbench.inspect.read import ReadingStopped, read
from workbench.inspect.rows import ChangeKind, Row, Rows, Run
from workbench.inspect.search import Hit, Hits, SearchError
from workbench.inspect.sizes import hexdump, size_text
from workbench.inspect.tokens import Token, TokenKind

if TYPE_CHECKING:
    from workbench.inspect.parsed import Canonical, NotJson, parse_json
    from workbench.inspect.patch import PatchError, json_patch, patch_text
    from workbench.inspect.path_query import PathQuery, compile_path
    from workbench.inspect.patterns import PatternError, normalize_pattern, pattern_of
    from workbench.inspect.query import QueryError
    from workbench.inspect.report import ReportTitles, to_markdown
    from workbench.inspect.report_html import to_html
    from workbench.inspect.safe_regex import RegexError, RegexTooSlow, SafeRegex
    from workbench.inspect.schema import Schema, SchemaError, compile_schema, read_schema
    from workbench.inspect.selection import Match, Selection, select
    from workbench.inspect.suggestions import suggest
    from workbench.inspect.volatile import Proposal, propose_ignores

__all__ = [
    "ArrayMatch",
    "Canonical",
    "ChangeKind",
    "Diff",
    "DiffOptions",
    "Difference",
    "Document",
    "Hit",
    "Hits",
    "Kind",
    "Match",
    "NotJson",
    "Note",
    "PatchError",
    "Path",
    "PathQuery",
    "PatternError",
    "Proposal",
    "QueryError",
    "ReadingStopped",
    "RegexError",
    "RegexTooSlow",
    "ReportTitles",
    "Row",
    "Rows",
    "Run",
    "SafeRegex",
    "Schema",
    "SchemaError",
    "SearchError",
    "Selection",
    "Stopped",
    "SyntaxProblem",
    "Token",
    "TokenKind",
    "compile_path",
    "compile_schema",
    "diff",
    "hexdump",
    "json_patch",
    "normalize_pattern",
    "parse_json",
    "patch_text",
    "pattern_of",
    "propose_ignores",
    "read",
    "read_schema",
    "select",
    "size_text",
    "suggest",
    "to_html",
    "to_markdown",
]


def __getattr__(name: str) -> Any:
    """What only a comparison or a filter needs; loaded when first asked for, because every start of the program opens this door.

    The imports are written out, so that those who check the house see them.
    """
    room: Any
    if name in ("Match", "Selection", "select"):
        from workbench.inspect import selection as room
    elif name in ("PatchError", "json_patch", "patch_text"):
        from workbench.inspect import patch as room
    elif name in ("Canonical", "NotJson", "parse_json"):
        from workbench.inspect import parsed as room
    elif name in ("PathQuery", "compile_path"):
        from workbench.inspect import path_query as room
    elif name in ("RegexError", "RegexTooSlow", "SafeRegex"):
        from workbench.inspect import safe_regex as room
    elif name in ("Schema", "SchemaError", "compile_schema", "read_schema"):
        from workbench.inspect import schema as room
    elif name in ("PatternError", "normalize_pattern", "pattern_of"):
        from workbench.inspect import patterns as room
    elif name in ("Proposal", "propose_ignores"):
        from workbench.inspect import volatile as room
    elif name in ("ReportTitles", "to_markdown"):
        from workbench.inspect import report as room
    elif name == "QueryError":
        from workbench.inspect import query as room
    elif name == "suggest":
        from workbench.inspect import suggestions as room
    elif name == "to_html":
        from workbench.inspect import report_html as room
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(room, name)
