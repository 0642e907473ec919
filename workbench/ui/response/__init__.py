"""The response: one exchange, shown: pretty, tree, raw, headers, timing, sent."""

from workbench.ui.response.actions import ACTIONS
from workbench.ui.response.state import ResponseState
from workbench.ui.response.view import ResponseView
from workbench.ui.widgets.document_lines import DocumentLines

__all__ = ["ACTIONS", "DocumentLines", "ResponseState", "ResponseView"]
