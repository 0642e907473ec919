"""The part of the form for what is expected: a row for each, a menu to add, dialogs to edit, and undo."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click, entries, field_of, named, retype, shown
from workbench.domain import StreamEvent
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import (
    Decided,
    EqualsBaseline,
    Expectation,
    FitsSchema,
    NewBrowserId,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
    Within,
)
from workbench.domain.expected import Expected
from workbench.domain.selector import ByBody, ByPath
from workbench.ui.composer.expect_dialogs import EntryDialog, EventStepDialog, ValueDialog, WaitDialog
from workbench.ui.composer.expect_part import ExpectPart
from workbench.ui.theme import Theme

GOLD = ValueFits(Condition("$.offer.name", Op.CONTAINS, "Gold"))


@pytest.fixture
def part(qtbot: QtBot, theme: Theme) -> ExpectPart:
    made = ExpectPart(theme)
    made.resize(360, 520)
    shown(qtbot, made)
    return made


def rows(part: ExpectPart) -> list[str]:
    return [label.accessibleName() for label in part.findChildren(QLabel) if label.isVisible() and label.accessibleName()]


def dialog(part: ExpectPart) -> EntryDialog:
    return next(each for each in part.findChildren(EntryDialog) if each.isVisible())


def test_what_is_expected_reads_as_sentences(part: ExpectPart) -> None:
    part.show_expected(Expected((StatusIs((200,)), GOLD), (NewBrowserId(), StreamEvent("VIEW", page="home")), Wait(Until.VARIANT_CHANGES)))
    assert rows(part) == [
        "The status is 200",
        "$.offer.name contains Gold",
        "A new browser ID",
        "The event VIEW on page home",
        "Called every 1 s until the variant changes, at most 20 s and 20 calls",
    ]


def test_the_menu_adds_each_once(qtbot: QtBot, part: ExpectPart) -> None:
    add = entries(part.expectations.menu)
    with qtbot.waitSignals([part.changed] * 4):
        for title in list(add)[:4]:
            add[title].trigger()
    add["The status is 200"].trigger()
    assert part.expected().expectations == (StatusIs((200,)), Within(400), Decided(), EqualsBaseline())


def test_what_is_removed_comes_back_where_it_was(part: ExpectPart) -> None:
    part.show_expected(Expected((StatusIs((200,)), GOLD, Decided())))
    click(button(part, "Remove: $.offer.name contains Gold"))
    assert part.expected().expectations == (StatusIs((200,)), Decided())
    click(part.undo_bar.button)
    assert part.expected().expectations == (StatusIs((200,)), GOLD, Decided())


def test_a_value_is_edited_in_a_dialog_that_says_what_is_wrong(qtbot: QtBot, part: ExpectPart) -> None:
    part.show_expected(Expected((GOLD,)))
    click(button(part, "Edit: $.offer.name contains Gold"))
    opened = dialog(part)
    assert isinstance(opened, ValueDialog)
    opened.path.setText("$.offer[")
    click(opened.ok)
    assert opened.isVisible()
    assert "not a path" in field_of(opened.path).message.text()
    opened.path.setText("$.offer.title")
    assert not field_of(opened.path).message.text().startswith("$.offer[")
    opened.value.setPlainText("Silver")
    with qtbot.waitSignal(part.changed):
        click(opened.ok)
    assert part.expected().expectations == (ValueFits(Condition("$.offer.title", Op.CONTAINS, "Silver")),)


def test_a_new_value_is_typed_as_json(qtbot: QtBot, part: ExpectPart) -> None:
    entries(part.expectations.menu)["A value in the response…"].trigger()
    opened = dialog(part)
    assert isinstance(opened, ValueDialog)
    retype(opened.path, "$.offer.price")
    click(opened.kind.button("json"))
    opened.value.setPlainText("12.5")
    with qtbot.waitSignal(part.changed):
        click(opened.ok)
    assert part.expected().expectations == (ValueFits(Condition("$.offer.price", Op.EQUALS, 12.5)),)


def test_an_operation_without_a_value_asks_for_none(part: ExpectPart) -> None:
    part.ask_value(GOLD)
    opened = dialog(part)
    assert isinstance(opened, ValueDialog)
    assert opened.value.isVisible()
    opened.op.setCurrentIndex(0)
    assert not opened.value.isVisible()
    click(opened.cancel)
    assert part.expected().expectations == ()


@pytest.mark.parametrize(
    ("was", "typed", "made"),
    [
        (StatusIs((200,)), "200, 204", StatusIs((200, 204))),
        (Within(400), "250", Within(250)),
        (VariantIs(("Gold",)), "Gold\nSilver", VariantIs(("Gold", "Silver"))),
        (EqualsBaseline(), "$.decidedAt", EqualsBaseline(("$.decidedAt",))),
    ],
)
def test_every_kind_has_its_dialog(qtbot: QtBot, part: ExpectPart, was: Expectation, typed: str, made: Expectation) -> None:
    part.show_expected(Expected((was,)))
    part.expectations.edit_requested.emit(0)
    opened = dialog(part)
    opened.text.selectAll()  # type: ignore[attr-defined]
    opened.text.setText(typed) if hasattr(opened.text, "setText") else opened.text.setPlainText(typed)  # type: ignore[attr-defined]
    with qtbot.waitSignal(part.changed):
        click(opened.ok)
    assert part.expected().expectations == (made,)


def test_a_schema_is_shown_and_edited_in_its_file(part: ExpectPart) -> None:
    part.show_expected(Expected((FitsSchema("hero.schema.json"),)))
    edit = next(each for each in part.findChildren(QLabel) if "hero.schema.json" in each.accessibleName())
    assert edit.isVisible()
    from PySide6.QtWidgets import QToolButton

    (pen,) = [each for each in part.findChildren(QToolButton) if each.accessibleName().startswith("Edit: ") and each.isVisible()]
    assert not pen.isEnabled()
    assert "in the file" in pen.toolTip()


def test_the_variant_selector_is_a_path_and_rules_stay_in_the_file(qtbot: QtBot, part: ExpectPart) -> None:
    with qtbot.waitSignal(part.changed):
        retype(part.variant, "$.variantName")
    assert part.expected().variant == ByPath("$.variantName")
    retype(part.variant, "$.[")
    part.variant.editingFinished.emit()
    assert "not a path" in field_of(part.variant).message.text()
    part.show_expected(Expected(variant=ByBody(("$.at",))))
    assert part.variant.isReadOnly()
    assert "in the file" in field_of(part.variant).message.text()
    part.use_variant(ByPath("$.v"))
    assert not part.variant.isReadOnly()
    assert part.variant.text() == "$.v"
    click(part.undo_bar.button)
    assert part.expected().variant == ByBody(("$.at",))


def test_steps_and_waiting_are_added_edited_and_removed(qtbot: QtBot, part: ExpectPart) -> None:
    menu = entries(part.steps.menu)
    menu["A new browser ID"].trigger()
    menu["The event VIEW…"].trigger()
    opened = dialog(part)
    assert isinstance(opened, EventStepDialog)
    opened.page.setText("home")
    with qtbot.waitSignal(part.changed):
        click(opened.ok)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in part.findChildren(EntryDialog)))
    menu["Wait for a change…"].trigger()
    waiting = dialog(part)
    assert isinstance(waiting, WaitDialog)
    waiting.seconds.setText("5")
    with qtbot.waitSignal(part.changed):
        click(waiting.ok)
    assert part.expected() == Expected((), (NewBrowserId(), StreamEvent("VIEW", page="home")), Wait(Until.VARIANT_CHANGES, 5))
    assert not menu["Wait for a change…"].isEnabled(), "one is enough"
    part.steps.remove_requested.emit(2)
    part.steps.remove_requested.emit(0)
    assert part.expected() == Expected((), (StreamEvent("VIEW", page="home"),))
    click(part.undo_bar.button)
    assert part.expected().setup == (NewBrowserId(), StreamEvent("VIEW", page="home"))


def test_another_request_takes_the_undo_away(part: ExpectPart) -> None:
    part.show_expected(Expected((GOLD,)))
    part.expectations.remove_requested.emit(0)
    assert part.undo_bar.isVisible()
    part.show_expected(Expected())
    assert not part.undo_bar.isVisible()
    assert named(part, "Add expectation").isEnabled()
