"""A comparison as Markdown, and what every report shares: which values are masked, how much is listed.

Reports are passed on, so they hold no secrets: what is compared never holds the client key, and values under a
key named like a credential are masked once more here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.inspect.diff import Diff, Difference
from workbench.inspect.document import Document
from workbench.inspect.rows import ChangeKind
from workbench.inspect.summary import difference_words, summarize

LISTED = 500
"""Differences a report lists; the rest is counted."""
MASK = "•••"
SECRET_NAMES = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "api-key",
        "apikey",
        "x-auth-token",
        "www-authenticate",
        "proxy-authenticate",
        "password",
        "client_secret",
        "clientsecret",
        "access_token",
        "refresh_token",
        "id_token",
    }
)
"""Names, in lower case, of headers and keys whose values no report shows."""
_KIND_WORDS = {
    ChangeKind.ADDED: "added",
    ChangeKind.REMOVED: "removed",
    ChangeKind.CHANGED: "changed",
    ChangeKind.TYPE_CHANGED: "type changed",
    ChangeKind.MOVED: "moved",
    ChangeKind.REORDERED: "in another order",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


@dataclass(frozen=True, slots=True)
class ReportTitles:
    """``left`` and ``right`` name the two sides; ``subject`` what they are, in the plural."""

    left: str
    right: str
    headline: str = "Comparison"
    subject: str = "responses"


def is_secret(steps: Sequence[str | int]) -> bool:
    """Whether a path leads through a name whose values are masked."""
    return any(isinstance(step, str) and step.lower() in SECRET_NAMES for step in steps)


def masked_words(difference: Difference) -> str:
    """The difference in words, its values masked where they may be a credential."""
    if is_secret(difference.path.steps) and difference.kind is not ChangeKind.MOVED:
        return f"{difference.kind.value}, {MASK}"
    return difference_words(difference)


def place_words(difference: Difference, diff: Diff) -> str:
    """The path as a person writes it, or ``line 3`` where lines were compared."""
    return str(difference.path.steps[0]) if diff.by_lines and difference.path.steps else str(difference.path)


def count_words(diff: Diff) -> list[str]:
    """``["3 changed", "1 added"]``, with what was ignored."""
    words = [f"{count} {_KIND_WORDS[kind]}" for kind in ChangeKind if (count := diff.counts.get(kind, 0))]
    return [*words, f"{diff.ignored} ignored"] if diff.ignored else words


def to_markdown(left: Document, right: Document, diff: Diff, titles: ReportTitles, *, limit: int = LISTED) -> str:
    """The sentence, the counts and the list.  Values stand in code, so that none of them is taken for markup."""
    lines = [f"# {escape_markdown(titles.headline)}", ""]
    lines += [f"* Left: {escape_markdown(titles.left)}", f"* Right: {escape_markdown(titles.right)}", ""]
    lines += [escape_markdown(summarize(diff, titles.subject)), ""]
    if words := count_words(diff):
        lines += [" · ".join(words), ""]
    if diff.options.ignore:
        lines += ["Ignored: " + ", ".join(code(pattern) for pattern in diff.options.ignore), ""]
    for difference in diff.differences[:limit]:
        told = code(masked_words(difference)) if difference.kind is not ChangeKind.REORDERED else masked_words(difference)
        lines.append(f"* {code(place_words(difference, diff))} {_KIND_WORDS[difference.kind]}: {told}")
    if rest := rest_words(diff, limit):
        lines += ["", rest]
    return "\n".join(lines).rstrip("\n") + "\n"


def rest_words(diff: Diff, limit: int) -> str:
    """How many differences a list with this limit leaves out; empty for none."""
    rest = max(0, len(diff.differences) - limit) + sum(diff.unlisted.values())
    return f"… and {rest} more." if rest else ""


def printable(text: str) -> str:
    """Without what no file or page can hold: control characters, and halves of surrogate pairs from a key's escapes."""
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or "\ud800" <= c <= "\udfff" else c for c in text)


def escape_markdown(text: str) -> str:
    """Text in which nothing is markup; on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(printable(text).split()))


def code(text: str) -> str:
    """A code span that holds any text: on one line, within more backticks than are in it."""
    text = printable(text).replace("\n", " ").replace("\r", " ")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) or not text else ""
    return f"{fence}{padding}{text}{padding}{fence}"
