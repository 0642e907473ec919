"""``workbench matrix``: who gets what, and what decides it?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.asked import Asked, open_target, read_asked
from workbench.cli.common import find_tenant
from workbench.cli.exits import Stop
from workbench.cli.find_variant import selector_of, usual_selector
from workbench.cli.running import run_experiment
from workbench.cli.saved import Opened, is_saved_file, open_persona
from workbench.cli.streams import say
from workbench.domain import Tenant
from workbench.domain.placeholders import Layer
from workbench.experiments.matrix_table import MatrixTable
from workbench.history import RunState
from workbench.usecases import Workbench
from workbench.usecases.runs.matrix import Matrix
from workbench.usecases.runs.run import Finished

if TYPE_CHECKING:
    from workbench.collections.matrix_file import MatrixFile

_LISTS = {"channels": "channel", "languages": "language", "currencies": "currency", "points_of_sale": "point_of_sale"}


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    from workbench.collections.matrix_file import MATRIX_SUFFIX, read_baseline, read_matrix

    is_file = args.path.endswith(MATRIX_SUFFIX)
    file = read_matrix(Path(args.path)) if is_file else None
    tenants = tuple(find_tenant(workbench, name) for name in (args.tenant or (file.tenants if file else ()) or ("sandbox",)))
    asked = _asked(args, file)
    matrix = _matrix(args, workbench, asked, file, tenants)
    kept = read_baseline(Path(args.path)) if is_file and not args.approve else None
    if kept is not None:
        if kept[0] != matrix.dimensions:
            raise Stop(
                f"the approved results vary {', '.join(kept[0])}, this matrix varies {', '.join(matrix.dimensions)}; approve it again with --approve."
            )
        matrix = replace(matrix, baseline=kept[1])
    if args.approve and not is_file:
        raise Stop(f"--approve keeps the results beside a FILE{MATRIX_SUFFIX}; {args.path} is none.")
    if not args.approve:
        return run_experiment(args, workbench, matrix, key=asked.key)
    return run_experiment(args, workbench, matrix, key=asked.key, on_finished=lambda finished: _approve(Path(args.path), matrix, finished))


def _approve(path: Path, matrix: Matrix, finished: Finished) -> None:
    from workbench.collections.matrix_file import write_baseline

    table = finished.tally
    assert isinstance(table, MatrixTable)
    if finished.state is not RunState.DONE:
        raise Stop("the run is not complete, so nothing was approved.")
    kept = write_baseline(path, matrix.dimensions, {key: cell.label for key, cell in table.cells.items()})
    say(f"{kept} approved")


def _matrix(args: argparse.Namespace, workbench: Workbench, asked: Asked, file: MatrixFile | None, tenants: tuple[Tenant, ...]) -> Matrix:
    lists = {name: _list(getattr(args, option)) or (file.lists.get(name, ()) if file else ()) for name, option in _LISTS.items()}
    friendly_ids = tuple(args.friendly_id) or (file.lists["friendly_ids"] if file else ())
    personas = tuple(open_persona(name) for name in args.persona) or (file.personas if file else ())
    selector = selector_of(args, file.variant if file else None, asked.opened.variant) or usual_selector(
        workbench, tenants[0], asked.request
    )
    return Matrix(
        asked.request,
        tenants,
        selector,
        friendly_ids,
        personas,
        lists["channels"],
        lists["languages"],
        lists["currencies"],
        lists["points_of_sale"],
        times=args.times or (file.times if file else 1),
        new_guest=args.new_guests or (file.new_guest if file else False),
        layers=asked.layers,
        name=file.name if file else "",
    )


def _asked(args: argparse.Namespace, file: MatrixFile | None) -> Asked:
    if file is not None:
        opened = open_target(str(file.request_path)) if file.request_path is not None else Opened(file.request, Layer("this matrix"))
    elif is_saved_file(args.path):
        opened = open_target(args.path)
    elif Path(args.path).exists():
        raise Stop(f"{args.path}: expected a FILE.matrix.toml, a FILE.request.toml or a friendly ID.")
    else:
        opened = open_target(args.path)
    bare = argparse.Namespace(**(vars(args) | {"persona": None, "channel": "", "language": "", "currency": "", "point_of_sale": ""}))
    return read_asked(bare, None, opened)


def _list(texts: Sequence[str]) -> tuple[str, ...]:
    """Repeated, or with commas between: ``--language EN,DE``."""
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())
