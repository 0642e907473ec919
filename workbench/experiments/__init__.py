"""Experiment maths and judgement: pure functions over counts, each with its source, honest about what it cannot say.

No clock, no network, no file: a plan and what was counted go in, numbers and sentences come out.
"""

from workbench.experiments.chi_squared import ChiSquared, chi_squared
from workbench.experiments.intervals import Interval, always_valid_interval, wilson_interval
from workbench.experiments.plan import SplitPlan, SplitPlanError
from workbench.experiments.sample_size import visitors_at_once, visitors_in_sequence
from workbench.experiments.sequential import SequentialTest

__all__ = [
    "ChiSquared",
    "Interval",
    "SequentialTest",
    "SplitPlan",
    "SplitPlanError",
    "always_valid_interval",
    "chi_squared",
    "visitors_at_once",
    "visitors_in_sequence",
    "wilson_interval",
]
