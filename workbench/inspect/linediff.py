"""Bodies that are no JSON: compared by lines, in time that is bounded by their size; bytes only as equal or not."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from workbench.inspect.diff import Diff, Difference, Stopped
from workbench.inspect.document import Document, Kind
from workbench.inspect.nodes import SHORT, WINDOW
from workbench.inspect.options import DiffOptions, loosened
from workbench.inspect.paths import Path
from workbench.inspect.rows import ChangeKind, Mark, RowsBuilder
from workbench.inspect.sequences import Matcher
from workbench.inspect.sizes import size_text


def diff_lines(left: Document, right: Document, options: DiffOptions, stopped: Callable[[], bool]) -> Diff:
    """Text, or JSON against something else.  Lines that were replaced are one difference for each stretch."""
    out = Diff(by_lines=True, options=options)
    if Kind.BINARY in (left.kind, right.kind) and left.raw != right.raw:
        out.differences.append(Difference(Path(), ChangeKind.CHANGED, None, None, _size(left), _size(right)))
    olds, news = _hashes(left, options), _hashes(right, options)
    if stopped():
        raise Stopped
    partner = Matcher(olds, news).run()
    rows = RowsBuilder()
    loosely = options.ignore_case or options.ignore_whitespace
    for old, new, lefts, rights in _stretches(partner, len(olds)):
        if lefts or rights:
            rows.add(lefts, rights, Mark(*_noted(out, left, lefts, right, rights)))
        if old >= 0:
            hidden = loosely and left.line(old) != right.line(new)
            out.ignored += hidden
            rows.add(range(old, old + 1), range(new, new + 1), Mark(ignored=hidden))
    out.rows = rows.built()
    return out


def _stretches(partner: Sequence[int], old_count: int) -> Iterator[tuple[int, int, range, range]]:
    """Each pair of equal lines, with what stands between it and the pair before; a last one without a pair."""
    old_next = new_next = 0
    for new, old in enumerate(partner):
        if old >= 0:
            yield old, new, range(old_next, old), range(new_next, new)
            old_next, new_next = old + 1, new + 1
    yield -1, -1, range(old_next, old_count), range(new_next, len(partner))


def _noted(out: Diff, left: Document, lefts: range, right: Document, rights: range) -> tuple[ChangeKind, int]:
    kind = ChangeKind.ADDED if not lefts else ChangeKind.REMOVED if not rights else ChangeKind.CHANGED
    line = (rights or lefts)[0] + 1
    old, new = (lefts[0] if lefts else None), (rights[0] if rights else None)
    old_text = left.line(old)[:SHORT] if old is not None else ""
    new_text = right.line(new)[:SHORT] if new is not None else ""
    out.differences.append(Difference(Path((f"line {line}",)), kind, old, new, old_text, new_text))
    return kind, len(out.differences) - 1


def _hashes(document: Document, options: DiffOptions) -> array[int]:
    """A hash for each line."""
    if options.ignore_case or options.ignore_whitespace:
        return array("q", (hash(loosened(document.line(n), options)) for n in range(document.line_count)))
    data, hashes, start = document.pretty, array("q"), 0
    if not document.line_count:
        return hashes
    while True:
        stop = data.find(b"\n", start + WINDOW)
        hashes.extend([hash(line) for line in data[start : stop if stop >= 0 else len(data)].split(b"\n")])
        if stop < 0:
            return hashes
        start = stop + 1


def _size(document: Document) -> str:
    return f"{size_text(len(document.raw))}, {document.kind.value}"
