"""Colours of charts.  Every series reaches 3:1 against the ground (WCAG 1.4.11), text 4.5:1, and all eight stay apart for colour-blind readers.

The eight are Okabe and Ito's idea (blue, orange, green-blue, …, told apart by lightness as much as by hue), moved until each
reaches 3:1 on white and on the dark ground and the closest pair is as far apart as can be in Oklab under simulated
protanopia, deuteranopia and tritanopia (Machado, Oliveira, Fernandes 2009).  Tests compute both.  The same place in both
palettes is about the same hue, so that a variant keeps its colour when the theme changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """Roles, as colours SVG knows.  ``on_series`` is the text on a filled area of the same place; ``font`` a family name."""

    ground: str
    text: str
    muted: str
    grid: str
    limit: str
    series: tuple[str, ...]
    on_series: tuple[str, ...]
    font: str = "sans-serif"


LIGHT = Palette(
    ground="#ffffff",
    text="#1b2130",
    muted="#5a6376",
    grid="#dde1ea",
    limit="#b3202c",
    series=("#0066d6", "#ce7f00", "#005f6a", "#9f768c", "#1d2d5c", "#765a00", "#5694e5", "#562f00"),
    on_series=("#ffffff", "#000000", "#ffffff", "#000000", "#ffffff", "#ffffff", "#000000", "#ffffff"),
)
DARK = Palette(
    ground="#1c1f27",
    text="#e8eaf1",
    muted="#a3abbd",
    grid="#2f3441",
    limit="#ff8f93",
    series=("#72aaff", "#ff9012", "#008d8e", "#b9afa5", "#9b55ff", "#eded50", "#81f9ff", "#b05c20"),
    on_series=("#000000", "#000000", "#000000", "#000000", "#000000", "#000000", "#000000", "#ffffff"),
)


def _named() -> Palette:
    def of(role: str, count: int) -> tuple[str, ...]:
        return tuple(f"var(--chart-{role}-{place})" for place in range(count))

    plain = {role: f"var(--chart-{role})" for role in ("ground", "text", "muted", "grid", "limit")}
    return Palette(**plain, series=of("series", len(LIGHT.series)), on_series=of("on", len(LIGHT.on_series)), font="inherit")


STYLED = _named()
"""For pages only: every colour is a CSS variable, so that one picture follows the reader's theme.  QtSvg knows no variables."""


def css_variables(palette: Palette) -> str:
    """The declarations that :data:`STYLED` refers to, for a rule of a style sheet."""
    declared: list[str] = []
    for role in fields(Palette):
        value = getattr(palette, role.name)
        if role.name in ("series", "on_series"):
            prefix = "on" if role.name == "on_series" else "series"
            declared += [f"--chart-{prefix}-{place}: {color};" for place, color in enumerate(value)]
        elif role.name != "font":
            declared.append(f"--chart-{role.name}: {value};")
    return " ".join(declared)
