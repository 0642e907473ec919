"""``workbench keys``: the client key, to and from the keychain.  It is never an argument."""

from __future__ import annotations

import argparse
import asyncio
import sys
from getpass import getpass

from workbench.cli.common import find_tenant, headless_keys, quoted, two_ways_to_give_a_key
from workbench.cli.exits import HELD, KEYCHAIN, Stop
from workbench.cli.streams import emit, printable, say
from workbench.domain import Secret, SecretKind, Tenant, check_client_key
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    if tenant.is_sandbox:
        raise Stop("the Sandbox needs no key.")
    return asyncio.run({"set": _set, "status": _status, "delete": _delete}[args.action](tenant, workbench))


async def _set(tenant: Tenant, workbench: Workbench) -> int:
    from workbench.usecases.send import refuse_errors

    secret = _read(tenant)
    problems = check_client_key(secret)
    refuse_errors(problems)
    for problem in problems:
        say(f"workbench: {problem}")
    await headless_keys(workbench).set(tenant, SecretKind.CLIENT_KEY, secret)
    say(f"The client key of {tenant.name} is in the keychain.")
    return HELD


async def _status(tenant: Tenant, workbench: Workbench) -> int:
    """Asks nobody anything: a locked keychain is left locked."""
    from workbench.keychain import KeychainState

    keys = headless_keys(workbench)
    status = await keys.status()
    say(status.sentence)
    if status.state not in (KeychainState.READY, KeychainState.EMPTY):
        noted = "a client key was stored" if SecretKind.CLIENT_KEY in tenant.keys else "no client key was stored from here"
        emit(printable(f"{tenant.name}: {noted}; the keychain cannot be looked into"))
        say(two_ways_to_give_a_key(tenant.name))
        return KEYCHAIN
    secret = await keys.client_key(tenant) if status.state is KeychainState.READY else None
    emit(printable(f"{tenant.name}: {'client key stored' if secret else 'no client key'}"))
    return HELD if secret else KEYCHAIN


async def _delete(tenant: Tenant, workbench: Workbench) -> int:
    await headless_keys(workbench).delete(tenant, SecretKind.CLIENT_KEY)
    say(f"The keychain holds no client key of {tenant.name} any more.")
    return HELD


def _read(tenant: Tenant) -> Secret:
    """From a prompt that shows nothing, or from stdin."""
    try:
        text = getpass("Client key: ") if sys.stdin.isatty() else sys.stdin.readline()
    except EOFError:
        text = ""
    except UnicodeDecodeError:
        raise Stop("what was given is no text, so it is no key.") from None
    if not text.strip():
        raise Stop(f"no key was given. Type it at the prompt, or pipe it in:  workbench keys set {quoted(tenant.name)} < FILE")
    return Secret(text.strip())
