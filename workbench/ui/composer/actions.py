"""What can be done in the composer."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("request.send", "Send", "&Request", "Ctrl+Return", "send", "Run the flow with what the form says"),
    Action("request.cancel", "Cancel", "&Request", "Ctrl+.", "cancel", "Stop waiting for the response"),
    Action("request.new_browser_id", "New browser ID", "&Request", "Ctrl+Shift+B", "person", "Ask Personalize for a fresh anonymous guest"),
    Action("request.save", "Save", "&Request", "Ctrl+S", "save", "Keep this request under a name", separator_before=True),
    Action("request.save_as", "Save as…", "&Request", "Ctrl+Shift+S", "save"),
    Action("request.new", "New request", "&Request", "Ctrl+N", "plus", "Start with an empty form", separator_before=True),
    Action("request.format_params", "Format parameters", "&Request", "Ctrl+Shift+F", "", "Lay the parameters out over several lines"),
    Action("request.focus", "Go to Friendly ID", "&Request", "Ctrl+L"),
)
