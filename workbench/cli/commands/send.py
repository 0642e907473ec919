"""``workbench send``: one flow, once."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace

from workbench.cli.common import confirm, find_tenant, key_from_environment, read_object, say
from workbench.cli.exits import FAILED, NOTHING_CAME, Stop
from workbench.cli.output import show_exchange
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity, Recorded, Secret, Tenant, check_request, fill_defaults
from workbench.usecases import Workbench

_REAL = "A call to “{name}” is a real execution: it is recorded on the guest and counts in analytics."


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    request = _request(args)
    key = key_from_environment(args.client_key_env)
    _check(request, tenant, new_browser_id=args.new_browser_id)
    if not tenant.acknowledged:
        confirm(_REAL.format(name=tenant.name), yes=args.yes)
        if not args.yes:
            workbench.tenants().update(replace(tenant, acknowledged=True))
    recorded = asyncio.run(_send(args, workbench, tenant, request, key))
    return show_exchange(recorded, args.format)


async def _send(args: argparse.Namespace, workbench: Workbench, tenant: Tenant, request: FlowRequest, key: Secret | None) -> Recorded:
    settings = workbench.settings_store().load()
    options = workbench.call_options(settings, **({"total_timeout": args.timeout} if args.timeout else {}))
    try:
        if args.new_browser_id:
            came = await workbench.new_browser_id()(tenant, options, client_key=key)
            if not came.browser_id:
                code = NOTHING_CAME if came.recorded.exchange.failure is not None else FAILED
                raise Stop(f"no new browser ID: {came.why} (#{came.recorded.number})", code)
            request = replace(request, identity=BrowserId(came.browser_id))
            say(f"New browser ID {came.browser_id}")
        return await workbench.send()(request, tenant, options, client_key=key)
    finally:
        await workbench.close_client()


def _request(args: argparse.Namespace) -> FlowRequest:
    return FlowRequest(
        friendly_id=args.friendly_id,
        channel=args.channel,
        language=args.language,
        currency_code=args.currency,
        point_of_sale=args.point_of_sale,
        identity=_identity(args),
        params=read_object(args.params, "--params"),
        extra=read_object(args.extra, "--extra"),
    )


def _identity(args: argparse.Namespace) -> Identity | None:
    if args.browser_id is not None:
        return BrowserId(args.browser_id)
    if args.email is not None:
        return Email(args.email)
    if args.identifier is not None:
        provider, equals, id_ = args.identifier.partition("=")
        if not equals:
            raise Stop(f"--identifier {args.identifier}: write it as PROVIDER=ID, for example CRM=12345.")
        return Identifiers(provider, id_)
    return None


def _check(request: FlowRequest, tenant: Tenant, *, new_browser_id: bool) -> None:
    """Warnings are said and sent anyway; errors end it before a browser ID is asked for."""
    probe = replace(request, identity=BrowserId("00000000-0000-4000-8000-000000000000")) if new_browser_id else request
    problems = check_request(fill_defaults(probe, tenant), tenant.points_of_sale)
    for problem in problems:
        if not problem.is_error:
            say(f"workbench: {problem}")
    from workbench.usecases.send import refuse_errors

    refuse_errors(problems)
