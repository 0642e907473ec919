"""What can be done with a comparison."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("compare.start", "Compare", "&Compare", "Ctrl+D", "compare", "The response side by side with an earlier one"),
    Action("compare.close", "Back to the response", "&Compare", "Ctrl+Shift+D", "cancel"),
    Action("compare.next", "Next difference", "&Compare", "F8", "down", separator_before=True),
    Action("compare.previous", "Previous difference", "&Compare", "Shift+F8", "up"),
    Action("compare.swap", "Swap sides", "&Compare"),
)
