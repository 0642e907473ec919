"""Help: every page opens, links lead where they say, the shortcuts are those that are declared."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QMessageBox, QPushButton, QTextBrowser
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from tests.ui.support import button, click, only
from workbench.ui.shell.actions import ACTIONS
from workbench.ui.shell.help import PAGES
from workbench.ui.shell.window import MainWindow


def help_window(window: MainWindow, action_id: str = "help.start") -> QDialog:
    window.commands.run(action_id)
    return only(window, QDialog, lambda d: d.windowTitle() == "Help")


def text(dialog: QDialog) -> QTextBrowser:
    return only(dialog, QTextBrowser)


def pages(dialog: QDialog) -> QListWidget:
    return only(dialog, QListWidget)


def test_every_page_opens_with_its_title(window: MainWindow) -> None:
    dialog = help_window(window)
    listed = pages(dialog)
    assert [listed.item(row).text() for row in range(listed.count())][: len(PAGES)] == [title for _, title in PAGES]
    for row, (_, title) in enumerate(PAGES):
        listed.setCurrentRow(row)
        shown = text(dialog).toPlainText()
        assert shown.startswith(title)
        assert len(shown) > 200
        assert "�" not in shown
    assert "is missing" not in text(dialog).toPlainText()


def test_every_link_between_pages_leads_to_a_page(qtbot: QtBot, window: MainWindow) -> None:
    dialog = help_window(window)
    listed, browser = pages(dialog), text(dialog)
    known = {name for name, _ in PAGES}
    links: set[str] = set()
    for row in range(len(PAGES)):
        listed.setCurrentRow(row)
        block = browser.document().begin()
        while block.isValid():
            for span in block.textFormats():
                if span.format.isAnchor():
                    links.add(span.format.anchorHref())
            block = block.next()
    inside = {link for link in links if QUrl(link).isRelative()}
    assert {QUrl(link).path() for link in inside} <= known | {"shortcuts"}
    for link in inside:
        browser.anchorClicked.emit(QUrl(link))
        chosen = listed.currentItem()
        assert chosen is not None
        assert browser.toPlainText().startswith(chosen.text())


def test_a_link_to_the_web_is_asked_about_first(qtbot: QtBot, window: MainWindow, monkeypatch: MonkeyPatch) -> None:
    visited: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: visited.append(url.toString()))
    dialog = help_window(window)
    for answer, wanted in (("Cancel", []), ("Open", ["https://doc.example/"])):
        text(dialog).anchorClicked.emit(QUrl("https://doc.example/"))
        box = only(dialog, QMessageBox)
        assert "https://doc.example/" in box.text()
        assert visited == []
        click({b.text(): b for b in box.findChildren(QPushButton)}[answer])
        assert visited == wanted
        qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox))


def test_the_shortcuts_are_those_that_are_declared(window: MainWindow) -> None:
    shown = text(help_window(window, "help.shortcuts")).toPlainText()
    for action in ACTIONS:
        if action.shortcut:
            assert action.title in shown
            assert QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText) in shown


def test_help_is_closed_by_its_button(qtbot: QtBot, window: MainWindow) -> None:
    dialog = help_window(window)
    click(button(dialog, "Close"))
    qtbot.waitUntil(lambda: not [w for w in QApplication.topLevelWidgets() if w.windowTitle() == "Help" and w.isVisible()])
