"""Tenancy: between the tenants dialog and what keeps tenants and keys; and what is known of the keychain."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from workbench.domain import Secret, SecretKind, Tenant
from workbench.ui.jobs import Jobs
from workbench.ui.theme import Theme
from workbench.ui.widgets.ask import ask, nothing
from workbench.ui.widgets.errors import explain
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.keychain import KeychainStatus
    from workbench.settings import Removed, Settings
    from workbench.ui.tenants import KeyState, TenantsDialog
    from workbench.usecases.new_browser_id import NewBrowser


NOT_LOOKED = ("", "Not looked at yet: the Sandbox needs no key. It is looked at when you add a tenant.")
"""A first start says nothing of the keychain: who tries the Sandbox needs none, and loading it takes memory."""


class Tenancy(QObject):
    """``tenants_changed`` carries the whole list; ``keychain_known`` a tone and a sentence."""

    tenants_changed = Signal(object)
    keychain_known = Signal(str, str)
    recorded = Signal(object)

    def __init__(self, window: QWidget, workbench: Workbench, jobs: Jobs, theme: Theme, settings: Callable[[], Settings]) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._jobs = jobs
        self._theme = theme
        self._settings = settings
        self._dialog: TenantsDialog | None = None
        self._removed: Removed | None = None
        self._keychain = NOT_LOOKED
        self._explain_once_known = False
        self.codes: tuple[dict[str, str], dict[str, str]] = ({}, {})

    # -- keychain ---------------------------------------------------------------------------------

    @property
    def keychain_sentence(self) -> str:
        """What is known of it, without another look."""
        return self._keychain[1]

    def look_at_keychain(self) -> None:
        self._jobs.start(self._status(), owner=self, done=self._keychain_seen, failed=self._keychain_failed)

    async def _status(self) -> KeychainStatus:
        return await self._workbench.keys().status()

    def _keychain_seen(self, status: KeychainStatus) -> None:
        self._tell_keychain(status.tone, status.sentence)

    def _keychain_failed(self, problem: BaseException) -> None:
        self._tell_keychain("bad", explain(problem))

    def _tell_keychain(self, tone: str, sentence: str) -> None:
        self._keychain = (tone, sentence)
        self.keychain_known.emit(tone, sentence)
        if self._explain_once_known:
            self._explain_once_known = False
            self.explain_keychain()

    def explain_keychain(self) -> None:
        """The state of the keychain in words; asking again is one press."""
        if self._keychain == NOT_LOOKED:
            self._explain_once_known = True
            self.look_at_keychain()
            return
        details = f"{self._keychain[1]}\n\nKeys live in this computer's keychain and in no file of the workbench."
        answers = {"Look again": self.look_at_keychain, "Close": nothing}
        ask(self._window, "Keychain", "Where the keys are kept", details, answers, icon=False)

    # -- the dialog -------------------------------------------------------------------------------

    def open(self, tenant: Tenant) -> None:
        """Show the dialog on one tenant; the Sandbox opens an empty form when it is the only one."""
        from workbench.ui.tenants import TenantsDialog

        dialog = TenantsDialog(self._window, self._theme)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fields.show_codes(*self.codes)
        dialog.save_requested.connect(self._save)
        dialog.duplicate_requested.connect(self._duplicate)
        dialog.remove_requested.connect(self._remove)
        dialog.undo_requested.connect(self._restore)
        dialog.test_requested.connect(self._test)
        dialog.selected.connect(self._look_for_keys)
        dialog.store_key_requested.connect(self._store_key)
        dialog.reveal_key_requested.connect(lambda tenant_id, kind: self._fetch_key(tenant_id, kind, copy=False))
        dialog.copy_key_requested.connect(lambda tenant_id, kind: self._fetch_key(tenant_id, kind, copy=True))
        dialog.delete_key_requested.connect(self._delete_key)
        dialog.store_secret_requested.connect(self._store_secret)
        dialog.delete_secret_requested.connect(self._delete_secret)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        tenants = self._workbench.tenants().list()
        dialog.show_tenants(tenants, tenant.id)
        if len(tenants) == 1:
            dialog.add_tenant()
        dialog.open()
        if self._keychain == NOT_LOOKED:
            self.look_at_keychain()

    def acknowledge(self, tenant: Tenant) -> None:
        """The user has read what a call means; asked once per tenant."""
        self._change(lambda: self._workbench.tenants().update(replace(tenant, acknowledged=True)), lambda _: None)

    def _closed(self) -> None:
        self._dialog = None

    def _save(self, tenant: Tenant) -> None:
        store = self._workbench.tenants()
        if tenant.id:
            self._change(lambda: store.update(tenant), lambda _: self._say("good", "Saved", ""), select=tenant.id)
        else:
            self._change(lambda: store.add(tenant), self._added)

    def _added(self, tenant: Tenant) -> None:
        self._refresh(tenant.id)
        self._say("good", "Saved", "Now store its client key above, then test the connection.")

    def _duplicate(self, tenant_id: str) -> None:
        self._change(lambda: self._workbench.tenants().duplicate(tenant_id), self._duplicated)

    def _duplicated(self, made: Tenant) -> None:
        self._refresh(made.id)
        self._say("good", "Duplicated", "Its keys were not copied.")

    def _remove(self, tenant_id: str) -> None:
        self._change(lambda: self._workbench.tenants().remove(tenant_id), self._was_removed)

    def _was_removed(self, removed: Removed) -> None:
        self._removed = removed
        self._refresh("sandbox")
        self._say("info", "Tenant removed", "Its key stays in the keychain until you delete it there.", undo=True)

    def _restore(self) -> None:
        if (removed := self._removed) is not None:
            self._removed = None
            self._change(lambda: self._workbench.tenants().restore(removed), lambda _: self._say("good", "It is back", ""))

    def _change(self, work: Callable[[], Any], done: Callable[[Any], object], select: str = "") -> None:
        def changed(result: Any) -> None:
            self._refresh(select)
            done(result)

        self._jobs.call(work, owner=self, done=changed, failed=self._failed)

    def _refresh(self, select: str) -> None:
        tenants = self._workbench.tenants().list()
        self.tenants_changed.emit(tenants)
        if self._dialog is None:
            return
        if select:
            self._dialog.show_tenants(tenants, select)
        else:
            self._dialog.update_tenants(tenants)

    # -- keys -------------------------------------------------------------------------------------

    def _look_for_keys(self, tenant_id: str) -> None:
        from workbench.ui.tenants import KeyState

        tenant = self._find(tenant_id)
        if tenant is None:
            return
        self._show_secrets(tenant_id)
        kind = SecretKind.CLIENT_KEY
        session = self._workbench.key_store().is_session_only(tenant.secret(kind))
        if session or kind not in tenant.keys:
            self._show_key(tenant_id, kind, KeyState.SESSION if session else KeyState.MISSING)
        else:
            self._show_key(tenant_id, kind, KeyState.STORED)

    def _store_key(self, tenant_id: str, kind: SecretKind, secret: Secret, session_only: bool) -> None:
        from workbench.ui.tenants import KeyState

        tenant = self._find(tenant_id)
        if tenant is None:
            return
        state = KeyState.SESSION if session_only else KeyState.STORED
        self._jobs.start(
            self._workbench.keys().set(tenant, kind, secret, session_only=session_only),
            owner=self,
            done=lambda _: self._key_changed(tenant_id, kind, state),
            failed=lambda problem: self._key_failed(tenant_id, kind, problem),
        )

    def _delete_key(self, tenant_id: str, kind: SecretKind) -> None:
        from workbench.ui.tenants import KeyState

        if (tenant := self._find(tenant_id)) is not None:
            self._jobs.start(
                self._workbench.keys().delete(tenant, kind),
                owner=self,
                done=lambda _: self._key_changed(tenant_id, kind, KeyState.MISSING),
                failed=lambda problem: self._key_failed(tenant_id, kind, problem),
            )

    def _fetch_key(self, tenant_id: str, kind: SecretKind, *, copy: bool) -> None:
        if (tenant := self._find(tenant_id)) is not None:
            self._jobs.start(
                self._workbench.keys().get(tenant, kind),
                owner=self,
                done=lambda secret: self._fetched(tenant_id, kind, secret, copy=copy),
                failed=lambda problem: self._key_failed(tenant_id, kind, problem),
            )

    def _fetched(self, tenant_id: str, kind: SecretKind, secret: Secret | None, *, copy: bool) -> None:
        from workbench.ui.tenants import KeyState

        if self._dialog is None or self._dialog.current_id() != tenant_id:
            return  # another tenant's page is shown by now
        if secret is None:
            self._show_key(tenant_id, kind, KeyState.MISSING, "The keychain holds no such key any more. Store it again.")
        else:
            self._dialog.show_secret(kind, secret, copy=copy)

    def _key_changed(self, tenant_id: str, kind: SecretKind, state: KeyState) -> None:
        self._refresh("")
        self._show_key(tenant_id, kind, state)
        self.look_at_keychain()

    def _key_failed(self, tenant_id: str, kind: SecretKind, problem: BaseException) -> None:
        from workbench.ui.tenants import KeyState

        self._show_key(tenant_id, kind, KeyState.UNAVAILABLE, f"{explain(problem)} You can use the key for this session only.")
        self.look_at_keychain()

    def _show_key(self, tenant_id: str, kind: SecretKind, state: KeyState, problem: str = "") -> None:
        if self._dialog is not None and self._dialog.current_id() == tenant_id:
            self._dialog.show_key_state(kind, state, problem)

    # -- named secrets ----------------------------------------------------------------------------

    def _store_secret(self, tenant_id: str, name: str, secret: Secret, session_only: bool) -> None:
        if (tenant := self._find(tenant_id)) is not None:
            self._change_secrets(tenant_id, self._workbench.keys().set_named(tenant, name, secret, session_only=session_only))

    def _delete_secret(self, tenant_id: str, name: str) -> None:
        if (tenant := self._find(tenant_id)) is not None:
            self._change_secrets(tenant_id, self._workbench.keys().delete_named(tenant, name))

    def _change_secrets(self, tenant_id: str, work: Coroutine[Any, Any, Tenant]) -> None:
        def done(_: Tenant) -> None:
            self._refresh("")
            self._show_secrets(tenant_id)

        self._jobs.start(work, owner=self, done=done, failed=lambda problem: self._show_secrets(tenant_id, explain(problem)))

    def _show_secrets(self, tenant_id: str, problem: str = "") -> None:
        tenant = self._find(tenant_id)
        if tenant is not None and self._dialog is not None and self._dialog.current_id() == tenant_id:
            self._dialog.secrets.show_names(tenant.secrets, self._workbench.keys().names_of_session(tenant), problem)

    # -- test the connection ----------------------------------------------------------------------

    def _test(self, tenant: Tenant) -> None:
        self._say("info", "Testing…", f"Asking {tenant.api_base} for a new browser ID.")
        settings = self._settings()

        async def run() -> NewBrowser:
            return await self._workbench.new_browser_id()(tenant, self._workbench.call_options(settings))

        self._jobs.start(run(), owner=self, done=self._tested, failed=self._failed)

    def _tested(self, came: NewBrowser) -> None:
        self.recorded.emit(came.recorded)
        if came.browser_id:
            took = came.recorded.exchange.timing.total
            self._say("good", "Connected", f"A new browser ID came back in {took:.0f} ms; the tenant has one more anonymous guest.")
        else:
            self._say("bad", "Not connected", came.why)

    # -- small ------------------------------------------------------------------------------------

    def _find(self, tenant_id: str) -> Tenant | None:
        return next((t for t in self._workbench.tenants().list() if t.id == tenant_id), None)

    def _say(self, meaning: str, headline: str, text: str, *, undo: bool = False) -> None:
        if self._dialog is not None:
            self._dialog.show_result(meaning, headline, text, undo=undo)

    def _failed(self, problem: BaseException) -> None:
        self._say("bad", "That did not work", explain(problem))
