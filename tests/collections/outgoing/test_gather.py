"""What is read from disk for an export: all of it in order, a part with what it needs, and what is broken is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.collections import About, Collection, InvalidFile, SavedRequest
from workbench.collections.outgoing import ExportError, ExportFolder, gather, placed, sounding_like_keys
from workbench.domain import Email, FlowRequest
from workbench.domain.persona import Persona


@pytest.fixture
def shop(tmp_path: Path) -> Collection:
    made = Collection.create(tmp_path / "shop", "Shop", "All of it")
    made.save_about(made.folder, About("Shop", "All of it", {"tier": "gold", "n": 1}))
    (checkout,) = made.new_folder(made.folder, "Checkout").paths
    (checkout,) = made.save_about(checkout, About("Checkout", "Buying", {"tier": "silver"})).paths
    made.save_new(checkout, SavedRequest("Nudge", FlowRequest("nudge")))
    made.save_new(made.folder, SavedRequest("Zero", FlowRequest("zero")))
    made.save_new(made.folder, SavedRequest("Alpha", FlowRequest("alpha")))
    made.save_new(made.folder, Persona("Ada", Email("ada@example.com")))
    made.save_new(checkout, Persona("Kim"))
    made.arrange(made.folder, ["zero.request.toml", "checkout", "alpha.request.toml"])
    return made


def test_all_of_it_in_the_order_kept(shop: Collection) -> None:
    found = gather(shop)
    assert [each.where for each in placed(found.root)] == ["Zero", "Checkout / Nudge", "Alpha"]
    assert (found.root.name, found.root.description, dict(found.root.values)) == ("Shop", "All of it", {"tier": "gold", "n": 1})
    assert [persona.name for persona in found.root.every_persona()] == ["Ada", "Kim"]
    assert found.notes == ()


@pytest.mark.parametrize("part", ["checkout", "checkout/nudge.request.toml"])
def test_a_part_has_the_values_and_personas_above_it(shop: Collection, part: str) -> None:
    root = gather(shop, shop.folder / part).root
    assert [each.saved.name for each in placed(root)] == ["Nudge"]
    assert dict(root.values) == {"tier": "silver", "n": 1}
    assert [persona.name for persona in root.every_persona()] == ["Ada", "Kim"]


def test_what_is_broken_is_told_and_the_rest_is_there(shop: Collection) -> None:
    (shop.folder / "zero.request.toml").write_text("name = [")
    found = gather(shop)
    assert [each.saved.name for each in placed(found.root)] == ["Nudge", "Alpha"]
    (note,) = found.notes
    assert note.startswith("Left out, because it cannot be read: zero.request.toml")
    with pytest.raises(InvalidFile, match=r"zero\.request\.toml"):
        gather(shop, shop.folder / "zero.request.toml")
    with pytest.raises(InvalidFile, match="not there any more"):
        gather(shop, shop.folder / "gone")
    with pytest.raises(ExportError, match="“Ada” is a persona"):
        gather(shop, shop.folder / "ada.persona.toml")


def test_what_goes_by_the_name_of_a_key_is_pointed_at() -> None:
    key = "0123456789abcdef0123456789abcdef"
    request = FlowRequest("a", params={"deep": [{"clientKey": key}], "client_key": "{{secret:k}}"}, extra={"page": "x"})
    root = ExportFolder(
        "Shop",
        "",
        {"CLIENT_KEY": key},
        (SavedRequest("Hero", request),),
        (Persona("Ada", values={"my-client-key": key, "clientKey": "short"}),),
    )
    (note,) = sounding_like_keys(root)
    assert note.endswith("“clientKey in Hero”, “CLIENT_KEY in Shop”, “my-client-key in Ada”.")
    assert key not in note
    assert (
        sounding_like_keys(ExportFolder("x", items=(SavedRequest("a", FlowRequest("a", params={"clientKey": "<your client key>"})),))) == ()
    )
