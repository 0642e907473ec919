"""The form, as keys and clicks meet it."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import CTRL, click, field_of, leave, press, retype, shown, tone_of, type_keys
from workbench.domain import SANDBOX, BrowserId, Email, FlowRequest, Identifiers, Identity, IdentityType, Tenant, codes
from workbench.ui.composer import ComposerView, Draft
from workbench.ui.theme import Theme

UUID = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
GOOD = Draft(friendly_id="home_hero", browser_id=UUID)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ComposerView:
    """The form on the Sandbox, its code lists loaded, as it stands in the window."""
    made = ComposerView(theme, SANDBOX)
    made.resize(420, 760)
    made.show_tenant(SANDBOX)
    made.show_codes(codes.languages(), codes.currencies())
    shown(qtbot, made)
    made.show_draft(GOOD)
    return made


def sent(qtbot: QtBot, view: ComposerView) -> FlowRequest:
    with qtbot.waitSignal(view.send_requested) as told:
        click(view.send)
    request = told.args[0] if told.args else None
    assert isinstance(request, FlowRequest)
    return request


def refused(qtbot: QtBot, view: ComposerView) -> None:
    with qtbot.assertNotEmitted(view.send_requested):
        click(view.send)


def said(control: QWidget) -> str:
    """What stands under a field, for the eye and for a screen reader."""
    field = field_of(control)
    shown = field.message.text() if field.message.isVisible() else ""
    assert control.accessibleDescription() == shown
    return shown


@pytest.mark.parametrize(
    ("kind", "typed", "identity"),
    [
        (IdentityType.BROWSER_ID, {"Browser ID": UUID}, BrowserId(UUID)),
        (IdentityType.EMAIL, {"Email": " kim@example.com "}, Email("kim@example.com")),
        (IdentityType.IDENTIFIERS, {"Provider": "CRM", "Identifier": "000123"}, Identifiers("CRM", "000123")),
    ],
)
def test_each_identity_type_gives_its_request(
    qtbot: QtBot, view: ComposerView, kind: IdentityType, typed: dict[str, str], identity: Identity
) -> None:
    view.show_draft(Draft(friendly_id="home_hero"))
    click(view.identity_type.button(kind.value))
    edits = {edit.accessibleName(): edit for edit in view.findChildren(QLineEdit) if edit.isVisible()}
    for name, text in typed.items():
        retype(edits[name], text)
    retype(view.params, '{"tier": 3}')
    assert sent(qtbot, view) == FlowRequest("home_hero", "WEB", "EN", "EUR", "demo-store", identity, params={"tier": 3})


def test_only_the_inputs_of_the_chosen_identity_are_seen(qtbot: QtBot, view: ComposerView) -> None:
    inputs = {
        IdentityType.BROWSER_ID: (view.browser_id, view.new_browser_id),
        IdentityType.EMAIL: (view.email,),
        IdentityType.IDENTIFIERS: (view.provider, view.identifier),
    }
    for chosen in IdentityType:
        click(view.identity_type.button(chosen.value))
        for kind, controls in inputs.items():
            assert all(control.isVisible() == (kind is chosen) for control in controls)


def test_switching_the_identity_loses_nothing_that_was_typed(qtbot: QtBot, view: ComposerView) -> None:
    before = Draft(friendly_id="home_hero", browser_id=UUID, email="kim@example.com", provider="CRM", identifier="7")
    view.show_draft(before)
    for kind in (IdentityType.EMAIL, IdentityType.IDENTIFIERS, IdentityType.BROWSER_ID):
        click(view.identity_type.button(kind.value))
    assert view.draft() == before


def test_an_untouched_form_does_not_shout(qtbot: QtBot, view: ComposerView) -> None:
    view.show_draft(Draft())
    qtbot.waitUntil(lambda: view.reading().summary in view.send.toolTip())
    for control in (view.friendly_id, view.browser_id, view.point_of_sale, view.params):
        assert tone_of(control) == ""
        assert said(control) == ""
    assert len(view.reading().errors) == 2


def test_a_required_field_says_so_once_it_was_left(qtbot: QtBot, view: ComposerView) -> None:
    view.show_draft(Draft(browser_id=UUID))
    view.friendly_id.setFocus()
    leave(qtbot, view)
    qtbot.waitUntil(lambda: tone_of(view.friendly_id) == "bad")
    (problem,) = view.reading().errors
    assert said(view.friendly_id) == f"{problem.why} {problem.fix}"
    retype(view.friendly_id, "home_hero")
    qtbot.waitUntil(lambda: tone_of(view.friendly_id) == "")
    assert said(view.friendly_id) == ""


@pytest.mark.parametrize(
    ("name", "text", "why", "fix"),
    [
        ("friendly_id", "", "required", "Personalize"),
        ("language", "en_US", "en_US", "EN"),
        ("currency", "eur", "uppercase", "EUR"),
        ("browser_id", "", "empty", "New browser ID"),
        ("params", '{"page": }', "column 10", '{"page": "home"}'),
        ("params", '{"a": 1, "a": 2}', "twice", "Remove"),
    ],
)
def test_an_error_is_shown_at_its_field_and_nothing_is_sent(
    qtbot: QtBot, view: ComposerView, name: str, text: str, why: str, fix: str
) -> None:
    control: QWidget = getattr(view, name)
    retype(control, text)
    leave(qtbot, view)
    refused(qtbot, view)
    assert tone_of(control) == "bad"
    assert why in said(control)
    assert fix in said(control)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is control or control.isAncestorOf(focus)


def test_the_first_error_of_several_gets_the_focus_and_all_are_shown(qtbot: QtBot, view: ComposerView) -> None:
    view.show_draft(Draft(language="xx", currency="???", params="["))
    refused(qtbot, view)
    assert view.friendly_id.hasFocus()
    for control in (view.friendly_id, view.language, view.currency, view.browser_id, view.params):
        assert tone_of(control) == "bad"
        assert said(control)


def test_another_draft_is_untouched_again(qtbot: QtBot, view: ComposerView) -> None:
    view.show_draft(Draft())
    refused(qtbot, view)
    assert tone_of(view.browser_id) == "bad"
    view.params.setFocus()
    view.show_draft(Draft(friendly_id="home_hero"))
    qtbot.waitUntil(lambda: tone_of(view.browser_id) == "")
    assert said(view.browser_id) == ""


def test_a_hidden_field_with_an_error_is_brought_into_view(qtbot: QtBot, view: ComposerView) -> None:
    view.resize(420, 330)
    view.show_draft(Draft(friendly_id="home_hero", browser_id=UUID, params="nothing"))
    refused(qtbot, view)
    qtbot.waitUntil(lambda: not view.params.visibleRegion().isEmpty())
    assert view.params.hasFocus()


def test_warnings_are_shown_at_once_and_do_not_keep_it_from_being_sent(qtbot: QtBot, view: ComposerView) -> None:
    retype(view.friendly_id, "Home Hero")
    qtbot.waitUntil(lambda: tone_of(view.friendly_id) == "warn")
    assert "home_hero" in said(view.friendly_id)
    retype(view.channel, "FAX")
    request = sent(qtbot, view)
    assert (request.friendly_id, request.channel) == ("Home Hero", "FAX")
    assert tone_of(view.channel) == "warn"


def test_a_wrong_value_is_not_told_while_it_is_still_being_typed(qtbot: QtBot, view: ComposerView) -> None:
    retype(view.currency, "E")
    qtbot.waitUntil(lambda: view.send.toolTip() == view.reading().summary)
    assert tone_of(view.currency) == ""
    leave(qtbot, view)
    qtbot.waitUntil(lambda: tone_of(view.currency) == "bad")


def test_the_tenants_defaults_are_placeholders_and_are_sent(qtbot: QtBot, view: ComposerView) -> None:
    tenant = Tenant("t", "T", channel="SMS", language="de", currency_code="CHF", point_of_sale="shop", points_of_sale=("shop", "shop/at"))
    view.show_tenant(tenant)
    combos = (view.channel, view.language, view.currency, view.point_of_sale)
    edits = [edit for combo in combos if (edit := combo.lineEdit()) is not None]
    assert [edit.placeholderText() for edit in edits] == ["SMS", "de", "CHF", "shop"]
    assert [view.point_of_sale.itemText(n) for n in range(view.point_of_sale.count())] == ["shop", "shop/at"]
    request = sent(qtbot, view)
    assert (request.channel, request.language, request.currency_code, request.point_of_sale) == ("SMS", "de", "CHF", "shop")
    assert view.draft() == GOOD, "a default never becomes part of the draft"


def test_another_tenant_checks_anew_what_stands_in_the_form(qtbot: QtBot, view: ComposerView) -> None:
    view.show_draft(Draft(friendly_id="home_hero", browser_id=UUID, point_of_sale="demo-store"))
    view.show_tenant(Tenant("t", "T", points_of_sale=("shop",)))
    qtbot.waitUntil(lambda: tone_of(view.point_of_sale) == "warn")
    assert "shop" in said(view.point_of_sale)
    view.show_tenant(SANDBOX)
    qtbot.waitUntil(lambda: tone_of(view.point_of_sale) == "")


def test_a_code_of_the_list_is_shown_with_its_name_and_kept_without(qtbot: QtBot, view: ComposerView) -> None:
    place = next(n for n in range(view.language.count()) if view.language.itemText(n).startswith("DE "))
    assert "German" in view.language.itemText(place)
    view.language.setFocus()
    view.language.setCurrentIndex(place)
    view.language.textActivated.emit(view.language.itemText(place))
    assert view.language.currentText() == "DE"
    assert sent(qtbot, view).language == "DE"


def test_extra_fields_are_sent_beside_the_others(qtbot: QtBot, view: ComposerView) -> None:
    assert not view.extra.isVisible()
    click(view.more.link("Extra fields"))
    assert view.extra.isVisible()
    retype(view.extra, '{"uri": "/home"}')
    request = sent(qtbot, view)
    assert request.extra == {"uri": "/home"}
    assert json.loads(request.body(None))["uri"] == "/home"
    click(view.more.link("Extra fields"))
    assert view.extra.isVisible(), "what holds something is not hidden"


def test_extra_fields_of_a_draft_are_seen_and_a_known_name_among_them_is_refused(qtbot: QtBot, view: ComposerView) -> None:
    view.show_draft(Draft.restore(GOOD.remember() | {"extra": '{"clientKey": "x"}'}))
    assert view.extra.isVisible()
    refused(qtbot, view)
    assert tone_of(view.extra) == "bad"
    assert "clientKey" in said(view.extra)
    view.show_draft(GOOD)
    assert not view.extra.isVisible()


def test_formatting_is_taken_back_with_ctrl_z(qtbot: QtBot, view: ComposerView) -> None:
    typed = '{"b":1,"a":[2,3]}'
    retype(view.params, typed)
    view.format_params()
    assert view.params.toPlainText() == '{\n  "b": 1,\n  "a": [\n    2,\n    3\n  ]\n}'
    press(view.params, Qt.Key.Key_Z, modifiers=CTRL)
    assert view.params.toPlainText() == typed
    retype(view.params, "{wrong")
    view.format_params()
    assert view.params.toPlainText() == "{wrong"


def test_a_new_browser_id_becomes_the_identity(qtbot: QtBot, view: ComposerView) -> None:
    with qtbot.waitSignal(view.new_browser_id_requested):
        click(view.new_browser_id)
    click(view.identity_type.button("email"))
    fresh = "7b4a7e2e-9f3c-4d7e-8a55-0c1d2e3f4a5b"
    view.show_browser_id(fresh)
    assert view.browser_id.isVisible()
    assert view.browser_id.hasFocus()
    assert sent(qtbot, view).identity == BrowserId(fresh)


def test_while_a_call_is_under_way_only_cancel_can_be_pressed(qtbot: QtBot, view: ComposerView) -> None:
    assert not view.cancel.isEnabled()
    view.show_sending(True)
    assert not view.send.isEnabled()
    with qtbot.assertNotEmitted(view.send_requested):
        view.try_send()
    with qtbot.waitSignal(view.cancel_requested):
        click(view.cancel)
    view.show_sending(False)
    assert sent(qtbot, view).friendly_id == "home_hero"


def test_every_change_is_told_and_showing_a_draft_is_one(qtbot: QtBot, view: ComposerView) -> None:
    for control in (view.friendly_id, view.channel, view.language, view.currency, view.point_of_sale, view.browser_id, view.params):
        with qtbot.waitSignal(view.draft_changed):
            type_keys(control, "x")
    told: list[Draft] = []
    view.draft_changed.connect(lambda: told.append(view.draft()))
    view.show_draft(GOOD)
    assert told == [GOOD]


def test_tab_leaves_the_parameters(qtbot: QtBot, view: ComposerView) -> None:
    view.params.setFocus()
    before = view.params.toPlainText()
    leave(qtbot, view)
    assert not view.params.hasFocus()
    assert view.params.toPlainText() == before


def test_going_to_the_friendly_id_selects_it(qtbot: QtBot, view: ComposerView) -> None:
    view.params.setFocus()
    view.focus_first()
    assert view.friendly_id.hasFocus()
    assert view.friendly_id.selectedText() == "home_hero"
