"""The use cases on their rooms, each made when first needed.

Window and terminal are handed one of these; neither knows where a file lies.  Rooms are opened
lazily because the first paint and the command line pay for nothing they do not use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from workbench.usecases.places import Places

if TYPE_CHECKING:
    from workbench.history import History
    from workbench.keychain import KeyStore
    from workbench.personalize import CallOptions, Client
    from workbench.settings import CompareRules, Managed, Settings, SettingsStore, TenantStore, UiState
    from workbench.usecases.calling import Means
    from workbench.usecases.keys import Keys
    from workbench.usecases.new_browser_id import NewBrowserId
    from workbench.usecases.open_collections import OpenCollections
    from workbench.usecases.runs.run import RunExperiment
    from workbench.usecases.sandbox import SandboxTenant
    from workbench.usecases.send import SendRequest
    from workbench.usecases.send_event import SendEvent

T = TypeVar("T")


class _Once(Generic[T]):
    """A value made on first use, by one thread only."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._lock = threading.Lock()

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    @property
    def made(self) -> T | None:
        return self._made[0] if self._made else None


class Workbench:
    """Everything the workbench can do, on one set of files.  ``close`` leaves all of them in order."""

    def __init__(self, places: Places, app_version: str) -> None:
        self.places = places
        self.app_version = app_version
        self.history: _Once[History] = _Once(self._open_history)
        self.client: _Once[Client] = _Once(self._make_client)
        self.key_store: _Once[KeyStore] = _Once(self._make_key_store)
        self.managed: _Once[Managed] = _Once(self._make_managed)
        self.settings_store: _Once[SettingsStore] = _Once(self._make_settings_store)
        self.tenants: _Once[TenantStore] = _Once(self._make_tenants)
        self.compare_rules: _Once[CompareRules] = _Once(self._make_compare_rules)
        self.ui_state: _Once[UiState] = _Once(self._make_ui_state)
        self.collections: _Once[OpenCollections] = _Once(self._make_collections)
        self.keys: _Once[Keys] = _Once(self._make_keys)
        self.sandbox: _Once[SandboxTenant] = _Once(self._make_sandbox)
        self.means: _Once[Means] = _Once(self._make_means)
        self.send: _Once[SendRequest] = _Once(self._make_send)
        self.send_event: _Once[SendEvent] = _Once(self._make_send_event)
        self.run_experiment: _Once[RunExperiment] = _Once(self._make_run_experiment)
        self.new_browser_id: _Once[NewBrowserId] = _Once(self._make_new_browser_id)

    def call_options(self, settings: Settings, **changes: object) -> CallOptions:
        """The settings as options of one call."""
        from dataclasses import replace

        from workbench.personalize import CallOptions

        cap = settings.max_response_mb
        options = CallOptions(
            connect_timeout=settings.connect_timeout,
            total_timeout=settings.total_timeout,
            read_timeout=settings.read_timeout,
            max_bytes=cap * 2**20 if cap else None,
            http2=settings.http2,
            user_agent=settings.user_agent,
            proxy=settings.proxy,
        )
        return replace(options, **changes)  # type: ignore[arg-type]

    async def close_client(self) -> None:
        """Close kept connections; on the loop they live on."""
        if (client := self.client.made) is not None:
            await client.aclose()

    def close(self) -> None:
        if (collections := self.collections.made) is not None:
            collections.stop_watching()
        if (sandbox := self.sandbox.made) is not None:
            sandbox.stop()
        if (history := self.history.made) is not None:
            history.close()

    def _open_history(self) -> History:
        from workbench.history import History

        return History.open(self.places.history, app_version=self.app_version)

    def _make_client(self) -> Client:
        from workbench.personalize import Client

        return Client(app_version=self.app_version)

    def _make_key_store(self) -> KeyStore:
        from workbench.keychain import Keychain, KeyStore

        return KeyStore(Keychain())

    def _make_managed(self) -> Managed:
        from workbench.settings import read_managed

        return read_managed(self.places.managed)

    def _make_settings_store(self) -> SettingsStore:
        from workbench.settings import SettingsStore

        return SettingsStore(self.places.settings, self.managed())

    def _make_tenants(self) -> TenantStore:
        from workbench.settings import TenantStore

        return TenantStore(self.places.tenants, self.managed().permitted)

    def _make_compare_rules(self) -> CompareRules:
        from workbench.settings import CompareRules

        return CompareRules(self.places.compare_rules)

    def _make_ui_state(self) -> UiState:
        from workbench.settings import UiState

        return UiState(self.places.ui_state)

    def _make_collections(self) -> OpenCollections:
        from workbench.usecases.open_collections import OpenCollections

        return OpenCollections(self.places.saved, self.ui_state)

    def _make_keys(self) -> Keys:
        from workbench.usecases.keys import Keys

        return Keys(self.key_store(), self.tenants())

    def _make_sandbox(self) -> SandboxTenant:
        from workbench.sandbox import Sandbox
        from workbench.usecases.sandbox import SandboxTenant

        return SandboxTenant(lambda: Sandbox(self.places.sandbox_flows))

    def _make_means(self) -> Means:
        from workbench.usecases.calling import Means

        return Means(self.client, self.history, self.keys(), self.sandbox(), self.managed().permitted)

    def _make_send(self) -> SendRequest:
        from workbench.usecases.send import SendRequest

        return SendRequest(self.means())

    def _make_send_event(self) -> SendEvent:
        from workbench.usecases.send_event import SendEvent

        return SendEvent(self.means())

    def _make_run_experiment(self) -> RunExperiment:
        from dataclasses import replace

        from workbench.usecases.runs.run import RunExperiment

        return RunExperiment(replace(self.means(), client=self._make_client), self.app_version)

    def _make_new_browser_id(self) -> NewBrowserId:
        from workbench.usecases.new_browser_id import NewBrowserId

        return NewBrowserId(self.means())
