"""Plans of imports, a source that the import dialog can be shown with, and ways to work and look at it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click
from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.plan import Fate, FoundKey, ImportedFolder, ImportNote, ImportPlan
from workbench.collections.model import SavedRequest
from workbench.domain import Email, FlowRequest, Region, Secret, SecretKind, Tenant
from workbench.domain.persona import Persona
from workbench.ui.jobs import Jobs
from workbench.ui.transfer import ImportDialog

KEY = "k3yThatMustNeverBeSeen0123456789"
OTHER_KEY = "0therK3yThatMustNeverBeSeen98765"
EU, US = Region.EU.base_url, Region.US.base_url
ACME = Tenant("acme", "Acme", Region.EU)
BETA = Tenant("beta", "Beta", Region.US, keys=frozenset({SecretKind.CLIENT_KEY}))
REQUEST = FlowRequest("home_hero", "WEB", "EN", "EUR", "shop", Email("anna@example.com"), params={"page": "home"})

NOTES = (
    ImportNote(Fate.TAKEN, "Home / Hero (DE)"),
    ImportNote(Fate.CHANGED, "Home / Hero (legacy)", "The older GET form was turned into a request."),
    ImportNote(Fate.TAKEN, "Checkout / Cart"),
    ImportNote(Fate.LEFT_OUT, "Events / VIEW", "Events\ncome with <b>suites</b>."),
)


def plan(*, keys: int = 0, notes: tuple[ImportNote, ...] = NOTES, empty: bool = False) -> ImportPlan:
    """A Postman collection with two requests in a folder, one beside it, and a persona."""
    inner = ImportedFolder("Home", items=(SavedRequest("Hero (DE)", REQUEST), SavedRequest("Hero (legacy)", REQUEST)))
    root = ImportedFolder("Brand shop", items=(inner, SavedRequest("Cart", REQUEST)), personas=(Persona("Anna"),))
    found = (FoundKey("Environment “Production”", Secret(KEY), EU), FoundKey("Checkout / Cart", Secret(OTHER_KEY), US))
    return ImportPlan(
        "Postman collection v2.1", ImportedFolder("Brand shop") if empty else root, notes, found[:keys], (EU, US)[: keys or 1]
    )


@dataclass
class Source:
    """Reads what it is told to, and keeps what it was asked to bring in."""

    gives: ImportPlan = field(default_factory=plan)
    places: tuple[tuple[str, Path], ...] = (("Brand shop", Path("/c/brand")), ("    Checkout", Path("/c/brand/checkout")))
    known: tuple[Tenant, ...] = (ACME, BETA)
    fails: Exception | None = None
    reading: threading.Event | None = None
    writing: threading.Event | None = None
    was_read: list[tuple[str, bytes]] = field(default_factory=list)
    brought: list[tuple[ImportPlan, Path, dict[int, str]]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def read(self, name: str, data: bytes) -> ImportPlan:
        self._note(self.reading)
        self.was_read.append((name, data))
        if data.startswith(b"nonsense"):
            raise NotRecognised(name, "this is none of the formats that can be imported. Give a cURL command.")
        return self.gives

    def destinations(self) -> tuple[tuple[str, Path], ...]:
        self._note(None)
        return self.places

    def tenants(self) -> tuple[Tenant, ...]:
        self._note(None)
        return self.known

    def bring_in(self, plan: ImportPlan, destination: Path, keys: Mapping[int, str]) -> object:
        self._note(self.writing)
        if self.fails is not None:
            raise self.fails
        self.brought.append((plan, destination, dict(keys)))
        return "what came of it"

    def _note(self, gate: threading.Event | None) -> None:
        self.threads.add(threading.current_thread().name)
        if gate is not None:
            assert gate.wait(10)


def settle(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    """Wait until everything that was begun has ended and been delivered: all four workers meet, so none has other work left."""
    barrier = threading.Barrier(4)
    met: list[int] = []
    for _ in range(4):
        jobs.call(lambda: barrier.wait(10), owner=owner, done=met.append)
    qtbot.waitUntil(lambda: len(met) == 4)


def at_report(dialog: ImportDialog) -> bool:
    return dialog.report.isVisible() and not dialog.progress.isVisible()


def read(qtbot: QtBot, dialog: ImportDialog, data: bytes = b"{}") -> None:
    dialog.show_bytes("shop.json", data)
    qtbot.waitUntil(lambda: at_report(dialog))


def refused(qtbot: QtBot, dialog: ImportDialog) -> str:
    qtbot.waitUntil(dialog.choose.notice.isVisible)
    return dialog.choose.notice.accessibleName()


def rows(dialog: ImportDialog) -> list[str]:
    model = dialog.report.report.model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def copy_report(qtbot: QtBot, dialog: ImportDialog) -> None:
    click(button(dialog, "Copy report"))
    qtbot.waitUntil(lambda: dialog.report.report.count.whole().endswith("copied"))
