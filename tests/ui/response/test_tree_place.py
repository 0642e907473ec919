"""A new response of the same shape leaves the tree as it was: what is open, where one is."""

from __future__ import annotations

import json

from pytestqt.qtbot import QtBot

from tests.ui.support import recorded
from workbench.ui.response import ResponseView
from workbench.ui.response.tree_place import place_of


def body(name: str, items: int) -> bytes:
    return json.dumps({"offer": {"name": name, "deep": {"a": {"b": 1}}}, "items": [{"sku": n} for n in range(items)]}).encode()


def test_what_is_open_and_where_one_is_stays(qtbot: QtBot, view: ResponseView) -> None:
    view.tabs.setCurrentIndex(1)
    view.show_exchange(recorded(body("Gold", 700)))
    tree = view.tree
    root = tree.model().index(0, 0)
    tree.collapseAll()
    tree.expand(root)
    items = tree.model().index(1, 0, root)
    tree.expand(items)
    while tree.model().canFetchMore(items):
        tree.model().fetchMore(items)
    item = tree.model().index(600, 0, items)
    tree.expand(item)
    tree.setCurrentIndex(tree.model().index(0, 0, item))
    before = place_of(tree)
    view.show_exchange(recorded(body("Silver", 700), 2))
    assert place_of(tree).opened == before.opened == ((0,), (0, 1), (0, 1, 600))
    assert place_of(tree).current == (0, 1, 600, 0)


def test_what_is_not_there_any_more_is_no_trouble(view: ResponseView) -> None:
    view.tabs.setCurrentIndex(1)
    view.show_exchange(recorded(body("Gold", 9)))
    view.tree.expandAll()
    view.tree.setCurrentIndex(view.tree.model().index(8, 0, view.tree.model().index(1, 0, view.tree.model().index(0, 0))))
    view.show_exchange(recorded(body("Silver", 2), 2))
    assert (0, 1, 1) in place_of(view.tree).opened
    view.show_exchange(recorded(b"no json", 3, kind="text/plain"))
    assert view.tree.model().rowCount() == 0
