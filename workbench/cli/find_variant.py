"""How variants are told apart where nobody said: a path is proposed from the responses that History holds."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from workbench.cli.exits import Stop
from workbench.cli.streams import say
from workbench.domain.selector import ByBody, ByPath, Selector, selector_from_plain
from workbench.inspect import QueryError, compile_path
from workbench.usecases.runs.propose import USUAL, selectors_for

if TYPE_CHECKING:
    from workbench.domain import FlowRequest, Tenant
    from workbench.usecases import Workbench


def read_selector(text: str) -> Selector:
    """``$.variantName`` or ``offer.name``, ``body``, or JSON: ``{"rules": […]}``."""
    if text == "body":
        return ByBody()
    plain: Any = text
    if text.startswith("{"):
        try:
            plain = json.loads(text)
        except ValueError:
            raise Stop("--variant: that is no valid JSON.") from None
    try:
        selector = selector_from_plain(plain)
        if isinstance(selector, ByPath):
            compile_path(selector.path)
    except (ValueError, QueryError) as wrong:
        raise Stop(f"--variant: {wrong}") from None
    return selector


def selector_of(args: argparse.Namespace, *others: Selector | None) -> Selector | None:
    """The option's, else the first that a file says."""
    if args.variant:
        return read_selector(args.variant)
    return next((selector for selector in others if selector is not None), None)


def usual_selector(workbench: Workbench, tenant: Tenant, request: FlowRequest) -> Selector:
    """What was answered before shows where the variant stands; said aloud, because a wrong one would be no evidence."""
    proposed = selectors_for(workbench.history(), tenant.id, request.friendly_id)
    if proposed:
        say(f"Variants are told by {proposed[0]}, proposed from earlier responses; --variant says another rule.")
        return proposed[0]
    say(f"Variants are told by {USUAL}: there is no earlier response to propose a path from. --variant says another rule.")
    return USUAL
