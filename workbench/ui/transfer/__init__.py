"""Transfer: requests in from other tools, out to them, and as code.  Shows what would come or go before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.ui.transfer.actions import ACTIONS

if TYPE_CHECKING:
    from workbench.ui.transfer.export_dialog import ExportDialog
    from workbench.ui.transfer.import_dialog import ImportDialog
    from workbench.ui.transfer.snippet_dialog import SnippetDialog
    from workbench.ui.transfer.state import ExportSource, ImportSource

__all__ = ["ACTIONS", "ExportDialog", "ExportSource", "ImportDialog", "ImportSource", "SnippetDialog"]


def __getattr__(name: str) -> Any:
    """The dialogs are loaded when the first of them is opened: the start of the window needs only the actions."""
    if name == "ImportDialog":
        from workbench.ui.transfer.import_dialog import ImportDialog

        return ImportDialog
    if name == "ExportDialog":
        from workbench.ui.transfer.export_dialog import ExportDialog

        return ExportDialog
    if name == "SnippetDialog":
        from workbench.ui.transfer.snippet_dialog import SnippetDialog

        return SnippetDialog
    if name in ("ExportSource", "ImportSource"):
        from workbench.ui.transfer import state

        return getattr(state, name)
    raise AttributeError(name)
