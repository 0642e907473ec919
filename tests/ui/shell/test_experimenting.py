"""The Experiments page in the real window: planned, started, watched, stopped, read, compared, saved; on the real Sandbox."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.support.truths import Truths, variant
from tests.ui.shell.conftest import Opened
from workbench.domain import SANDBOX, Secret, SecretKind
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.history import Query, RunState, Settled
from workbench.ui.compare.options_panel import BY_EXPECTATION
from workbench.ui.experiments.calls import CHOOSE_ONE, MOST, CallsView
from workbench.ui.experiments.state import MATRIX, SPLIT, STICK, SUITE
from workbench.ui.experiments.view import ExperimentsView
from workbench.ui.shell.experimenting import ELSEWHERE, Experimenting
from workbench.ui.shell.window import MainWindow
from workbench.usecases.runs.answers import IN_DOUBT, to_text, walk
from workbench.usecases.runs.baselines import STATE
from workbench.usecases.runs.suite import Suite

LONG = 20_000


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Experimenting:
    window.commands.run("view.experiments")
    return window.turning.experimenting


def done(qtbot: QtBot, page: Experimenting) -> None:
    """Until the run is over and shown."""
    qtbot.waitUntil(lambda: page.running, timeout=LONG)
    qtbot.waitUntil(lambda: not page.running and page.view.run.badge.text() in ("Held", "Failed", "Done", "No verdict"), timeout=LONG)


def split(page: Experimenting, visitors: int = 60) -> ExperimentsView:
    page.plan(SPLIT)
    plan = page.view.plan
    plan.friendly_id.setEditText("home_hero")
    plan.shares.show_rows([("Control", "50"), ("Hero with offer", "50")])
    plan.visitors.setValue(visitors)
    plan.stop_early.setChecked(False)  # guests are made at random, and 1 in 20 right splits would end early
    page.planning.read()
    return page.view


def test_the_page_is_built_when_it_is_first_looked_at(window: MainWindow) -> None:
    assert window.pages.count() == 1
    window.commands.run("view.experiments")
    assert window.pages.count() == 2
    assert window.topbar.pages["experiments"].isChecked()
    window.commands.run("view.explore")
    assert window.pages.currentIndex() == 0


def test_a_split_check_from_the_form_to_the_verdict(qtbot: QtBot, page: Experimenting, tmp_path: Path) -> None:
    view = split(page)
    assert view.plan.start.isEnabled()
    assert "60 calls to Sandbox, with 60 new anonymous guests" in view.plan.ahead.text()
    QTest.mouseClick(view.plan.start, Qt.MouseButton.LeftButton)
    done(qtbot, page)
    assert view.run.calls.model.rowCount() == 60
    sentence = view.run.sentence.text()
    shown = {view.run.calls.model.answer(row).shown.variant for row in range(60)}
    assert any(variant in sentence for variant in shown), "one run in twenty fails by chance, and then names one variant only"
    assert sentence == page._workbench.history().runs.latest(1)[0].verdict
    assert view.runs.list.count() == 1
    assert view.run.tabs.tabText(2) == "Calls (60)"
    page.save_report("html", tmp_path / "split.html", mask=True)
    qtbot.waitUntil(lambda: (tmp_path / "split.html").exists())
    assert "<svg" in (tmp_path / "split.html").read_text(encoding="utf-8")
    page.copy_summary()
    assert "Split check" in QGuiApplication.clipboard().text()


def test_what_is_wrong_is_said_and_cannot_be_started(page: Experimenting) -> None:
    view = split(page)
    view.plan.variant.setEditText("$[")
    page.planning.read()
    assert not view.plan.start.isEnabled()
    assert view.plan.ahead.text().startswith("Variant: ")
    page.start()
    assert view.plan.field("Variant").message.text()
    assert not page.running


def test_a_call_opens_in_explore_and_two_are_compared(qtbot: QtBot, window: MainWindow, page: Experimenting) -> None:
    view = split(page, 20)
    page.start()
    done(qtbot, page)
    calls = view.run.calls
    calls.table.selectRow(0)
    QTest.mouseClick(calls.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.response.exchange() is not None)
    assert window.pages.currentIndex() == 0
    number = calls.model.answer(0).number
    assert window.response.exchange() is not None
    assert window.response.exchange().number == number  # type: ignore[union-attr]
    window.commands.run("view.experiments")
    model = calls.table.selectionModel()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    other = next(row for row in range(20) if calls.model.answer(row).shown.variant != calls.model.answer(0).shown.variant)
    model.select(calls.model.index(other, 0), flags)
    assert calls.compare.isEnabled()
    QTest.mouseClick(calls.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.comparing.active and window.compare.difference_count() > 0, timeout=LONG)


def test_calls_are_filtered(qtbot: QtBot, page: Experimenting) -> None:
    view = split(page, 20)
    page.start()
    done(qtbot, page)
    view.run.calls.search.setText("hero")
    shown = view.run.calls.model.rowCount()
    assert 0 < shown < 20
    view.run.calls.failed_only.setChecked(True)
    assert view.run.calls.model.rowCount() == 0
    assert view.run.calls.count.text() == "0 of 20"


def test_it_is_paused_goes_on_and_is_stopped_and_goes_on_again(qtbot: QtBot, page: Experimenting) -> None:
    view = split(page, 300)
    view.plan.jobs.setValue(1)
    page.planning.read()
    page.start()
    qtbot.waitUntil(lambda: page._progress.answered > 5, timeout=LONG)
    QTest.mouseClick(view.run.pause, Qt.MouseButton.LeftButton)
    assert view.run.pause.text() == "Go on"
    QTest.mouseClick(view.run.pause, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.run.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.running and view.run.resume.isVisible(), timeout=LONG)
    number = view.run.number
    runs = page._workbench.history().runs
    assert runs.get(number).state is RunState.CANCELLED
    before = runs.get(number).answered
    assert 5 < before < 300
    QTest.mouseClick(view.run.resume, Qt.MouseButton.LeftButton)
    done(qtbot, page)
    assert runs.get(number).state is RunState.DONE
    assert runs.get(number).answered == 300
    assert page._workbench.history().count(Query(run=number)) == 600


def test_a_window_that_closes_leaves_a_run_that_goes_on(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        window.commands.run("view.experiments")
        page = window.turning.experimenting
        split(page, 400).plan.jobs.setValue(1)
        page.planning.read()
        page.start()
        qtbot.waitUntil(lambda: page._progress.answered > 5, timeout=LONG)
    with opened() as window:
        window.commands.run("view.experiments")
        page = window.turning.experimenting
        qtbot.waitUntil(lambda: page.view.runs.list.count() == 1)
        assert page.view.plan.draft().friendly_id == "home_hero"
        row = window.workbench.history().runs.get(1)
        assert row.state is RunState.CANCELLED
        before = row.answered
        page._resume(1)
        done(qtbot, page)
        assert window.workbench.history().runs.get(1).answered == 400
        assert not any(IN_DOUBT in answer.failure for answer in walk(window.workbench.history().runs, 1))
        assert 5 < before < 400


def test_a_matrix_is_looked_at_filtered_copied_and_approved(qtbot: QtBot, window: MainWindow, page: Experimenting) -> None:
    page.plan(MATRIX)
    plan = page.view.plan
    plan.friendly_id.setEditText("home_hero")
    plan.language.setText("EN, DE")
    plan.channel.setText("WEB, EMAIL")
    page.planning.read()
    page.start()
    done(qtbot, page)
    grid = page.view.run.grid
    qtbot.waitUntil(lambda: grid.model.rowCount() == 2)
    assert grid.model.columnCount() == 2
    QTest.mouseClick(grid.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "\tEN\tDE"
    grid.across.setCurrentIndex(grid.across.findText("Channel"))
    grid.across.activated.emit(0)
    assert grid.model.headerData(0, Qt.Orientation.Horizontal) == "WEB"
    grid.times.setChecked(True)
    assert grid.model.data(grid.model.index(0, 0)).endswith(" ms")  # type: ignore[attr-defined]
    grid.grouped.setChecked(True)
    grid.view.selectAll()
    assert not grid.compare.isEnabled()
    grid.view.clearSelection()
    for column in (0, 1):
        grid.view.selectionModel().select(grid.model.index(0, column), QItemSelectionModel.SelectionFlag.Select)
    assert grid.compare.isEnabled()
    QTest.mouseClick(page.view.run.approve, Qt.MouseButton.LeftButton)
    page.plan(MATRIX)
    page.start()
    done(qtbot, page)
    assert "baseline" in page.view.run.sentence.text()
    assert page._report is not None
    assert [section.title for section in page._report.sections][-2:] == ["Run by run", "What was asked"]
    assert "<client key>" in page._report.sections[-1].code[0][1]


def test_a_stickiness_check_makes_its_guests_once(qtbot: QtBot, page: Experimenting) -> None:
    page.plan(STICK)
    plan = page.view.plan
    plan.friendly_id.setEditText("home_hero")
    plan.new_guests.setValue(3)
    plan.times.setValue(4)
    page.planning.read()
    page.start()
    done(qtbot, page)
    assert page.view.run.sentence.text() == "It sticks: each of 3 guests got the same variant every time."
    identities = {page.view.run.calls.model.answer(row).identity for row in range(12)}
    assert len(identities) == 3


def test_a_suite_fails_and_runs_what_failed_again(qtbot: QtBot, window: MainWindow, page: Experimenting, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "workbench.toml").write_text('name = "Shop"\nvariant = "$.variantName"\n', encoding="utf-8")
    for name, expected in (("good", "Control"), ("bad", "Nothing of the kind")):
        text = f'name = "{name}"\nfriendly_id = "home_hero"\nemail = "a@example.com"\n[[expect]]\nvariant_in = ["{expected}", "Hero with offer"]\n'
        if name == "bad":
            text = text.replace(', "Hero with offer"', "")
        (folder / f"{name}.request.toml").write_text(text, encoding="utf-8")
    window.workbench.collections().open(folder)
    page.plan(SUITE)
    page.opened()
    qtbot.waitUntil(lambda: page.view.plan.folder.findData(str(folder)) >= 0)
    page.view.plan.folder.setCurrentIndex(page.view.plan.folder.findData(str(folder)))
    qtbot.waitUntil(lambda: page.view.plan.start.isEnabled())
    assert "2 requests with 2 expectations" in page.view.plan.notice.accessibleName()
    page.start()
    done(qtbot, page)
    view = page.view.run
    assert view.badge.text() == "Failed"
    assert not view.calls.model.answer(0).held  # failures first
    QTest.mouseClick(view.failed_again, Qt.MouseButton.LeftButton)
    done(qtbot, page)
    assert view.calls.model.rowCount() == 1


def test_all_that_failed_of_a_large_run_is_run_again(qtbot: QtBot, window: MainWindow, page: Experimenting, tmp_path: Path) -> None:
    rows, failed = 21_500, frozenset((7, 20_999, 21_499))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "workbench.toml").write_text('name = "Shop"\n', encoding="utf-8")
    text = 'name = "Hero"\nfriendly_id = "home_hero"\nemail = "{{email}}"\n[[expect]]\nstatus = 200\n'
    (folder / "hero.request.toml").write_text(text, encoding="utf-8")
    (tmp_path / "rows.csv").write_text("email\n" + "".join(f"guest{n}@example.com\n" for n in range(rows)), encoding="utf-8")
    suite = Suite.gathered(folder, SANDBOX, rows=tmp_path / "rows.csv")
    runs = window.workbench.history().runs
    limits = {"rate": 0, "jobs": 2, "jitter": 0, "retries": 0, "retry_unsafe": False, "longest_hold": 1}
    number = runs.start("Suite", "shop", json.dumps({"format": 1, "kind": "Suite", "limits": limits, **suite.to_plain()}), rows)
    for start in range(0, rows, 4_300):
        told = (Answer(n, f"row {n}", Shown(Shows.ERROR if n in failed else Shows.NOTHING)) for n in range(start, start + 4_300))
        runs.write(number, [], [Settled(None, each.place, to_text(each)) for each in told])
    runs.end(number, RunState.DONE, "failed", "")
    page.show_run(number)
    view = page.view.run
    qtbot.waitUntil(lambda: view.calls.model.rowCount() == MOST, timeout=LONG)
    assert [view.calls.model.answer(row).place for row in range(4)] == [7, 20_999, 21_499, 0]
    assert view.tabs.tabText(2) == "Calls (21,500)"
    assert view.calls.count.text() == "20,000 of 21,500; all are in the report as CSV"
    QTest.mouseClick(view.failed_again, Qt.MouseButton.LeftButton)
    done(qtbot, page)
    assert view.badge.text() == "Held"
    assert {view.calls.model.answer(row).identity for row in range(3)} == {f"guest{n}@example.com" for n in failed}


def in_shop(window: MainWindow, page: Experimenting, qtbot: QtBot, folder: Path, *, is_open: bool = True) -> None:
    """A suite of two requests that fail: one has an approved baseline with another title, the other has none."""
    folder.mkdir()
    (folder / "workbench.toml").write_text('name = "Shop"\n', encoding="utf-8")
    for name in ("With", "Without"):
        text = f'name = "{name}"\nfriendly_id = "loyalty_banner"\nlanguage = "EN"\nemail = "a@example.com"\n'
        text += f"[[expect]]\n{'baseline = true' if name == 'With' else 'status = 201'}\n"
        (folder / f"{name.lower()}.request.toml").write_text(text, encoding="utf-8")
    came = {"banner": {"tier": "none", "headline": "As it was approved", "points": 0}, "guestType": "CUSTOMER", "language": "EN"}
    (folder / "with.baseline.json").write_text(json.dumps(came), encoding="utf-8")
    window.workbench.collections().open(folder)
    page.plan(SUITE)
    page.opened()
    qtbot.waitUntil(lambda: page.view.plan.folder.findData(str(folder)) >= 0)
    page.view.plan.folder.setCurrentIndex(page.view.plan.folder.findData(str(folder)))
    qtbot.waitUntil(lambda: page.planning.reading.experiment is not None)
    page.start()
    done(qtbot, page)
    if not is_open:
        window.workbench.collections().close(folder)
    page.view.run.tabs.setCurrentWidget(page.view.run.calls)


def row_of(calls: CallsView, name: str) -> int:
    return next(row for row in range(calls.model.rowCount()) if calls.model.answer(row).name == name)


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "not open"])
def test_a_failed_call_is_compared_with_its_baseline_at_once(
    qtbot: QtBot, window: MainWindow, page: Experimenting, tmp_path: Path, is_open: bool
) -> None:
    from workbench.settings import CompareRule

    window.workbench.compare_rules().set("loyalty_banner", CompareRule(ignore=("$.guestType",)))
    in_shop(window, page, qtbot, tmp_path / "shop", is_open=is_open)
    calls = page.view.run.calls
    row = row_of(calls, "With")
    calls.table.selectRow(row)
    number = calls.model.answer(row).number
    assert calls.baseline.isEnabled()
    QTest.mouseClick(calls.baseline, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.comparing.active and window.compare.difference_count() > 0, timeout=LONG)
    assert window.pages.currentIndex() == 0
    left, right = window.comparing._left, window.comparing._right
    assert left is not None and right is not None
    assert (left.is_baseline, left.title, right.number) == (True, "Baseline · with", number)
    assert window.compare.difference_count() == 1, "the headline; guestType is ignored for this friendlyId"
    assert (window.saving.path() == tmp_path / "shop" / "with.request.toml") is is_open


def test_what_the_expectation_ignores_is_ignored_beside_its_baseline(
    qtbot: QtBot, window: MainWindow, page: Experimenting, tmp_path: Path
) -> None:
    in_shop(window, page, qtbot, tmp_path / "shop")
    file = tmp_path / "shop" / "with.request.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + 'ignore = ["guestType", "$[", "$.{{name}}", "$.banner.tier"]\n', encoding="utf-8")
    calls = page.view.run.calls
    calls.table.selectRow(row_of(calls, "With"))
    QTest.mouseClick(calls.baseline, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.comparing.active and window.compare.difference_count() > 0, timeout=LONG)
    assert window.compare.difference_count() == 1, "the headline"
    assert "1 ignored" in window.compare._counts.text()
    paths = window.compare.options.paths
    shown = {paths.item(row).text(): bool(paths.item(row).flags() & Qt.ItemFlag.ItemIsUserCheckable) for row in range(paths.count())}
    assert shown[f"$.guestType  —  {BY_EXPECTATION}"] is False
    assert shown[f"$.banner.tier  —  {BY_EXPECTATION}"] is False
    window.compare.ignore_current()
    qtbot.waitUntil(lambda: window.compare.difference_count() == 0, timeout=LONG)
    qtbot.waitUntil(lambda: window.workbench.compare_rules().get("loyalty_banner").ignore == ("$.banner.headline",))
    window.resize(1280, 800)
    window.grab().save(str(tmp_path / "ignored.png"))


def test_a_call_without_a_baseline_says_why_it_cannot_be_compared(
    qtbot: QtBot, window: MainWindow, page: Experimenting, tmp_path: Path
) -> None:
    in_shop(window, page, qtbot, tmp_path / "shop")
    calls, notice = page.view.run.calls, page.view.run.notice
    assert not calls.baseline.isEnabled()
    assert calls.baseline.toolTip() == CHOOSE_ONE
    calls.table.selectRow(row_of(calls, "Without"))
    assert not calls.baseline.isEnabled()
    assert calls.baseline.toolTip() == "“Without” has no baseline yet. Send it in Explore and approve its response."
    window.commands.run("compare.baseline")
    assert "“Without” has no baseline yet" in notice.accessibleName()
    assert window.pages.currentIndex() == 1
    calls.table.customContextMenuRequested.emit(calls.table.visualRect(calls.model.index(0, 0)).center())
    menu = calls.findChild(QMenu)
    assert menu is not None
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("Open", True), ("Compare", False), ("Compare with baseline", False),
    ]  # fmt: skip
    menu.close()
    (tmp_path / "shop" / "without.baseline.json").write_text("{}", encoding="utf-8")  # approved meanwhile
    calls.table.clearSelection()
    calls.table.selectRow(row_of(calls, "Without"))
    assert calls.baseline.isEnabled()
    window.commands.run("compare.baseline")
    qtbot.waitUntil(lambda: window.comparing.active and window.compare.difference_count() > 0, timeout=LONG)


def test_a_run_of_a_folder_that_is_gone_is_shown_and_cannot_be_run_again(
    qtbot: QtBot, window: MainWindow, page: Experimenting, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    in_shop(window, page, qtbot, folder)
    view = page.view.run
    before = view.sentence.text()
    assert view.failed_again.isEnabled()
    shutil.rmtree(folder)
    page.plan(MATRIX)
    page.show_run(1)
    qtbot.waitUntil(lambda: view.notice.isVisible())
    assert view.notice.accessibleName() == f"“{folder}” is not there any more. The run is shown as it was; it cannot be run again."
    assert (view.sentence.text(), view.badge.text(), view.calls.model.rowCount()) == (before, "Failed", 2)
    assert not view.failed_again.isEnabled()
    assert "is not there any more" in view.failed_again.toolTip()
    view.calls.table.selectRow(0)
    assert not view.calls.baseline.isEnabled()
    assert "is not there any more" in view.calls.baseline.toolTip()
    page.save_report("html", tmp_path / "gone.html", mask=False)
    qtbot.waitUntil(lambda: (tmp_path / "gone.html").exists())
    told = (tmp_path / "gone.html").read_text(encoding="utf-8")
    assert "loyalty_banner" in told
    assert "a@example.com" in told
    page._resume(1)
    qtbot.waitUntil(lambda: view.notice.accessibleName().startswith("This run does not go on"))
    assert "is not there any more" in view.notice.accessibleName()
    assert not page.running


def test_a_run_whose_tenant_is_gone_says_so(qtbot: QtBot, page: Experimenting, window: MainWindow) -> None:
    runs = window.workbench.history().runs
    number = runs.start(
        "Suite", "Shop", json.dumps({"format": 1, "kind": "Suite", "tenant": "gone", "path": "/nowhere", "personas": []}), 1
    )
    runs.end(number, RunState.DONE)
    page.show_run(number)
    qtbot.waitUntil(lambda: page.view.run.notice.isVisible())
    assert "The plan needs the tenant “gone”, which is not there any more." in page.view.run.notice.accessibleName()


def test_calls_of_no_suite_have_no_baseline(qtbot: QtBot, page: Experimenting, window: MainWindow) -> None:
    view = split(page, 10)
    page.start()
    done(qtbot, page)
    assert not view.run.calls.baseline.isVisibleTo(view.run.calls)
    window.commands.run("compare.baseline")
    assert "Only calls of a suite have a baseline." in view.run.notice.accessibleName()


def test_a_run_is_planned_again_and_deleted(qtbot: QtBot, page: Experimenting) -> None:
    split(page, 25).plan.revision.setText("7")
    page.planning.read()
    page.start()
    done(qtbot, page)
    page.plan(MATRIX)
    page.view.plan.revision.setText("")
    page._plan_again(1)
    qtbot.waitUntil(lambda: page.view.plan.draft().kind == SPLIT)
    assert page.view.plan.draft().visitors == 25
    assert page.view.plan.draft().revision == "7"
    assert [name for name, _ in page.view.plan.draft().shares] == ["Control", "Hero with offer"]
    page._ask_delete(1)
    answer(page, "Delete")
    qtbot.waitUntil(lambda: page.view.runs.list.count() == 0)


def answer(page: Experimenting, name: str) -> None:
    box = page._window.findChild(QMessageBox)
    assert box is not None
    next(button for button in box.findChildren(QPushButton) if button.accessibleName() == name).click()


def test_a_real_tenant_is_asked_about_by_name(qtbot: QtBot, window: MainWindow) -> None:
    import asyncio

    with Truths(lambda body: variant("Control")) as truths:
        added = window.workbench.tenants().add(replace(SANDBOX, id="", name="Acme", base_url=truths.url, keys=frozenset(), secrets=()))
        acme = asyncio.run(window.workbench.keys().set(added, SecretKind.CLIENT_KEY, Secret("k3yOfThisTest123456")))
        window.show_tenants(window.workbench.tenants().list())
        window.choose_tenant(acme.id)
        window.commands.run("view.experiments")
        page = window.turning.experimenting
        view = split(page, 20)
        page.start()
        box = window.findChild(QMessageBox)
        assert box is not None
        assert "“Acme”" in box.text()
        assert "20 anonymous guests will be made there" in box.informativeText()
        answer(page, "Do not run")
        assert not page.running
        assert not truths.calls
        page.start()
        answer(page, "Run it")
        done(qtbot, page)
        assert view.run.badge.text() == "Failed"


def test_variants_are_proposed_from_history(qtbot: QtBot, window: MainWindow, page: Experimenting) -> None:
    window.commands.run("view.explore")
    for last in "0123":  # enough guests that both variants are among them
        before = window.history.model.rowCount()
        draft = replace(window.composer.draft(), browser_id=f"12435206-1234-4f0b-9d55-6e46b0e4a42{last}")
        window.composer.show_draft(draft)
        window.composer.try_send()
        qtbot.waitUntil(lambda before=before: not window.sending.running and window.history.model.rowCount() == before + 1)  # type: ignore[misc]
    view = split(page)
    view.plan.variant.setEditText("")
    view.plan.shares.show_rows([("", "50"), ("", "50")])
    QTest.mouseClick(view.plan.propose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.plan.variant.currentText() == "$.variantName")
    assert view.plan.draft().shares == (("Control", "50"), ("Hero with offer", "50"))


def test_the_third_run_of_a_plan_has_a_trend(qtbot: QtBot, page: Experimenting, tmp_path: Path) -> None:
    for visitors in (20, 24, 28):
        split(page, visitors)
        page.start()
        done(qtbot, page)
    (chart,) = (chart for chart in page.view.run.report._charts if chart.chart.title == "Shares run by run")
    assert "Control: 1 " in chart.accessibleDescription()
    chart.copy_words()
    assert QGuiApplication.clipboard().text().count("interval") == 6
    chart.save(tmp_path / "trend.svg")
    before = (tmp_path / "trend.svg").read_text(encoding="utf-8")
    page._theme.choose("dark" if page._theme.colors.name == "light" else "light")
    chart.save(tmp_path / "trend.svg")
    assert (tmp_path / "trend.svg").read_text(encoding="utf-8") != before
    page.save_report("html", tmp_path / "split.html", mask=False)
    qtbot.waitUntil(lambda: (tmp_path / "split.html").exists())
    assert "Shares run by run" in (tmp_path / "split.html").read_text(encoding="utf-8")


def test_charts_are_saved_and_copied(qtbot: QtBot, page: Experimenting, tmp_path: Path) -> None:
    view = split(page, 30)
    page.start()
    done(qtbot, page)
    chart = view.run.report._charts[0]
    chart.save(tmp_path / "c.svg")
    chart.save(tmp_path / "c.png")
    assert (tmp_path / "c.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    chart.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    chart.copy_words()
    assert "Control" in QGuiApplication.clipboard().text()
    assert "Control" in chart.accessibleDescription()


def test_the_window_closes_in_the_middle_of_a_run(qtbot: QtBot, page: Experimenting, window: MainWindow) -> None:
    split(page, 900)
    page.start()
    qtbot.waitUntil(lambda: page._running > 0, timeout=LONG)
    window.close()
    page._look()  # its timer may still fire


def test_a_run_is_resumed_once_however_often_it_is_pressed(qtbot: QtBot, page: Experimenting, window: MainWindow) -> None:
    split(page, 20)
    page.start()
    done(qtbot, page)
    runs = window.workbench.history().runs
    number = runs.latest(1)[0].number
    runs.end(number, RunState.PAUSED)
    page._resume(number)
    page._resume(number)
    qtbot.waitUntil(lambda: runs.get(number).state is RunState.DONE and not page.running, timeout=LONG)  # there is nothing left to send
    assert runs.get(number).state is RunState.DONE


def test_a_run_that_cannot_be_shown_shows_and_saves_nothing_of_another(
    qtbot: QtBot, page: Experimenting, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = split(page, 20)
    page.start()
    done(qtbot, page)
    assert view.run.report._charts
    runs = window.workbench.history().runs
    number = runs.start(
        "Suite", "Shop", json.dumps({"format": 1, "kind": "Suite", "tenant": "gone", "path": "/nowhere", "personas": []}), 1
    )
    runs.end(number, RunState.DONE)
    page.show_run(number)
    qtbot.waitUntil(lambda: view.run.number == number)
    assert not view.run.report._charts
    assert view.run.tabs.tabText(2) == "Calls"
    assert not view.run.save.isVisibleTo(view.run)
    monkeypatch.setattr("workbench.ui.shell.experimenting.QFileDialog.getSaveFileName", lambda *_: pytest.fail("there is no report"))
    page.ask_and_save_report("html", mask=False)
    page._approve()
    assert not window.workbench.ui_state().get(STATE, {})


def test_one_comes_back_to_the_run_that_goes_on(qtbot: QtBot, page: Experimenting) -> None:
    view = split(page, 20)
    page.start()
    done(qtbot, page)
    split(page, 300).plan.jobs.setValue(1)
    page.planning.read()
    page.start()
    qtbot.waitUntil(lambda: page._running > 0, timeout=LONG)
    page.show_run(1)
    qtbot.waitUntil(lambda: view.run.number == 1 and view.run.save.isVisible())
    page._look()
    page.show_run(page._running)
    assert view.run.number == 2
    assert view.run.stop.isVisible()
    assert not view.run.save.isVisible()
    assert not view.run.again.isVisible()
    QTest.mouseClick(view.run.stop, Qt.MouseButton.LeftButton)
    page.plan(SPLIT)
    page.show_run(page._running)
    assert view.run.stop.text() == "Stop now"
    qtbot.waitUntil(lambda: not page.running and view.run.resume.isVisible(), timeout=LONG)
    assert view.run.number == 2


def test_what_was_asked_for_last_is_what_is_shown(qtbot: QtBot, page: Experimenting, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.usecases.runs import past

    view = split(page, 20)
    for _ in range(2):
        page.start()
        done(qtbot, page)
    held, look_at = Event(), past.look_at

    def slow(number: int, *more: Any) -> past.PastRun:
        if number == 1:
            held.wait(10)
        return look_at(number, *more)

    monkeypatch.setattr(past, "look_at", slow)
    page.show_run(1)
    page.show_run(2)
    qtbot.waitUntil(lambda: page._opening is None)
    page.show_run(1)
    opening = page._opening
    page.plan(SPLIT)
    held.set()
    assert opening is not None
    qtbot.waitUntil(lambda: not opening.running)
    page._jobs.later(page, lambda: page.view.setObjectName("delivered"))
    qtbot.waitUntil(lambda: page.view.objectName() == "delivered")
    assert view.pages.currentWidget() is view.plan
    assert view.run.number == 2


def test_a_run_that_goes_on_elsewhere_cannot_be_steered_from_here(qtbot: QtBot, page: Experimenting, window: MainWindow) -> None:
    view = split(page, 20)
    page.start()
    done(qtbot, page)
    runs = window.workbench.history().runs
    number = runs.start("Split check", "home_hero", runs.get(1).plan, 20)
    page.show_run(number)
    qtbot.waitUntil(lambda: view.run.number == number)
    assert ELSEWHERE in view.run.notice.accessibleName()
    assert not any(button.isVisible() for button in (view.run.pause, view.run.stop, view.run.resume, view.run.approve, view.run.bar))
    runs.end(number, RunState.PAUSED)


def test_the_charts_of_a_run_stay_when_it_ends(qtbot: QtBot, page: Experimenting) -> None:
    view = split(page, 300)
    page.start()
    qtbot.waitUntil(lambda: bool(view.run.report._charts), timeout=LONG)
    first = view.run.report._charts[0]
    done(qtbot, page)
    assert view.run.report._charts[0] is first
