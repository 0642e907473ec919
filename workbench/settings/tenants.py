"""The tenants file: one ``[[tenant]]`` each, readable and editable by hand; two windows may write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain import SANDBOX, SANDBOX_ID, InvalidInput, Problem, Region, SecretKind, Tenant, check_tenant, normalize_base_url
from workbench.domain.permitted import EVERYWHERE, Permitted
from workbench.domain.persona import Values
from workbench.domain.problem import error
from workbench.settings.errors import UnknownTenant, UnreadableFile
from workbench.settings.toml_files import NO_TABLES, append_table, edit_toml, read_toml, tables_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Removed:
    """Gives a removed tenant back: what it was and where it stood."""

    tenant: Tenant
    place: int


class TenantStore:
    """Reads the file at every call, because another window or an editor may have changed it.

    ``permitted`` is asked before a tenant is added or goes elsewhere; those that are there may still be looked at and removed.
    """

    def __init__(self, path: Path, permitted: Permitted = EVERYWHERE) -> None:
        self._path = path
        self._permitted = permitted
        self.notices: tuple[str, ...] = ()

    def list(self) -> tuple[Tenant, ...]:
        """The Sandbox, then the file's tenants.  An entry that is wrong is left out and noted; the rest works."""
        try:
            raw = read_toml(self._path)
        except UnreadableFile as wrong:
            self.notices = (str(wrong),)
            return (SANDBOX,)
        if isinstance(raw.get("format"), int) and raw["format"] > FORMAT:
            self.notices = (f"{self._path} was written by a newer workbench; its tenants are not shown, and it is not changed.",)
            return (SANDBOX,)
        tenants, notices = [SANDBOX], []
        entries = raw.get("tenant", [])
        if not isinstance(entries, list):
            self.notices = (str(UnreadableFile(self._path, NO_TABLES.format("tenant"))),)
            return (SANDBOX,)
        for place, entry in enumerate(entries):
            try:
                tenants.append(_from_entry(entry))
            except ValueError as wrong:
                name = entry.get("name", place + 1) if isinstance(entry, dict) else place + 1
                notices.append(f"{self._path}: tenant {name} is left out: {wrong}")
        self.notices = tuple(notices)
        return tuple(tenants)

    def by_name(self, name: str) -> Tenant | None:
        """By name or id, whatever the case."""
        wanted = name.casefold().strip()
        return next((t for t in self.list() if wanted in (t.name.casefold(), t.id.casefold())), None)

    def add(self, tenant: Tenant) -> Tenant:
        """Store a new tenant; its id is made here.  Raises :class:`InvalidInput` or :class:`UnreadableFile`."""
        made = replace(tenant, id=_new_id(tenant.name))
        self._refuse_elsewhere(made)
        self._edit(lambda entries: append_table(entries, _to_table(made)), check=made)
        return made

    def update(self, tenant: Tenant) -> Tenant:
        """Replace the tenant of the same id.  Raises :class:`UnknownTenant`, :class:`InvalidInput`, :class:`UnreadableFile`."""

        known = next((one for one in self.list() if one.id == tenant.id), None)
        if known is None or known.api_base != tenant.api_base:
            self._refuse_elsewhere(tenant)

        def change(entries: Any) -> None:
            entry = entries[_place(entries, tenant.id)]
            new = _to_table(tenant)
            for key in [key for key in entry if key in _KEYS and key not in new]:
                del entry[key]
            for key, value in new.items():
                if key == "values" and hasattr(entry.get(key), "keys"):
                    _change_values(entry[key], value)
                elif entry.get(key) != value:
                    entry[key] = value

        self._edit(change, check=tenant)
        return tenant

    def duplicate(self, tenant_id: str) -> Tenant:
        """A copy under another name.  Keys are not copied."""
        original = self._get(tenant_id)
        names = {t.name.casefold() for t in self.list()}
        name = next(n for n in _copy_names(original.name) if n.casefold() not in names)
        return self.add(replace(original, name=name, keys=frozenset(), secrets=(), acknowledged=False))

    def remove(self, tenant_id: str) -> Removed:
        """Take a tenant out; the result gives it back.  Its keys stay in the keychain."""
        tenant = self._get(tenant_id)
        places: list[int] = []

        def drop(entries: Any) -> None:
            places.append(_place(entries, tenant_id))
            del entries[places[0]]

        self._edit(drop)
        return Removed(tenant, places[0])

    def restore(self, removed: Removed) -> Tenant:
        self._edit(lambda entries: entries.insert(min(removed.place, len(entries)), _to_table(removed.tenant)), check=removed.tenant)
        return removed.tenant

    def _refuse_elsewhere(self, tenant: Tenant) -> None:
        if problems := self._permitted.refuse(tenant):
            raise InvalidInput(problems)

    def _get(self, tenant_id: str) -> Tenant:
        found = next((t for t in self.list() if t.id == tenant_id and not t.is_sandbox), None)
        if found is None:
            raise UnknownTenant(tenant_id)
        return found

    def _edit(self, change: Callable[[Any], None], check: Tenant | None = None) -> None:
        def edit(document: TOMLDocument) -> None:
            if isinstance(document.get("format"), int) and document["format"] > FORMAT:
                raise UnreadableFile(self._path, "it was written by a newer workbench.")
            tables_of(document, "tenant", self._path, FORMAT)
            if check is not None:
                _refuse(check, document)
            change(document["tenant"])
            if not document["tenant"]:
                del document["tenant"]

        edit_toml(self._path, edit)


_KEYS = (
    "id",
    "name",
    "region",
    "base_url",
    "points_of_sale",
    "channel",
    "language",
    "currency",
    "point_of_sale",
    "keys",
    "allow_http",
    "user_agent",
    "extra_headers",
    "acknowledged",
    "secrets",
    "values",
)


def _refuse(tenant: Tenant, document: TOMLDocument) -> None:
    problems = list(check_tenant(tenant))
    taken = {SANDBOX.name.casefold(): SANDBOX_ID, SANDBOX_ID: SANDBOX_ID}
    for entry in document.get("tenant", []):
        name = str(entry.get("name", ""))
        taken[name.casefold()] = str(entry.get("id", "")) or _slug(name)
    if taken.get(tenant.name.strip().casefold(), tenant.id) != tenant.id:
        problems.append(error("Name", f"There is already a tenant “{tenant.name}”.", "Choose another name."))
    errors: tuple[Problem, ...] = tuple(p for p in problems if p.is_error)
    if errors:
        raise InvalidInput(errors)


def _to_table(tenant: Tenant) -> Any:
    """The entry, without what is empty; headers one per line as they are written on the wire."""
    import tomlkit

    table = tomlkit.table()
    values: dict[str, Any] = {
        "id": tenant.id,
        "name": tenant.name,
        "region": tenant.region.value if tenant.region else "",
        "base_url": tenant.base_url,
        "points_of_sale": list(tenant.points_of_sale),
        "channel": tenant.channel,
        "language": tenant.language,
        "currency": tenant.currency_code,
        "point_of_sale": tenant.point_of_sale,
        "keys": sorted(kind.value for kind in tenant.keys),
        "allow_http": tenant.allow_http,
        "user_agent": tenant.user_agent,
        "extra_headers": [f"{name}: {value}" for name, value in tenant.extra_headers],
        "acknowledged": tenant.acknowledged,
        "secrets": list(tenant.secrets),
        "values": dict(tenant.values),
    }
    for key, value in values.items():
        if value:
            table[key] = value
    return table


def _from_entry(entry: object) -> Tenant:
    """A tenant from its entry.  Raises ``ValueError`` naming the key and what was expected."""
    if not isinstance(entry, dict):
        raise ValueError("expected a [[tenant]] table.")
    tenant = Tenant(
        id=_text(entry, "id") or _slug(_text(entry, "name")),
        name=_text(entry, "name"),
        region=_region(entry),
        base_url=normalize_base_url(_text(entry, "base_url")),
        points_of_sale=_texts(entry, "points_of_sale"),
        channel=_text(entry, "channel"),
        language=_text(entry, "language"),
        currency_code=_text(entry, "currency"),
        point_of_sale=_text(entry, "point_of_sale"),
        keys=frozenset(SecretKind(k) for k in _texts(entry, "keys") if k in list(SecretKind)),
        allow_http=entry.get("allow_http") is True,
        user_agent=_text(entry, "user_agent"),
        extra_headers=tuple(_header(h) for h in _texts(entry, "extra_headers")),
        acknowledged=entry.get("acknowledged") is True,
        values=_values(entry),
        secrets=_texts(entry, "secrets"),
    )
    if SANDBOX_ID in (tenant.id.casefold(), tenant.name.strip().casefold()):
        raise ValueError("“sandbox” is the id and the name of the built-in demo tenant; give it others.")
    # A wrong default is told where it is used, and can be mended in the window only if the tenant is there.  To check
    # them here would load the ISO lists before the first paint.
    wrong = [p for p in check_tenant(replace(tenant, channel="", language="", currency_code="")) if p.is_error]
    if wrong:
        raise ValueError(" ".join(str(p) for p in wrong))
    return tenant


def _region(entry: dict[str, Any]) -> Region | None:
    value = _text(entry, "region")
    if value and value not in list(Region):
        raise ValueError(f"region is “{value}”, expected one of {', '.join(Region)}.")
    return Region(value) if value else None


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} is {value!r}, expected a text.")
    return value


def _texts(entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"{key} is {value!r}, expected a list of texts.")
    return tuple(value)


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise ValueError(f"extra_headers holds “{text}”, expected Name: value.")
    return name.strip(), value.strip()


def _values(entry: dict[str, Any]) -> Values:
    values = entry.get("values", {})
    if not isinstance(values, dict):
        raise ValueError(f"values is {values!r}, expected names with a text, a number, true or false each.")
    return values


def _change_values(table: Any, values: Values) -> None:
    """Only what changed, so that comments survive; 1, 1.0 and true are three different values."""
    for name in [name for name in table if name not in values]:
        del table[name]
    for name, value in values.items():
        kept = table[name].unwrap() if name in table and hasattr(table[name], "unwrap") else table.get(name)
        if type(kept) is not type(value) or kept != value:
            table[name] = value


def _place(entries: Any, tenant_id: str) -> int:
    for place, entry in enumerate(entries):
        if tenant_id in (entry.get("id"), _slug(str(entry.get("name", "")))):
            return place
    raise UnknownTenant(tenant_id)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "tenant"


def _new_id(name: str) -> str:
    """Readable, and never used twice: a later tenant of the same name must not find the old one's keys."""
    import secrets  # with OpenSSL, which only a new tenant needs

    return f"{_slug(name)}-{secrets.token_hex(3)}"


def _copy_names(name: str) -> Any:
    yield f"{name} copy"
    number = 2
    while True:
        yield f"{name} copy {number}"
        number += 1
