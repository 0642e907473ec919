"""What can be done with exchanges."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("history.search", "Search history", "&History", "Ctrl+H", "search"),
    Action("history.open", "Open exchange", "&History", "", "eye"),
    Action("history.reopen", "Reopen in the form", "&History", "Ctrl+O", "reopen"),
    Action("history.send_again", "Send again", "&History", "Ctrl+R", "refresh"),
    Action("history.compare", "Compare with the response", "&History", "Ctrl+Alt+D", "compare"),
    Action("history.pin", "Pin or unpin", "&History", "Ctrl+P", "pin", separator_before=True),
    Action("history.label", "Label…", "&History", "F2", "tag"),
    Action("history.note", "Note…", "&History", "Ctrl+Shift+N", "note"),
    Action("history.export_json", "Export as JSON…", "&History", "", "export", separator_before=True),
    Action("history.export_har", "Export as HAR…", "&History", "", "export"),
    Action("history.delete", "Delete exchanges", "&History", "Ctrl+Backspace", "trash", separator_before=True),
)
