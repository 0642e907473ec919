"""``workbench keys``: the client key and named secrets, to and from the keychain.  They are never an argument."""

from __future__ import annotations

import argparse
import asyncio
import sys
from getpass import getpass

from workbench.cli.common import find_tenant, headless_keys, quoted, two_ways_to_give_a_key
from workbench.cli.exits import HELD, KEYCHAIN, Stop
from workbench.cli.streams import emit, printable, say
from workbench.domain import Secret, SecretKind, Tenant, check_client_key
from workbench.domain.texts import shown
from workbench.domain.values import is_name
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    if tenant.is_sandbox:
        raise Stop("the Sandbox needs no key, and the secrets it has are shipped: " + ", ".join(tenant.secrets) + ".")
    if args.secret is not None and not is_name(args.secret):
        raise Stop(f"--secret {shown(args.secret)}: a name has letters, digits, _, - and . only, at most 100.")
    return asyncio.run({"set": _set, "status": _status, "delete": _delete}[args.action](tenant, args.secret, workbench))


async def _set(tenant: Tenant, name: str | None, workbench: Workbench) -> int:
    from workbench.usecases.record import refuse_errors

    keys = headless_keys(workbench)
    if name is not None:
        await keys.set_named(tenant, name, _read(tenant, name))
        say(f"The secret {name} of {tenant.name} is in the keychain. Refer to it with {{{{secret:{name}}}}}.")
        return HELD
    secret = _read(tenant)
    problems = check_client_key(secret)
    refuse_errors(problems)
    for problem in problems:
        say(f"workbench: {problem}")
    await keys.set(tenant, SecretKind.CLIENT_KEY, secret)
    say(f"The client key of {tenant.name} is in the keychain.")
    return HELD


async def _status(tenant: Tenant, name: str | None, workbench: Workbench) -> int:
    """Asks nobody anything: a locked keychain is left locked."""
    from workbench.keychain import KeychainState

    keys = headless_keys(workbench)
    status = await keys.status()
    say(status.sentence)
    names = (name,) if name is not None else tenant.secrets
    if status.state not in (KeychainState.READY, KeychainState.EMPTY):
        if name is None:
            noted = "a client key was stored" if SecretKind.CLIENT_KEY in tenant.keys else "no client key was stored from here"
            emit(printable(f"{tenant.name}: {noted}; the keychain cannot be looked into"))
        for each in names:
            noted = "was stored" if each in tenant.secrets else "was not stored from here"
            emit(printable(f"{tenant.name}: secret {each} {noted}; the keychain cannot be looked into"))
        say(two_ways_to_give_a_key(tenant.name))
        return KEYCHAIN
    is_ready = status.state is KeychainState.READY
    found = bool(is_ready and name is None and await keys.client_key(tenant))
    if name is None:
        emit(printable(f"{tenant.name}: {'client key stored' if found else 'no client key'}"))
    for each in names:
        is_there = bool(is_ready and await keys.named_secret(tenant, each))
        emit(printable(f"{tenant.name}: {'' if is_there else 'no '}secret {each}{' stored' if is_there else ''}"))
        found = is_there if name is not None else found
    return HELD if found else KEYCHAIN


async def _delete(tenant: Tenant, name: str | None, workbench: Workbench) -> int:
    keys = headless_keys(workbench)
    if name is not None:
        await keys.delete_named(tenant, name)
        say(f"The keychain holds no secret {name} of {tenant.name} any more.")
        return HELD
    await keys.delete(tenant, SecretKind.CLIENT_KEY)
    say(f"The keychain holds no client key of {tenant.name} any more.")
    return HELD


def _read(tenant: Tenant, name: str = "") -> Secret:
    """From a prompt that shows nothing, or from stdin."""
    try:
        text = getpass(f"Secret {name}: " if name else "Client key: ") if sys.stdin.isatty() else sys.stdin.readline()
    except EOFError:
        text = ""
    except UnicodeDecodeError:
        raise Stop("what was given is no text, so it is no key.") from None
    if not text.strip():
        option = f" --secret {quoted(name)}" if name else ""
        raise Stop(f"no key was given. Type it at the prompt, or pipe it in:  workbench keys set {quoted(tenant.name)}{option} < FILE")
    return Secret(text.strip())
