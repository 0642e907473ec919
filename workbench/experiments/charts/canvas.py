"""The pen: SVG as QtSvg and browsers draw it alike – attributes only, no classes, no clipping, baselines computed.

Every number written is finite, every text escaped and fitted into the room it has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from workbench.experiments.charts.lettering import fit
from workbench.experiments.charts.palette import Palette
from workbench.experiments.printable import one_line

PAD = 16.0
TITLE = 15.0
BODY = 13.0
SMALL = 11.5
NARROWEST = 240.0
WIDEST = 4000.0
_FARTHEST = 100_000.0
_DESCRIBED = 4_000
_CAPS = 0.36
"""From a text's middle down to its baseline, as a share of its size."""


def num(value: float) -> str:
    """A coordinate: finite, at most two places."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no place in a picture")
    text = f"{max(-_FARTHEST, min(_FARTHEST, value)):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Canvas:
    """Collects the parts of one picture, top to bottom; the height is known at the end."""

    def __init__(self, palette: Palette, width: float) -> None:
        self.palette = palette
        self.width = max(NARROWEST, min(WIDEST, width if math.isfinite(width) else 720.0))
        self._parts: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "none", round_by: float = 0, tip: str = ""
    ) -> None:
        rounded = f' rx="{num(round_by)}"' if round_by else ""
        edge = f' stroke="{stroke}" stroke-width="1"' if stroke != "none" else ""
        size = f'width="{num(max(0, width))}" height="{num(max(0, height))}"'
        start = f'<rect x="{num(x)}" y="{num(y)}" {size} fill="{fill}"{edge}{rounded}'
        self._parts.append(f"{start}><title>{escape(one_line(tip))}</title></rect>" if tip else f"{start}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, *, thick: float = 1, dashes: str = "") -> None:
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        ends = f'x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}"'
        self._parts.append(f'<line {ends} stroke="{stroke}" stroke-width="{num(thick)}"{dashed}/>')

    def polyline(self, points: Sequence[tuple[float, float]], stroke: str, *, thick: float = 2) -> None:
        joined = " ".join(f"{num(x)},{num(y)}" for x, y in points)
        look = f'fill="none" stroke="{stroke}" stroke-width="{num(thick)}" stroke-linejoin="round" stroke-linecap="round"'
        self._parts.append(f'<polyline points="{joined}" {look}/>')

    def path(self, steps: str, *, fill: str = "none", stroke: str = "none", thick: float = 1) -> None:
        edge = f' stroke="{stroke}" stroke-width="{num(thick)}"' if stroke != "none" else ""
        self._parts.append(f'<path d="{steps}" fill="{fill}"{edge}/>')

    def mark(self, shape: int, x: float, y: float, size: float, fill: str) -> None:
        """One of eight shapes that tell series apart without colour, with a rim of the ground's colour."""
        self.path(mark_path(shape, x, y, size), fill=fill, stroke=self.palette.ground, thick=1)

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        room: float,
        *,
        size: float = BODY,
        fill: str = "",
        anchor: str = "start",
        bold: bool = False,
        upright: bool = False,
    ) -> None:
        """One line round the height ``middle``, no wider than ``room``.  ``upright`` reads from below to above, ``x`` its middle."""
        shown = fit(text, room, size, bold=bold)
        if not shown:
            return
        weight = ' font-weight="bold"' if bold else ""
        place = f'x="{num(x)}" y="{num(middle + size * _CAPS)}"'
        if upright:
            place = f'transform="translate({num(x + size * _CAPS)} {num(middle)}) rotate(-90)"'
        font = "" if self.palette.font == "inherit" else f' font-family="{escape(self.palette.font)}"'
        self._parts.append(
            f'<text {place}{font} font-size="{num(size)}" fill="{fill or self.palette.text}" text-anchor="{anchor}"{weight}>{escape(shown)}</text>'
        )

    def lines(
        self, x: float, top: float, texts: Iterable[str], room: float, *, size: float = BODY, bold: bool = False, fill: str = ""
    ) -> float:
        """Lines below each other; the height after them."""
        for text in texts:
            self.text(x, top + size * 0.7, text, room, size=size, bold=bold, fill=fill)
            top += size * 1.4
        return top

    def finish(self, height: float, title: str, described: str) -> str:
        """The picture.  ``described`` is read by screen readers instead of what is drawn."""
        height = max(1.0, height)
        told = one_line(described)
        told = told if len(told) <= _DESCRIBED else f"{told[:_DESCRIBED]}…"
        size = f'width="{num(self.width)}" height="{num(height)}" viewBox="0 0 {num(self.width)} {num(height)}"'
        ground = f'<rect width="{num(self.width)}" height="{num(height)}" fill="{self.palette.ground}"/>'
        head = f"<title>{escape(one_line(title)[:500])}</title><desc>{escape(told)}</desc>"
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">{head}{ground}{"".join(self._parts)}</svg>'


def mark_path(shape: int, x: float, y: float, size: float) -> str:
    """Square, disc (as an octagon), diamond, triangle up, triangle down, plus, cross, bar: a closed path round ``x``, ``y``."""
    r = size / 2
    thin = r * 0.36
    corners: tuple[tuple[float, float], ...] = (
        ((-0.41 * r, -r), (0.41 * r, -r), (r, -0.41 * r), (r, 0.41 * r), (0.41 * r, r), (-0.41 * r, r), (-r, 0.41 * r), (-r, -0.41 * r)),
        ((-0.85 * r, -0.85 * r), (0.85 * r, -0.85 * r), (0.85 * r, 0.85 * r), (-0.85 * r, 0.85 * r)),
        ((0, -1.2 * r), (1.2 * r, 0), (0, 1.2 * r), (-1.2 * r, 0)),
        ((0, -1.1 * r), (1.1 * r, 0.9 * r), (-1.1 * r, 0.9 * r)),
        ((0, 1.1 * r), (1.1 * r, -0.9 * r), (-1.1 * r, -0.9 * r)),
        _cross(r * 1.1, thin),
        tuple(((px - py) * 0.707, (px + py) * 0.707) for px, py in _cross(r * 1.2, thin)),
        ((-1.2 * r, -thin), (1.2 * r, -thin), (1.2 * r, thin), (-1.2 * r, thin)),
    )[shape % 8]
    first, *rest = ((x + dx, y + dy) for dx, dy in corners)
    return f"M{num(first[0])} {num(first[1])}" + "".join(f"L{num(px)} {num(py)}" for px, py in rest) + "Z"


def _cross(r: float, thin: float) -> tuple[tuple[float, float], ...]:
    a, b = r, thin
    return ((-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b), (b, a), (-b, a), (-b, b), (-a, b), (-a, -b), (-b, -b))
