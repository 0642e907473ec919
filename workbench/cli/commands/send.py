"""``workbench send``: one flow, or one event, once."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.cli.asked import open_target, read_asked
from workbench.cli.common import confirm, find_tenant, headless_keys, open_history, say_all, two_ways_to_give_a_key
from workbench.cli.exits import FAILED, INTERRUPTED, NOTHING_CAME, Stop
from workbench.cli.output import show_exchange
from workbench.cli.streams import say
from workbench.domain import (
    BrowserId,
    FailureKind,
    FlowRequest,
    InvalidInput,
    Recorded,
    Secret,
    StreamEvent,
    Tenant,
    check_event,
    check_request,
)
from workbench.domain.builtins import EXAMPLE_BROWSER_ID, NEW_BROWSER_ID, Made
from workbench.domain.event import of_event
from workbench.domain.placeholders import Layer
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.settings import Settings

_REAL_EVENT = "An event sent to “{name}” is real: it is recorded on the guest, and flows see it."
_REAL = "A call to “{name}” is a real execution: it is recorded on the guest and counts in analytics."
_SECRET_IN_CI = "Without a keychain, as in CI, put it in an environment variable:  workbench send … --secret-env NAME=VAR"  # noqa: S105


@dataclass(frozen=True, slots=True)
class _Call:
    """What is to be sent, as typed, with what stands for its placeholders; ``made`` is decided once, for the checks and the call."""

    request: FlowRequest
    layers: tuple[Layer, ...]
    made: Made
    is_event: bool
    key: Secret | None
    secrets: Mapping[str, Secret]


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    call = _call(args, tenant)
    _check(call, tenant, new_browser_id=args.new_browser_id)
    if not tenant.acknowledged:
        confirm((_REAL_EVENT if call.is_event else _REAL).format(name=tenant.name), yes=args.yes)
        if not args.yes:
            workbench.tenants().update(replace(tenant, acknowledged=True))
    settings = workbench.settings_store().load()
    say_all(workbench.settings_store().notices)
    try:
        recorded = asyncio.run(_send(args, workbench, settings, tenant, call))
    except InvalidInput as invalid:
        if call.key is None and any(problem.field == "Client key" for problem in invalid.problems):
            raise Stop(f"{_lines(invalid)}\n{two_ways_to_give_a_key(tenant.name)}") from None
        if any(problem.field == "Secret" for problem in invalid.problems):
            raise Stop(f"{_lines(invalid)}\n{_SECRET_IN_CI}") from None
        raise
    code = show_exchange(recorded, args.format)
    _tidy(workbench, settings, recorded.number)
    return code


async def _send(args: argparse.Namespace, workbench: Workbench, settings: Settings, tenant: Tenant, call: _Call) -> Recorded:
    request = call.request
    options = workbench.call_options(settings, **({"total_timeout": args.timeout, "read_timeout": 0.0} if args.timeout else {}))
    keys = headless_keys(workbench)
    for name, secret in call.secrets.items():
        await keys.set_named(tenant, name, secret, session_only=True)
    try:
        if args.new_browser_id:
            came = await workbench.new_browser_id()(tenant, options, client_key=call.key)
            if not came.browser_id:
                raise Stop(f"no new browser ID: {came.why} (#{came.recorded.number})", _code_without_browser_id(came.recorded))
            request = replace(request, identity=BrowserId(came.browser_id))
            say(f"New browser ID {came.browser_id}")
        if call.is_event:
            event = StreamEvent.of_request(request)
            return await workbench.send_event()(event, tenant, options, client_key=call.key, layers=call.layers, made=call.made)
        return await workbench.send()(request, tenant, options, client_key=call.key, layers=call.layers, made=call.made)
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


def _call(args: argparse.Namespace, tenant: Tenant) -> _Call:
    opened = open_target(args.target)
    if opened.is_event:
        _refuse_what_no_event_has(args)
    asked = read_asked(args, tenant, opened)
    if asked.request.identity is None and not args.new_browser_id:
        if opened.is_event:
            raise Stop("the event has no browser ID; give it one with --browser-id or --new-browser-id.")
        who = "--browser-id, --new-browser-id, --email, --identifier or --persona"
        raise Stop(f"an identity is required; give it with one of {who}.")
    return _Call(asked.request, asked.layers, Made.fresh(), opened.is_event, asked.key, asked.secrets)


def _refuse_what_no_event_has(args: argparse.Namespace) -> None:
    """An event is of the guest behind a browser ID, and says everything else in its own fields."""
    options = {
        "--email": args.email,
        "--identifier": args.identifier,
        "--persona": args.persona,
        "--params": args.params,
        "--extra": args.extra,
    }
    for option, given in options.items():
        if given:
            raise Stop(f"{option}: an event takes no such option. Change the file, or its values with --value NAME=VALUE.")


def _check(call: _Call, tenant: Tenant, *, new_browser_id: bool) -> None:
    """Warnings are said and sent anyway; errors end it before a browser ID is asked for."""
    from workbench.usecases.record import refuse_errors
    from workbench.usecases.resolve import resolve_for

    probe = replace(call.request, identity=BrowserId(EXAMPLE_BROWSER_ID)) if new_browser_id else call.request
    found = resolve_for(probe, tenant, call.layers, call.made)
    refuse_errors(tuple(map(of_event, found.problems)) if call.is_event else found.problems)
    filled = found.finish({NEW_BROWSER_ID: EXAMPLE_BROWSER_ID})
    known = tenant.points_of_sale
    problems = check_event(StreamEvent.of_request(filled), known) if call.is_event else check_request(filled, known)
    for problem in problems:
        if not problem.is_error:
            say(f"workbench: {problem}")
    refuse_errors(problems)
