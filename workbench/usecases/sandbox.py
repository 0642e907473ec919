"""The Sandbox tenant: its server starts when it is first used, and not before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from workbench.domain import Tenant
from workbench.sandbox import Sandbox


class SandboxTenant:
    """Gives every tenant its real base URL; for the Sandbox that means starting the demo server."""

    def __init__(self, make: Callable[[], Sandbox]) -> None:
        self._make = make
        self._server: Sandbox | None = None
        self._lock = threading.Lock()

    def resolve(self, tenant: Tenant) -> Tenant:
        """The tenant to call.  Blocks some 30 ms the first time; raises ``SandboxError`` if it cannot start."""
        if not tenant.is_sandbox:
            return tenant
        with self._lock:
            if self._server is None:
                self._server = self._make()
            return replace(tenant, base_url=self._server.start())

    def stop(self) -> None:
        with self._lock:
            if self._server is not None:
                self._server.stop()
                self._server = None
