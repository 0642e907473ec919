"""Numbers and lists as sentences have them."""

from __future__ import annotations

from collections.abc import Sequence

LISTED = 5


def percent(share: float, digits: int = 1) -> str:
    """``0.5`` → ``50 %``, ``0.125`` → ``12.5 %``."""
    text = f"{100 * share:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def points(share: float) -> str:
    """A difference of two shares, in percentage points."""
    text = f"{100 * share:.1f}".removesuffix(".0")
    return f"{text} point{'' if text == '1' else 's'}"


def small(p: float) -> str:
    """A p-value, as precise as it is worth."""
    if p >= 0.995:
        return "1"
    return f"{p:.2f}" if p >= 0.1 else f"{p:.3f}" if p >= 0.001 else f"{p:.1e}" if p >= 1e-12 else "below 1e-12"


def count(number: int, one: str, many: str = "") -> str:
    """``1 visitor``, ``2 visitors``, ``12,345 visitors``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = LISTED) -> str:
    """``A, B and C``; what is beyond ``most`` is counted."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def duration(seconds: float) -> str:
    """``45 s``, ``3 min``, ``2 h 5 min``."""
    if seconds < 100:
        return f"{seconds:.0f} s" if seconds >= 9.5 or seconds == int(seconds) else f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
