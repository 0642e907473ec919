"""Compose: a form that becomes a FlowRequest, and says which field is wrong and why before anything is sent."""

from workbench.ui.composer.actions import ACTIONS
from workbench.ui.composer.state import Draft, parse_draft
from workbench.ui.composer.view import ComposerView

__all__ = ["ACTIONS", "ComposerView", "Draft", "parse_draft"]
