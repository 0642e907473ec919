"""Two exchanges side by side: row by row, differences marked, counted, stepped through, summed up."""

from workbench.ui.compare.actions import ACTIONS
from workbench.ui.compare.sides import Side, Subject
from workbench.ui.compare.view import CompareView

__all__ = ["ACTIONS", "CompareView", "Side", "Subject"]
