"""Controls that know nothing of requests: panels, notices, segments, fields with their problem underneath.

Every control's accessible name equals its visible label.
"""

from workbench.ui.widgets.action import Action
from workbench.ui.widgets.basics import Badge, Panel, elided, label, line, look, scrolled, tone
from workbench.ui.widgets.buttons import Segments, ghost_button, primary_button, push_button
from workbench.ui.widgets.empty import EmptyState
from workbench.ui.widgets.field import Field
from workbench.ui.widgets.notice import Notice

__all__ = [
    "Action",
    "Badge",
    "EmptyState",
    "Field",
    "Notice",
    "Panel",
    "Segments",
    "elided",
    "ghost_button",
    "label",
    "line",
    "look",
    "primary_button",
    "push_button",
    "scrolled",
    "tone",
]
