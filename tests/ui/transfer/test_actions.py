"""The door of the room: its actions, and dialogs that are loaded when they are opened."""

from __future__ import annotations

import subprocess
import sys

import pytest

import workbench.ui.transfer as room


def test_every_action_names_its_menu_and_has_a_key() -> None:
    assert [action.id for action in room.ACTIONS] == ["transfer.import", "transfer.paste", "transfer.export", "transfer.snippet"]
    assert all(action.menu and action.shortcut and action.tip for action in room.ACTIONS)


def test_the_door_gives_all_it_promises_and_nothing_else() -> None:
    assert all(getattr(room, name) for name in room.__all__)
    with pytest.raises(AttributeError):
        _ = room.NoSuchDialog


def test_the_actions_do_not_load_the_dialogs() -> None:
    code = "import sys, workbench.ui.transfer; print([name for name in sys.modules if 'dialog' in name or 'incoming' in name])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
