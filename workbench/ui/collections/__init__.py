"""Collections as a tree: open, new, rename, duplicate, move, delete; undo for all of it; search."""

from workbench.ui.collections.actions import ACTIONS
from workbench.ui.collections.state import CollectionsSource
from workbench.ui.collections.view import CollectionsView, places

__all__ = ["ACTIONS", "CollectionsSource", "CollectionsView", "places"]
