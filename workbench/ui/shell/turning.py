"""Turning pages: *Explore* and *Experiments*.  The second is built when it is first looked at: the start does without."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from workbench.ui.composer import parse_draft

if TYPE_CHECKING:
    from workbench.ui.shell.experimenting import Experimenting
    from workbench.ui.shell.window import MainWindow

EXPLORE, EXPERIMENTS = "explore", "experiments"


class Turning(QObject):
    """``open_requested`` carries an exchange to be shown in Explore, ``compare_requested`` two."""

    open_requested = Signal(int)
    compare_requested = Signal(int, int)
    keys_needed = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Actions by id."""
        found: dict[str, Callable[[], object]] = {
            "view.explore": lambda: self.show_page(EXPLORE),
            "view.experiments": lambda: self.show_page(EXPERIMENTS),
            "compare.baseline": self.compare_with_baseline,
        }
        for kind in ("matrix", "split", "stick", "suite"):
            found[f"experiments.{kind}"] = partial(self.plan, kind)
        for name in ("start", "pause", "stop", "report"):
            found[f"experiments.{name}"] = partial(self._do, name)
        return found

    @property
    def built(self) -> bool:
        return self._window.pages.count() > 1

    @cached_property
    def experimenting(self) -> Experimenting:
        from workbench.ui.experiments.view import ExperimentsView
        from workbench.ui.shell.experimenting import Experimenting

        window = self._window
        view = ExperimentsView(window.theme)
        window.pages.addWidget(view)
        made = Experimenting(
            window,
            window.theme,
            window.workbench,
            window.jobs,
            view,
            lambda: window.tenant,
            lambda: window.tenants,
            lambda: window.settings,
            lambda: parse_draft(window.composer.draft())[0],
        )
        made.open_requested.connect(self._open)
        made.compare_requested.connect(self._compare)
        made.baseline_requested.connect(self._compare_with_baseline)
        made.keys_needed.connect(self.keys_needed)
        return made

    def show_page(self, page: str) -> None:
        self._window.topbar.show_page(page)
        if page == EXPLORE:
            self._window.pages.setCurrentIndex(0)
            return
        self._window.pages.setCurrentWidget(self.experimenting.view)
        self.experimenting.opened()

    def plan(self, kind: str) -> None:
        self.show_page(EXPERIMENTS)
        self.experimenting.plan(kind)

    def tenant_changed(self) -> None:
        if self.built:
            self.experimenting.planning.read()

    def shut_down(self) -> None:
        if self.built:
            self.experimenting.shut_down()

    def remembered(self) -> dict[str, Any]:
        """The plans as they were left, for the window's state."""
        return {"plans": self.experimenting.planning.remembered()} if self.built else {}

    def _do(self, name: str) -> None:
        """An action of the page; before it was ever looked at there is nothing to pause or to save."""
        if not self.built:
            self.show_page(EXPERIMENTS)
            return
        done = self.experimenting
        {"start": done.start, "pause": done.pause, "stop": done.stop, "report": done.view.run.save.showMenu}[name]()

    def _open(self, number: int) -> None:
        self.show_page(EXPLORE)
        self.open_requested.emit(number)

    def compare_with_baseline(self) -> None:
        """Of the page in front: the response that is live, or the call that is chosen in a run."""
        if self._window.pages.currentIndex() == 0:
            self._window.comparing.choose_source("baseline")
        elif self.experimenting.view.pages.currentWidget() is self.experimenting.view.run:
            self.experimenting.view.run.calls.compare_with_baseline()

    def _compare_with_baseline(self, number: int, path: Path) -> None:
        """In the tab of the saved request, so that what is approved there becomes its baseline; a folder that is not open has none."""
        window = self._window

        def beside() -> None:
            window.saving.front.number = number
            window.keeping.open(number, then=lambda: window.comparing.start_with_baseline(path))

        self.show_page(EXPLORE)
        if any(path.is_relative_to(folder) for folder in window.workbench.collections().folders()):
            window.saving.open(path, then=beside)
        else:
            window.saving.new()
            beside()

    def _compare(self, left: int, right: int) -> None:
        self.show_page(EXPLORE)
        self.compare_requested.emit(left, right)
