"""History: find, pin, label, note, reopen; every exchange ever sent, a page at a time."""

from workbench.ui.history.actions import ACTIONS
from workbench.ui.history.state import HistorySource
from workbench.ui.history.view import HistoryView

__all__ = ["ACTIONS", "HistorySource", "HistoryView"]
