"""Links and images of a response: asked about first, fetched without anything of ours."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.support.loopback import Answer, Loopback
from tests.ui.response.test_value_panel import png
from tests.ui.support import button, click, only, spoken
from workbench.ui.response.values import Value
from workbench.ui.shell.window import MainWindow


def test_a_link_opens_after_a_yes_only(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    window.response.link_requested.emit("https://shop.example.com/a?b=c")
    box = only(window, QMessageBox)
    assert "shop.example.com" in box.text()
    click(button(box, "Cancel"))
    assert opened == []
    window.response.link_requested.emit("https://shop.example.com/a?b=c")
    click(button(window.findChildren(QMessageBox)[-1], "Open"))
    assert opened == ["https://shop.example.com/a?b=c"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(headers=(("Content-Type", "image/png"),), body=png(7, 5)), "7 × 5 pixels"),
        (Answer(404, "Not Found", body=b""), "answered 404"),
        (Answer(headers=(("Content-Type", "image/svg+xml"),), body=b"<svg/>"), "can hold programs"),
    ],
)
def test_an_image_is_fetched_after_a_yes_only(qtbot: QtBot, window: MainWindow, answer: Answer, words: str) -> None:
    panel = window.response.page.value
    with Loopback([answer]) as server:
        link = f"{server.url}/hero.png"
        window.response.tabs.parentWidget().setCurrentIndex(1)  # type: ignore[union-attr]
        panel.show_value("image", Value(link, True, link=link, image=link))
        panel.show()
        panel.views.set_value("image")
        panel._show_view()
        window.response.image_requested.emit(link)
        assert server.received == []
        click(button(only(window, QMessageBox), "Fetch"))
        qtbot.waitUntil(lambda: words in spoken(panel))
        assert {name for name in server.received[0].headers if name in ("authorization", "cookie", "referer")} == set()
