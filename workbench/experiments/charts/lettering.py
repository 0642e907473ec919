"""How much room text takes, without a font: widths of DejaVu Sans, the widest of the usual sans-serifs, so that text is never cut off.

With a narrower font (Segoe UI, Helvetica, Roboto) there is a little more air; nothing overlaps.
"""

from __future__ import annotations

import unicodedata

from workbench.experiments.printable import one_line

BOLD = 1.28
"""How much wider bold is at most, letter by letter."""
_ASCII = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337,
    838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989,
    685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
)  # fmt: skip
"""Thousandths of the font size, from space to tilde."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """At most this wide in units of the picture, with any usual sans-serif."""
    return sum(map(_advance, text)) * size / 1000 * (BOLD if bold else 1)


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """One line that is no wider than ``room``; what does not fit gives way to an ellipsis.  Empty where not even that fits."""
    text = one_line(text)
    if width_of(text[:4000], size, bold=bold) <= room and len(text) <= 4000:
        return text
    left = room - width_of("…", size, bold=bold)
    if left < 0:
        return ""
    taken = 0
    for character in text:
        left -= width_of(character, size, bold=bold)
        if left < 0:
            break
        taken += 1
    return text[:taken].rstrip().rstrip("\u200d") + "…"


def wrap(text: str, room: float, size: float, *, lines: int, bold: bool = False) -> tuple[str, ...]:
    """At most ``lines`` lines, broken at spaces where it can be; the last one ends in an ellipsis where there is more."""
    left = one_line(text)
    wrapped: list[str] = []
    while left and len(wrapped) < lines - 1 and width_of(left[:4000], size, bold=bold) > room:
        head = fit(left, room + width_of("…", size, bold=bold), size, bold=bold).removesuffix("…")
        if not head:
            break
        if " " in head and len(head) < len(left) and left[len(head)] != " ":
            head = head[: head.rindex(" ")]
        wrapped.append(head.rstrip())
        left = left[len(head) :].lstrip()
    if left and (last := fit(left, room, size, bold=bold)):
        wrapped.append(last)
    return tuple(wrapped)


def _advance(character: str) -> int:
    code = ord(character)
    if 32 <= code < 127:
        return _ASCII[code - 32]
    if code == 0xA0:
        return 318
    if code in (0x200C, 0x200D) or 0xFE00 <= code <= 0xFE0F:
        return 0
    if unicodedata.combining(character):
        # Nothing on its letter, but as wide as one where the font cannot place it there.
        return 650
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1100
    if 0xC0 <= code < 0x180:
        # Accented Latin letters are as wide as the letter below the accent, or a little more where it stands beside.
        base = unicodedata.normalize("NFD", character)[0]
        return _ASCII[ord(base) - 32] + 100 if 32 <= ord(base) < 127 else 1100
    # The widest of Greek, Cyrillic, Arabic and the signs; a few lavish letters (ﷺ, 𒐫) are wider, and rarer than a label needs.
    return 1100
