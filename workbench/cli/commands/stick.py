"""``workbench stick``: does a guest always get the same variant?"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace

from workbench.cli.asked import open_target, read_asked, read_identifier
from workbench.cli.common import confirm, find_tenant, headless_keys
from workbench.cli.exits import NOTHING_CAME, Stop
from workbench.cli.find_variant import selector_of, usual_selector
from workbench.cli.running import run_experiment
from workbench.domain import BrowserId, Email, Identity, Secret, Tenant
from workbench.usecases import Workbench
from workbench.usecases.runs.differences import differences_in
from workbench.usecases.runs.stickiness import KnownGuest, Stickiness


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    opened = open_target(args.target)
    asked = read_asked(args, tenant, opened)
    selector = selector_of(args, opened.variant) or usual_selector(workbench, tenant, asked.request)
    guests = _guests(args) + _new_guests(args, workbench, tenant, asked.key)
    if not guests:
        raise Stop("whose? Give guests with --browser-id, --email or --identifier, each repeatable, or --new-guests N.")
    request = replace(asked.request, identity=None, point_of_sale="" if args.point_of_sale else asked.request.point_of_sale)
    places = tuple(args.point_of_sale)
    check = Stickiness(request, tenant, selector, guests, args.times, args.every, places, asked.layers, differences_in(workbench.history))
    return run_experiment(args, workbench, check, key=asked.key)


def _guests(args: argparse.Namespace) -> tuple[KnownGuest, ...]:
    identities: list[Identity] = [BrowserId(value) for value in args.browser_id]
    identities += [Email(value) for value in args.email]
    identities += [read_identifier(value) for value in args.identifier]
    if args.same_guest and identities:
        return (KnownGuest("the guest", tuple(identities)),)
    return tuple(KnownGuest(str(identity), (identity,)) for identity in identities)


def _new_guests(args: argparse.Namespace, workbench: Workbench, tenant: Tenant, key: Secret | None) -> tuple[KnownGuest, ...]:
    """Fresh anonymous guests, made before the run: they are the same ones in every round."""
    if not args.new_guests:
        return ()
    if not tenant.is_sandbox:
        confirm(f"{args.new_guests} anonymous guests will be made in “{tenant.name}”.", yes=args.yes)
    options = workbench.call_options(workbench.settings_store().load())
    headless_keys(workbench)

    async def make() -> tuple[KnownGuest, ...]:
        made = []
        try:
            for number in range(args.new_guests):
                came = await workbench.new_browser_id()(tenant, options, client_key=key)
                if not came.browser_id:
                    raise Stop(f"no new browser ID: {came.why} (#{came.recorded.number})", NOTHING_CAME)
                made.append(KnownGuest(f"Guest {number + 1}", (BrowserId(came.browser_id),)))
        finally:
            await workbench.close_client()
        return tuple(made)

    return asyncio.run(make())
