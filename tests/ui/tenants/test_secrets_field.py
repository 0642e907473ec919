"""Named secrets: stored under a name, listed by it, never shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click, press, shown, type_keys
from workbench.domain import Secret
from workbench.ui.tenants.secrets_field import SecretsField
from workbench.ui.theme import Theme


@pytest.fixture
def field(qtbot: QtBot, theme: Theme) -> SecretsField:
    made = SecretsField(theme)
    shown(qtbot, made)
    made.show_names((), ())
    return made


def texts(field: SecretsField) -> str:
    return "\n".join(part.text() for part in field.findChildren(QLabel) if part.isVisible())


def test_a_secret_is_stored_under_its_name(qtbot: QtBot, field: SecretsField) -> None:
    assert not field.store.isEnabled()
    type_keys(field.name, "crm-token")
    type_keys(field.value, "s3cret value")
    assert field.value.echoMode() is QLineEdit.EchoMode.Password
    with qtbot.waitSignal(field.store_requested) as told:
        press(field.value, Qt.Key.Key_Return)
    assert told.args == ["crm-token", Secret("s3cret value"), False]
    field.session.setChecked(True)
    with qtbot.waitSignal(field.store_requested) as told:
        click(field.store)
    assert told.args is not None
    assert told.args[2] is True


def test_names_are_listed_with_where_they_are_kept_and_can_be_deleted(qtbot: QtBot, field: SecretsField) -> None:
    type_keys(field.value, "s3cret value")
    field.show_names(("crm-token",), ("only-now",))
    qtbot.waitUntil(lambda: "{{secret:crm-token}}" in texts(field))
    assert "For this session only" in texts(field)
    assert field.value.text() == ""
    assert "s3cret" not in texts(field)
    with qtbot.waitSignal(field.delete_requested) as told:
        click(button(field, "Delete secret crm-token"))
    assert told.args == ["crm-token"]
    field.show_names((), ())
    assert "crm-token" not in texts(field)


def test_a_refusal_is_told_and_keeps_what_was_typed(field: SecretsField) -> None:
    type_keys(field.name, "bad name")
    type_keys(field.value, "x")
    field.show_names((), (), "Name: it holds a blank.")
    assert "it holds a blank" in texts(field)
    assert (field.name.text(), field.value.text()) == ("bad name", "x")
