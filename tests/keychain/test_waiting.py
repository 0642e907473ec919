"""A keychain that asks somebody, or nobody at all: looking never prompts, and waiting has an end."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.keychain.test_keychain import REF, VALUE, MemoryBackend
from workbench.domain import Region, Secret, SecretKind, Tenant
from workbench.keychain import Keychain, KeychainMissing, KeychainSilent, KeychainState, KeyStore
from workbench.keychain.backends import ALLOWED, choose_backend
from workbench.settings import TenantStore
from workbench.usecases.keys import Keys

ACME = Tenant(id="acme-1", name="Acme", region=Region.EU)


class SilentBackend(MemoryBackend):
    """Answers when it is let go, and not before."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = threading.Event(), threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        self.go.wait(20)
        return super().get_password(service, username)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentBackend]:
    monkeypatch.setitem(ALLOWED, SilentBackend.__module__, "Silent keychain")
    backend = SilentBackend()
    yield backend
    backend.go.set()


def keys_in(backend: MemoryBackend, folder: Path) -> Keys:
    return Keys(KeyStore(Keychain(backend=backend)), TenantStore(folder / "tenants.toml"))


def test_neither_a_cancel_nor_the_end_of_the_loop_waits_for_the_keychain(silent: SilentBackend, tmp_path: Path) -> None:
    keys = keys_in(silent, tmp_path)

    async def give_up() -> None:
        asking = asyncio.create_task(keys.client_key(ACME))
        assert await asyncio.to_thread(silent.asked.wait, 20)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(give_up())  # which joins the threads of the loop
    assert not silent.go.is_set()
    (left,) = [thread for thread in threading.enumerate() if thread.name == "workbench-keychain"]
    assert left.daemon


def test_patience_has_an_end_where_it_was_given_one(silent: SilentBackend, tmp_path: Path) -> None:
    keys = keys_in(silent, tmp_path)
    keys.patience = 0
    for ask in (keys.status, lambda: keys.client_key(ACME), lambda: keys.delete(ACME, SecretKind.CLIENT_KEY)):
        with pytest.raises(KeychainSilent, match="does not answer"):
            asyncio.run(ask())


def test_the_window_waits_for_its_dialog(silent: SilentBackend, tmp_path: Path) -> None:
    keys = keys_in(silent, tmp_path)
    assert keys.patience is None

    async def answer_late() -> Secret | None:
        asking = asyncio.create_task(keys.client_key(ACME))
        assert await asyncio.to_thread(silent.asked.wait, 20)
        assert not asking.done()
        silent.kept["Personalize Workbench", "acme-1/client-key"] = VALUE
        silent.go.set()
        return await asking

    assert asyncio.run(answer_late()) == Secret(VALUE)


# -- the lock, without a dialog --------------------------------------------------------------------


class PromptingBackend(MemoryBackend):
    """As keyring's Secret Service and KWallet: whatever is asked unlocks first."""

    bus_name, object_path = "org.kde.kwalletd5", "/modules/kwalletd5"

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("a dialog was opened")


@pytest.mark.parametrize(("locked", "state"), [(True, KeychainState.LOCKED), (False, KeychainState.READY), (None, KeychainState.EMPTY)])
def test_looking_at_the_secret_service_opens_no_dialog(monkeypatch: pytest.MonkeyPatch, locked: bool | None, state: KeychainState) -> None:
    secretstorage = pytest.importorskip("secretstorage")
    closed: list[bool] = []

    def collection(connection: object) -> SimpleNamespace:
        if locked is None:
            raise secretstorage.ItemNotFoundException
        return SimpleNamespace(is_locked=lambda: locked)

    monkeypatch.setattr(PromptingBackend, "__module__", "keyring.backends.SecretService")
    monkeypatch.setattr(secretstorage, "dbus_init", lambda: SimpleNamespace(close=lambda: closed.append(True)))
    monkeypatch.setattr(secretstorage, "Collection", collection)
    status = Keychain(backend=PromptingBackend()).status()
    assert (status.state, status.backend_name, closed) == (state, "Secret Service", [True])


@pytest.mark.parametrize(("is_open", "state"), [(False, KeychainState.LOCKED), (True, KeychainState.READY)])
def test_looking_at_kwallet_opens_no_dialog(monkeypatch: pytest.MonkeyPatch, is_open: bool, state: KeychainState) -> None:
    wallets = SimpleNamespace(networkWallet=lambda: "kdewallet", isOpen=lambda wallet: wallet == "kdewallet" and is_open)
    bus = SimpleNamespace(get_object=lambda name, path: (name, path))
    monkeypatch.setitem(sys.modules, "dbus", SimpleNamespace(SessionBus=lambda: bus, Interface=lambda remote, name: wallets))
    monkeypatch.setattr(PromptingBackend, "__module__", "keyring.backends.kwallet")
    status = Keychain(backend=PromptingBackend()).status()
    assert (status.state, status.backend_name) == (state, "KWallet")


# -- choosing and cutting --------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["nonsense.Foo", "nonsense", "os.nothing", "builtins.int"])
def test_a_configured_backend_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    import keyring.core

    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    with pytest.raises(KeychainMissing, match="PYTHON_KEYRING_BACKEND"):
        choose_backend()
    assert Keychain().status().state is KeychainState.MISSING


@pytest.mark.parametrize("secret", ["🎉" * 2_000, "é" * 1_280 + "🎉", "x" * 999 + "🎉", "a🎉" * 700])
def test_no_entry_is_larger_than_windows_keeps(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
    backend = MemoryBackend()
    keychain = Keychain(backend=backend)
    keychain.set(REF, Secret(secret))
    assert max(len(value.encode("utf-16-le")) for value in backend.kept.values()) <= 2_560
    assert keychain.get(REF) == Secret(secret)
    keychain.delete(REF)
    assert backend.kept == {}
