"""``workbench split``: is the split as planned?"""

from __future__ import annotations

import argparse
from dataclasses import replace

from workbench.cli.asked import open_target, read_asked
from workbench.cli.common import find_tenant
from workbench.cli.exits import Stop
from workbench.cli.find_variant import selector_of, usual_selector
from workbench.cli.running import run_experiment
from workbench.cli.streams import say
from workbench.experiments import SplitPlan, SplitPlanError
from workbench.experiments.split import Method, SplitDesign
from workbench.usecases import Workbench
from workbench.usecases.runs.errors import PlanError
from workbench.usecases.runs.guests import Guests
from workbench.usecases.runs.split_check import SplitCheck


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant = find_tenant(workbench, args.tenant)
    opened = open_target(args.target)
    asked = read_asked(args, tenant, opened)
    selector = selector_of(args, opened.variant) or usual_selector(workbench, tenant, asked.request)
    try:
        design = SplitDesign(
            SplitPlan.parse(args.expect),
            args.visitors,
            Method(args.method),
            args.allocation / 100,
            args.alpha,
            args.deviation / 100,
            stop_early=not args.fixed,
        )
        guests = _guests(args)
    except (SplitPlanError, PlanError) as wrong:
        raise Stop(str(wrong)) from None
    for note in design.notes():
        say(note)
    check = SplitCheck(replace(asked.request, identity=None), tenant, selector, design, guests, asked.layers)
    return run_experiment(args, workbench, check, key=asked.key)


def _guests(args: argparse.Namespace) -> Guests:
    provider, _, identifier = args.guest_identifier.partition("=")
    guests = Guests(email=args.guest_email, provider=provider, identifier=identifier)
    guests.check()
    return guests
