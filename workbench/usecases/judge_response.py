"""Judge one response that is on screen by what is expected of its request, saved or still in the form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain import Exchange
from workbench.domain.builtins import Made
from workbench.domain.expected import Expected
from workbench.domain.placeholders import Layer
from workbench.experiments.answer import Check
from workbench.inspect import DiffOptions
from workbench.usecases.fill_expectations import fill_expectations
from workbench.usecases.judge import Judge
from workbench.usecases.schema_files import SchemaFiles

if TYPE_CHECKING:
    from workbench.usecases.open_collections import OpenCollections


def judge_response(
    collections: OpenCollections,
    path: Path,
    expected: Expected,
    exchange: Exchange,
    layers: Sequence[Layer] = (),
    compare: DiffOptions | None = None,
) -> tuple[Check, ...]:
    """One check for each expectation, in their order.  ``path`` is the request's file, for its baseline, schemas and folders.

    ``layers`` are what placeholders in the expectations stand for.  Blocks.  Raises ``JudgeError`` for what cannot be judged,
    and ``CollectionError`` for a file beside it that cannot be read.
    """
    collection = collections.of(path)
    approved = collection.baseline(path)
    filled = fill_expectations(expected.expectations, layers, Made.fresh())
    judge = Judge(
        expected.variant or collection.variant(path),
        filled,
        baseline=approved.body if approved is not None else None,
        schemas=SchemaFiles(path, collection),
        compare=compare,
    )
    return judge.judge(exchange)[1]
