"""Selectors proposed from what History holds of a flow."""

from __future__ import annotations

from workbench.domain import Exchange
from workbench.domain.selector import ByPath, Selector
from workbench.experiments.answer import Shows
from workbench.history import History, Query
from workbench.usecases.judge import Judge
from workbench.usecases.propose_selectors import propose_selectors

LOOKED_AT = 30
"""Responses, the newest first."""
USUAL = ByPath("$.variantName")
"""Where there is no response yet.  The API puts no variant into its responses (documented: the template's author decides);
this is the name the Sandbox's templates and our help use."""


def selectors_for(history: History, tenant_id: str, friendly_id: str) -> tuple[Selector, ...]:
    """Best first; empty where no response of this flow is known.  Blocks.  Raises ``HistoryError``."""
    bodies = [response.body for exchange in _known(history, tenant_id, friendly_id) if (response := exchange.response) and response.body]
    return propose_selectors(bodies) if bodies else ()


def variants_seen(history: History, tenant_id: str, friendly_id: str, selector: Selector) -> tuple[str, ...]:
    """The variants that known responses of this flow show, by name.  Blocks.  Raises ``HistoryError``."""
    judge = Judge(selector)
    shown = (judge.shown(exchange) for exchange in _known(history, tenant_id, friendly_id))
    return tuple(sorted({each.variant for each in shown if each.shows is Shows.VARIANT}))


def _known(history: History, tenant_id: str, friendly_id: str) -> list[Exchange]:
    rows = history.search(Query(tenant_id=tenant_id, friendly_id=friendly_id, status="2xx"), limit=LOOKED_AT)
    return [history.get(row.number).exchange for row in rows]
