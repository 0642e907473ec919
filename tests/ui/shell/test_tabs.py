"""Tabs, files and people: what others change in a file, personas, values, and what comes back at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.shell.conftest import Opened
from tests.ui.shell.test_rooms import edited, load, open_saved, saved_names, tabs, title, two_saved
from tests.ui.support import button, click, retype
from workbench.collections import About
from workbench.domain import BrowserId, Email
from workbench.domain.expectation import StatusIs
from workbench.domain.persona import Persona
from workbench.domain.selector import ByPath
from workbench.ui.composer import Draft
from workbench.ui.shell.window import MainWindow


def said(window: MainWindow) -> str:
    """What the notice under the form says."""
    notice = window.composer.notice
    return notice.accessibleName() if notice.isVisible() else ""


def path_of(window: MainWindow, name: str) -> Path:
    return next(node.path for root in window.collections.roots() for node in root.walk() if node.name == name)


def change_outside(path: Path, old: str, new: str) -> None:
    """What git or an editor does."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def messages(window: MainWindow) -> str:
    return "\n".join(part.text() for part in window.composer.findChildren(QLabel) if part.isVisible())


# -- files that others change -----------------------------------------------------------------------


def test_a_change_from_outside_appears_at_once_where_nothing_was_edited(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    change_outside(path_of(window, "Hero"), "kim@example.com", "ada@example.com")
    qtbot.waitUntil(lambda: window.composer.email.text() == "ada@example.com")
    assert not edited(window)
    change_outside(path_of(window, "Hero"), 'name = "Hero"', 'name = "Big hero"')
    qtbot.waitUntil(lambda: title(window, "Big hero") and "Big hero" in saved_names(window))


def test_what_the_form_does_not_show_is_theirs_also_where_mine_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    retype(window.composer.email, "mine@example.com")
    qtbot.waitUntil(lambda: edited(window))
    path = path_of(window, "Hero")
    path.write_text(path.read_text() + "\n[[expect]]\nstatus = 204\n")
    qtbot.waitUntil(lambda: "Two versions" in said(window))
    click(button(window.composer.notice, "Mine"))
    qtbot.waitUntil(lambda: load(window, "Hero").request.identity == Email("mine@example.com"))
    assert load(window, "Hero").expectations == (StatusIs((204,)),)


@pytest.mark.parametrize("choice", ["Mine", "Theirs"])
def test_with_edits_both_versions_are_shown_and_neither_is_lost(qtbot: QtBot, window: MainWindow, choice: str) -> None:
    two_saved(qtbot, window)
    retype(window.composer.email, "mine@example.com")
    qtbot.waitUntil(lambda: edited(window))
    change_outside(path_of(window, "Hero"), "kim@example.com", "theirs@example.com")
    qtbot.waitUntil(lambda: "Two versions" in said(window))
    assert window.composer.email.text() == "mine@example.com"
    click(button(window.composer.notice, "Show both"))
    qtbot.waitUntil(lambda: window.compare.isVisible() and window.compare.difference_count() == 1)
    click(button(window.composer.notice, choice))
    kept, aside = ("mine", "theirs") if choice == "Mine" else ("theirs", "mine")
    qtbot.waitUntil(lambda: len(tabs(window)) == 3)
    qtbot.waitUntil(lambda: load(window, "Hero").request.identity == Email(f"{kept}@example.com"))
    qtbot.waitUntil(lambda: window.composer.email.text() == f"{kept}@example.com" and not edited(window))
    window.saving.step(1)
    assert window.composer.email.text() == f"{aside}@example.com"


def test_saving_keeps_what_the_form_does_not_show(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    path = path_of(window, "Hero")
    path.write_text(f'variant = "$.variantName"\n{path.read_text()}\n# Always\n[[expect]]\nstatus = 200\n')
    qtbot.waitUntil(lambda: bool(window.saving.front.saved and window.saving.front.saved.expectations))
    retype(window.composer.email, "mine@example.com")
    window.commands.run("request.save")
    qtbot.waitUntil(lambda: load(window, "Hero").request.identity == Email("mine@example.com"))
    saved = load(window, "Hero")
    assert (saved.expectations, saved.variant) == ((StatusIs((200,)),), ByPath("$.variantName"))
    assert "# Always" in path.read_text()


def test_saving_over_a_change_that_was_not_seen_is_refused(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    window.workbench.collections().stop_watching()
    change_outside(path_of(window, "Hero"), "kim@example.com", "theirs@example.com")
    retype(window.composer.email, "mine@example.com")
    window.commands.run("request.save")
    qtbot.waitUntil(lambda: "Two versions" in said(window))
    assert load(window, "Hero").request.identity == Email("theirs@example.com")


def test_a_file_that_is_deleted_outside_leaves_the_form_as_it_is(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    path_of(window, "Hero").unlink()
    qtbot.waitUntil(lambda: "not on disk" in said(window))
    assert window.composer.friendly_id.text() == "home_hero"
    window.saving.save_named("Hero again")
    qtbot.waitUntil(lambda: "Hero again" in saved_names(window))


def test_a_file_with_conflict_marks_leaves_the_form_as_it_is(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    path = path_of(window, "Hero")
    good = path.read_text()
    path.write_text("<<<<<<< HEAD\n" + good)
    qtbot.waitUntil(lambda: "cannot be read" in said(window))
    assert window.composer.email.text() == "kim@example.com"
    path.write_text(good.replace("kim@", "mended@"))
    qtbot.waitUntil(lambda: window.composer.email.text() == "mended@example.com")


def test_a_tab_follows_its_file_through_renames_and_moves(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    window.collections.changed_by(window.workbench.collections().new_folder(path_of(window, "My requests"), "Deep"))
    qtbot.waitUntil(lambda: any(node.name == "Deep" for root in window.collections.roots() for node in root.walk()))
    retype(window.composer.email, "ada@example.com")
    tree = window.collections.tree.shown_model
    tree.move_requested.emit([path_of(window, "Hero")], path_of(window, "Deep"), "")
    qtbot.waitUntil(lambda: path_of(window, "Hero").parent == path_of(window, "Deep"))
    qtbot.waitUntil(lambda: window.saving.path() == path_of(window, "Hero"))
    tree.rename_requested.emit(path_of(window, "Deep"), "Deeper")
    qtbot.waitUntil(lambda: (found := window.saving.path()) is not None and found.parent.name == "deeper")
    assert edited(window)
    window.commands.run("request.save")
    qtbot.waitUntil(lambda: load(window, "Hero").request.identity == Email("ada@example.com"))


# -- the next start ---------------------------------------------------------------------------------


def test_tabs_and_their_edits_come_back(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        two_saved(qtbot, window)
        retype(window.composer.email, "ada@example.com")
        window.commands.run("request.new")
        window.composer.show_draft(Draft(friendly_id="never_saved"))
    with opened() as window:
        assert tabs(window) == ["Banner", "Hero •", "Never saved •"]
        window.saving.activate(1)
        assert window.composer.email.text() == "ada@example.com"
        qtbot.waitUntil(lambda: window.saving.front.saved is not None)
        assert edited(window)
        assert load(window, "Hero").request.identity == Email("kim@example.com")


def test_an_edit_and_a_change_made_meanwhile_are_both_there_at_the_next_start(qtbot: QtBot, opened: Opened) -> None:
    with opened() as window:
        two_saved(qtbot, window)
        retype(window.composer.email, "mine@example.com")
        qtbot.waitUntil(lambda: edited(window))
        path = path_of(window, "Hero")
    change_outside(path, "kim@example.com", "theirs@example.com")
    with opened() as window:
        qtbot.waitUntil(lambda: "Two versions" in said(window))
        assert window.composer.email.text() == "mine@example.com"


# -- values and personas ----------------------------------------------------------------------------


def with_persona(qtbot: QtBot, window: MainWindow) -> Path:
    collections = window.workbench.collections()
    own = window.workbench.places.saved
    collections.save_about(own, About("My requests", "", {"mail": "collection@example.com"}))
    path = collections.save_new(
        own, Persona("Ada", Email("ada@example.com"), language="DE", params={"tier": "{{tier}}"}, values={"tier": "gold"})
    )
    qtbot.waitUntil(window.composer.personas.isVisible)
    return path


def test_the_form_says_what_each_placeholder_stands_for_and_where_it_is_from(qtbot: QtBot, window: MainWindow) -> None:
    with_persona(qtbot, window)
    window.composer.show_draft(
        Draft(friendly_id="home_hero", identity_type="email", email="{{mail}}", params='{"n": "{{n}}"}', values='{"n": 7}')
    )
    window.saving.save_named("Hero")
    qtbot.waitUntil(lambda: "{{mail}} → collection@example.com · collection “My requests”" in messages(window))
    assert "{{n}} → 7 · this request" in messages(window)
    assert window.composer.reading().resolved.params == {"n": 7}
    retype(window.composer.email, "{{male}}")
    window.composer.friendly_id.setFocus()
    qtbot.waitUntil(lambda: "“male”. Perhaps {{mail}}?" in messages(window))
    with qtbot.assertNotEmitted(window.composer.send_requested):
        click(window.composer.send)


def test_a_request_is_sent_as_a_persona_and_its_file_stays_as_it_is(qtbot: QtBot, window: MainWindow) -> None:
    path = with_persona(qtbot, window)
    window.composer.show_draft(Draft(friendly_id="home_hero", browser_id="12435206-1234-4f0b-9d55-6e46b0e4a42b"))
    window.collecting.choose_persona(path)
    qtbot.waitUntil(lambda: "Sent as “Ada”" in messages(window))
    with qtbot.waitSignal(window.sending.recorded) as told:
        click(window.composer.send)
    assert told.args is not None
    request = told.args[0].exchange.request
    assert (request.identity, request.language, request.params) == (Email("ada@example.com"), "DE", {"tier": "gold"})
    window.saving.save_named("Hero")
    qtbot.waitUntil(lambda: "Hero" in saved_names(window))
    assert load(window, "Hero").request.identity == BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b")


def test_send_as_several_labels_each_exchange(qtbot: QtBot, window: MainWindow) -> None:
    first = with_persona(qtbot, window)
    second = window.workbench.collections().save_new(window.workbench.places.saved, Persona("Kim", Email("kim@example.com")))
    qtbot.waitUntil(lambda: len(window.collecting.personas()) == 2)
    window.composer.show_draft(Draft(friendly_id="home_hero", browser_id="12435206-1234-4f0b-9d55-6e46b0e4a42b"))
    chosen = [(path, persona) for path, persona in window.collecting.personas() if path in (first, second)]
    window.collecting.send_as_wanted.emit(chosen)
    qtbot.waitUntil(lambda: "Sent as 2 personas" in said(window))
    rows = [window.workbench.history().get(number) for number in (1, 2)]
    assert [(row.label, row.exchange.request.identity) for row in rows if row.exchange.request is not None] == [
        ("Ada", Email("ada@example.com")),
        ("Kim", Email("kim@example.com")),
    ]


def test_a_response_stays_beside_its_request(qtbot: QtBot, window: MainWindow) -> None:
    two_saved(qtbot, window)
    with qtbot.waitSignal(window.response.shown):
        click(window.composer.send)
    number = window.saving.front.number
    assert number
    open_saved(window, "Banner")
    qtbot.waitUntil(lambda: window.response.exchange() is None)
    open_saved(window, "Hero")
    qtbot.waitUntil(lambda: (shown := window.response.exchange()) is not None and shown.number == number)
