"""``workbench run``: does everything that is expected hold?"""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.cli.common import find_tenant, key_from_environment
from workbench.cli.exits import Stop
from workbench.cli.running import run_experiment
from workbench.cli.saved import open_persona, read_values
from workbench.cli.streams import say
from workbench.collections import CollectionError
from workbench.usecases import Workbench
from workbench.usecases.compare_options import compare_in
from workbench.usecases.runs.suite import Suite


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    values = read_values(args.value)
    try:
        suite = Suite.gathered(
            args.path,
            tenant,
            personas=tuple(open_persona(name) for name in args.persona),
            rows=args.data,
            compare=compare_in(workbench),
            layers=(values,) if values.values else (),
        )
    except CollectionError as wrong:
        raise Stop(str(wrong)) from None
    for broken in suite.plan.broken:
        say(f"workbench: {broken.why}")
    if not suite.planned and not suite.plan.broken:
        raise Stop(f"{Path(args.path)} holds no saved request, so there is nothing to run.")
    return run_experiment(args, workbench, suite, key=key_from_environment(args.client_key_env))
