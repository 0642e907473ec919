"""A structural comparison: objects by key, arrays by what identifies their items, never text lines.

Numbers are compared as spelled: ``1`` against ``1.0`` is a change, because what is shown is what came.
Strings are compared by what they mean, so ``"\\u00e9"`` equals ``"é"``.  The order of keys is no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workbench.inspect.document import Document, Kind
from workbench.inspect.options import DiffOptions
from workbench.inspect.paths import Path
from workbench.inspect.rows import ChangeKind, Row, Rows

__all__ = ["ArrayMatch", "ChangeKind", "Diff", "Difference", "Row", "Stopped", "diff", "never"]


class Stopped(Exception):
    """The caller asked for the comparison to end."""


def never() -> bool:
    """The comparison is not stopped."""
    return False


class Difference(NamedTuple):
    """``left`` and ``right`` are short texts; the lines are 0-based in their documents, ``None`` where absent.

    ``path`` is that of the right document; of what was removed it is the place it had in what is there now, an
    item by its old index.  ``left_path`` tells where a moved item stood.
    """

    path: Path
    kind: ChangeKind
    left_line: int | None
    right_line: int | None
    left: str = ""
    right: str = ""
    left_path: Path | None = None


class ArrayMatch(NamedTuple):
    """How the items of an array were matched.  ``pattern`` names it, and others like it: ``$.groups[*].items``.

    ``identity`` is the key that was used, empty where there is none; ``candidates`` are keys that could be
    used; ``chosen`` tells that the user decided.  The counts are items on each side, of all such arrays that
    differ.
    """

    pattern: str
    identity: str
    candidates: tuple[str, ...]
    left_count: int
    right_count: int
    chosen: bool = False


@dataclass
class Diff:
    """``rows`` hold every line of both documents exactly once, in the right document's order.

    ``ignored`` counts differences that the options hide, ``unlisted`` those beyond ``LISTED_AT_MOST`` of the comparer;
    ``key_orders`` are objects whose keys stand in another order; ``by_lines`` tells that it is no JSON and
    lines were compared.
    """

    rows: Rows = field(default_factory=Rows)
    differences: list[Difference] = field(default_factory=list)
    ignored: int = 0
    unlisted: Counter[ChangeKind] = field(default_factory=Counter)
    key_orders: tuple[Path, ...] = ()
    arrays: tuple[ArrayMatch, ...] = ()
    by_lines: bool = False
    options: DiffOptions = field(default_factory=DiffOptions)

    @property
    def equal(self) -> bool:
        return not self.differences

    @property
    def reordered(self) -> bool:
        """Only the order of keys differs."""
        return self.equal and bool(self.key_orders)

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        return Counter(d.kind for d in self.differences) + self.unlisted

    @property
    def summary(self) -> str:
        """One sentence, see :func:`workbench.inspect.summary.summarize`."""
        from workbench.inspect.summary import summarize

        return summarize(self)


def diff(left: Document, right: Document, options: DiffOptions | None = None, *, stopped: Callable[[], bool] = never) -> Diff:
    """Compare two documents.  Takes time with their size; call it on a worker thread.

    Raises :class:`Stopped` soon after ``stopped`` says so, and ``PatternError`` for a pattern in the options
    that cannot be read.
    """
    options = options or DiffOptions()
    if left.kind is Kind.JSON and right.kind is Kind.JSON and left.line_count and right.line_count:
        from workbench.inspect.comparer import Comparer

        return Comparer(left, right, options, stopped).run()
    from workbench.inspect.linediff import diff_lines

    return diff_lines(left, right, options, stopped)
