"""What can be brought in and handed out."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action(
        "transfer.import",
        "Import…",
        "Co&llections",
        "Ctrl+Alt+I",
        "reopen",
        "From cURL, Postman, Bruno, Insomnia or HAR",
        separator_before=True,
    ),
    Action("transfer.paste", "Import from the clipboard", "Co&llections", "Ctrl+Shift+V", "", "A cURL command or an exported collection"),
    Action(
        "transfer.export",
        "Export…",
        "Co&llections",
        "Ctrl+Shift+X",
        "export",
        "For Postman, as cURL or HAR, or as one file for a colleague",
    ),
    Action("transfer.snippet", "Copy as code…", "&Request", "Ctrl+Shift+K", "copy", "The request as code in nine languages"),
)
