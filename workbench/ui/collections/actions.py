"""What can be done with collections."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("collections.new_folder", "New folder…", "Co&llections", "", "folder", "A folder inside the one that is chosen"),
    Action("collections.new_event", "New event…", "Co&llections", "", "event", "VIEW, IDENTITY or one of your own, to set up a guest"),
    Action("collections.new_persona", "New persona…", "Co&llections", "", "person", "A named identity to send requests as"),
    Action("collections.search", "Search collections", "Co&llections", "Ctrl+Shift+O", "search"),
    Action(
        "collections.undo",
        "Undo the last change to collections",
        "Co&llections",
        "Ctrl+Alt+Z",
        "",
        "Takes back a move, a rename, a deletion…",
    ),
    Action(
        "collections.new",
        "New collection…",
        "Co&llections",
        "",
        "plus",
        "A folder for requests, to share through git",
        separator_before=True,
    ),
    Action("collections.open", "Open collection…", "Co&llections", "Ctrl+Alt+O", "folder", "A folder that holds a workbench.toml"),
    Action(
        "collections.open_file", "Open a Workbench file…", "Co&llections", "", "folder", "A .workbench.zip of a colleague, as a collection"
    ),
    Action("collections.sample", "Open the sample collection", "Co&llections", "", "help", "Requests that show what the Sandbox can do"),
)
