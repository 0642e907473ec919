"""The tree as Qt's own tester sees it: structure, paging, texts."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from tests.ui.support import check_model
from workbench.inspect import read
from workbench.ui.response.tree import PAGE, TreeModel

VALUE: dict[str, Any] = {"hero": {"title": "Gold", "empty": {}, "none": None}, "items": [{"sku": "A1"}, [1, 2.50, True], "text"], "": 0}


def model_of(value: object) -> TreeModel:
    return TreeModel(read(json.dumps(value).encode()))


def fetch_all(model: TreeModel, parent: QModelIndex) -> None:
    """Open every node, as a person does who clicks all of them."""
    while model.canFetchMore(parent):
        model.fetchMore(parent)
    for row in range(model.rowCount(parent)):
        fetch_all(model, model.index(row, 0, parent))


def texts(model: TreeModel, parent: QModelIndex) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        inside = texts(model, index)
        found[str(index.data())] = inside or model.index(row, 1, parent).data()
    return found


def test_qts_tester_finds_nothing_wrong(qtmodeltester: ModelTester) -> None:
    model = model_of(VALUE)
    check_model(qtmodeltester, model)
    fetch_all(model, QModelIndex())
    check_model(qtmodeltester, model)


def test_keys_places_and_values_are_those_of_the_document(qtmodeltester: ModelTester) -> None:
    model = model_of(VALUE)
    fetch_all(model, QModelIndex())
    assert texts(model, QModelIndex()) == {
        "$": {
            "hero": {"title": '"Gold"', "empty": "{}", "none": "null"},
            "items": {"[0]": {"sku": '"A1"'}, "[1]": {"[0]": "1", "[1]": "2.5", "[2]": "true"}, "[2]": '"text"'},
            "": "0",
        }
    }
    root = model.index(0, 0)
    assert model.index(0, 1, root).data() == "{3}"
    assert model.index(1, 1, root).data() == "[3]"
    assert [model.headerData(n, Qt.Orientation.Horizontal) for n in range(2)] == ["Key", "Value"]


def test_children_are_looked_up_when_a_node_is_opened_and_given_out_in_pages(qtmodeltester: ModelTester) -> None:
    model = model_of(list(range(2 * PAGE + 7)))
    root = model.index(0, 0)
    assert model.rowCount(root) == 0
    assert model.hasChildren(root)
    counts = []
    while model.canFetchMore(root):
        model.fetchMore(root)
        counts.append(model.rowCount(root))
    assert counts == [PAGE, 2 * PAGE, 2 * PAGE + 7]
    last = model.index(2 * PAGE + 6, 0, root)
    assert (last.data(), last.siblingAtColumn(1).data()) == (f"[{2 * PAGE + 6}]", str(2 * PAGE + 6))
    assert last.parent() == root
    check_model(qtmodeltester, model)


@pytest.mark.parametrize("body", [b"", b"plain text", b"\0\1\2", b"{}", b'"text"', b"[", b'{"a": 1,}'])
def test_every_kind_of_document_can_be_a_tree(qtmodeltester: ModelTester, body: bytes) -> None:
    model = TreeModel(read(body))
    fetch_all(model, QModelIndex())
    check_model(qtmodeltester, model)


def test_several_documents_in_one_body_stand_side_by_side(qtmodeltester: ModelTester) -> None:
    model = TreeModel(read(b'{"a":1}\n{"b":2}'))
    fetch_all(model, QModelIndex())
    assert model.rowCount() == 2
    check_model(qtmodeltester, model)


def test_very_many_children_and_very_long_texts_are_opened_at_once() -> None:
    items = [{"id": n, "tags": ["a"]} for n in range(280_000)]
    model = model_of({"items": items, "text": "x" * 4_000_000})
    root = model.index(0, 0)
    model.fetchMore(root)
    node = model.index(0, 0, root)
    began = time.perf_counter()
    assert model.canFetchMore(node)
    model.fetchMore(node)
    seen = [str(model.index(row, column, node).data()) for row in range(40) for column in (0, 1)]
    text = str(model.index(1, 1, root).data())
    took = time.perf_counter() - began
    assert (model.rowCount(node), seen[:2], len(text)) == (PAGE, ["[0]", "{2}"], 500)
    assert model.index(0, 1, root).data() == "[280000]"
    assert took < 0.5  # it takes 5 ms where nothing else runs


def test_a_broken_document_shows_the_last_child_of_what_is_left_open() -> None:
    model = TreeModel(read(b'{"a": [1, 2'))
    fetch_all(model, QModelIndex())
    assert texts(model, QModelIndex()) == {"$": {"a": {"[0]": "1", "[1]": "2"}}}
