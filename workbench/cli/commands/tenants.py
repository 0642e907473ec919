"""``workbench tenants``: list, add, remove."""

from __future__ import annotations

import argparse
import asyncio
import json

from workbench.cli.common import find_tenant, headless_keys, quoted, say_all
from workbench.cli.exits import HELD, Stop
from workbench.cli.streams import emit, emit_json, printable, say
from workbench.domain import Region, SecretKind, Tenant, check_tenant, normalize_base_url
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    return {"list": _list, "add": _add, "remove": _remove}[args.action](args, workbench)


def _list(args: argparse.Namespace, workbench: Workbench) -> int:
    tenants = workbench.tenants().list()
    managed = workbench.managed()
    say_all((*managed.notices, *workbench.tenants().notices))
    if args.format == "json":
        entries = [{**_entry(tenant), "allowed": not managed.permitted.refuse(tenant)} for tenant in tenants]
        emit_json(json.dumps(entries, indent=2, ensure_ascii=False))
        return HELD
    width = max(len(tenant.name) for tenant in tenants)
    for tenant in tenants:
        where = "demo server on this computer" if tenant.is_sandbox else tenant.api_base
        key = "" if tenant.is_sandbox else "key stored" if SecretKind.CLIENT_KEY in tenant.keys else "no key"
        mark = "  UNENCRYPTED" if tenant.is_insecure else ""
        mark += "  NOT ALLOWED by your organisation" if managed.permitted.refuse(tenant) else ""
        emit(printable(f"{tenant.name:<{width}}  {where}  {key}{mark}".rstrip()))
    return HELD


def _entry(tenant: Tenant) -> dict[str, object]:
    return {
        "name": tenant.name,
        "baseUrl": "" if tenant.is_sandbox else tenant.api_base,
        "pointsOfSale": list(tenant.points_of_sale),
        "keys": sorted(tenant.keys),
        "secrets": list(tenant.secrets),
        "values": dict(tenant.values),
    }


def _add(args: argparse.Namespace, workbench: Workbench) -> int:
    described = _described(args)
    for problem in check_tenant(described):
        if not problem.is_error:  # an error is raised by the store
            say(f"workbench: {problem}")
    tenant = workbench.tenants().add(described)
    workbench.tenants().list()
    say_all(workbench.tenants().notices)
    say(f"Added {tenant.name}: {tenant.api_base}. Store its key with:  workbench keys set {quoted(tenant.name)}")
    return HELD


def _described(args: argparse.Namespace) -> Tenant:
    points_of_sale = tuple(dict.fromkeys(name.strip() for name in args.point_of_sale if name.strip()))
    return Tenant(
        id="",
        name=args.name.strip(),
        region=Region(args.region) if args.region else None,
        base_url=normalize_base_url(args.base_url) if args.base_url else "",
        points_of_sale=points_of_sale,
        channel=args.channel.strip(),
        language=args.language.strip(),
        currency_code=args.currency.strip(),
        point_of_sale=points_of_sale[0] if points_of_sale else "",
        allow_http=args.allow_http,
    )


def _remove(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.name)
    if tenant.is_sandbox:
        raise Stop("the Sandbox is part of the workbench and stays.")
    if args.delete_keys:
        asyncio.run(_delete_keys(tenant, workbench))
    workbench.tenants().remove(tenant.id)
    say(f"Removed {tenant.name}. Its history stays. {_what_of_the_keys(tenant, deleted=args.delete_keys)}".rstrip())
    return HELD


async def _delete_keys(tenant: Tenant, workbench: Workbench) -> None:
    """Also those the tenants file does not know of.  A tenant without any needs no keychain."""
    from workbench.keychain import KeychainMissing

    keys = headless_keys(workbench)
    try:
        await keys.delete_all(tenant)
    except KeychainMissing:
        if tenant.keys or tenant.secrets:
            raise


def _what_of_the_keys(tenant: Tenant, *, deleted: bool) -> str:
    if deleted:
        return "The keychain holds no key of it any more."
    if not (tenant.keys or tenant.secrets):
        return ""
    from workbench.keychain.keychain import SERVICE

    names = [*sorted(tenant.keys), *(f"{SecretKind.NAMED}/{name}" for name in tenant.secrets)]
    entries = ", ".join(f"{tenant.id}/{name}" for name in names)
    return (
        f"{'Its key stays' if len(names) == 1 else 'Its keys stay'} in the keychain, as “{SERVICE}”, {entries}: delete it there. "
        "Next time, --delete-keys does it before the tenant is removed."
    )
