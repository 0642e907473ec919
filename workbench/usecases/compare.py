"""Compare: two responses, structurally, with the differences a person can read."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain import Recorded
from workbench.inspect import Diff, Document, diff, read


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents and how they differ; lines are those of the documents."""

    left: Document
    right: Document
    difference: Diff


def compare_bodies(left: bytes, left_type: str, right: bytes, right_type: str) -> Comparison:
    """Read and compare two bodies.  Takes time with their size: call it on a worker thread."""
    return compare_documents(read(left, left_type), read(right, right_type))


def compare_documents(left: Document, right: Document) -> Comparison:
    return Comparison(left, right, diff(left, right))


def compare_recorded(left: Recorded, right: Recorded) -> Comparison:
    """Two exchanges; a failure counts as an empty body."""
    return compare_bodies(*_body(left), *_body(right))


def _body(recorded: Recorded) -> tuple[bytes, str]:
    response = recorded.exchange.response
    return (response.body, response.content_type) if response is not None else (b"", "")
