"""The keychain: which backends are let through; and a real Secret Service."""

from __future__ import annotations

import os
import traceback

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordSetError

from workbench.domain import Secret, SecretKind, SecretRef
from workbench.keychain import (
    Keychain,
    KeychainDenied,
    KeychainError,
    KeychainLocked,
    KeychainMissing,
    KeychainRefused,
    KeychainState,
    KeyStore,
    SessionKeys,
)
from workbench.keychain.backends import ALLOWED

REF = SecretRef("acme-1")
VALUE = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"


class MemoryBackend(KeyringBackend):
    """The border we do not own, kept in memory; its module name is put on the list where a test needs it let through."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._raise()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._raise(password)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._raise()
        self.kept.pop((service, username), None)

    def _raise(self, detail: str = "") -> None:
        if self.trouble is not None:
            raise type(self.trouble)(f"{self.trouble} {detail}")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
    return MemoryBackend()


def test_what_is_stored_comes_back(backend: MemoryBackend) -> None:
    keychain = Keychain(backend=backend)
    assert keychain.get(REF) is None
    keychain.set(REF, Secret(VALUE))
    assert keychain.get(REF) == Secret(VALUE)
    assert keychain.get(SecretRef("acme-1", SecretKind.API_TOKEN)) is None
    keychain.delete(REF)
    keychain.delete(REF)
    assert keychain.get(REF) is None
    assert backend.kept == {}


@pytest.mark.parametrize("length", [1000, 1001, 5000])
def test_long_secrets_are_kept_in_parts_and_leave_none_behind(backend: MemoryBackend, length: int) -> None:
    keychain = Keychain(backend=backend)
    long = Secret("é" * length)
    keychain.set(REF, long)
    assert max(len(v) for v in backend.kept.values()) <= 1000
    assert keychain.get(REF) == long
    keychain.set(REF, Secret(VALUE))
    assert len(backend.kept) == 1
    keychain.set(REF, long)
    keychain.delete(REF)
    assert backend.kept == {}


@pytest.mark.parametrize("insecure", [NullKeyring(), MemoryBackend()])
def test_backends_that_are_no_keychain_are_refused(insecure: KeyringBackend) -> None:
    keychain = Keychain(backend=insecure)
    with pytest.raises(KeychainRefused, match="not used"):
        keychain.set(REF, Secret(VALUE))
    assert keychain.status().state is KeychainState.REFUSED


def test_a_plaintext_backend_chosen_by_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    before = keyring.get_keyring()
    keyring.set_keyring(NullKeyring())
    try:
        assert Keychain().status().state is KeychainState.REFUSED
    finally:
        keyring.set_keyring(before)


def test_no_keychain_is_said_with_what_to_do() -> None:
    keychain = Keychain(backend=FailKeyring())
    status = keychain.status()
    assert (status.state, status.tone) == (KeychainState.MISSING, "bad")
    assert "Install" in status.sentence
    with pytest.raises(KeychainMissing):
        keychain.get(REF)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(KeyringLocked("locked"), KeychainLocked), (PasswordSetError("no"), KeychainDenied), (OSError("bus"), KeychainDenied)],
)
def test_errors_are_this_rooms_and_never_hold_the_secret(backend: MemoryBackend, trouble: Exception, kind: type[KeychainError]) -> None:
    backend.trouble = trouble
    with pytest.raises(kind) as caught:
        Keychain(backend=backend).set(REF, Secret(VALUE))
    assert VALUE not in str(caught.value)
    assert VALUE not in "".join(traceback.format_exception(caught.value))


def test_session_keys_come_first_and_are_never_stored(backend: MemoryBackend) -> None:
    store = KeyStore(Keychain(backend=backend))
    store.set(REF, Secret("only now"), session_only=True)
    assert store.get(REF) == Secret("only now")
    assert store.is_session_only(REF)
    assert backend.kept == {}
    store.delete(REF)
    assert store.get(REF) is None


def test_storing_replaces_the_session_key(backend: MemoryBackend) -> None:
    store = KeyStore(Keychain(backend=backend))
    store.set(REF, Secret("only now"), session_only=True)
    store.set(REF, Secret(VALUE))
    assert store.get(REF) == Secret(VALUE)


def test_representations_are_masked(backend: MemoryBackend) -> None:
    session = SessionKeys()
    session.set(REF, Secret(VALUE))
    assert VALUE not in repr(session) + repr(KeyStore(Keychain(backend=backend))) + repr(Keychain())


def test_named_secrets_stand_beside_the_keys_and_each_other(backend: MemoryBackend) -> None:
    keychain = Keychain(backend=backend)
    refs = [REF, *(SecretRef("acme-1", SecretKind.NAMED, name) for name in ("a", "b", "a.b-c_é"))]
    for ref in refs:
        keychain.set(ref, Secret(f"{VALUE} {ref.name}"))
    assert [keychain.get(ref) for ref in refs] == [Secret(f"{VALUE} {ref.name}") for ref in refs]
    assert [entry for _, entry in backend.kept] == [
        "acme-1/client-key", "acme-1/secret/a", "acme-1/secret/b", "acme-1/secret/a.b-c_é",
    ]  # fmt: skip
    keychain.delete(refs[1])
    assert [keychain.get(ref) is None for ref in refs] == [False, True, False, False]


def test_the_names_of_this_sessions_secrets_are_known_and_forgotten(backend: MemoryBackend) -> None:
    store = KeyStore(Keychain(backend=backend))
    ref = SecretRef("acme-1", SecretKind.NAMED, "crm")
    store.set(ref, Secret(VALUE), session_only=True)
    store.set(REF, Secret(VALUE), session_only=True)
    store.set(SecretRef("other-1", SecretKind.NAMED, "x"), Secret(VALUE), session_only=True)
    assert store.names_of_session("acme-1") == ("crm",)
    assert store.of_session(ref) == Secret(VALUE)
    store.forget(ref)
    assert store.names_of_session("acme-1") == ()
    assert store.of_session(ref) is None
    assert backend.kept == {}


real = pytest.mark.skipif(
    not os.environ.get("WORKBENCH_TEST_KEYRING"), reason="needs a real Secret Service: tests/support/with_keyring.sh runs these in CI"
)


@pytest.mark.keyring
@real
@pytest.mark.parametrize("value", [VALUE, "ключ-日本-é", "x" * 30_000])
def test_a_real_keychain_keeps_secrets(value: str) -> None:
    keychain = Keychain("Personalize Workbench test")
    assert keychain.status().state is KeychainState.READY
    try:
        keychain.set(REF, Secret(value))
        assert Keychain("Personalize Workbench test").get(REF) == Secret(value)
    finally:
        keychain.delete(REF)
    assert keychain.get(REF) is None


@pytest.mark.keyring
@real
def test_a_real_keychain_keeps_named_secrets_apart() -> None:
    keychain = Keychain("Personalize Workbench test")
    refs = [SecretRef("acme-1", SecretKind.NAMED, name) for name in ("crm.token", "CRM-token_2", "ключ")]
    try:
        for ref in refs:
            keychain.set(ref, Secret(f"{ref.name} " * 600))
        again = Keychain("Personalize Workbench test")
        assert [again.get(ref) for ref in refs] == [Secret(f"{ref.name} " * 600) for ref in refs]
        assert again.get(SecretRef("acme-2", SecretKind.NAMED, "crm.token")) is None
        keychain.delete(refs[0])
        assert [again.get(ref) is None for ref in refs] == [True, False, False]
    finally:
        for ref in refs:
            keychain.delete(ref)
    assert [keychain.get(ref) for ref in refs] == [None] * 3


@pytest.mark.locks
@pytest.mark.keyring
@real
def test_a_real_locked_keychain_is_told_apart_and_looked_at_without_a_dialog(monkeypatch: pytest.MonkeyPatch) -> None:
    import secretstorage
    from keyring.backends.SecretService import Keyring

    keychain = Keychain("Personalize Workbench test")
    keychain.set(REF, Secret(VALUE))
    with monkeypatch.context() as unasked:
        unasked.setattr(Keyring, "get_preferred_collection", lambda self: pytest.fail("it was unlocked, which opens a dialog"))
        assert keychain.status().state is KeychainState.READY
        connection = secretstorage.dbus_init()
        secretstorage.get_default_collection(connection).lock()
        connection.close()
        assert keychain.status().state is KeychainState.LOCKED
    with pytest.raises(KeychainLocked, match="locked"):
        keychain.get(REF)
