"""Saving: keeps tabs, form, files and tree together.  Open, save, save as; what others change in a file is never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from workbench.domain.expected import Expected
from workbench.domain.placeholders import Layer
from workbench.ui.collections import CollectionsView, places
from workbench.ui.composer import ComposerView, Draft, parse_draft
from workbench.ui.composer.state import values_of
from workbench.ui.jobs import Jobs
from workbench.ui.shell.open_tabs import OpenTabs, Tab, draft_of
from workbench.ui.theme import Theme
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import SavedRequest


class Saving(QObject):
    """``tab_shown`` carries the tab that is in front now; ``both_wanted`` the two versions of a file as titles and bodies.

    ``front_changed`` tells that the tab in front is another, or says something else than before.
    """

    tab_shown = Signal(object)
    front_changed = Signal()
    both_wanted = Signal(str, object, str, object)

    def __init__(
        self, window: QWidget, theme: Theme, workbench: Workbench, jobs: Jobs, composer: ComposerView, collections: CollectionsView
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._collections = collections
        self._open = OpenTabs()
        self._sender = self._open.front
        self._filling = False
        composer.send_requested.connect(self.send_began)
        composer.save_requested.connect(self.save)
        composer.tabs.chosen.connect(self.activate)
        composer.tabs.close_requested.connect(self.close)
        composer.tabs.new_requested.connect(self.new)
        composer.tabs.moved.connect(self._moved)
        composer.tabs.menu_requested.connect(self._tab_menu)
        collections.open_requested.connect(self.open)
        collections.moved.connect(self._followed)

    # -- start and end ----------------------------------------------------------------------------

    def restore(self, remembered: object, first: Draft) -> None:
        """The tabs of the last session; at the very first start one with a sample."""
        if isinstance(remembered, dict):
            self._open.restore(remembered)
        else:
            self._open.tabs[:] = [Tab(first)]
        self._show_front()

    def remembered(self) -> dict[str, Any]:
        return self._open.remember()

    # -- what is in front -------------------------------------------------------------------------

    @property
    def front(self) -> Tab:
        return self._open.front

    def path(self) -> Path | None:
        """The file of the saved request that the form shows, edited or not."""
        return self.front.path

    def activate(self, place: int) -> None:
        if 0 <= place < len(self._open.tabs) and place != self._open.place:
            self._open.place = place
            self._show_front()

    def step(self, by: int) -> None:
        """The next tab, or the one before."""
        self.activate((self._open.place + by) % len(self._open.tabs))

    def new(self) -> None:
        """An empty form in a tab of its own."""
        self.add(Tab())
        self._composer.focus_first()

    def add(self, tab: Tab) -> None:
        self._open.add(tab)
        self._show_front()

    def open(self, path: Path, then: Callable[[], object] = nothing) -> None:
        """Show a saved request: in its tab if it has one, else in a new one.  ``then`` is done once it is shown."""
        place = self._open.find(path)
        if place is not None:
            self.activate(place)
            then()
            return

        def opened(saved: SavedRequest, version: str, layers: tuple[Layer, ...]) -> None:
            self._opened(path, saved, version, layers)
            then()

        self._load(path, opened)

    def close(self, place: int | None = None) -> None:
        """Edits are asked about; what is closed can be reopened."""
        place = self._open.place if place is None else place
        if not 0 <= place < len(self._open.tabs):
            return
        tab = self._open.tabs[place]
        if not tab.edited:
            self._close(tab)
            return

        def save_first() -> None:
            self._write(tab, then=lambda: self._close(tab))

        answers = {"Save": save_first, "Discard": lambda: self._close(tab), "Cancel": nothing}
        ask(self._window, "Unsaved changes", f"“{tab.title}” was changed and not saved.", "", answers)

    def reopen(self) -> None:
        """The tab that was closed last comes back."""
        if self._open.reopen():
            self._show_front()
        else:
            self._composer.show_notice("info", "No tab was closed", "")

    def _close_all_but(self, place: int) -> None:
        """Those with edits stay."""
        self.activate(place)
        for tab in [tab for tab in self._open.tabs if tab is not self.front and not tab.holds_edits]:
            self._close(tab)

    # -- saving -----------------------------------------------------------------------------------

    def save(self) -> None:
        """Save into its file, or ask for a name and a folder."""
        if self.front.path is None:
            self.save_as()
        else:
            self._write(self.front)

    def save_as(self) -> None:
        from workbench.ui.collections.save_dialog import SaveDialog

        tab = self.front
        if self._unreadable(tab):
            return
        roots = self._collections.roots()
        own = self._workbench.places.saved
        folders = places(roots) or (("My requests", own, 0),)
        known = {folder for _, folder, _ in folders}
        beside = tab.path.parent if tab.path is not None else self._collections.target_folder()
        name = tab.name or ("" if tab.title == "Unsaved request" else tab.title)
        dialog = SaveDialog(self._window, self._theme, name, folders, beside if beside in known else folders[0][1])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda name, folder: self.save_named(name, folder))
        dialog.open()

    def save_named(self, name: str, folder: Path | None = None) -> None:
        """Save what the form holds as a new request."""
        tab = self.front
        if not name.strip() or self._unreadable(tab):
            return
        saved = self._as_saved(tab, name.strip())
        where = folder or self._workbench.places.saved
        collections = self._workbench.collections()

        def work() -> tuple[Path, SavedRequest, str, tuple[Layer, ...]]:
            path = collections.save_new(where, saved)
            return path, *collections.load(path)

        self._jobs.call(work, owner=self, done=lambda made: self._saved(tab, *made), failed=self._failed)

    def draft_changed(self) -> None:
        if self._filling:
            return
        self.front.draft = self._composer.draft()
        self.front.look_at_edits()
        self._show_labels()

    def send_began(self) -> None:
        """The answer belongs to the tab that is in front now, wherever a person goes meanwhile."""
        self._sender = self.front

    def exchange_came(self, number: int) -> bool:
        """Whether the tab it was sent from is still in front, so that its answer should be shown."""
        self._sender.number = number
        if self._sender is self.front:
            return True
        self._composer.show_notice("info", f"The answer to “{self._sender.title}” came", "It is beside its request, and in History.")
        return False

    # -- files that change ------------------------------------------------------------------------

    def files_changed(self) -> None:
        """Something changed in an open collection, here or elsewhere: look at the files of all tabs again."""
        tabs = [tab for tab in self._open.tabs if tab.path is not None]
        collections = self._workbench.collections()

        def look() -> list[tuple[Tab, Path, Any]]:
            found: list[tuple[Tab, Path, Any]] = []
            for tab in tabs:
                path = tab.path
                if path is not None:
                    found.append((tab, path, _read(lambda path=path: collections.load(path))))  # type: ignore[misc]
            return found

        if tabs:
            self._jobs.call(look, owner=self, done=self._files_seen, failed=self._failed)

    def _files_seen(self, seen: list[tuple[Tab, Path, Any]]) -> None:
        for tab, path, came in seen:
            if tab.path != path or tab not in self._open.tabs:
                continue
            if isinstance(came, Exception):
                self._file_unreadable(tab, path, came)
                continue
            saved, version, layers = came
            tab.layers = layers
            if version != tab.version or tab.saved is None:
                self._file_is_another(tab, path, saved, version)
        self._composer.show_folders(self.front.layers)
        self._show_labels()

    def _file_is_another(self, tab: Tab, path: Path, saved: SavedRequest, version: str) -> None:
        """The file is not what the tab knew: take it over, unless the form holds edits of what was there before."""
        just_read = tab.saved is None and version == tab.version
        if tab.edited and not just_read and saved not in (tab.saved, self._as_saved(tab, tab.name)):
            tab.conflict = True
            if tab is self.front:
                self._tell_conflict(tab, saved, version)
            return
        had_edits = tab.edited
        tab.adopt(path, saved, version, tab.layers)
        if not had_edits:
            tab.show(tab.draft)
            if tab is self.front:
                self._fill()
        elif tab is self.front:
            self._composer.show_expected(tab.draft.expected)

    def _file_unreadable(self, tab: Tab, path: Path, problem: Exception) -> None:
        gone = not path.exists()
        if gone:
            tab.forget_file()
            what, why = f"“{tab.title}” is not on disk any more", "It was deleted or moved elsewhere. Save keeps what the form holds."
        else:
            what, why = f"“{tab.title}” cannot be read any more", f"{explain(problem)} What the form holds is as you left it."
        if tab is self.front:
            self._composer.show_notice("warn", what, why)

    def _tell_conflict(self, tab: Tab, theirs: SavedRequest, version: str) -> None:
        """Both versions stay until a person decides, and the one that loses stays open in a tab."""
        actions = (
            ("Show both", lambda: self._show_both(tab, theirs)),
            ("Mine", lambda: self._keep_mine(tab, theirs, version)),
            ("Theirs", lambda: self._take_theirs(tab, theirs, version)),
        )
        text = "It was changed on disk while you edited it. Whichever you keep, the other stays open in a tab."
        self._composer.notice.show_text("warn", f"Two versions of “{tab.title}”", text, actions)

    def _show_both(self, tab: Tab, theirs: SavedRequest) -> None:
        mine = self._as_saved(tab, tab.name or tab.title)
        self.both_wanted.emit(f"On disk · {theirs.name}", _as_plain(theirs), f"In the form · {mine.name}", _as_plain(mine))

    def _keep_mine(self, tab: Tab, theirs: SavedRequest, version: str) -> None:
        mine = tab.draft.expected
        if mine is None or (tab.saved is not None and mine.same_as(Expected.of(tab.saved))):
            # What is expected was not touched here, so it is nobody's edit, and easily out of sight: theirs stays.
            tab.draft = replace(tab.draft, expected=Expected.of(theirs))
            if tab is self.front:
                self._composer.show_expected(tab.draft.expected)
        tab.version, tab.saved = version, theirs
        other = Tab(draft_of(theirs), name="")
        self._write(tab, then=lambda: self._set_aside(other))

    def _take_theirs(self, tab: Tab, theirs: SavedRequest, version: str) -> None:
        mine = Tab(tab.draft, number=tab.number)
        assert tab.path is not None
        tab.adopt(tab.path, theirs, version, tab.layers)
        tab.show(Draft())
        self._show_front()
        self._set_aside(mine)
        self._composer.notice.hide()

    def _set_aside(self, other: Tab) -> None:
        """Beside the tab in front, which stays in front."""
        self._open.tabs.insert(self._open.place + 1, other)
        self._show_labels()

    # -- inside -----------------------------------------------------------------------------------

    def _load(self, path: Path, done: Callable[[SavedRequest, str, tuple[Layer, ...]], None]) -> None:
        collections = self._workbench.collections()
        self._jobs.call(lambda: collections.load(path), owner=self, done=lambda came: done(*came), failed=self._not_opened)

    def _opened(self, path: Path, saved: SavedRequest, version: str, layers: tuple[Layer, ...]) -> None:
        tab = Tab()
        tab.adopt(path, saved, version, layers)
        tab.show(Draft())
        self.add(tab)

    def _write(self, tab: Tab, *, then: Callable[[], object] = nothing) -> None:
        if self._unreadable(tab) or tab.path is None:
            return
        path, seen = tab.path, tab.version
        saved = self._as_saved(tab, tab.name)
        collections = self._workbench.collections()

        def work() -> tuple[Path, SavedRequest, str, tuple[Layer, ...]]:
            collections.save(path, saved, seen)
            return path, *collections.load(path)

        def done(made: tuple[Path, SavedRequest, str, tuple[Layer, ...]]) -> None:
            self._saved(tab, *made)
            then()

        self._jobs.call(work, owner=self, done=done, failed=lambda problem: self._not_written(tab, problem))

    def _not_written(self, tab: Tab, problem: BaseException) -> None:
        from workbench.collections import ChangedOutside

        if isinstance(problem, ChangedOutside) and tab.path is not None:
            path = tab.path
            self._load(path, lambda saved, version, layers: self._tell_conflict(tab, saved, version))
        else:
            self._failed(problem)

    def _saved(self, tab: Tab, path: Path, saved: SavedRequest, version: str, layers: tuple[Layer, ...]) -> None:
        tab.adopt(path, saved, version, layers)
        self._collections.refresh()
        if tab is self.front:
            self._collections.select(path)
            self._composer.show_folders(layers)
        self._show_labels()

    def _as_saved(self, tab: Tab, name: str) -> SavedRequest:
        """What the form says itself, without the tenant's defaults, which belong to the tenant."""
        from workbench.collections import SavedRequest

        said = SavedRequest(name, parse_draft(tab.draft)[0], tab.draft.description, values_of(tab.draft))
        expected = tab.draft.expected or (Expected.of(tab.saved) if tab.saved is not None else Expected())
        return replace(said, **expected.fields())

    def _unreadable(self, tab: Tab) -> bool:
        problems = parse_draft(tab.draft)[1]
        if problems:
            self._composer.show_notice("bad", "Not saved", f"{problems[0].field}: {problems[0].why} {problems[0].fix}")
        return bool(problems)

    def _close(self, tab: Tab) -> None:
        if tab in self._open.tabs:
            was_front = tab is self.front
            self._open.close(self._open.tabs.index(tab))
            self._show_front() if was_front else self._show_labels()

    def _show_front(self) -> None:
        tab = self.front
        self._composer.notice.hide()
        self._fill()
        self._show_labels()
        if tab.path is not None:
            self._collections.select(tab.path)
            if tab.saved is None or tab.conflict:
                self.files_changed()
        self.tab_shown.emit(tab)

    def _fill(self) -> None:
        self._filling = True
        self._composer.show_folders(self.front.layers)
        self._composer.show_draft(self.front.draft)
        self._filling = False

    def _show_labels(self) -> None:
        self._composer.tabs.show_tabs([tab.label() for tab in self._open.tabs], self._open.place)
        self._composer.show_saved(self.front.name, self.front.edited)
        self.front_changed.emit()

    def _moved(self, old: int, new: int) -> None:
        self._open.move(old, new)

    def _followed(self, moves: object) -> None:
        if isinstance(moves, tuple):
            self._open.follow(moves)
        self.files_changed()

    def _tab_menu(self, place: int, menu: QMenu) -> None:
        menu.addAction("Close", lambda: self.close(place))
        menu.addAction("Close the others that are saved", lambda: self._close_all_but(place))
        menu.addAction("Reopen the last closed tab", self.reopen)

    def _not_opened(self, problem: BaseException) -> None:
        self._composer.show_notice("bad", "It cannot be opened", explain(problem))

    def _failed(self, problem: BaseException) -> None:
        self._composer.show_notice("bad", "Not saved", explain(problem))


def _read(load: Callable[[], object]) -> object:
    """What came, or the room's error as a value: one bad file must not hide the others."""
    from workbench.collections import CollectionError

    try:
        return load()
    except CollectionError as wrong:
        return wrong


def _as_plain(saved: SavedRequest) -> dict[str, Any]:
    """A saved request as JSON for the eye: what would be sent, and what is only in the file."""
    from workbench.collections.codec import to_plain
    from workbench.collections.layout import SPELLED

    body = {name: value for name, value in saved.request.wire(None).items() if name != "clientKey"}
    beside = {key: value for key, value in to_plain(saved).items() if key.removesuffix("_json") in SPELLED}
    return {"name": saved.name, **body, "description": saved.description, "values": dict(saved.values), **beside}
