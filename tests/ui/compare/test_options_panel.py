"""What is ignored: proposals switched by a click, options, how items are matched."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.ui.support import click, only, press, shown, spoken, type_keys
from workbench.inspect import ArrayMatch
from workbench.inspect.volatile import Proposal
from workbench.settings import CompareRule
from workbench.ui.compare.options_panel import OptionsPanel

PROPOSALS = (Proposal("$.at", "a time", "2026 → 2027"), Proposal("$.guest.ref", "a unique ID", "a → b"))
ARRAYS = (ArrayMatch("$.items", "sku", ("sku", "name"), 3, 3), ArrayMatch("$.tags", "", (), 2, 2))


@pytest.fixture
def panel(qtbot: QtBot) -> OptionsPanel:
    made = OptionsPanel()
    made.resize(900, 240)
    shown(qtbot, made)
    made.show_rule(CompareRule(ignore=("$.at",)), PROPOSALS, ARRAYS)
    return made


def changed_to(qtbot: QtBot, panel: OptionsPanel, do: object) -> CompareRule:
    with qtbot.waitSignal(panel.changed) as told:
        do()  # type: ignore[operator]
    assert isinstance(told.args[0], CompareRule)
    return told.args[0]


def test_what_is_ignored_and_what_is_proposed_stand_in_one_list(panel: OptionsPanel) -> None:
    items = [panel.paths.item(n) for n in range(panel.paths.count())]
    assert [(item.text(), item.checkState() is Qt.CheckState.Checked) for item in items] == [
        ("$.at  —  a time", True),
        ("$.guest.ref  —  a unique ID", False),
    ]
    assert "a → b" in items[1].toolTip()


def test_a_click_switches_a_path_on_and_off(qtbot: QtBot, panel: OptionsPanel) -> None:
    on = changed_to(qtbot, panel, lambda: panel.paths.item(1).setCheckState(Qt.CheckState.Checked))
    assert on.ignore == ("$.at", "$.guest.ref")
    off = changed_to(qtbot, panel, lambda: panel.paths.item(0).setCheckState(Qt.CheckState.Unchecked))
    assert off.ignore == ("$.guest.ref",)


def test_a_path_is_typed(qtbot: QtBot, panel: OptionsPanel) -> None:
    type_keys(panel.path, "$..token")
    rule = changed_to(qtbot, panel, lambda: press(panel.path, Qt.Key.Key_Return))
    assert rule.ignore == ("$.at", "$..token")
    assert panel.path.text() == ""
    with qtbot.assertNotEmitted(panel.changed):
        panel.ignore("$..token")
        click(panel.add)


def test_what_is_no_path_is_refused_with_its_reason(qtbot: QtBot, panel: OptionsPanel) -> None:
    with qtbot.assertNotEmitted(panel.changed), qtbot.waitSignal(panel.refused) as told:
        panel.ignore("$.items[")
    assert told.args[0]
    rule = changed_to(qtbot, panel, lambda: panel.ignore("items.*.ref"))
    assert rule.ignore[-1] == "$.items[*].ref", "one spelling for each"


def test_every_option_is_one_click(qtbot: QtBot, panel: OptionsPanel) -> None:
    assert changed_to(qtbot, panel, panel.ignore_case.click).ignore_case
    assert changed_to(qtbot, panel, panel.ignore_whitespace.click).ignore_whitespace
    rule = changed_to(qtbot, panel, panel.ignore_order.click)
    assert (rule.ignore_case, rule.ignore_whitespace, rule.ignore_array_order) == (True, True, True)
    assert changed_to(qtbot, panel, lambda: panel.tolerance.setValue(0.5)).tolerance == 0.5


def test_how_items_are_matched_is_shown_and_can_be_chosen(qtbot: QtBot, panel: OptionsPanel) -> None:
    combo = only(panel, QComboBox, QComboBox.isVisible)
    assert [combo.itemText(n) for n in range(combo.count())] == ["sku", "name", "by position"]
    assert combo.currentText() == "sku"
    assert changed_to(qtbot, panel, lambda: combo.activated.emit(2)).identities == (("$.items", ""),)
    assert changed_to(qtbot, panel, lambda: combo.activated.emit(1)).identities == (("$.items", "name"),)


def test_showing_a_rule_is_no_change_and_nothing_proposed_is_said(qtbot: QtBot, panel: OptionsPanel) -> None:
    with qtbot.assertNotEmitted(panel.changed):
        panel.show_rule(CompareRule(ignore_case=True, tolerance=2), (), ())
    assert panel.ignore_case.isChecked()
    assert not panel.paths.isVisible()
    assert "Nothing in these two looks volatile" in spoken(panel)
