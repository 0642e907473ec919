"""A process that carries on with one run, or begins it, until it is done or killed; it prints a line for each answer."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

from workbench.domain import SANDBOX, FlowRequest, Secret
from workbench.domain.selector import ByPath
from workbench.experiments import SplitPlan
from workbench.experiments.split import SplitDesign
from workbench.personalize import CallOptions
from workbench.usecases import Places, Workbench
from workbench.usecases.runs.answers import IN_DOUBT, walk
from workbench.usecases.runs.guests import Guests
from workbench.usecases.runs.job import Limits
from workbench.usecases.runs.split_check import SplitCheck


def main() -> None:
    home = Path(os.environ["RUN_HOME"])
    workbench = Workbench(Places(home, home, home, home, home), "1.0")
    tenant = replace(SANDBOX, id="acme", name="Acme", base_url=os.environ["TRUTHS"], points_of_sale=("ie",))
    design = SplitDesign(SplitPlan.parse("A=99,B=1"), 150, stop_early=False)
    check = SplitCheck(FlowRequest("home_hero"), tenant, ByPath("$.variantName"), design, Guests(email="qa{n}@example.com"))
    runs = workbench.history().runs
    before = runs.latest(1)
    work = workbench.run_experiment()(
        check,
        Limits(jobs=4),
        CallOptions(total_timeout=10),
        client_keys={"acme": Secret("a-key-of-this-test")},
        resume=before[0].number if before else None,
        on_answer=lambda answer, tally: print(answer.place, flush=True),
    )
    finished = asyncio.run(work)
    answers = list(walk(runs, finished.number))
    doubtful = sum(answer.failure == IN_DOUBT for answer in answers)
    print(json.dumps({"places": [a.place for a in answers], "answered": len(answers) - doubtful, "doubtful": doubtful}))
    workbench.close()


if __name__ == "__main__":
    main()
