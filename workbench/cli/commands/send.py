"""``workbench send``: one flow, once."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.cli.common import (
    confirm,
    find_tenant,
    headless_keys,
    key_from_environment,
    open_history,
    read_object,
    say_all,
    two_ways_to_give_a_key,
)
from workbench.cli.exits import FAILED, INTERRUPTED, NOTHING_CAME, Stop
from workbench.cli.output import show_exchange
from workbench.cli.streams import say
from workbench.domain import (
    BrowserId,
    Email,
    FailureKind,
    FlowRequest,
    Identifiers,
    Identity,
    InvalidInput,
    Recorded,
    Secret,
    Tenant,
    check_request,
    fill_defaults,
)
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.settings import Settings

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
    settings = workbench.settings_store().load()
    say_all(workbench.settings_store().notices)
    try:
        recorded = asyncio.run(_send(args, workbench, settings, tenant, request, key))
    except InvalidInput as invalid:
        if key is None and any(problem.field == "Client key" for problem in invalid.problems):
            raise Stop(f"{_lines(invalid)}\n{two_ways_to_give_a_key(tenant.name)}") from None
        raise
    code = show_exchange(recorded, args.format)
    _tidy(workbench, settings, recorded.number)
    return code


async def _send(
    args: argparse.Namespace, workbench: Workbench, settings: Settings, tenant: Tenant, request: FlowRequest, key: Secret | None
) -> Recorded:
    options = workbench.call_options(settings, **({"total_timeout": args.timeout, "read_timeout": 0.0} if args.timeout else {}))
    headless_keys(workbench)
    try:
        if args.new_browser_id:
            came = await workbench.new_browser_id()(tenant, options, client_key=key)
            if not came.browser_id:
                raise Stop(f"no new browser ID: {came.why} (#{came.recorded.number})", _code_without_browser_id(came.recorded))
            request = replace(request, identity=BrowserId(came.browser_id))
            say(f"New browser ID {came.browser_id}")
        return await workbench.send()(request, tenant, options, client_key=key)
    finally:
        await workbench.close_client()


def _code_without_browser_id(recorded: Recorded) -> int:
    failure = recorded.exchange.failure
    if failure is None:
        return FAILED
    return INTERRUPTED if failure.kind is FailureKind.CANCELLED else NOTHING_CAME


def _lines(invalid: InvalidInput) -> str:
    return "\nworkbench: ".join(str(problem) for problem in invalid.problems)


def _tidy(workbench: Workbench, settings: Settings, number: int) -> None:
    """What the window does to the history at its start, for those who never open one.  It costs nothing while there is room."""
    from workbench.history import HistoryError, Query, Retention

    most, size = settings.history_max_count, settings.history_max_mb * 2**20
    try:
        history = open_history(workbench)
        # Numbers are given once, so there are never more exchanges than the last number.
        too_many = most and number > most and history.count(Query()) > most
        too_large = size and history.path.stat().st_size > size
        if too_many or too_large:
            history.prune(Retention(most if too_many else None, size if too_large else None))
    except HistoryError as problem:  # the exchange itself is safe
        say(f"workbench: {problem}")


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
