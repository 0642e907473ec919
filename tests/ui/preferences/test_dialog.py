"""Preferences: one control for each declaration, every change at once, nothing out of range."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click, field_of, press, retype, shown
from workbench.settings import DECLARATIONS, Settings
from workbench.ui.preferences import PreferencesDialog
from workbench.ui.theme import Theme

ODD = Settings(
    theme="dark", connect_timeout=2.5, total_timeout=45.0, max_response_mb=7, http2=False, user_agent="Tester/1", history_max_count=50
)


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> PreferencesDialog:
    made = PreferencesDialog(None, theme, ODD)
    shown(qtbot, made)
    return made


def value(control: QWidget) -> object:
    if isinstance(control, QComboBox):
        return control.currentData()
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, QLineEdit):
        return control.text()
    assert isinstance(control, QSpinBox | QDoubleSpinBox)
    return control.value()


def test_every_declared_setting_has_a_control_with_its_value_and_its_prose(dialog: PreferencesDialog) -> None:
    assert list(dialog.controls) == [declared.key for declared in DECLARATIONS]
    for declared in DECLARATIONS:
        control = dialog.controls[declared.key]
        assert value(control) == getattr(ODD, declared.key), declared.key
        assert control.accessibleName() == declared.title
        assert field_of(control).message.text() == declared.prose
    sections = {declared.section for declared in DECLARATIONS}
    assert sections <= {part.text() for part in dialog.findChildren(QLabel)}


def test_numbers_keep_to_their_range(dialog: PreferencesDialog) -> None:
    for declared in DECLARATIONS:
        control = dialog.controls[declared.key]
        if isinstance(control, QSpinBox | QDoubleSpinBox):
            assert (control.minimum(), control.maximum()) == pytest.approx((declared.low, declared.high)), declared.key
            assert declared.unit in control.suffix()


def test_every_change_holds_at_once(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    told: list[Settings] = []
    dialog.changed.connect(told.append)
    theme, http2, agent, size = (dialog.controls[key] for key in ("theme", "http2", "user_agent", "max_response_mb"))
    assert isinstance(theme, QComboBox)
    assert isinstance(http2, QCheckBox)
    assert isinstance(agent, QLineEdit)
    theme.setCurrentIndex(theme.findData("light"))
    http2.setChecked(True)
    retype(agent, " Other/2 ")
    press(agent, Qt.Key.Key_Return)
    retype(size, "12")
    press(size, Qt.Key.Key_Return)
    after = replace(ODD, theme="light")
    assert told == [
        after,
        after := replace(after, http2=True),
        after := replace(after, user_agent="Other/2"),
        replace(after, max_response_mb=12),
    ]


def test_a_number_is_taken_when_it_is_complete(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    with qtbot.assertNotEmitted(dialog.changed):
        retype(dialog.controls["total_timeout"], "60")
    with qtbot.waitSignal(dialog.changed) as told:
        press(dialog.controls["total_timeout"], Qt.Key.Key_Return)
    assert told.args == [replace(ODD, total_timeout=60.0)]


def test_leaving_a_field_as_it_was_changes_nothing(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    with qtbot.assertNotEmitted(dialog.changed):
        dialog.controls["user_agent"].setFocus()
        dialog.controls["theme"].setFocus()


def test_defaults_come_back_all_at_once(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    with qtbot.waitSignal(dialog.changed) as told:
        click(button(dialog, "Restore defaults"))
    assert told.args == [Settings()]
    assert {d.key: value(dialog.controls[d.key]) for d in DECLARATIONS} == {d.key: d.default for d in DECLARATIONS}
    with qtbot.assertNotEmitted(dialog.changed):
        click(button(dialog, "Close"))
    assert not dialog.isVisible()


def test_what_the_organisation_set_is_shown_and_cannot_be_changed(qtbot: QtBot, theme: Theme) -> None:
    made = PreferencesDialog(None, theme, replace(ODD, proxy="http://proxy.example.com"), frozenset({"proxy", "history_max_count"}))
    shown(qtbot, made)
    for key, control in made.controls.items():
        fixed = key in ("proxy", "history_max_count")
        assert control.isEnabled() is not fixed
        assert ("Set by your organisation." in field_of(control).message.text()) is fixed
        assert ("Set by your organisation." in control.accessibleDescription()) is fixed
    with qtbot.waitSignal(made.changed) as changed:
        click(button(made, "Restore defaults"))
    assert changed.args == [replace(Settings(), proxy="http://proxy.example.com", history_max_count=50)]
