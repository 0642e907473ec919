"""One value by itself: unescaped, the JSON inside it, its HTML inert, its image only when asked for."""

from __future__ import annotations

import base64
import json

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QTextDocument
from pytestqt.qtbot import QtBot

from tests.ui.support import click, named, recorded, shown, spoken
from workbench.ui.response import ResponseView
from workbench.ui.response.value_panel import InertHtml, ValuePanel, read_image
from workbench.ui.response.values import Value, look_at
from workbench.ui.theme import Theme

BODY = json.dumps(
    {
        "decision": '{"offer": {"name": "Gold"}}',
        "html": '<h1 onclick="x()">Hi</h1><script>alert(1)</script><img src="http://127.0.0.1:9/a.png">',
        "image": "https://images.example.com/hero.png",
        "time": "2026-11-25T12:00:00Z",
        "text": 'two\nlines, "quoted"',
        "number": 12,
    }
).encode()


def png(width: int = 3, height: int = 2) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> ValuePanel:
    made = ValuePanel(theme)
    made.resize(600, 300)
    shown(qtbot, made)
    return made


def value_of(view: ResponseView, key: str) -> Value:
    document = view.document()
    assert document is not None
    line = next(n for n in range(document.line_count) if document.key_of(n) == key)
    view.pretty.go_to_line(line)
    return look_at(document, line)


def test_it_follows_the_line_and_shows_the_text_without_escapes(qtbot: QtBot, view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    value_of(view, "text")
    view.handlers()["response.value"]()
    assert view.page.value.text.toPlainText() == 'two\nlines, "quoted"'
    value_of(view, "time")
    assert "Wednesday, 25 November 2026" in spoken(view.page.value)
    value_of(view, "number")
    assert view.page.value.text.toPlainText() == "12"
    view.handlers()["response.value"]()
    assert not view.page.value.isVisible()


def test_json_inside_a_text_opens_as_json(view: ResponseView) -> None:
    view.show_exchange(recorded(BODY))
    value_of(view, "decision")
    view.page.toggle_value()
    assert view.page.value.views.value() == "json"
    lines = view.page.value.json
    lines.go_to_line(2)
    assert lines.accessibleDescription().strip() == '"name": "Gold"'


def test_html_is_rendered_and_nothing_in_it_acts(panel: ValuePanel) -> None:
    html = json.loads(BODY)["html"]
    panel.show_value("html", Value(html, True, has_html=True))
    assert panel.text.toPlainText() == html, "as text first"
    click(panel.views.button("html"))
    assert panel.html.toPlainText().startswith("Hi")
    assert "alert" not in panel.html.toPlainText()
    browser = InertHtml()
    kind = QTextDocument.ResourceType.ImageResource.value
    for address in ("http://127.0.0.1:9/a.png", "file:///etc/passwd"):
        assert not browser.loadResource(kind, QUrl(address)), "nothing is fetched, not even from this computer"


def test_an_image_is_fetched_only_when_asked_for(qtbot: QtBot, panel: ValuePanel) -> None:
    panel.show_value(
        "image", Value("https://i.example.com/a.png", True, link="https://i.example.com/a.png", image="https://i.example.com/a.png")
    )
    click(panel.views.button("image"))
    assert "i.example.com would see" in spoken(panel)
    with qtbot.waitSignal(panel.image_requested) as asked:
        click(panel.load_image)
    assert asked.args == ["https://i.example.com/a.png"]
    panel.show_image(png(), "i.example.com")
    assert "3 × 2 pixels" in spoken(panel)


def test_an_image_inside_the_response_needs_no_fetching(panel: ValuePanel) -> None:
    data = "data:image/png;base64," + base64.b64encode(png(5, 4)).decode()
    panel.show_value("image", Value(data, True, image=data))
    click(panel.views.button("image"))
    click(panel.load_image)
    assert "5 × 4 pixels" in spoken(panel)


@pytest.mark.parametrize("data", [b"", b"no image", b"<svg xmlns='http://www.w3.org/2000/svg'/>", png()[:30]])
def test_what_is_no_image_is_said(panel: ValuePanel, data: bytes) -> None:
    assert read_image(data) is None
    panel.show_image(data, "x")
    assert "not an image" in spoken(panel) or not panel._image_pages.isVisible()


def test_a_link_is_asked_for_and_the_value_is_copied(qtbot: QtBot, panel: ValuePanel) -> None:
    panel.show_value("url", Value("https://shop.example.com/a", True, link="https://shop.example.com/a"))
    with qtbot.waitSignal(panel.link_requested) as asked:
        click(panel.open_link)
    assert asked.args == ["https://shop.example.com/a"]
    click(named(panel, "Copy the value"))
    assert QGuiApplication.clipboard().text() == "https://shop.example.com/a"
    QGuiApplication.clipboard().clear()


def test_a_value_without_more_to_it_offers_only_text(panel: ValuePanel) -> None:
    panel.show_value("n", Value("12", False))
    assert not panel.views.isVisible()
    assert not panel.open_link.isVisible()
