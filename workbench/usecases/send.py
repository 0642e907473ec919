"""Send: the road of one request."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain import FlowRequest, Problem, Secret, Tenant, check_request
from workbench.personalize import CallOptions, Prepared
from workbench.usecases.record import record, refuse_errors
from workbench.usecases.sender import Sender

__all__ = ["SendRequest", "record", "refuse_errors"]


class SendRequest(Sender):
    """``POST /v2/callFlows`` for one tenant."""

    __call__ = Sender.deliver

    def check(self, request: FlowRequest, tenant: Tenant) -> tuple[Problem, ...]:
        return check_request(request, tenant.points_of_sale)

    def prepare(
        self,
        kept: FlowRequest,
        filled: FlowRequest | None,
        tenant: Tenant,
        key: Secret,
        options: CallOptions,
        secrets: Mapping[str, Secret],
    ) -> Prepared:
        return self._means.client().prepare_call_flows(kept, tenant, key, options, filled=filled, secrets=secrets)
