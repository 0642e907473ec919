"""Compare: anything against anything, structurally, with the differences a person can read.

Responses, bodies from a file or the clipboard, requests as they were sent, and headers all become documents, so
that there is one way to compare.  Everything here takes time with the sizes: call it on a worker thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from workbench.domain import Headers, Recorded
from workbench.inspect import ChangeKind, Diff, Difference, DiffOptions, Document, Path, diff, read
from workbench.inspect.diff import never
from workbench.inspect.report import MASK, SECRET_NAMES, ReportTitles, to_markdown
from workbench.inspect.summary import summarize


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents and how they differ; lines are those of the documents.  ``subject`` names them, in the plural."""

    left: Document
    right: Document
    difference: Diff
    subject: str = "responses"

    @property
    def summary(self) -> str:
        """One sentence a marketer can read aloud."""
        return summarize(self.difference, self.subject)

    def markdown(self, left_title: str, right_title: str) -> str:
        """The comparison as Markdown, without secrets."""
        return to_markdown(self.left, self.right, self.difference, ReportTitles(left_title, right_title, subject=self.subject))

    def html(self, left_title: str, right_title: str) -> str:
        """The comparison as one page that is safe to open, without secrets."""
        from workbench.inspect.report_html import to_html

        return to_html(self.left, self.right, self.difference, ReportTitles(left_title, right_title, subject=self.subject))

    def patch(self) -> str:
        """The comparison as JSON Patch.  Raises ``PatchError`` where there can be none, in plain words."""
        from workbench.inspect.patch import json_patch, patch_text

        return patch_text(json_patch(self.left, self.right, self.difference))


def compare_documents(
    left: Document,
    right: Document,
    options: DiffOptions | None = None,
    *,
    subject: str = "responses",
    stopped: Callable[[], bool] = never,
) -> Comparison:
    """Raises ``Stopped`` soon after ``stopped`` says so, and ``PatternError`` for a pattern that cannot be read."""
    return Comparison(left, right, diff(left, right, options, stopped=stopped), subject)


def compare_bodies(
    left: bytes,
    left_type: str,
    right: bytes,
    right_type: str,
    options: DiffOptions | None = None,
    *,
    subject: str = "responses",
    stopped: Callable[[], bool] = never,
) -> Comparison:
    """Read and compare two bodies, each with its media type (empty where it has none)."""
    return compare_documents(read(left, left_type), read(right, right_type), options, subject=subject, stopped=stopped)


def compare_recorded(
    left: Recorded, right: Recorded, options: DiffOptions | None = None, *, stopped: Callable[[], bool] = never
) -> Comparison:
    """The responses of two exchanges; a failure counts as an empty body."""
    return compare_bodies(*_body(left), *_body(right), options, stopped=stopped)


def compare_recorded_with_body(
    left: bytes, left_type: str, right: Recorded, options: DiffOptions | None = None, *, stopped: Callable[[], bool] = never
) -> Comparison:
    """A file, the clipboard or a baseline at the left, the response of an exchange at the right."""
    return compare_bodies(left, left_type, *_body(right), options, stopped=stopped)


def compare_requests(
    left: Recorded, right: Recorded, options: DiffOptions | None = None, *, stopped: Callable[[], bool] = never
) -> Comparison:
    """What was sent: the bodies as they left, with the placeholder where the client key stood."""
    bodies = (left.exchange.sent.body, "application/json", right.exchange.sent.body, "application/json")
    return compare_bodies(*bodies, options, subject="requests", stopped=stopped)


def compare_headers(
    left: Recorded,
    right: Recorded,
    options: DiffOptions | None = None,
    *,
    which: Literal["response", "request"] = "response",
    stopped: Callable[[], bool] = never,
) -> Comparison:
    """Headers as documents of name → value, several values as a list; names in lower case, as HTTP takes them for equal.

    Values of credentials (authorization, cookies) are masked, and it is told whether they differ.
    """
    one, other = _grouped(_headers(left, which)), _grouped(_headers(right, which))
    lefts, rights = header_document(one, other, "left"), header_document(other, one, "right")
    return compare_documents(lefts, rights, options, subject=f"sets of {which} headers", stopped=stopped)


def header_document(headers: dict[str, list[str]], others: dict[str, list[str]], side: str) -> Document:
    """One side's headers; ``others`` are the other side's, to tell whether a masked value differs."""
    shown: dict[str, str | list[str]] = {}
    for name, values in headers.items():
        if name in SECRET_NAMES:
            # The masks differ where the values do, and say nothing else about them.
            differs = name in others and others[name] != values
            shown[name] = f"{MASK} (the {side} value)" if differs else MASK
        else:
            shown[name] = values[0] if len(values) == 1 else values
    return read(json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace"), "application/json")


def _grouped(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in headers:
        grouped.setdefault(name.lower(), []).append(value)
    return dict(sorted(grouped.items()))


def _headers(recorded: Recorded, which: str) -> Headers:
    if which == "request":
        return recorded.exchange.sent.headers
    return recorded.exchange.response.headers if recorded.exchange.response is not None else ()


def _body(recorded: Recorded) -> tuple[bytes, str]:
    response = recorded.exchange.response
    return (response.body, response.content_type) if response is not None else (b"", "")


def told_of_last(
    made: Comparison, last: Document, number: int, options: DiffOptions | None = None, *, stopped: Callable[[], bool] = never
) -> dict[str, str]:
    """Three-way: of every difference between a baseline and now, whether the response before, ``#number``, had it already.

    Keyed by the difference's path as text; ``last`` is compared with what came now by the same options.
    """
    since_last = {_place(found) for found in diff(last, made.right, options, stopped=stopped).differences}
    return {
        str(found.path): f"new since #{number}" if _place(found) in since_last else f"as in #{number}"
        for found in made.difference.differences
    }


def _place(difference: Difference) -> tuple[Path, bool]:
    """What was removed has its path in another document than the rest."""
    return difference.path, difference.kind is ChangeKind.REMOVED
