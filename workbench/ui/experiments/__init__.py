"""Experiments: matrix, split check, stickiness check and suite: planned, run and read."""

from workbench.ui.experiments.actions import ACTIONS

__all__ = ["ACTIONS"]
