"""The tree's model under Qt's own tester; drags and drops as paths."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt, QUrl
from pytestqt.qtbot import QtBot

from tests.ui.collections.test_state import TREE, folder, request
from tests.ui.support import check_model
from workbench.ui.collections.model import MIME, TreeModel
from workbench.ui.theme import Theme

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester


@pytest.fixture
def model(theme: Theme) -> TreeModel:
    made = TreeModel(theme)
    made.show(TREE)
    return made


def test_it_is_a_model_as_qt_wants_it(model: TreeModel, qtmodeltester: ModelTester) -> None:
    check_model(qtmodeltester, model)
    model.show((*TREE, folder("Other", request("New"))))
    check_model(qtmodeltester, model)
    model.show(())
    check_model(qtmodeltester, model)


def test_where_only_words_changed_the_rows_stay(qtbot: QtBot, model: TreeModel) -> None:
    nudge = QPersistentModelIndex(model.find(Path("/c/Checkout/Nudge.request.toml")))
    (root,) = TREE
    checkout, *others = root.children
    renamed = replace(checkout, children=(replace(checkout.children[0], name="Gentle nudge", error="conflict"), *checkout.children[1:]))
    with qtbot.assertNotEmitted(model.modelReset):
        assert not model.show((replace(root, children=(renamed, *others)),))
    assert nudge.isValid()
    assert nudge.data() == "Gentle nudge"
    assert not model.flags(nudge) & Qt.ItemFlag.ItemIsEditable
    with qtbot.waitSignal(model.modelReset):
        assert model.show((replace(root, children=tuple(others)),))
    assert not nudge.isValid()


def test_a_row_is_found_by_its_path(model: TreeModel) -> None:
    for root in TREE:
        for node in root.walk():
            assert model.node(model.find(node.path)) == node
    assert not model.find(Path("/c/none")).isValid()


def test_something_new_goes_into_the_folder_of_the_row(model: TreeModel) -> None:
    assert model.folder_of(model.find(Path("/c/Hero.request.toml"))) == Path("/c")
    assert model.folder_of(model.find(Path("/c/Checkout"))) == Path("/c/Checkout")
    assert model.folder_of(QModelIndex()) is None


def test_a_name_is_asked_for_and_not_set(qtbot: QtBot, model: TreeModel) -> None:
    hero = model.find(Path("/c/Hero.request.toml"))
    with qtbot.waitSignal(model.rename_requested) as told:
        assert not model.setData(hero, " Big hero ")
    assert told.args == [Path("/c/Hero.request.toml"), "Big hero"]
    assert hero.data() == "Hero"
    with qtbot.assertNotEmitted(model.rename_requested):
        model.setData(hero, "Hero")
        model.setData(hero, "   ")


def test_a_drop_tells_what_moves_where_and_before_what(qtbot: QtBot, model: TreeModel) -> None:
    hero, checkout, root = (model.find(Path(path)) for path in ("/c/Hero.request.toml", "/c/Checkout", "/c"))
    dragged = model.mimeData([hero, root])
    with qtbot.waitSignal(model.move_requested) as told:
        model.dropMimeData(dragged, Qt.DropAction.MoveAction, 0, 0, root)
    assert told.args == [[Path("/c/Hero.request.toml")], Path("/c"), "Checkout"]
    with qtbot.waitSignal(model.move_requested) as told:
        model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, checkout)
    assert told.args == [[Path("/c/Hero.request.toml")], Path("/c/Checkout"), ""]


def test_files_from_outside_are_for_an_import(qtbot: QtBot, model: TreeModel, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.json")), QUrl("https://example.com/a.json")])
    with qtbot.waitSignal(model.files_dropped) as told:
        model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, model.find(Path("/c/Checkout")))
    assert told.args == [[tmp_path / "a.json"], Path("/c/Checkout")]
    assert MIME in model.mimeTypes()


def test_only_what_can_be_done_is_offered(model: TreeModel) -> None:
    root, hero, checkout = (model.flags(model.find(Path(path))) for path in ("/c", "/c/Hero.request.toml", "/c/Checkout"))
    assert not root & Qt.ItemFlag.ItemIsDragEnabled
    assert root & checkout & Qt.ItemFlag.ItemIsDropEnabled
    assert hero & checkout & Qt.ItemFlag.ItemIsDragEnabled
    assert not hero & Qt.ItemFlag.ItemIsDropEnabled
    model.show((request("Broken", error="conflict"),))
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
