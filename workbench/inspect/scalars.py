"""Whether two scalars are the same, or would be but for what the options leave out of account."""

from __future__ import annotations

from decimal import Context, Decimal, InvalidOperation
from enum import Enum

from workbench.inspect.nodes import plain
from workbench.inspect.options import DiffOptions, loosened

_EXACT = Context(prec=60, Emax=999_999, Emin=-999_999, traps=[])


class Likeness(Enum):
    """``HIDDEN`` is a difference that the options hide."""

    SAME = "same"
    HIDDEN = "hidden"
    DIFFERENT = "different"


def compare_scalars(kind: str, left: bytes, right: bytes, options: DiffOptions) -> Likeness:
    """Two scalars of the same kind as they are spelled; ``kind`` as :meth:`Side.kind` tells it."""
    if left == right:
        return Likeness.SAME
    if kind == '"':
        return _texts(left, right, options)
    if kind == "1" and options.tolerance > 0 and _near(left, right, options.tolerance):
        return Likeness.HIDDEN
    return Likeness.DIFFERENT


def _texts(left: bytes, right: bytes, options: DiffOptions) -> Likeness:
    loosely = options.ignore_case or options.ignore_whitespace
    if not loosely and b"\\" not in left and b"\\" not in right:
        return Likeness.DIFFERENT
    one, other = plain(left[1:-1]), plain(right[1:-1])
    if one == other:
        return Likeness.SAME
    return Likeness.HIDDEN if loosely and loosened(one, options) == loosened(other, options) else Likeness.DIFFERENT


def _near(left: bytes, right: bytes, tolerance: float) -> bool:
    try:
        apart = _EXACT.abs(_EXACT.subtract(Decimal(left.decode()), Decimal(right.decode())))
        return apart.is_finite() and apart <= Decimal(repr(tolerance))
    except (InvalidOperation, ValueError):
        return False
