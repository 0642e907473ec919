"""``workbench completion``: a script for bash, zsh or tcsh."""

from __future__ import annotations

import argparse

from workbench.cli.exits import HELD
from workbench.cli.parser import build_parser
from workbench.cli.streams import emit
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    import shtab

    emit(shtab.complete(build_parser(workbench.app_version), shell=args.shell))
    return HELD
