"""What can be done in the composer."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("request.send", "Send", "&Request", "Ctrl+Return", "send", "Run the flow with what the form says"),
    Action("request.cancel", "Cancel", "&Request", "Ctrl+.", "cancel", "Stop waiting for the response"),
    Action("request.new_browser_id", "New browser ID", "&Request", "Ctrl+Shift+B", "person", "Ask Personalize for a fresh anonymous guest"),
    Action("request.save", "Save", "&Request", "Ctrl+S", "save", "Keep this request under a name", separator_before=True),
    Action("request.save_as", "Save as…", "&Request", "Ctrl+Shift+S", "save"),
    Action("request.send_as", "Send as…", "&Request", "Ctrl+Shift+Return", "person", "Send as several personas, one after the other"),
    Action("request.new", "New request", "&Request", "Ctrl+N", "plus", "An empty form in a tab of its own", separator_before=True),
    Action("request.close_tab", "Close tab", "&Request", "Ctrl+W", "cancel"),
    Action("request.reopen_tab", "Reopen the last closed tab", "&Request", "Ctrl+Alt+W", "reopen"),
    Action("request.next_tab", "Next tab", "&Request", "Ctrl+PgDown"),
    Action("request.previous_tab", "Previous tab", "&Request", "Ctrl+PgUp"),
    Action("request.format_params", "Format parameters", "&Request", "Ctrl+Shift+F", "", "Lay the parameters out over several lines"),
    Action("request.focus", "Go to Friendly ID", "&Request", "Ctrl+L"),
)
