"""Places of a plan, kept as one bit each: those of a hundred thousand calls take 12 kB, and packed into a plan less."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

BEYOND = 100_000_000
"""No plan has such a place; a damaged file may name one, and would take gigabytes."""


@dataclass(slots=True)
class PlaceSet:
    """Grows to the highest place; what is added comes out in the order of the plan."""

    bits: bytearray = field(default_factory=bytearray, repr=False)

    @classmethod
    def of(cls, places: Iterable[int]) -> Self:
        made = cls()
        for place in places:
            made.add(place)
        return made

    def add(self, place: int) -> None:
        """Raises :class:`ValueError` for what is no place of any plan."""
        if not 0 <= place < BEYOND:
            raise ValueError(f"{place} is no place of a plan")
        at, bit = divmod(place, 8)
        if at >= len(self.bits):
            self.bits.extend(bytes(at + 1 - len(self.bits)))
        self.bits[at] |= 1 << bit

    def __contains__(self, place: int) -> bool:
        at, bit = divmod(place, 8)
        return at < len(self.bits) and bool(self.bits[at] >> bit & 1)

    def __iter__(self) -> Iterator[int]:
        return (8 * at + bit for at, eight in enumerate(self.bits) if eight for bit in range(8) if eight >> bit & 1)

    def __len__(self) -> int:
        return int.from_bytes(self.bits, "little").bit_count()

    def to_text(self) -> str:
        """For a plan."""
        return base64.b64encode(zlib.compress(self.bits, 9)).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Raises :class:`ValueError`."""
        unpacking = zlib.decompressobj()
        try:
            bits = unpacking.decompress(base64.b64decode(text, validate=True), BEYOND // 8)
        except zlib.error as wrong:
            raise ValueError(str(wrong)) from None
        if not unpacking.eof:
            raise ValueError("it is cut short, or names places of no plan")
        return cls(bytearray(bits))
