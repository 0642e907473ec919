"""Looking: what a value in a response leads to: a link in the browser, an image from its host, paper.  Asked about first."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from workbench.ui.jobs import Job, Jobs
from workbench.ui.response import ResponseView
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.errors import explain
from workbench.ui.widgets.lines import LinesView


class Looking(QObject):
    """Nothing that arrives in a response is opened or fetched by itself."""

    def __init__(
        self, window: QWidget, jobs: Jobs, response: ResponseView, app_version: str, proxy: Callable[[], str] = lambda: ""
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._response = response
        self._proxy = proxy
        self._agent = f"PersonalizeWorkbench/{app_version}"
        self._fetching: Job | None = None
        response.link_requested.connect(self.open_link)
        response.image_requested.connect(self.fetch_image)
        response.print_requested.connect(self.print_lines)

    def open_link(self, link: str) -> None:
        details = f"{link}\n\nThe address comes from the response. It opens in your browser, outside the workbench."
        ask(
            self._window,
            "Open a link",
            f"Open {urlsplit(link).hostname} in the browser?",
            details,
            {"Open": lambda: QDesktopServices.openUrl(QUrl(link)), "Cancel": nothing},
        )

    def fetch_image(self, link: str) -> None:
        details = f"{link}\n\nOnly the image is fetched, without key or cookies. Its host sees this computer's address."
        ask(
            self._window,
            "Fetch an image",
            f"Fetch this image from {urlsplit(link).hostname}?",
            details,
            {"Fetch": lambda: self._fetch(link), "Cancel": nothing},
        )

    def print_lines(self, view: LinesView, title: str) -> None:
        view.ask_and_print(title)

    def _fetch(self, link: str) -> None:
        from workbench.personalize.images import fetch_image

        if self._fetching is not None:
            self._fetching.drop()
        panel = self._response.page.value
        panel.show_image_problem("Fetching…")
        self._fetching = self._jobs.start(
            fetch_image(link, user_agent=self._agent, proxy=self._proxy()),
            owner=self,
            done=lambda came: panel.show_image(came.data, came.host),
            failed=lambda problem: panel.show_image_problem(explain(problem)),
        )
