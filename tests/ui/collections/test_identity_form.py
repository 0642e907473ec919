"""Who a persona is: one kind at a time, and nothing typed is lost by looking at another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.support import click, press, retype, shown
from workbench.ui.collections.identity_form import IdentityForm
from workbench.ui.theme import Theme


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> IdentityForm:
    made = IdentityForm()
    made.resize(500, 200)
    shown(qtbot, made)
    return made


def visible(form: IdentityForm) -> list[str]:
    return [name for name, field in form.fields.items() if field.isVisible()]


def test_only_the_chosen_kind_is_shown(qtbot: QtBot, form: IdentityForm) -> None:
    assert visible(form) == []
    for kind, names in (("browserId", ["Browser ID"]), ("email", ["Email"]), ("identifiers", ["Provider", "Identifier"]), ("", [])):
        with qtbot.waitSignal(form.changed):
            click(form.identity_type.button(kind))
        assert (form.identity_type.value(), visible(form)) == (kind, names)


def test_each_kind_says_what_it_means(form: IdentityForm) -> None:
    said = set()
    for kind in ("", "browserId", "email"):
        form.show_type(kind)
        assert form.type_field.message.isVisible()
        said.add(form.type_field.message.text())
    assert len(said) == 3


def test_nothing_typed_is_lost_by_looking_at_another_kind(form: IdentityForm) -> None:
    click(form.identity_type.button("email"))
    retype(form.email, "anna@example.com")
    click(form.identity_type.button("identifiers"))
    retype(form.provider, "CRM")
    click(form.identity_type.button("email"))
    assert (form.email.text(), form.provider.text()) == ("anna@example.com", "CRM")


def test_a_new_browser_id_with_each_send_is_a_button_away(qtbot: QtBot, form: IdentityForm) -> None:
    click(form.identity_type.button("browserId"))
    with qtbot.waitSignal(form.changed):
        click(form.new_browser_id)
    assert form.browser_id.text() == "{{new_browser_id}}"
    assert form.browser_id.hasFocus()


def test_arrow_keys_choose_the_kind(form: IdentityForm) -> None:
    form.identity_type.button("").setFocus()
    press(form.identity_type.button(""), Qt.Key.Key_Right)
    assert visible(form) == ["Browser ID"]
