"""Markdown: what is shown, that nothing is loaded for it, and that no link opens by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QImage, QTextCursor, QTextDocument, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.support import click, named, only, press, retype, shown, type_keys
from workbench.ui.theme import Theme
from workbench.ui.widgets import Field
from workbench.ui.widgets.markdown import LONGEST, MOST_CELLS, MarkdownEdit, MarkdownView, ask_to_open


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> MarkdownView:
    made = MarkdownView(theme, "Description")
    made.resize(420, 300)
    shown(qtbot, made)
    return made


@pytest.fixture
def edit(qtbot: QtBot, theme: Theme) -> Field:
    """In a field, as in a form."""
    made = Field("Description", MarkdownEdit(theme))
    made.resize(460, 220)
    shown(qtbot, made)
    return made


def markdown_of(field: Field) -> MarkdownEdit:
    assert isinstance(field.control, MarkdownEdit)
    return field.control


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A real one, all red, which would be seen."""
    path = tmp_path / "red.png"
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    assert image.save(str(path))
    return path


def reds(view: MarkdownView) -> int:
    seen = view.viewport().grab().toImage()
    return sum(seen.pixelColor(x, y) == QColor("#ff0000") for x in range(0, seen.width(), 2) for y in range(0, seen.height(), 2))


def format_at(view: MarkdownView, text: str) -> QTextCursor:
    """A cursor inside the first place of a text."""
    found = view.document().find(text)
    assert not found.isNull(), text
    found.setPosition(found.selectionStart() + 1)
    return found


# -- reading ----------------------------------------------------------------------------------------


def test_markdown_is_laid_out(view: MarkdownView) -> None:
    view.show_markdown("# Checkout\n\nThe **basket**, *twice*, `tier`.\n\n- one\n- two\n\n|who|gets|\n|-|-|\n|gold|A|\n")
    assert view.toPlainText().split("\n")[:4] == ["Checkout", "The basket, twice, tier.", "one", "two"]
    assert format_at(view, "Checkout").blockFormat().headingLevel() == 1
    assert format_at(view, "basket").charFormat().fontWeight() > 600
    assert format_at(view, "twice").charFormat().fontItalic()
    assert format_at(view, "one").currentList() is not None
    table = format_at(view, "gold").currentTable()
    assert isinstance(table, QTextTable)
    assert (table.rows(), table.columns()) == (2, 2)


def test_html_is_text_like_any_other(view: MarkdownView) -> None:
    text = "<b>bold</b> <script>alert(1)</script> <a href='https://evil.example'>here</a>"
    view.show_markdown(f"{text}\n\n<table><tr><td>x</td></tr></table>")
    assert text in view.toPlainText()
    assert "<table><tr><td>x</td></tr></table>" in view.toPlainText()
    assert format_at(view, "bold").charFormat().fontWeight() <= 400
    assert not format_at(view, "here").charFormat().isAnchor()


@pytest.mark.parametrize("before", ["> quoted\n\n", "```\ncode\n```\n\n", "words\n\n", ""])
def test_the_first_cell_of_a_table_is_like_its_neighbours(view: MarkdownView, before: str) -> None:
    view.show_markdown(f"{before}|who|gets|\n|-|-|\n|gold|A|\n\nafter")
    who, gets = format_at(view, "who"), format_at(view, "gets")
    assert who.charFormat().fontWeight() == gets.charFormat().fontWeight()
    table = who.currentTable()
    assert isinstance(table, QTextTable)
    cell = table.cellAt(0, 0)
    assert cell.firstCursorPosition().block() == cell.lastCursorPosition().block()
    assert "\nafter" in view.toPlainText()


def test_a_new_theme_has_its_own_colours(view: MarkdownView, theme: Theme) -> None:
    view.show_markdown("[plan](https://example.com) and `tier`\n\n> said")
    seen: list[tuple[str, str, str]] = []
    for choice in ("light", "dark"):
        theme.choose(choice)
        formats = [format_at(view, text).charFormat() for text in ("plan", "tier", "said")]
        seen.append(
            (formats[0].foreground().color().name(), formats[1].background().color().name(), formats[2].foreground().color().name())
        )
        assert seen[-1] == (theme.colors.accent, theme.colors.hover, theme.colors.muted)
    assert seen[0] != seen[1]


# -- nothing is loaded ------------------------------------------------------------------------------


def test_a_picture_is_its_description_and_its_file_is_not_opened(view: MarkdownView, picture: Path) -> None:
    plain = MarkdownView.__mro__[1]()  # Qt's own, to see that there is something to see
    plain.resize(420, 300)
    plain.setMarkdown(f"![]({picture})\n\n![the *red* one]({picture})")
    plain.show()
    seen = plain.viewport().grab().toImage()
    assert any(seen.pixelColor(x, 40) == QColor("#ff0000") for x in range(seen.width()))
    plain.close()
    for address in (str(picture), QUrl.fromLocalFile(str(picture)).toString()):
        view.show_markdown(f"before ![the *red* one]({address}) after")
        assert view.toPlainText().strip() == "before the red one after"
        assert reds(view) == 0


@pytest.mark.parametrize("scheme", ["file", "http", "https", "ftp", "data", "qrc", ""])
@pytest.mark.parametrize("kind", [QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.StyleSheetResource])
def test_whatever_is_asked_for_is_a_pixel_nobody_sees(
    view: MarkdownView, picture: Path, scheme: str, kind: QTextDocument.ResourceType
) -> None:
    """Also when something slips into the document: an answer of nothing would make Qt open the file itself."""
    name = f"{scheme}:{'//' if scheme else ''}{picture}" if scheme else str(picture)
    for loaded in (view.loadResource(kind.value, QUrl(name)), view.document().resource(kind.value, QUrl(name))):
        assert isinstance(loaded, QImage)
        assert (loaded.width(), loaded.height(), loaded.pixelColor(0, 0).alpha()) == (1, 1, 0)
    QTextCursor(view.document()).insertImage(name)
    assert reds(view) == 0


# -- links ------------------------------------------------------------------------------------------


def place_of(view: MarkdownView, text: str) -> QPoint:
    return view.cursorRect(format_at(view, text)).center()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.com/plan?a=1#b", "https://example.com/plan?a=1#b"),
        ("HTTP://example.com", "http://example.com"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@example.com", ""),
        ("smb://server/share", ""),
        ("other.md", ""),
        ("#heading", ""),
        ("https:///no-host", ""),
    ],
)
def test_only_web_addresses_can_be_followed(qtbot: QtBot, view: MarkdownView, address: str, told: str) -> None:
    view.show_markdown(f"# heading\n\nsee [the link]({address}) here")
    before = view.toPlainText()
    asked: list[str] = []
    view.link_requested.connect(asked.append)
    click(view.viewport(), place_of(view, "link"))
    assert asked == ([told] if told else [])
    assert view.toPlainText() == before, "the page stays"
    assert view.source().isEmpty()


def test_a_link_is_followed_from_the_keyboard(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_markdown("see [the plan](https://example.com/plan) here")
    view.setFocus()
    press(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.link_requested) as told:
        press(view, Qt.Key.Key_Return)
    assert told.args == ["https://example.com/plan"]


def test_the_mouse_sees_where_a_link_leads(qtbot: QtBot, view: MarkdownView) -> None:
    view.show_markdown("see [example.com](https://elsewhere.example/plan) here")
    QTest.mouseMove(view.viewport(), place_of(view, "example.com"))
    qtbot.waitUntil(lambda: view.toolTip() == "https://elsewhere.example/plan")


class Browser(QObject):
    """Stands where the system's browser stands."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[Browser]:
    made = Browser()
    QDesktopServices.setUrlHandler("https", made, "open")  # type: ignore[arg-type]  # a str is what it takes
    yield made
    QDesktopServices.unsetUrlHandler("https")


@pytest.mark.parametrize(("answer", "opened"), [("Open", ["https://example.com/plan"]), ("Cancel", [])])
def test_a_link_opens_when_a_person_says_so(qtbot: QtBot, view: MarkdownView, browser: Browser, answer: str, opened: list[str]) -> None:
    ask_to_open(view, "https://example.com/plan")
    box = only(view, QMessageBox)
    assert box.text() == "https://example.com/plan"
    assert browser.opened == []
    click({b.text(): b for b in box.findChildren(QPushButton)}[answer])
    qtbot.waitUntil(lambda: not view.findChildren(QMessageBox))
    assert browser.opened == opened


# -- bounds -----------------------------------------------------------------------------------------


def test_what_is_longer_than_can_be_laid_out_at_once_ends_with_a_word_about_it(view: MarkdownView) -> None:
    view.show_markdown("line of words\n\n" * 4 + "word " * LONGEST)
    text = view.toPlainText()
    assert text.count("line of words") == 4
    assert len(text) <= LONGEST + 100
    assert text.rstrip().endswith("The rest is not shown here.")
    view.show_markdown("x" * LONGEST)
    assert view.toPlainText().strip() == "x" * LONGEST


def test_a_monstrous_table_is_shown_as_it_was_typed(view: MarkdownView) -> None:
    rows = MOST_CELLS // 3
    view.show_markdown("|a|b|\n|-|-|\n" + "|1|2|\n" * (rows - 2))
    assert format_at(view, "1").currentTable() is not None
    view.show_markdown("|a|b|\n|-|-|\n" + "|11|22|\n" * rows + "\n**bold**")
    assert format_at(view, "11").currentTable() is None
    assert "|11|22|" in view.toPlainText()
    assert format_at(view, "bold").charFormat().fontWeight() > 600


@pytest.mark.parametrize(
    "text",
    [">" * 50_000, "[" * 50_000, "- " * 20_000, "**a*" * 10_000, "`a`[b](c)" * 5_000, "~~a" * 10_000, "\u0000\ud800", "![" * 5_000],
)
def test_hostile_text_is_laid_out_like_any_other(view: MarkdownView, text: str) -> None:
    view.show_markdown(text)
    view.viewport().grab()
    assert len(view.toPlainText()) <= LONGEST + 100
    view.show_markdown("fine")
    assert view.toPlainText().strip() == "fine"


# -- writing ----------------------------------------------------------------------------------------


def test_what_is_written_is_previewed(qtbot: QtBot, edit: Field) -> None:
    control = markdown_of(edit)
    with qtbot.waitSignal(control.changed):
        retype(named(edit, "Description"), "a **bold** word")
    assert control.text() == "a **bold** word"
    click(control.mode.button("preview"))
    page = named(edit, "Description")
    assert page is control.view
    assert control.view.toPlainText().strip() == "a bold word"
    click(control.mode.button("write"))
    assert named(edit, "Description") is control.edit
    assert control.text() == "a **bold** word"


def test_the_preview_follows_a_text_that_is_put_in(edit: Field) -> None:
    control = markdown_of(edit)
    control.show_mode("preview")
    control.set_text("# New")
    assert control.view.toPlainText().strip() == "New"
    assert control.text() == "# New"


def test_a_text_is_given_back_to_the_character(edit: Field) -> None:
    control = markdown_of(edit)
    for text in ("10\u00a0000 €\n\n- ü 😀 \n", "", "one\u2028line"):
        control.set_text(text)
        assert control.text() == text


def test_it_is_worked_with_the_keyboard_alone(qtbot: QtBot, edit: Field) -> None:
    control = markdown_of(edit)
    control.setFocus()
    type_keys(control.edit, "hi")
    handle = edit.windowHandle()
    assert handle is not None
    press(control.edit, Qt.Key.Key_Tab)
    assert control.mode.button("write").hasFocus(), "Tab leaves the text"
    press(control.mode.button("write"), Qt.Key.Key_Right)
    assert control.view.isVisible()
    assert control.view.toPlainText().strip() == "hi"
    press(control.mode.button("preview"), Qt.Key.Key_Left)
    assert control.edit.isVisible()


def test_the_preview_takes_no_more_room_than_the_text(qtbot: QtBot, theme: Theme) -> None:
    control = MarkdownEdit(theme, 2)
    qtbot.addWidget(control)
    assert control.sizeHint().height() < control.fontMetrics().lineSpacing() * 2 + 80


def test_the_problem_of_its_field_is_spoken(edit: Field) -> None:
    edit.show_problem("Too long.")
    written = named(edit, "Description")
    assert isinstance(written, QPlainTextEdit)
    assert written.accessibleDescription() == "Too long."
