"""What a comparison leaves out of account; all off by default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiffOptions:
    """What is not told as a difference; all off by default.

    ``ignore`` are patterns whose places are left out, with all that is below them.  ``tolerance`` is how far
    two numbers may be apart, absolutely; with 0 their spelling counts.  ``identities`` pairs the pattern of
    an array with the key that identifies its items, ``""`` for their position.
    """

    ignore: tuple[str, ...] = ()
    tolerance: float = 0
    ignore_case: bool = False
    ignore_whitespace: bool = False
    ignore_array_order: bool = False
    identities: tuple[tuple[str, str], ...] = ()


def loosened(text: str, options: DiffOptions) -> str:
    """A text less what the options leave out of account."""
    if options.ignore_whitespace:
        text = " ".join(text.split())
    return text.casefold() if options.ignore_case else text
