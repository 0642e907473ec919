"""``workbench keys``: the client key, to and from the keychain.  It is never an argument."""

from __future__ import annotations

import argparse
import asyncio
import sys
from getpass import getpass

from workbench.cli.common import find_tenant, say
from workbench.cli.exits import HELD, KEYCHAIN, Stop
from workbench.domain import Secret, SecretKind, Tenant, check_client_key
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    if tenant.is_sandbox:
        raise Stop("the Sandbox needs no key.")
    return asyncio.run({"set": _set, "status": _status, "delete": _delete}[args.action](tenant, workbench))


async def _set(tenant: Tenant, workbench: Workbench) -> int:
    from workbench.usecases.send import refuse_errors

    secret = _read()
    problems = check_client_key(secret)
    refuse_errors(problems)
    for problem in problems:
        say(f"workbench: {problem}")
    await workbench.keys().set(tenant, SecretKind.CLIENT_KEY, secret)
    say(f"The client key of {tenant.name} is in the keychain.")
    return HELD


async def _status(tenant: Tenant, workbench: Workbench) -> int:
    status = await workbench.keys().status()
    say(status.sentence)
    secret = await workbench.keys().client_key(tenant)
    print(f"{tenant.name}: {'client key stored' if secret else 'no client key'}")
    return HELD if secret else KEYCHAIN


async def _delete(tenant: Tenant, workbench: Workbench) -> int:
    await workbench.keys().delete(tenant, SecretKind.CLIENT_KEY)
    say(f"The keychain holds no client key of {tenant.name} any more.")
    return HELD


def _read() -> Secret:
    """From a prompt that shows nothing, or from stdin."""
    text = getpass("Client key: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not text.strip():
        raise Stop("no key was given. Type it at the prompt, or pipe it in: workbench keys set TENANT < FILE")
    return Secret(text.strip())
