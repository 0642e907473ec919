"""Selectors proposed from what History holds of a flow."""

from __future__ import annotations

from workbench.domain.selector import ByPath, Selector
from workbench.history import History, Query
from workbench.usecases.propose_selectors import propose_selectors

LOOKED_AT = 30
"""Responses, the newest first."""
USUAL = ByPath("$.variantName")
"""Where there is no response yet.  The API puts no variant into its responses (documented: the template's author decides);
this is the name the Sandbox's templates and our help use."""


def selectors_for(history: History, tenant_id: str, friendly_id: str) -> tuple[Selector, ...]:
    """Best first; empty where no response of this flow is known.  Blocks.  Raises ``HistoryError``."""
    rows = history.search(Query(tenant_id=tenant_id, friendly_id=friendly_id, status="2xx"), limit=LOOKED_AT)
    responses = [history.get(row.number).exchange.response for row in rows]
    bodies = [response.body for response in responses if response is not None and response.body]
    return propose_selectors(bodies) if bodies else ()
