"""Saving: keeps the form and the saved list together.  Save, save as, open; what is unsaved is marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.domain import FlowRequest
from workbench.ui.collections import SavedView
from workbench.ui.composer import ComposerView, Draft, parse_draft
from workbench.ui.jobs import Jobs
from workbench.ui.widgets.ask import ask, ask_text, nothing
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import SavedRequest


class Saving(QObject):
    """Knows which saved request the form shows, and whether it was changed since."""

    def __init__(self, window: QWidget, workbench: Workbench, jobs: Jobs, composer: ComposerView, saved: SavedView) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._jobs = jobs
        self._composer = composer
        self._saved = saved
        self._path: Path | None = None
        self._shown: SavedRequest | None = None
        composer.save_requested.connect(self.save)
        saved.open_requested.connect(self.open)

    def restore(self, name: object) -> None:
        """The saved request of the last session: the draft may have been edited since, so only its name is taken."""
        path = self._workbench.places.saved / name if isinstance(name, str) and name else None
        if path is not None and path.is_file():
            self._jobs.call(
                lambda: self._workbench.saved().load(path), owner=self, done=lambda r: self._adopt(path, r), failed=self._failed
            )

    def path(self) -> Path | None:
        """The file of the saved request that the form shows, edited or not."""
        return self._path

    def remembered(self) -> str:
        return self._path.name if self._path is not None else ""

    def open(self, path: Path) -> None:
        """Show a saved request in the form; edits that were not saved are asked about first."""
        self._before_replacing(
            lambda: self._jobs.call(
                lambda: self._workbench.saved().load(path), owner=self, done=lambda r: self._show(path, r), failed=self._failed
            )
        )

    def save(self) -> None:
        """Save under the name it has, or ask for one."""
        if self._shown is None:
            self.save_as()
        else:
            self._write(self._shown.name, overwrite=True)

    def save_as(self) -> None:
        request = self._request()
        suggestion = self._shown.name if self._shown else _title(request)
        ask_text(self._window, "Save request", "Name", suggestion, self.save_named, ok="Save")

    def save_named(self, name: str) -> None:
        """Save what the form holds as a new request."""
        if name.strip():
            self._write(name.strip(), overwrite=False)

    def forget(self) -> None:
        """The form shows something else now."""
        self._path = self._shown = None
        self._composer.show_saved("")

    def draft_changed(self) -> None:
        if self._shown is not None:
            self._composer.show_saved(self._shown.name, self._is_edited())

    def _write(self, name: str, *, overwrite: bool, then: Callable[[], object] = nothing) -> None:
        from workbench.collections import SavedRequest

        unreadable = parse_draft(self._composer.draft())[1]
        if unreadable:
            self._composer.show_notice("bad", "Not saved", f"{unreadable[0].field}: {unreadable[0].why} {unreadable[0].fix}")
            return
        description = self._shown.description if self._shown is not None and overwrite else ""
        saved = SavedRequest(name=name, request=self._request(), description=description)
        old = self._path if overwrite else None
        self._jobs.call(
            lambda: self._workbench.saved().save(saved, overwrite=old is not None),
            owner=self,
            done=lambda path: self._saved_to(path, saved, then),
            failed=self._failed,
        )

    def _saved_to(self, path: Path, saved: SavedRequest, then: Callable[[], object]) -> None:
        self._adopt(path, saved)
        self._saved.refresh()
        self._saved.select(path)
        then()

    def _show(self, path: Path, saved: SavedRequest) -> None:
        self._path, self._shown = path, saved
        self._composer.show_draft(Draft.of(saved.request, self._composer.draft()))
        self._composer.show_saved(saved.name)
        self._saved.select(path)

    def _adopt(self, path: Path, saved: SavedRequest) -> None:
        self._path, self._shown = path, saved
        self.draft_changed()

    def _request(self) -> FlowRequest:
        """What the form says itself, without the tenant's defaults, which belong to the tenant."""
        return parse_draft(self._composer.draft())[0]

    def _is_edited(self) -> bool:
        """Whether the form says something else than the file; what the form cannot hold (blanks around a value) is no edit."""
        return self._shown is not None and self._request() != parse_draft(Draft.of(self._shown.request))[0]

    def _before_replacing(self, replace: Callable[[], object]) -> None:
        """Replace what the form holds, after asking about edits of a saved request that were not saved."""
        if not self._is_edited():
            replace()
            return

        def save_first() -> None:
            self._write(self._shown.name if self._shown else "", overwrite=True, then=replace)

        ask(
            self._window,
            "Unsaved changes",
            f"“{self._shown.name if self._shown else ''}” was changed and not saved.",
            "",
            {"Save": save_first, "Discard": replace, "Cancel": nothing},
        )

    def _failed(self, problem: BaseException) -> None:
        self._composer.show_notice("bad", "Not saved", explain(problem))


def _title(request: FlowRequest) -> str:
    words = request.friendly_id.replace("_", " ").strip(" *")
    return words[:1].upper() + words[1:]
