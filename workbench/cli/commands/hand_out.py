"""``workbench export``: a collection, a folder of it or one request as a file for another tool.  No key is in it."""

from __future__ import annotations

import argparse
import sys

from workbench.cli.common import find_tenant
from workbench.cli.exits import HELD, Stop
from workbench.cli.streams import emit_bytes, printable, say
from workbench.collections import Collection, find_collection
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
    made = hand_out(Collection.open(folder), path, form, tenant, app_version=workbench.app_version)
    for note in made.notes:
        say(printable(note))
    if args.to is not None:
        try:
            atomic_write(args.to, made.data)
        except OSError as problem:
            raise Stop(f"{args.to} cannot be written: {problem.strerror}.") from None
        say(printable(f"Written: {args.to}"))
        return HELD
    if form is ExportForm.BUNDLE and sys.stdout.isatty():
        raise Stop(f"a zip file is not for a terminal; add --to {made.suggested_name}")
    emit_bytes(made.data)
    return HELD
