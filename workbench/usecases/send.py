"""Send: the road of one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workbench.domain import FlowRequest, Problem, Recorded, Secret, Tenant, check_request
from workbench.domain.builtins import Made
from workbench.domain.placeholders import Layer
from workbench.personalize import CallOptions, Prepared, Progress
from workbench.usecases.record import record, refuse_errors
from workbench.usecases.sender import Sender

__all__ = ["SendRequest", "record", "refuse_errors"]


class SendRequest(Sender):
    """``POST /v2/callFlows`` for one tenant."""

    async def __call__(
        self,
        request: FlowRequest,
        tenant: Tenant,
        options: CallOptions,
        *,
        client_key: Secret | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        layers: Sequence[Layer] = (),
        made: Made | None = None,
    ) -> Recorded:
        """As :meth:`Sender.deliver`."""
        return await self.deliver(request, tenant, options, client_key=client_key, on_progress=on_progress, layers=layers, made=made)

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
        return self._client().prepare_call_flows(kept, tenant, key, options, filled=filled, secrets=secrets)
