"""Which values stand for a request's placeholders when it goes to a tenant."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.domain import Email, FlowRequest, Region, Tenant
from workbench.domain.builtins import Made
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.usecases.resolve import layers_for, resolve_for

MADE = Made.preview(datetime(2026, 11, 25, tzinfo=UTC))
TENANT = Tenant("acme", "Acme", Region.EU, channel="WEB", language="EN", point_of_sale="shop", values={"v": "tenant", "shop": "acme"})
PERSONA = Persona("Anna", Email("anna@example.com"), values={"v": "persona"})


def test_the_order_is_that_of_the_help_page() -> None:
    places = {
        "row": Layer("row 3", {"v": "row"}),
        "persona": PERSONA,
        "request_values": Layer("this request", {"v": "request"}),
        "folders": [Layer("folder “In”", {"v": "inner"}), Layer("folder “Out”", {"v": "outer"}), Layer("collection “C”", {"v": "all"})],
        "tenant": TENANT,
    }
    layers = layers_for(**places)  # type: ignore[arg-type]
    assert [layer.origin for layer in layers] == [
        "row 3", "persona “Anna”", "this request", "folder “In”", "folder “Out”", "collection “C”", "tenant “Acme”",
    ]  # fmt: skip
    for number, layer in enumerate(layers):
        found = resolve_for(FlowRequest("{{v}}"), TENANT, layers[number:], MADE)
        assert found.request.friendly_id == layer.values["v"]
        assert found.uses[0].origin == layer.origin


def test_what_says_nothing_is_no_layer() -> None:
    assert layers_for() == ()
    assert layers_for(row=Layer("row", {}), persona=Persona("Nobody"), request_values=Layer("this request"), folders=[Layer("x")]) == ()


def test_a_tenants_values_stand_behind_all_without_being_asked_for() -> None:
    found = resolve_for(FlowRequest("{{shop}}_{{uuid}}"), TENANT, (), MADE)
    assert found.request.friendly_id == f"acme_{MADE.uuid}"
    assert [use.origin for use in found.uses] == ["tenant “Acme”", "built-in"]


def test_defaults_fill_what_is_empty_and_what_turns_out_to_be() -> None:
    row = Layer("row 1", {"language": "", "shop": "other", "token": "{{secret:t}}"})
    request = FlowRequest("x", language="{{language}}", point_of_sale="{{shop}}", params={"t": "{{token}}"})
    found = resolve_for(request, TENANT, [row], MADE)
    assert (found.request.channel, found.request.language, found.request.point_of_sale) == ("WEB", "EN", "other")
    sent = found.finish({"secret:t": "s3cret"})
    assert (sent.channel, sent.language, sent.params) == ("WEB", "EN", {"t": "s3cret"})
