"""Named secrets: kept in the keychain or for the session, their names noted with the tenant, gone when the tenant goes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.keychain.test_keychain import MemoryBackend
from workbench.domain import SANDBOX, SANDBOX_SECRETS, InvalidInput, Region, Secret, SecretKind, Tenant
from workbench.keychain import Keychain, KeychainDenied, KeyStore
from workbench.keychain.backends import ALLOWED
from workbench.settings import TenantStore
from workbench.usecases.keys import Keys

T = TypeVar("T")
VALUE = Secret("crm-token-0123456789")


class House:
    """Real parts, but for the keychain of the operating system."""

    def __init__(self, folder: Path) -> None:
        self.backend = MemoryBackend()
        self.store = KeyStore(Keychain(backend=self.backend))
        self.tenants = TenantStore(folder / "tenants.toml")
        self.keys = Keys(self.store, self.tenants)
        self.acme = self.tenants.add(Tenant("", "Acme", Region.EU))

    def known(self) -> Tenant:
        found = self.tenants.by_name("Acme")
        assert found is not None
        return found


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
    return House(tmp_path)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def test_a_secret_is_kept_and_its_name_noted(house: House, tmp_path: Path) -> None:
    tenant = run(house.keys.set_named(house.acme, "crm", VALUE))
    tenant = run(house.keys.set_named(tenant, "Auth", VALUE))
    tenant = run(house.keys.set_named(tenant, "crm", Secret("another-0123456789")))
    assert tenant == house.known()
    assert tenant.secrets == ("Auth", "crm")
    assert run(house.keys.named_secret(tenant, "crm")) == Secret("another-0123456789")
    assert run(house.keys.named_secret(tenant, "nothing")) is None
    assert run(house.keys.client_key(tenant)) is None
    assert VALUE.reveal() not in (tmp_path / "tenants.toml").read_text()
    tenant = run(house.keys.delete_named(tenant, "Auth"))
    tenant = run(house.keys.delete_named(tenant, "never there"))
    assert tenant == house.known()
    assert tenant.secrets == ("crm",)
    assert [entry for _, entry in house.backend.kept] == [f"{tenant.id}/secret/crm"]


def test_one_for_this_session_is_neither_stored_nor_noted(house: House) -> None:
    assert run(house.keys.set_named(house.acme, "crm", VALUE, session_only=True)) == house.acme
    assert run(house.keys.named_secret(house.acme, "crm")) == VALUE
    assert house.keys.names_of_session(house.acme) == ("crm",)
    assert (house.backend.kept, house.known().secrets) == ({}, ())
    house.backend.trouble = OSError("nobody may need the keychain for it")
    run(house.keys.delete_named(house.acme, "crm"))
    house.backend.trouble = None
    assert run(house.keys.named_secret(house.acme, "crm")) is None


def test_deleting_takes_the_stored_one_too_that_this_sessions_hid(house: House) -> None:
    tenant = run(house.keys.set_named(house.acme, "crm", VALUE))
    run(house.keys.set_named(tenant, "crm", Secret("for now 0123"), session_only=True))
    assert run(house.keys.named_secret(tenant, "crm")) == Secret("for now 0123")
    run(house.keys.delete_named(tenant, "crm"))
    assert (house.backend.kept, house.known().secrets, run(house.keys.named_secret(tenant, "crm"))) == ({}, (), None)


@pytest.mark.parametrize(("name", "value", "why"), [("a b", VALUE, "name of a secret"), ("crm", Secret("pa55"), "fewer than 8")])
def test_what_cannot_be_kept_is_refused(house: House, name: str, value: Secret, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as caught:
        run(house.keys.set_named(house.acme, name, value))
    assert value.reveal() not in str(caught.value)
    assert house.backend.kept == {}


def test_names_that_differ_in_case_only_are_refused(house: House) -> None:
    tenant = run(house.keys.set_named(house.acme, "crm", VALUE))
    with pytest.raises(InvalidInput, match="in case only"):
        run(house.keys.set_named(tenant, "CRM", VALUE))


def test_a_name_is_noted_only_once_the_secret_is_kept(house: House) -> None:
    house.backend.trouble = OSError("bus")
    with pytest.raises(KeychainDenied):
        run(house.keys.set_named(house.acme, "crm", VALUE))
    assert house.known().secrets == ()


def test_all_of_a_tenant_goes_before_it_is_removed(house: House) -> None:
    tenant = run(house.keys.set_named(house.acme, "crm", VALUE))
    tenant = run(house.keys.set(tenant, SecretKind.CLIENT_KEY, VALUE))
    run(house.keys.set_named(tenant, "now", VALUE, session_only=True))
    other = house.tenants.add(Tenant("", "Other", Region.EU))
    run(house.keys.set_named(other, "crm", VALUE))
    tenant = run(house.keys.delete_all(tenant))
    assert (tenant.keys, tenant.secrets, house.keys.names_of_session(tenant)) == (frozenset(), (), ())
    assert [entry for _, entry in house.backend.kept] == [f"{other.id}/secret/crm"]


def test_a_copy_of_a_tenant_has_no_secrets(house: House) -> None:
    run(house.keys.set_named(house.acme, "crm", VALUE))
    copy = house.tenants.duplicate(house.acme.id)
    assert copy.secrets == ()
    assert run(house.keys.named_secret(copy, "crm")) is None


def test_a_renamed_tenant_keeps_its_secrets(house: House) -> None:
    tenant = run(house.keys.set_named(house.acme, "crm", VALUE))
    renamed = house.tenants.update(replace(tenant, name="Acme, new"))
    assert run(house.keys.named_secret(renamed, "crm")) == VALUE


def test_the_sandbox_has_a_public_one_and_those_of_this_session(house: House) -> None:
    house.backend.trouble = AssertionError("the Sandbox needs no keychain")
    ((name, value),) = SANDBOX_SECRETS.items()
    assert run(house.keys.named_secret(SANDBOX, name)) == Secret(value)
    assert run(house.keys.named_secret(SANDBOX, "crm")) is None
    for each in ("crm", name):
        assert run(house.keys.set_named(SANDBOX, each, VALUE)) == SANDBOX
        assert run(house.keys.named_secret(SANDBOX, each)) == VALUE
        assert run(house.keys.delete_named(SANDBOX, each)) == SANDBOX
    assert run(house.keys.named_secret(SANDBOX, "crm")) is None
    assert run(house.keys.named_secret(SANDBOX, name)) == Secret(value)
