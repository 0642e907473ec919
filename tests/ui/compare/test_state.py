"""The comparison in words."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.ui.support import failed, recorded
from workbench.domain import FailureKind, Operation, Sent
from workbench.inspect import ChangeKind, Diff, diff, read
from workbench.ui.compare.state import MARKS, counts_text, difference_text, first_rows, marks_of, side_title

LEFT = b'{"offer":{"name":"Gold","discount":15},"items":[{"id":"a"},{"id":"b"}],"gone":1}'
RIGHT = b'{"offer":{"name":"Silver","discount":"15"},"items":[{"id":"b"},{"id":"a"}],"new":true}'


def made() -> Diff:
    return diff(read(LEFT), read(RIGHT))


def test_every_difference_is_one_line() -> None:
    told = {difference_text(d) for d in made().differences}
    assert '~ offer.name: "Gold" → "Silver"' in told
    assert '~ offer.discount: 15 → "15"' in told
    assert "− gone: 1" in told
    assert "+ new: true" in told
    assert any(text.startswith("↕ items[") for text in told)


def test_a_list_in_another_order_and_a_line_of_text_are_named_too() -> None:
    numbers = list(range(20))
    compared = diff(read(json.dumps({"a": numbers}).encode()), read(json.dumps({"a": numbers[::-1]}).encode()))
    assert [difference_text(d) for d in compared.differences] == ["↕ a: the items are in another order"]
    assert counts_text(compared) == "1 reordered"
    assert set(marks_of(compared.rows).values()) == {"moved"}
    lines = diff(read(b"a\nb", "text/plain"), read(b"a\nc", "text/plain"))
    assert [difference_text(d) for d in lines.differences] == ["~ line 2: b → c"]


def test_counts_name_every_kind_once() -> None:
    counted = counts_text(made())
    for part in ("1 changed", "1 type changed", "1 added", "1 removed"):
        assert part in counted.split(" · ")
    assert counts_text(diff(read(LEFT), read(LEFT))) == ""


def test_every_kind_of_change_has_a_mark() -> None:
    assert set(MARKS) == set(ChangeKind)
    compared = made()
    marks = marks_of(compared.rows)
    assert set(marks.values()) == {"added", "removed", "changed", "moved"}
    assert all(compared.rows[row].kind is not None for row in marks)
    assert len(marks) == sum(row.kind is not None for row in compared.rows)


def test_every_difference_knows_its_first_row() -> None:
    compared = made()
    firsts = first_rows(compared)
    assert len(firsts) == len(compared.differences)
    for index, row in enumerate(firsts):
        assert compared.rows[row].difference == index
        assert all(earlier.difference != index for earlier in compared.rows[:row])


def test_a_side_says_which_exchange_it_is() -> None:
    title = side_title(replace(recorded(number=12), label="before launch"))
    assert title.startswith("#12 · before launch · home_hero · ")
    assert title.endswith(" · 200")
    assert side_title(failed(FailureKind.TIMEOUT)).endswith(" · no response")
    browser = recorded(operation=Operation.CREATE_BROWSER, request=None)
    assert "browser/create" in side_title(browser)
    event = recorded(operation=Operation.SEND_EVENT, request=None, sent=Sent("POST", "https://x/v1.2/events", (), b'{"type":"VIEW"}'))
    assert " · VIEW event · " in side_title(event)
