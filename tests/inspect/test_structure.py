"""Parents, children, folds and paths against a reference that walks the depths one by one."""

from __future__ import annotations

import json
import time
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspect import odd_json
from workbench.inspect import Document, Kind, Path, read
from workbench.inspect.lines import Lines, index_lines, windows
from workbench.inspect.structure import Structure


class Naive:
    """The same questions, answered the slow way."""

    def __init__(self, depths: list[int]) -> None:
        self.depths = depths
        self.parents: list[int | None] = []
        self.inside: dict[int | None, list[int]] = {None: []}
        self.openers: dict[int, int] = {}
        stack: list[int] = []
        for n, depth in enumerate(depths):
            closes = n > 0 and depths[n - 1] > depth
            opened = stack[depth] if closes else None
            del stack[depth:]
            parent = stack[-1] if stack else None
            self.parents.append(parent)
            if opened is not None:
                self.openers[n] = opened
                continue
            self.inside.setdefault(parent, []).append(n)
            stack.append(n)

    def children(self, n: int | None) -> list[int]:
        return self.inside.get(n, [])

    def fold_end(self, n: int) -> int | None:
        if n + 1 >= len(self.depths) or self.depths[n + 1] <= self.depths[n]:
            return None
        end = n + 1
        while end < len(self.depths) and self.depths[end] > self.depths[n]:
            end += 1
        return end if end < len(self.depths) and self.depths[end] == self.depths[n] else end - 1


def check(document: Document) -> None:
    naive = Naive([document.depth(n) for n in range(document.line_count)])
    assert document.roots() == naive.children(None)
    assert document.root_count() == len(naive.children(None))
    for n in range(document.line_count):
        check_line(document, naive, n)
    lines = list(range(document.line_count))
    assert list(document.paths(lines)) == [document.path(n) for n in lines]


def check_line(document: Document, naive: Naive, n: int) -> None:
    inside = [] if n in naive.openers else naive.children(n)
    assert document.fold_end(n) == naive.fold_end(n)
    assert document.opens(n) == (naive.fold_end(n) is not None)
    assert document.closes(n) == (n in naive.openers)
    assert document.parent(n) == naive.parents[n]
    assert document.value_line(n) == naive.openers.get(n, n)
    assert document.children(n) == inside
    assert document.child_count(n) == len(inside)
    for start, limit in ((0, 2), (1, None), (2, 1), (len(inside), 5), (0, 0)):
        assert document.children(n, start, limit) == inside[start:][:limit]
    for place, child in enumerate(inside):
        assert document.child(n, place) == child
        assert document.path(child).steps[:-1] == document.path(n).steps
        key = document.key_of(child) if document.is_object(n) else None
        assert document.path(child).steps[-1] == (place if key is None else key)
    assert document.child(n, len(inside)) is None


@given(odd_json.document)
def test_valid_documents(text: bytes) -> None:
    check(read(text))


@given(odd_json.broken() | odd_json.pieces)
def test_broken_documents(text: bytes) -> None:
    document = read(text, "application/json")
    if document.kind is Kind.JSON:
        check(document)


@given(odd_json.value, st.integers(240, 270), st.sampled_from((b"[1,", b"[", b'{"a":', b'{"x":[1,2],"a":')), st.booleans())
@settings(max_examples=30)
def test_documents_around_the_depth_a_byte_holds(inner: bytes, levels: int, opener: bytes, closed: bool) -> None:
    closer = b"}" if opener[:1] == b"{" else b"]"
    raw = opener * levels + b"[" + inner + b"," + inner + b"]" + (closer * levels if closed else b"")
    document = read(raw, "application/json")
    assert (document.problem is None) is closed
    naive = Naive([document.depth(n) for n in range(document.line_count)])
    for n in range(0, document.line_count, 1 + document.line_count // 40):
        check_line(document, naive, n)


@given(odd_json.document)
def test_a_path_leads_back_to_its_line(text: bytes) -> None:
    document = read(text)
    ambiguous = any("more than once" in note.text for note in document.notes)
    for n in range(document.line_count):
        found = document.resolve(document.path(n))
        assert found is not None
        assert document.path(found) == document.path(n)
        if not ambiguous:
            assert found == document.value_line(n)


def test_paths_that_lead_nowhere() -> None:
    document = read(b'{"a":[1,{"b":2}],"a":[5],"c\\u0064":3}')
    assert document.resolve(Path(("a", 0))) == document.line_count - 4
    assert document.path(document.resolve(Path(("a", 1, "b"))) or 0).steps == ("a", 1, "b")
    assert document.resolve(Path(("cd",))) == document.line_count - 2
    for steps in (("x",), ("a", 2), ("a", "b"), (0,), ("cd", 0), ("a", 0, "x"), ("\ud800",)):
        assert document.resolve(Path(steps)) is None
    assert document.resolve(Path()) == 0
    assert read(b"").resolve(Path()) is None
    assert read(b"words").resolve(Path()) is None


@pytest.mark.parametrize(
    ("raw", "counts"), [(b"[1,2", [2]), (b'{"a":[1,2', [1, 2]), (b"[[1],[2", [2, 1, 1]), (b'[{"a":1', [1, 1]), (b"[1,2}", [2])]
)
def test_what_is_left_open_has_all_its_children(raw: bytes, counts: list[int]) -> None:
    document = read(raw)
    assert document.problem is not None
    assert [document.child_count(n) for n in range(document.line_count) if document.opens(n)] == counts
    assert document.fold_end(0) == document.line_count - 1


@given(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\n", b"")), max_size=300))
def test_lines_are_found_by_number_and_by_offset(parts: list[bytes]) -> None:
    data = b"\n".join(parts)
    lines = Lines(data, *index_lines(data))
    expected = data.split(b"\n")
    assert lines.count == len(expected)
    for n in (*range(lines.count), *range(lines.count - 1, -1, -7)):
        start, end = lines.span(n)
        assert data[start:end] == expected[n]
        assert lines.at(start) == lines.at(end) == n
    assert b"".join(data[start:end] for start, end in windows(data, size=5)) == data


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60))
def test_depths_need_not_come_from_json(changes: list[int]) -> None:
    """Any depths a layout can have: one deeper at most, and not right behind what closes."""
    depths = [0]
    for change in changes:
        closed = len(depths) > 1 and depths[-2] > depths[-1]
        depths.append(depths[-1] + (not closed) if change > 2 else max(0, depths[-1] - change))
    naive = Naive(depths)
    for structure in (
        Structure(bytes(depths), ragged=True),
        Structure(bytes(min(255, d + 253) for d in depths), array("I", [d + 253 for d in depths]), ragged=True),
    ):
        for n in range(len(depths)):
            assert structure.fold_end(n) == naive.fold_end(n)
            assert structure.children(n) == ([] if n in naive.openers else naive.children(n))


def test_a_node_with_very_many_children_opens_at_once() -> None:
    document = read(json.dumps({"items": [{"id": n, "tags": ["a"]} for n in range(280_000)]}).encode())
    assert document.child_count(1) == 280_000
    began = time.perf_counter()
    pages = [document.children(1, start, 500) for start in (0, 500, 140_000, 279_500)]
    took = time.perf_counter() - began
    assert [document.path(page[-1]).steps[-1] for page in pages] == [499, 999, 140_499, 279_999]
    assert took < 0.5  # a hundredth of it where nothing else runs
