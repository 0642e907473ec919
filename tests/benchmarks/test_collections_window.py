"""A large collection in the window: 2,000 requests in 200 folders are opened, searched, changed; how long it takes and the longest gap.

Aims: open < 1 s, every gap < 50 ms.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.benchmarks.test_window_gaps import Gaps
from workbench.app.paths import find_places
from workbench.collections import Collection
from workbench.settings import Settings
from workbench.ui.collections.state import count_requests
from workbench.ui.jobs import Jobs
from workbench.ui.shell.window import MainWindow
from workbench.ui.theme import Theme
from workbench.usecases import Workbench

pytestmark = pytest.mark.benchmark

FOLDERS, EACH = 200, 10
TEXT = 'format = 1\nname = "Request {n} of {f}"\nfriendly_id = "flow_{f}_{n}"\nemail = "kim@example.com"\n\n[params]\npage = "home"\n'


@pytest.fixture
def large(tmp_path: Path) -> Path:
    folder = Collection.create(tmp_path / "large", "Large").folder
    for f in range(FOLDERS):
        inside = folder / f"folder-{f:03}"
        inside.mkdir()
        for n in range(EACH):
            (inside / f"request-{n}.request.toml").write_text(TEXT.format(n=n, f=f))
    return folder


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, private_home: Path) -> Iterator[MainWindow]:
    workbench = Workbench(find_places(), "1.0")
    made = MainWindow(Theme(qapp, "light", workbench.places.resources), Jobs(), workbench, Settings())
    made.resize(1280, 800)
    with qtbot.waitSignal(made.ready):
        made.show()
    qtbot.waitUntil(lambda: bool(made.collections.roots()))
    yield made
    made.close()
    made.shut_down()
    made.deleteLater()


def test_two_thousand_requests(window: MainWindow, large: Path) -> None:
    gaps, view = Gaps(), window.collections
    shown = view.tree.shown_model
    gaps.during(
        "opened", partial(window.collecting.open, large), lambda: count_requests(view.roots()) == FOLDERS * EACH and shown.rowCount() == 2
    )
    for text in ("r", "re", "flow_19", "flow_199_7", "of 42", ""):
        state: list[int] = []
        shown.modelReset.connect(lambda state=state: state.append(1))
        gaps.during("searched", partial(view.search.setText, text), lambda state=state: bool(state))  # type: ignore[misc]
        QApplication.processEvents()
    path = large / "folder-100" / "request-5.request.toml"
    gaps.during("request opened", partial(window.saving.open, path), lambda: window.saving.path() == path)
    changed = path.read_text().replace("kim@", "ada@")
    gaps.during("changed outside", partial(path.write_text, changed), lambda: window.composer.email.text() == "ada@example.com")
    gaps.during("everything unfolded", view.tree.expandAll, lambda: True)
    many = [large / f"folder-{f:03}" for f in range(0, 100)]

    def touch() -> None:
        for folder in many:
            (folder / "request-0.request.toml").write_text(TEXT.format(n="zero", f="pulled"))

    gaps.during("a pull of 100 files", touch, lambda: sum(n.name.endswith("pulled") for r in view.roots() for n in r.walk()) == 100)
    print("\nlongest gap, ms: " + ", ".join(f"{phase} {gap * 1000:.0f}" for phase, gap in gaps.longest.items()))
    print("took, s: " + ", ".join(f"{phase} {took:.2f}" for phase, took in gaps.took.items()))
    assert max(gaps.longest.values()) < 5, "frozen"
