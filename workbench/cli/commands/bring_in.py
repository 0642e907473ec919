"""``workbench import``: what other tools exported becomes files of a collection, with a report of every item."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.cli.common import confirm, find_tenant, headless_keys
from workbench.cli.exits import HELD, Stop
from workbench.cli.streams import emit, printable, say
from workbench.collections import Collection, find_collection
from workbench.collections.incoming import ImportPlan, read_import
from workbench.usecases import Workbench
from workbench.usecases.bring_in import bring_in, counted, keep_keys

_MOST_BYTES = 64 * 2**20


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant) if args.tenant else None
    plan = read_import(args.file.name, _read(args.file))
    say(printable(plan.source))
    emit(*(printable(f"{note.fate.value:8}  {note.where}{f': {note.why}' if note.why else ''}") for note in plan.notes))
    what = counted(sum(1 for _ in plan.root.every_request()), sum(1 for _ in plan.root.every_event()))
    if not (plan.root.items or plan.root.values or plan.root.personas):
        raise Stop("there is nothing in it that could be imported.")
    confirm(f"{what} would be written below {args.into}.", yes=args.yes, refused="nothing was written.")
    brought = bring_in(plan, *_destination(args.into))
    say(printable(brought.change.what))
    _keys(plan, tenant.name if tenant is not None else "", workbench)
    return HELD


def _destination(folder: Path) -> tuple[Collection, Path]:
    """The collection a folder stands in; one that stands in none becomes one."""
    found = find_collection(folder.resolve())
    if found is None:
        return Collection.create(folder, folder.resolve().name), folder.resolve()
    return Collection.open(found), folder.resolve()


def _keys(plan: ImportPlan, tenant_name: str, workbench: Workbench) -> None:
    """One key for the tenant that was named, or a word on those that were found."""
    different = {key.secret for key in plan.keys}
    if not different:
        return
    if not tenant_name:
        say(
            f"{len(different)} client key{'s' if len(different) > 1 else ''} found and not kept. Give --tenant NAME to put one into its keychain."
        )
        return
    if len(different) > 1:
        raise Stop(
            f"{len(different)} different client keys were found, so none was kept. Store the right one with: workbench keys set {tenant_name}"
        )
    tenant = find_tenant(workbench, tenant_name)
    keep_keys(plan, {0: tenant}, headless_keys(workbench))
    say(f"The client key that was found is in the keychain, for {tenant.name}.")


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise Stop(f"{file} is larger than 64 MB, which no collection is.")
        return file.read_bytes()
    except OSError as problem:
        raise Stop(f"{file} cannot be read: {problem.strerror}.") from None
