"""Events: their dialog, sending one from it, from the tree and from History, and new ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.domain import Recorded, StreamEvent
from workbench.domain.placeholders import Layer, as_typed
from workbench.ui.collections import CollectionsView
from workbench.ui.jobs import Jobs
from workbench.ui.shell.collecting import Collecting
from workbench.ui.shell.sending import Layers, Sending
from workbench.ui.theme import Theme
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import Node, SavedEvent

KIND = "event"


class Eventing(QObject):
    """What the tree, the palette and History ask for; the call itself is :class:`Sending`'s."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        workbench: Workbench,
        jobs: Jobs,
        view: CollectionsView,
        collecting: Collecting,
        sending: Sending,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._workbench = workbench
        self._jobs = jobs
        self._view = view
        self._collecting = collecting
        self._sending = sending
        view.edit_requested.connect(self._edit)
        view.new_requested.connect(self._new)
        view.send_event_requested.connect(self.send_file)

    # -- opening ----------------------------------------------------------------------------------

    def new(self) -> None:
        folder = self._view.target_folder()
        if folder is not None:
            self._new(KIND, folder)

    def reopen(self, recorded: Recorded) -> None:
        """An event of History in the dialog again, to be changed, sent or saved."""
        folder, event = self._view.target_folder(), recorded.exchange.event
        if folder is not None and event is not None:
            self._open_new(folder, _as_typed(event))

    def _new(self, kind: str, folder: Path) -> None:
        if kind == KIND:
            self._open_new(folder, StreamEvent())

    def _open_new(self, folder: Path, event: StreamEvent) -> None:
        from workbench.collections import SavedEvent

        collections = self._workbench.collections()
        save = lambda thing: collections.save_new(folder, thing)  # noqa: E731
        self._do(lambda: collections.layers(folder), lambda layers: self._show(SavedEvent("", event), layers, save, new=True))

    def _edit(self, node: Node) -> None:
        if node.kind.value == KIND:
            self._do(lambda: self._workbench.collections().load_event(node.path), partial(self._read, node.path))

    def _read(self, path: Path, read: tuple[SavedEvent, str, Layers]) -> None:
        saved, version, layers = read
        self._show(saved, layers, lambda changed: self._workbench.collections().save(path, changed, version), new=False)

    def _show(self, saved: SavedEvent, layers: Layers, save: Any, *, new: bool) -> None:
        from workbench.ui.collections.event_dialog import EventDialog

        dialog = EventDialog(self._window, self._theme, saved, new=new, points_of_sale=self._sending.tenant().points_of_sale)
        dialog.send_requested.connect(lambda typed: self._send(typed, layers))
        dialog.new_browser_id_requested.connect(self._sending.new_browser_id)
        dialog.finished.connect(lambda _: self._sending.answer_to(None))
        self._sending.answer_to(dialog)
        self._collecting.save_from(dialog, save)

    # -- sending ----------------------------------------------------------------------------------

    def send_file(self, path: Path) -> None:
        """As it is saved, without opening it."""
        self._do(lambda: self._workbench.collections().load_event(path), lambda read: self._send(read[0], read[2]))

    def send_again(self, recorded: Recorded) -> None:
        """What History holds has its values in it."""
        if (event := recorded.exchange.event) is not None:
            self._sending.send_event(_as_typed(event))

    def _send(self, saved: SavedEvent, folders: Layers) -> None:
        own = Layer("this event", saved.values)
        self._sending.send_event(saved.event, tuple(layer for layer in (own, *folders) if layer.values))

    # -- small ------------------------------------------------------------------------------------

    def _do(self, work: Any, done: Any) -> None:
        self._jobs.call(work, owner=self, done=done, failed=self._failed)

    def _failed(self, problem: BaseException) -> None:
        self._view.notice.show_text("bad", "That did not work", explain(problem))


def _as_typed(event: StreamEvent) -> StreamEvent:
    """Braces that were sent as braces have to be escaped, typed again."""
    return StreamEvent.of_request(as_typed(event.as_request()))
