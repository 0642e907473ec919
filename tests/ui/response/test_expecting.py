"""Expect this: what a value in the response offers, in Pretty and in the tree, and why where it offers nothing."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.support import choose, click, entries, popup, recorded, tone_of
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import ValueFits
from workbench.experiments.answer import Check
from workbench.ui.response import ResponseView
from workbench.ui.response.checks import in_words
from workbench.ui.response.expecting import NOT_JSON, NOT_KEPT, TOO_DEEP, TOO_LONG

BODY = json.dumps({"offer": {"name": "Gold", "price": 12, "on": True, "it's new": None}, "tags": ["a", "b"]}).encode()
TREE = 1


def ready(view: ResponseView, body: bytes = BODY) -> list[object]:
    """The response of a saved request, and what is asked for from it."""
    asked: list[object] = []
    view.show_exchange(recorded(body))
    view.expecting.show_reason("")
    for signal in (view.expecting.expect_requested, view.expecting.variant_requested):
        signal.connect(asked.append)
    view.expecting.ask_requested.connect(lambda fits: asked.append(("ask", fits)))
    return asked


def line_of(view: ResponseView, text: str) -> int:
    document = view.document()
    assert document is not None
    return next(n for n in range(document.line_count) if text in document.line(n))


def inner(menu: QMenu) -> dict[str, QAction]:
    found = entries(menu)["Expect this"].menu()
    assert isinstance(found, QMenu)
    return entries(found)


@pytest.mark.parametrize(
    ("line", "entry", "path", "op", "value"),
    [
        ('"name"', "Equals this value", "$.offer.name", Op.EQUALS, "Gold"),
        ('"name"', "Exists", "$.offer.name", Op.EXISTS, None),
        ('"name"', "Is of the type string", "$.offer.name", Op.TYPE, "string"),
        ('"price"', "Is of the type integer", "$.offer.price", Op.TYPE, "integer"),
        ('"on"', "Equals this value", "$.offer.on", Op.EQUALS, True),
        ("it's", "Equals this value", "$.offer['it\\'s new']", Op.EQUALS, None),
        ('"tags"', "Has 2 items", "$.tags", Op.COUNT, 2),
        ('"tags"', "Equals this value", "$.tags", Op.EQUALS, ["a", "b"]),
        ('"b"', "Equals this value", "$.tags[1]", Op.EQUALS, "b"),
        ('"offer"', "Is of the type object", "$.offer", Op.TYPE, "object"),
    ],
)
def test_a_value_is_expected_from_its_menu(view: ResponseView, line: str, entry: str, path: str, op: Op, value: object) -> None:
    asked = ready(view)
    view.pretty.context_requested.emit(line_of(view, line), QPoint(0, 0))
    inner(popup())[entry].trigger()
    popup().close()
    assert asked == [ValueFits(Condition(path, op, value))]


def test_a_text_it_has_to_contain_is_asked_for(view: ResponseView) -> None:
    asked = ready(view)
    view.pretty.context_requested.emit(line_of(view, '"name"'), QPoint(0, 0))
    inner(popup())["Contains…"].trigger()
    popup().close()
    assert asked == [("ask", ValueFits(Condition("$.offer.name", Op.CONTAINS, "Gold")))]
    view.pretty.context_requested.emit(line_of(view, '"price"'), QPoint(0, 0))
    assert "Contains…" not in inner(popup())
    popup().close()


def test_the_tree_offers_the_same(view: ResponseView) -> None:
    asked = ready(view)
    view.tabs.setCurrentIndex(TREE)
    model = view.tree.model()
    name = model.index(0, 0, model.index(0, 0, model.index(0, 0)))
    assert name.data() == "name"
    view.tree.customContextMenuRequested.emit(view.tree.visualRect(name).center())
    inner(popup())["Exists"].trigger()
    choose("Use as variant")
    assert asked == [ValueFits(Condition("$.offer.name", Op.EXISTS)), "$.offer.name"]
    view.tree.setCurrentIndex(name)
    view.use_as_variant()
    assert asked[2:] == ["$.offer.name"]


def test_where_nothing_can_be_expected_the_menu_says_why(view: ResponseView) -> None:
    ready(view)
    view.expecting.show_reason("Save the request first; what is expected stands in its file.")
    view.pretty.context_requested.emit(line_of(view, '"name"'), QPoint(0, 0))
    for title in ("Expect this", "Use as variant"):
        action = entries(popup())[title]
        assert not action.isEnabled()
        assert action.toolTip().startswith("Save the request first")
    assert popup().toolTipsVisible()
    popup().close()
    view.expect_this()
    assert view.message.isVisible()
    assert "Save the request first" in view.message.accessibleName()


@pytest.mark.parametrize("body", [b"plain text", b'{"a": ', b'{"a":1}\n{"a":2}'])
def test_what_no_path_leads_to_is_not_offered(view: ResponseView, body: bytes) -> None:
    ready(view, body)
    view.pretty.context_requested.emit(0, QPoint(0, 0))
    assert entries(popup())["Expect this"].toolTip() == NOT_JSON
    popup().close()


def test_a_very_long_value_is_not_written_into_a_file(view: ResponseView) -> None:
    ready(view, json.dumps({"all": list(range(5_000))}).encode())
    view.pretty.context_requested.emit(line_of(view, '"all"'), QPoint(0, 0))
    equals = inner(popup())["Equals this value"]
    assert (equals.isEnabled(), equals.toolTip()) == (False, TOO_LONG)
    assert "Has 5,000 items" in inner(popup())
    popup().close()


@pytest.mark.parametrize("value", [b'"\\ud800"', b"NaN", b"1e999"])
def test_what_no_file_can_hold_is_not_expected_as_it_is(view: ResponseView, value: bytes) -> None:
    ready(view, b'{"a": ' + value + b"}")
    view.pretty.context_requested.emit(line_of(view, '"a"'), QPoint(0, 0))
    offered = inner(popup())
    assert (offered["Equals this value"].isEnabled(), offered["Equals this value"].toolTip()) == (False, NOT_KEPT)
    assert offered["Exists"].isEnabled()
    popup().close()


def test_a_text_that_looks_like_a_placeholder_is_expected_as_it_is(view: ResponseView) -> None:
    asked = ready(view, b'{"a": "Dear {{name}}"}')
    view.pretty.context_requested.emit(line_of(view, '"a"'), QPoint(0, 0))
    inner(popup())["Equals this value"].trigger()
    popup().close()
    assert asked == [ValueFits(Condition("$.a", Op.EQUALS, "Dear \\{{name}}"))]


def test_what_stands_very_deep_is_not_offered(view: ResponseView) -> None:
    ready(view, b"[" * 700 + b"]" * 700)
    view.pretty.context_requested.emit(650, QPoint(0, 0))
    assert entries(popup())["Expect this"].toolTip() == TOO_DEEP
    popup().close()
    view.pretty.context_requested.emit(3, QPoint(0, 0))
    assert inner(popup())["Equals this value"].toolTip() == TOO_LONG
    popup().close()
    ready(view, b"[" * 5_000 + b"]" * 5_000)
    view.pretty.context_requested.emit(0, QPoint(0, 0))
    assert inner(popup())["Equals this value"].toolTip() == TOO_LONG
    popup().close()


def test_the_keyboard_opens_the_same_choices(view: ResponseView) -> None:
    asked = ready(view)
    view.pretty.go_to_line(line_of(view, '"name"'))
    view.expect_this()
    assert next(iter(entries(popup()))) == "Equals this value"
    choose("Equals this value")
    assert asked == [ValueFits(Condition("$.offer.name", Op.EQUALS, "Gold"))]


# -- how the response stands ------------------------------------------------------------------------

HELD, BROKEN = Check("the status is 200", True, "200", "200"), Check("$.offer.name equals Gold", False, "equals Gold", "Silver")


@pytest.mark.parametrize(
    ("checks", "text"),
    [
        ([], ""),
        ([HELD], "1 of 1 holds"),
        ([HELD, HELD], "2 of 2 hold"),
        ([HELD, BROKEN], "1 of 2 does not hold"),
        ([BROKEN, BROKEN], "2 of 2 do not hold"),
    ],
)
def test_the_badge_counts_in_words(checks: list[Check], text: str) -> None:
    assert in_words(checks) == text


def test_the_badge_opens_the_list_with_what_was_found(qtbot: QtBot, view: ResponseView) -> None:
    ready(view)
    assert not view.checks.isVisible()
    view.checks.show_checks([HELD, BROKEN])
    assert (view.checks.text(), view.checks.accessibleName(), tone_of(view.checks)) == ("1 of 2 does not hold",) * 2 + ("bad",)
    assert not view.checks.list.isVisible()
    click(view.checks)
    texts = [label.text() for label in view.checks.list.findChildren(QLabel) if label.isVisible() and label.text()]
    assert texts == ["$.offer.name equals Gold", "Expected: equals Gold · found: Silver", "The status is 200"]
    view.checks.show_checks([HELD, HELD])
    assert tone_of(view.checks) == "good"
    view.checks.show_problem("$.[ is not a path.")
    assert tone_of(view.checks) == "warn"
    view.show_exchange(recorded(BODY, 2))
    assert not view.checks.isVisible()
    assert not view.checks.list.isVisible()
