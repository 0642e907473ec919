"""Colours can be seen on their ground and told apart, by the colour-blind too; both are computed."""

from __future__ import annotations

import itertools
import math

import pytest

from workbench.experiments.charts import DARK, LIGHT, STYLED, Palette, css_variables

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def linear(color: str) -> tuple[float, float, float]:
    values = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    dark, bright = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True)) for color in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def oklab(color: str, sight: str) -> tuple[float, float, float]:
    seen = [sum(weight * part for weight, part in zip(row, linear(color), strict=True)) for row in SIGHT[sight]]
    red, green, blue = (min(1.0, max(0.0, part)) for part in seen)
    a = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    b = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    c = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * a + 0.7936177850 * b - 0.0040720468 * c,
        1.9779984951 * a - 2.4285922050 * b + 0.4505937099 * c,
        0.0259040371 * a + 0.7827717662 * b - 0.8086757660 * c,
    )


@PALETTES
def test_series_and_text_reach_their_contrast(palette: Palette) -> None:
    assert len(palette.series) == len(palette.on_series) == 8
    assert all(contrast(color, palette.ground) >= 3 for color in palette.series)
    assert all(contrast(color, ink) >= 4.5 for color, ink in zip(palette.series, palette.on_series, strict=True))
    assert all(contrast(color, palette.ground) >= 4.5 for color in (palette.text, palette.muted, palette.limit))
    assert contrast(palette.muted, palette.grid) >= 4.5, "the dash in an empty cell"


@PALETTES
@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_series_look_alike(palette: Palette, sight: str) -> None:
    seen = [oklab(color, sight) for color in palette.series]
    closest = min(math.dist(one, other) for one, other in itertools.combinations(seen, 2))
    # Okabe and Ito's own seven colours reach 0.09 by this measure; 0.02 is about what an eye can just tell apart.
    assert closest > 0.09


def test_okabe_ito_itself_would_not_reach_the_contrast() -> None:
    assert contrast("#f0e442", LIGHT.ground) < 3 and contrast("#56b4e9", LIGHT.ground) < 3


def test_every_variable_of_the_page_palette_is_declared() -> None:
    declared = {part.split(":")[0].strip() for part in css_variables(DARK).split(";") if part.strip()}
    used = {color.removeprefix("var(").removesuffix(")") for color in (*STYLED.series, *STYLED.on_series, STYLED.ground, STYLED.text)}
    assert used <= declared
    assert declared == {part.split(":")[0].strip() for part in css_variables(LIGHT).split(";") if part.strip()}
