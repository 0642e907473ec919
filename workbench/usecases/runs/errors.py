"""What can be wrong with a plan that History keeps.

PlanError       it cannot be read or used; the sentence says why
└── FilesGone   the files of a suite are not there any more, or cannot be used; its tenant is
"""

from __future__ import annotations

from typing import Any

from workbench.domain import Tenant


class PlanError(ValueError):
    """Base of them."""


class FilesGone(PlanError):
    """``plan`` is what is kept of it."""

    def __init__(self, why: str, tenant: Tenant, plan: dict[str, Any]) -> None:
        super().__init__(why)
        self.tenant = tenant
        self.plan = plan
