"""Collecting: which collections are open, who changes them, personas, and what is known of a folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from workbench.domain import Tenant
from workbench.domain.persona import Persona
from workbench.ui.collections import CollectionsView
from workbench.ui.composer import ComposerView
from workbench.ui.jobs import Jobs
from workbench.ui.shell.open_tabs import Tab
from workbench.ui.shell.saving import Saving
from workbench.ui.theme import Theme
from workbench.ui.widgets.ask import ask, ask_text, nothing
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import About, Change, Node

LOOK_SOON_MS = 40
"""A pull changes many files; what they are is looked at once, soon after the last was told of."""
SAMPLE = "sandbox-tour"

Personas = tuple[tuple[Path, Persona], ...]


class Collecting(QObject):
    """``import_wanted`` carries files and the folder they are for; ``export_wanted`` a node; ``send_as_wanted`` personas."""

    import_wanted = Signal(object, object)
    export_wanted = Signal(object)
    send_as_wanted = Signal(object)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        workbench: Workbench,
        jobs: Jobs,
        composer: ComposerView,
        collections: CollectionsView,
        saving: Saving,
        tenant: Callable[[], Tenant],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._view = collections
        self._saving = saving
        self._tenant = tenant
        self._personas: Personas = ()
        self._recent: tuple[Path, ...] = ()
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.setInterval(LOOK_SOON_MS)
        self._look_soon.timeout.connect(self._look)
        collections.edit_requested.connect(self._edit)
        collections.new_requested.connect(self._new)
        collections.close_requested.connect(self._close)
        collections.export_requested.connect(self.export_wanted)
        collections.files_dropped.connect(self.import_wanted)
        collections.send_as_requested.connect(self.choose_persona)
        collections.menu_wanted.connect(self._fill_menu)
        collections.sample_requested.connect(self.open_sample)
        composer.persona_chosen.connect(self.choose_persona)
        composer.send_as_requested.connect(self.ask_send_as)
        saving.tab_shown.connect(self._tab_shown)

    def start(self) -> None:
        """Read the trees, and hear of what others change from now on."""
        self._look()
        self._jobs.call(self._watch, owner=self, done=lambda _: None)

    def stop(self) -> None:
        """Nothing is looked at any more."""
        self._look_soon.stop()
        self._workbench.collections().stop_watching()

    def _watch(self) -> None:
        """On a worker thread."""
        collections = self._workbench.collections()
        collections.watch(self._told)
        collections.tidy()

    # -- which are open ---------------------------------------------------------------------------

    def open_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, "Open a collection", str(Path.home()))
        if name:
            self.open(Path(name))

    def open_file(self) -> None:
        """A ``.workbench.zip`` of a colleague: it becomes a collection, baselines and all, in a folder that is named."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a Workbench file", str(Path.home()), "Workbench files (*.workbench.zip)")
        parent = QFileDialog.getExistingDirectory(self._window, "Where its folder goes", str(Path.home())) if name else ""
        if not parent:
            return

        def work() -> Path:
            from workbench.collections.outgoing import unbundle

            return self._workbench.collections().open(unbundle(Path(name).read_bytes(), Path(parent)))

        self._do(work, self._opened)

    def open(self, folder: Path) -> None:
        """Open it; a folder that is no collection yet can become one."""
        from workbench.collections import find_collection

        if find_collection(folder) is not None:
            self._do(lambda: self._workbench.collections().open(folder), self._opened)
            return
        text = f"“{folder.name}” holds no workbench.toml, by which a collection is known."
        make = partial(self._do, lambda: self._workbench.collections().create(folder, folder.name), self._opened)
        ask(
            self._window,
            "Not a collection",
            text,
            "Make it one? Nothing that is in it is changed.",
            {"Make it a collection": make, "Cancel": nothing},
        )

    def new(self) -> None:
        """A name, then the folder it goes into."""
        ask_text(self._window, "New collection", "Name", "", self._new_named, ok="Choose where…")

    def open_sample(self) -> None:
        """A copy of the shipped one, which can be changed at will."""
        from workbench.collections import copy_sample

        places = self._workbench.places
        target = places.data / "samples"

        def work() -> Path:
            return self._workbench.collections().open(copy_sample(places.resources / "samples" / SAMPLE, target))

        self._do(work, self._opened)

    def _new_named(self, name: str) -> None:
        if not name.strip():
            return
        parent = QFileDialog.getExistingDirectory(self._window, f"Where “{name.strip()}” goes", str(Path.home()))
        if parent:
            from workbench.collections import folder_name

            folder = Path(parent) / folder_name(name)
            self._do(lambda: self._workbench.collections().create(folder, name.strip()), self._opened)

    def _opened(self, folder: Path) -> None:
        self._view.select(folder)
        self._look_soon.start()

    def _close(self, folder: Path) -> None:
        if folder == self._workbench.places.saved:
            self._view.notice.show_text("info", "It stays open", "Your own collection is where Save puts what has no other place.")
            return
        self._do(lambda: self._workbench.collections().close(folder), lambda _: self._look_soon.start())

    def _fill_menu(self, menu: QMenu) -> None:
        menu.addAction("New collection…", self.new)
        menu.addAction("Open collection…", self.open_folder)
        recent = menu.addMenu("Open recent")
        for folder in self._recent:
            recent.addAction(f"{folder.name}  ({folder.parent})", partial(self.open, folder))
        recent.setEnabled(bool(self._recent))
        menu.addAction("Open a Workbench file…", self.open_file)
        menu.addAction("Open the sample collection", self.open_sample)
        menu.addSeparator()
        menu.addAction("Import…", lambda: self.import_wanted.emit([], self._view.target_folder()))
        roots = self._view.roots()
        for root in roots:
            menu.addAction(f"Export “{root.name}”…", partial(self.export_wanted.emit, root)).setEnabled(not root.error)

    # -- files that change ------------------------------------------------------------------------

    def _told(self, changed: frozenset[Path]) -> None:
        """On the watching thread."""
        self._jobs.later(self, self._look_soon.start)

    def _look(self) -> None:
        self._view.refresh()
        self._saving.files_changed()
        collections = self._workbench.collections()
        self._jobs.call(lambda: (collections.personas(), collections.recent()), owner=self, done=self._looked, failed=self._failed)

    def _looked(self, found: tuple[Personas, tuple[Path, ...]]) -> None:
        self._personas, self._recent = found
        self._show_personas(self._saving.front)

    # -- personas ---------------------------------------------------------------------------------

    def personas(self) -> Personas:
        return self._personas

    def choose_persona(self, path: Path | None) -> None:
        """Send what is in front as somebody, or as nobody in particular."""
        self._saving.front.persona = path
        self._show_personas(self._saving.front)
        self._composer.draft_changed.emit()

    def ask_send_as(self) -> None:
        """Send what is in front as several, one after the other."""
        from workbench.ui.collections.send_as_dialog import SendAsDialog

        near = self._near(self._saving.front)
        chosen = [path for path, _ in near if path == self._saving.front.persona] or [path for path, _ in near]
        tenant = self._tenant()
        note = "" if tenant.is_sandbox else f"Each is a real execution at “{tenant.name}”."
        dialog = SendAsDialog(self._window, self._theme, near, chosen, note=note)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda paths: self.send_as_wanted.emit([(path, persona) for path, persona in near if path in paths]))
        dialog.open()

    def _tab_shown(self, tab: Tab) -> None:
        self._show_personas(tab)

    def _show_personas(self, tab: Tab) -> None:
        near = self._near(tab)
        known = dict(near)
        persona = known.get(tab.persona) if tab.persona is not None else None
        self._composer.show_personas({path: each.name for path, each in near}, persona, tab.persona if persona is not None else None)

    def _near(self, tab: Tab) -> Personas:
        """Those of the collection the request stands in; for one that is not saved yet, all of them."""
        root = next((node.path for node in self._view.roots() if tab.path is not None and tab.path.is_relative_to(node.path)), None)
        return tuple((path, persona) for path, persona in self._personas if root is None or path.is_relative_to(root))

    # -- editing ----------------------------------------------------------------------------------

    def new_persona(self) -> None:
        folder = self._view.target_folder()
        if folder is not None:
            self._new("persona", folder)

    def _new(self, kind: str, folder: Path) -> None:
        if kind == "persona":
            self._edit_persona(Persona(""), lambda persona: self._workbench.collections().save_new(folder, persona), new=True)
            return
        if kind == "request":
            self._view.select(folder)
            self._saving.new()

    def _edit(self, node: Node) -> None:
        collections = self._workbench.collections()
        path = node.path
        if node.kind.value == "persona":
            self._do(
                lambda: (collections.of(path).load_persona(path), collections.of(path).version(path)), partial(self._persona_read, path)
            )
        elif node.kind.value in ("collection", "folder"):
            self._do(lambda: collections.about(path), partial(self._about_read, node))

    def _persona_read(self, path: Path, read: tuple[Persona, str]) -> None:
        persona, version = read
        self._edit_persona(persona, lambda changed: self._workbench.collections().save(path, changed, version), new=False)

    def _edit_persona(self, persona: Persona, save: Callable[[Persona], Any], *, new: bool) -> None:
        from workbench.ui.collections.persona_dialog import PersonaDialog

        dialog = PersonaDialog(self._window, self._theme, persona, new=new, points_of_sale=self._tenant().points_of_sale)
        self.save_from(dialog, save)

    def _about_read(self, node: Node, about: About) -> None:
        from workbench.ui.collections.about_dialog import AboutDialog

        dialog = AboutDialog(self._window, self._theme, f"{node.kind.value.capitalize()} “{node.name}”", about)

        def saved(change: Change) -> None:
            self._view.changed_by(change)

        self.save_from(dialog, lambda changed: self._workbench.collections().save_about(node.path, changed), saved)

    def save_from(self, dialog: Any, save: Callable[[Any], Any], then: Callable[[Any], object] = lambda _: None) -> None:
        """The dialog stays open until what it says is on disk."""

        def done(result: Any) -> None:
            dialog.done_saving()
            then(result)
            self._look_soon.start()

        def write(thing: Any) -> None:
            failed = lambda problem: dialog.show_problem(explain(problem))  # noqa: E731
            self._jobs.call(lambda: save(thing), owner=dialog, done=done, failed=failed)

        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(write)
        dialog.open()

    # -- small ------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        def finished(result: Any) -> None:
            done(result)

        self._jobs.call(work, owner=self, done=finished, failed=self._failed)

    def _failed(self, problem: BaseException) -> None:
        self._view.notice.show_text("bad", "That did not work", explain(problem))
