"""``workbench tenants``: list, add, remove."""

from __future__ import annotations

import argparse
import json

from workbench.cli.common import find_tenant, say
from workbench.cli.exits import HELD, Stop
from workbench.domain import Region, SecretKind, Tenant, normalize_base_url
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    return {"list": _list, "add": _add, "remove": _remove}[args.action](args, workbench)


def _list(args: argparse.Namespace, workbench: Workbench) -> int:
    tenants = workbench.tenants().list()
    for notice in workbench.tenants().notices:
        say(notice)
    if args.format == "json":
        print(json.dumps([_entry(tenant) for tenant in tenants], indent=2, ensure_ascii=False))
        return HELD
    width = max(len(tenant.name) for tenant in tenants)
    for tenant in tenants:
        where = "demo server on this computer" if tenant.is_sandbox else tenant.api_base
        key = "" if tenant.is_sandbox else "key stored" if SecretKind.CLIENT_KEY in tenant.keys else "no key"
        mark = "  UNENCRYPTED" if tenant.is_insecure else ""
        print(f"{tenant.name:<{width}}  {where}  {key}{mark}".rstrip())
    return HELD


def _entry(tenant: Tenant) -> dict[str, object]:
    return {
        "name": tenant.name,
        "baseUrl": "" if tenant.is_sandbox else tenant.api_base,
        "pointsOfSale": list(tenant.points_of_sale),
        "keys": sorted(tenant.keys),
    }


def _add(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = workbench.tenants().add(
        Tenant(
            id="",
            name=args.name,
            region=Region(args.region) if args.region else None,
            base_url=normalize_base_url(args.base_url) if args.base_url else "",
            points_of_sale=tuple(args.point_of_sale),
            channel=args.channel,
            language=args.language,
            currency_code=args.currency,
            point_of_sale=args.point_of_sale[0] if args.point_of_sale else "",
            allow_http=args.allow_http,
        )
    )
    say(f"Added {tenant.name}: {tenant.api_base}. Store its key with: workbench keys set “{tenant.name}”")
    return HELD


def _remove(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.name)
    if tenant.is_sandbox:
        raise Stop("the Sandbox is part of the workbench and stays.")
    workbench.tenants().remove(tenant.id)
    say(f"Removed {tenant.name}. Its history stays.")
    return HELD
