"""Send an event: VIEW, IDENTITY or a custom one, to set up a test guest before a flow is run for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workbench.domain import FlowRequest, InvalidInput, Problem, Recorded, Secret, StreamEvent, Tenant, check_event
from workbench.domain.builtins import Made
from workbench.domain.event import of_event
from workbench.domain.placeholders import Layer
from workbench.personalize import CallOptions, Prepared, Progress
from workbench.usecases.sender import Sender


class SendEvent(Sender):
    """``POST /v1.2/events`` for one tenant.  The tenant's defaults fill what the event leaves empty, as in a request."""

    async def __call__(
        self,
        event: StreamEvent,
        tenant: Tenant,
        options: CallOptions,
        *,
        client_key: Secret | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        layers: Sequence[Layer] = (),
        made: Made | None = None,
    ) -> Recorded:
        """As :meth:`Sender.deliver`."""
        request = event.as_request()
        try:
            return await self.deliver(request, tenant, options, client_key=client_key, on_progress=on_progress, layers=layers, made=made)
        except InvalidInput as invalid:
            raise InvalidInput(tuple(map(of_event, invalid.problems))) from None

    def check(self, request: FlowRequest, tenant: Tenant) -> tuple[Problem, ...]:
        return check_event(StreamEvent.of_request(request), tenant.points_of_sale)

    def prepare(
        self,
        kept: FlowRequest,
        filled: FlowRequest | None,
        tenant: Tenant,
        key: Secret,
        options: CallOptions,
        secrets: Mapping[str, Secret],
    ) -> Prepared:
        out = StreamEvent.of_request(filled) if filled is not None else None
        return self._means.client().prepare_event(StreamEvent.of_request(kept), tenant, key, options, filled=out, secrets=secrets)
