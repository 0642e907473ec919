"""Saved requests as a list: open, rename, duplicate, delete with undo."""

from workbench.ui.collections.state import SavedSource
from workbench.ui.collections.view import SavedView

__all__ = ["SavedSource", "SavedView"]
