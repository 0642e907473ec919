"""``workbench export``: a collection, a folder of it or one request as a file for another tool.  No key is in it."""

from __future__ import annotations

import argparse
import asyncio
import sys

from workbench.cli.common import find_tenant, headless_keys, quoted
from workbench.cli.exits import HELD, Stop
from workbench.cli.streams import emit_bytes, printable, say
from workbench.collections import Collection, find_collection
from workbench.domain import Secret, SecretKind, Tenant
from workbench.domain.files import atomic_write
from workbench.usecases import Workbench
from workbench.usecases.hand_out import ExportForm, hand_out


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    path = args.path.resolve()
    folder = find_collection(path)
    if folder is None:
        raise Stop(f"{args.path} stands in no collection: there is no workbench.toml in it or above it.")
    form = ExportForm(args.form)
    tenant = find_tenant(workbench, args.tenant)
    made = hand_out(Collection.open(folder), path, form, tenant, keys=_known_keys(workbench, tenant), app_version=workbench.app_version)
    for note in made.notes:
        say(printable(note))
    if form is ExportForm.BUNDLE and args.to is None and sys.stdout.isatty():
        raise Stop(f"a zip file is not for a terminal; add --to {quoted(made.suggested_name)}")
    if args.to is not None:
        try:
            atomic_write(args.to, made.data)
        except OSError as problem:
            raise Stop(f"{args.to} cannot be written: {problem.strerror}.") from None
        say(printable(f"Written: {args.to}"))
        return HELD
    emit_bytes(made.data)
    return HELD


def _known_keys(workbench: Workbench, tenant: Tenant) -> list[Secret]:
    """The tenant's key, to make sure that nobody typed it into a file."""
    if tenant.is_sandbox or SecretKind.CLIENT_KEY not in tenant.keys:
        return []
    from workbench.keychain import KeychainError

    try:
        key = asyncio.run(headless_keys(workbench).client_key(tenant))
    except KeychainError as problem:
        say(f"It was not checked that the key of {tenant.name} is in none of the files: {problem}")
        return []
    return [key] if key is not None else []
