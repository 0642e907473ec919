"""Keys that are found in an import, and the dialog with the real reader of imports."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.support import click, spoken
from tests.ui.transfer.plans import ACME, BETA, EU, KEY, OTHER_KEY, Source, at_report, copy_report, plan, read, refused, rows
from workbench.collections.incoming import read_import
from workbench.ui.transfer import ImportDialog

# -- keys -------------------------------------------------------------------------------------------


def test_no_key_no_question(qtbot: QtBot, dialog: ImportDialog) -> None:
    read(qtbot, dialog)
    assert not dialog.report.key_box.isVisible()
    assert dialog.report.keys() == {}


def test_found_keys_are_asked_about_and_never_shown(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives = plan(keys=2)
    read(qtbot, dialog)
    first, second = dialog.report.key_choices
    assert [first.itemText(n) for n in range(first.count())] == ["Do not keep", "Acme", "Beta (replaces its key)"]
    assert (first.currentText(), second.currentText()) == ("Acme", "Do not keep")
    assert first.accessibleName() == "Environment “Production” · api-engage-eu.sitecorecloud.io"
    copy_report(qtbot, dialog)
    for secret in (KEY, OTHER_KEY):
        assert secret not in spoken(dialog)
        assert secret not in QGuiApplication.clipboard().text()
    second.setCurrentIndex(2)
    with qtbot.waitSignal(dialog.imported):
        click(dialog.start)
    assert source.brought[0][2] == {0: ACME.id, 1: BETA.id}


def test_two_keys_for_one_tenant_are_not_imported(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives = plan(keys=2)
    read(qtbot, dialog)
    first, second = dialog.report.key_choices
    second.setCurrentIndex(first.currentIndex())
    assert not dialog.start.isEnabled()
    assert "“Acme”" in spoken(dialog)
    first.setCurrentIndex(0)
    assert dialog.start.isEnabled()


def test_a_key_without_a_tenant_can_only_be_left_behind(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives, source.known = plan(keys=1), ()
    read(qtbot, dialog)
    assert not dialog.report.key_choices[0].isEnabled()
    assert "add a tenant first" in spoken(dialog)
    assert dialog.start.isEnabled()


def test_only_a_key_is_worth_an_import_once_it_is_to_be_kept(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.gives, source.known = plan(keys=1, empty=True), (BETA,)
    read(qtbot, dialog)
    assert not dialog.start.isEnabled()
    dialog.report.key_choices[0].setCurrentIndex(1)
    assert dialog.start.isEnabled()


# -- with the real reader ---------------------------------------------------------------------------


def test_a_real_curl_command_is_recognised_and_its_key_is_nowhere(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    body = f'{{"clientKey":"{KEY}","channel":"WEB","friendlyId":"home_hero","email":"anna@example.com","pointOfSale":"shop"}}'
    source.read = read_import  # type: ignore[method-assign]
    dialog.show_bytes("the clipboard", f"curl '{EU}/v2/callFlows' --data-raw '{body}'".encode())
    qtbot.waitUntil(lambda: at_report(dialog))
    assert dialog.report.headline.text().endswith(": 1 request")
    assert rows(dialog)
    assert [combo.currentText() for combo in dialog.report.key_choices] == ["Acme"]
    copy_report(qtbot, dialog)
    assert KEY not in spoken(dialog)
    assert KEY not in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(dialog.imported):
        click(dialog.start)
    brought, _, keys = source.brought[0]
    assert [saved.request.friendly_id for saved in brought.root.every_request()] == ["home_hero"]
    assert keys == {0: "acme"}


def test_the_real_reader_says_what_it_takes(qtbot: QtBot, dialog: ImportDialog, source: Source) -> None:
    source.read = read_import  # type: ignore[method-assign]
    dialog.show_bytes("letter.txt", b"Dear all, see you on Monday.")
    assert "letter.txt" in refused(qtbot, dialog)
    assert not dialog.start.isVisible()


def test_a_real_folder_of_bruno_is_read(qtbot: QtBot, dialog: ImportDialog, source: Source, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "bruno.json").write_text('{"version": "1", "name": "Shop", "type": "collection"}')
    body = '{"channel": "WEB", "friendlyId": "home_hero", "email": "anna@example.com", "pointOfSale": "shop"}'
    (shop / "Hero.bru").write_text(
        f"meta {{\n  name: Hero\n  type: http\n}}\n\npost {{\n  url: {EU}/v2/callFlows\n  body: json\n}}\n\nbody:json {{\n  {body}\n}}\n"
    )
    source.read = read_import  # type: ignore[method-assign]
    dialog.show_path(shop)
    qtbot.waitUntil(lambda: at_report(dialog))
    assert dialog.report.headline.text().startswith("Bruno")
    assert any("Hero" in where for where in rows(dialog))
