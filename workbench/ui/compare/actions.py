"""What can be done with a comparison."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action("compare.start", "Compare", "&Compare", "Ctrl+D", "compare", "The response side by side with an earlier one"),
    Action("compare.close", "Back to the response", "&Compare", "Ctrl+Alt+B", "cancel"),
    Action("compare.next", "Next difference", "&Compare", "F8", "down", separator_before=True),
    Action("compare.previous", "Previous difference", "&Compare", "Shift+F8", "up"),
    Action("compare.swap", "Swap sides", "&Compare"),
    Action("compare.baseline", "Compare with the baseline", "&Compare", "Ctrl+Shift+D", "compare", separator_before=True),
    Action("compare.file", "Compare with a file…", "&Compare"),
    Action("compare.clipboard", "Compare with the clipboard", "&Compare"),
    Action("compare.approve", "Approve this response", "&Compare", "Ctrl+Shift+A", "check", "It becomes the baseline of the saved request"),
    Action("compare.options", "What is ignored", "&Compare", "Ctrl+I", separator_before=True),
    Action("compare.ignore", "Ignore this difference", "&Compare", "Ctrl+Shift+I"),
    Action("compare.copy_markdown", "Copy the comparison as Markdown", "&Compare", separator_before=True),
    Action("compare.save_html", "Save the comparison as HTML…", "&Compare"),
    Action("compare.copy_patch", "Copy the comparison as JSON Patch", "&Compare"),
)
