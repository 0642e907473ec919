"""Any sequence of changes: the tree stays true, nothing is lost, and undoing all of it gives every byte back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.collections.things import snapshot
from workbench.collections import About, Change, Collection, CollectionError, Node, NodeKind, SavedEvent, SavedRequest
from workbench.collections.names import folded
from workbench.domain import BrowserId, FlowRequest, StreamEvent
from workbench.domain.persona import Persona

TITLES = ("Hero", "hero", "HERO!", "Hé", "He\u0301", "Hero 2", "Hero copy", "CON", "…", "Checkout", "a.request.toml", "ß", "SS")
titles = st.sampled_from(TITLES)
picks = st.integers(0, 10_000)


class Changes(RuleBasedStateMachine):
    @initialize(baselines=st.booleans(), by_hand=st.booleans())
    def begin(self, baselines: bool, by_hand: bool) -> None:
        self.kept = TemporaryDirectory()
        self.root = Path(self.kept.name) / "c"
        self.collection = Collection.create(self.root, "Tour")
        for name in ("Hero", "Cart", "Zoo"):
            path = self.collection.save_new(self.root, SavedRequest(name, FlowRequest(name.lower())))
            if baselines:
                self.collection.approve(path, name.encode(), "text/plain")
        self.collection.save_new(self.root, Persona("Ann", BrowserId("b-1")))
        self.collection.save_new(self.root, SavedEvent("Hero", StreamEvent("VIEW", "b-1")))
        inner = self.collection.new_folder(self.root, "Checkout & more").paths[0]
        self.collection.save_new(inner, SavedRequest("Hero", FlowRequest("x")))
        if by_hand:
            (self.root / "workbench.toml").write_text('name = "Tour" # ours\norder = [\n  "zoo.request.toml", # first\n  "gone",\n]\n')
            (inner / "folder.toml").write_text("# only this comment\n")
            (inner / "README.md").write_text("more")
        self.before = snapshot(self.root)
        self.done: list[Change] = []

    # -- what people do ---------------------------------------------------------------------------

    def nodes(self, *kinds: NodeKind) -> list[Node]:
        return [node for node in self.collection.tree().walk() if not kinds or node.kind in kinds]

    def pick(self, number: int, *kinds: NodeKind) -> Path:
        nodes = self.nodes(*kinds)
        return nodes[number % len(nodes)].path

    def do(self, change: Callable[[], Change]) -> None:
        """Done, or refused without a trace."""
        now = snapshot(self.root)
        try:
            made = change()
        except CollectionError:
            assert snapshot(self.root) == now
        else:
            self.done.append(made)
            assert all(path.exists() for path in made.paths)
            assert all(new.exists() for _, new in made.moves)

    @rule(number=picks, name=titles)
    def rename(self, number: int, name: str) -> None:
        self.do(lambda: self.collection.rename(self.pick(number), name))

    @rule(number=picks)
    def duplicate(self, number: int) -> None:
        self.do(lambda: self.collection.duplicate(self.pick(number)))

    @rule(number=picks, name=titles)
    def new_folder(self, number: int, name: str) -> None:
        self.do(lambda: self.collection.new_folder(self.pick(number, NodeKind.COLLECTION, NodeKind.FOLDER), name))

    @rule(numbers=st.lists(picks, min_size=1, max_size=3), folder=picks, before=picks)
    def move(self, numbers: list[int], folder: int, before: int) -> None:
        target = self.pick(folder, NodeKind.COLLECTION, NodeKind.FOLDER)
        places = ["", *(path.name for path in target.iterdir())]
        self.do(lambda: self.collection.move([self.pick(number) for number in numbers], target, places[before % len(places)]))

    @rule(numbers=st.lists(picks, min_size=1, max_size=3))
    def delete(self, numbers: list[int]) -> None:
        self.do(lambda: self.collection.delete([self.pick(number) for number in numbers]))

    @rule(number=picks, name=titles, values=st.dictionaries(st.sampled_from("ab"), st.integers(0, 3)))
    def say(self, number: int, name: str, values: dict[str, Any]) -> None:
        self.do(lambda: self.collection.save_about(self.pick(number, NodeKind.COLLECTION, NodeKind.FOLDER), About(name, "", values)))

    @rule(number=picks, names=st.randoms(use_true_random=False))
    def arrange(self, number: int, names: Any) -> None:
        folder = self.pick(number, NodeKind.COLLECTION, NodeKind.FOLDER)
        listed = sorted(path.name for path in folder.iterdir())
        names.shuffle(listed)
        self.do(lambda: self.collection.arrange(folder, listed))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        self.done.pop().undo()

    # -- what always holds ------------------------------------------------------------------------

    @invariant()
    def the_tree_is_what_is_on_disk(self) -> None:
        if hasattr(self, "collection"):
            tree = self.collection.tree()
            assert tree == Collection(self.root).tree()
            assert not [node.error for node in tree.walk() if node.error]

    @invariant()
    def no_two_things_beside_each_other_have_one_name(self) -> None:
        for node in self.nodes(NodeKind.COLLECTION, NodeKind.FOLDER) if hasattr(self, "collection") else ():
            names = [(child.kind, folded(child.name)) for child in node.children]
            assert len(set(names)) == len(names)
            files = [folded(path.name) for path in node.path.iterdir()]
            assert len(set(files)) == len(files)

    @invariant()
    def nothing_half_written_is_left(self) -> None:
        if hasattr(self, "root"):
            assert not [name for name in snapshot(self.root, hidden=True) if name.endswith(".new")]

    def teardown(self) -> None:
        if hasattr(self, "root"):
            for change in reversed(self.done):
                change.undo()
            assert snapshot(self.root) == self.before
            self.kept.cleanup()


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
