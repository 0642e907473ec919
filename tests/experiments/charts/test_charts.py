"""Any chart becomes well-formed, finite, harmless SVG that keeps its text inside the picture."""

from __future__ import annotations

import itertools
import math
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.experiments.charts.samples import BIG, EVERY, HOSTILE, LATENCY, MATRIX, OVER_TIME, SHARES, TREND, charts
from workbench.experiments.charts import DARK, LIGHT, STYLED, Palette, to_svg, to_text
from workbench.experiments.charts.grid import code_of
from workbench.experiments.charts.lettering import width_of
from workbench.experiments.printable import one_line
from workbench.experiments.reports.model import Bar, BarChart, Chart, Grid, Line, LineChart

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "rect", "line", "polyline", "path", "text"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NUMERIC = {"x", "y", "x1", "x2", "y1", "y2", "width", "height", "rx", "font-size", "stroke-width"}


def drawn(chart: Chart, width: float = 720) -> ET.Element:
    svg = to_svg(chart, LIGHT, width)
    svg.encode()
    return ET.fromstring(svg)


def texts_of(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def boxes(root: ET.Element) -> Iterator[tuple[str, float, float, float, float]]:
    """Every text with what it covers at most: left, top, right, bottom."""
    for text in root.iter(f"{SVG}text"):
        size = float(text.attrib["font-size"])
        said = text.text or ""
        wide = width_of(said, size, bold=text.get("font-weight") == "bold")
        back = {"start": 0.0, "middle": wide / 2, "end": wide}[text.attrib["text-anchor"]]
        if turned := text.get("transform"):
            x, y = (float(n) for n in NUMBER.findall(turned)[:2])
            yield said, x - size, y + back - wide, x, y + back
        else:
            x, y = float(text.attrib["x"]), float(text.attrib["y"])
            yield said, x - back, y - size, x - back + wide, y + size * 0.3


@given(chart=charts, width=st.integers(min_value=240, max_value=1600))
@example(chart=BarChart("", (Bar("the smallest number", 5e-324),), as_share=False), width=240)
@example(chart=BarChart("", (Bar("an endless interval", 0, 0, 1e308),)), width=240)
@example(chart=LineChart("", "", "", (Line("", ((-1e308, -1e308), (1e308, 1e308))),)), width=240)
def test_any_chart_is_well_formed_finite_and_keeps_inside(chart: Chart, width: int) -> None:
    root = drawn(chart, width)
    height = float(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width} {root.attrib['height']}"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in NUMERIC:
                assert math.isfinite(float(value)), (name, value)
            elif name in ("points", "d"):
                assert not re.search(r"nan|inf|e", value), value
    for said, left, top, right, bottom in boxes(root):
        assert left >= -0.1 and right <= width + 0.1, (said, left, right)
        assert top >= -0.1 and bottom <= height + 0.1, (said, top, bottom)


@given(chart=charts)
def test_any_chart_is_told_in_words(chart: Chart) -> None:
    told = to_text(chart)
    told.encode()
    assert told
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", told)
    root = drawn(chart)
    assert root.attrib["role"] == "img"
    described = root.find(f"{SVG}desc")
    assert described is not None
    assert (described.text or "").startswith(one_line(told)[:3000])


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_text(name: str) -> None:
    chart = BarChart(name, (Bar(name, 0.5, 0.4, 0.6, 0.5, name), Bar("B", 0.5)))
    root = drawn(chart)
    assert not list(root.iter("script")) + list(root.iter(f"{SVG}script"))
    assert "50.0\u00a0%" in texts_of(root)
    assert not any(set(said) & set("\x00\x07\x1b\u202e\u2066\n\t") for said in texts_of(root))


def test_a_label_with_an_override_looks_different_from_one_without() -> None:
    assert texts_of(drawn(BarChart("", (Bar("A\u202eB", 1),))))[0] == "A\ufffdB"


def test_values_intervals_and_plan_are_there() -> None:
    root = drawn(SHARES)
    said = texts_of(root)
    assert {"Control", "398 of 800", "49.8\u00a0%", "46.3–53.4\u00a0%", "Planned", "Interval"} <= set(said)
    assert sum(path.attrib["fill"] == LIGHT.limit for path in root.iter(f"{SVG}path")) == 3, "two plans and one in the legend"
    bar = next(rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == LIGHT.series[0])
    other = next(rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == LIGHT.series[1])
    assert float(bar.attrib["width"]) / float(other.attrib["width"]) == pytest.approx(0.498 / 0.362, rel=0.01)
    without = texts_of(drawn(BarChart("", (Bar("A", 1), Bar("B", 3)), as_share=False)))
    assert not {"Planned", "Interval"} & set(without)


def test_shares_end_at_a_hundred_percent() -> None:
    assert "100\u00a0%" in texts_of(drawn(BarChart("", (Bar("A", 1.0, 0.97, 1.0),))))
    assert "120\u00a0%" not in texts_of(drawn(BarChart("", (Bar("A", 1.0, 0.97, 1.0),))))


def test_what_is_left_out_is_counted() -> None:
    assert "… and 20 more." in texts_of(drawn(BarChart("", tuple(Bar(str(n), n) for n in range(120)), as_share=False)))
    many = LineChart("", "", "", tuple(Line(str(n), ((0, n), (1, n))) for n in range(30)))
    assert "… and 6 more lines." in texts_of(drawn(many))
    tall = Grid("", tuple(map(str, range(350))), ("a",), ((0,),) * 350, ("A",))
    assert "… and 50 more rows, which the table holds." in texts_of(drawn(tall))


def test_a_line_is_drawn_with_at_most_500_points_that_keep_its_excursions() -> None:
    points = tuple((n, 5000.0 if n == 61_803 else math.sin(n / 900)) for n in range(100_000))
    root = drawn(LineChart("", "", "", (Line("a", points),)))
    (line,) = root.iter(f"{SVG}polyline")
    placed = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    assert 400 < len(placed) <= 500
    assert min(y for _, y in placed) < sorted(y for _, y in placed)[1] - 100, "the one outlier is still there"


def test_limits_and_ends_of_lines_are_labelled_and_do_not_touch() -> None:
    close = LineChart("", "x", "y", tuple(Line(f"Line {n}", ((0, 1), (9, 1 + n / 1000))) for n in range(6)), ((1.0, "Limit"),))
    found = {said: top for said, _, top, _, _ in boxes(drawn(close)) if said.startswith(("Line", "Limit"))}
    assert set(found) == {*(f"Line {n}" for n in range(6)), "Limit"}
    heights = sorted(found.values())
    assert all(b - a >= 13 for a, b in itertools.pairwise(heights))


def test_a_narrow_chart_has_a_legend_instead() -> None:
    wide, narrow = drawn(OVER_TIME, 720), drawn(OVER_TIME, 300)
    assert {"p", "Other", "Alarm at 0.01"} <= set(texts_of(wide)) & set(texts_of(narrow))
    assert max(left for said, left, *_ in boxes(narrow) if said == "p") < 60


def test_places_with_names_carry_them_and_of_those_that_touch_the_last_stays() -> None:
    assert {"7", "12", "215", "run"} <= set(texts_of(drawn(TREND)))
    many = LineChart("", "run", "", (Line("a", tuple((n, n) for n in range(60))),), ticks=tuple((n, f"{n + 1000}") for n in range(60)))
    found = sorted((left, right) for said, left, _, right, _ in boxes(drawn(many)) if re.fullmatch(r"10\d\d", said))
    assert 5 < len(found) < 30
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(found))
    assert "1059" in texts_of(drawn(many))


def test_intervals_stand_beside_each_other_at_the_marks_of_their_lines() -> None:
    def upright(color: str) -> list[tuple[float, float, float]]:
        lines = (line.attrib for line in drawn(TREND).iter(f"{SVG}line") if line.attrib["stroke"] == color)
        return [(float(a["x1"]), float(a["y1"]), float(a["y2"])) for a in lines if a["x1"] == a["x2"]]

    control, hero = upright(LIGHT.series[0]), upright(LIGHT.series[1])
    assert (len(control), len(hero)) == (2, 2)
    assert {x for x, *_ in control}.isdisjoint(x for x, *_ in hero)
    line = next(line for line in drawn(TREND).iter(f"{SVG}polyline") if line.attrib["stroke"] == LIGHT.series[0])
    first_x, first_y = map(float, line.attrib["points"].split()[0].split(","))
    x, top, bottom = control[0]
    assert x == pytest.approx(first_x)
    assert first_y == pytest.approx((top + bottom) / 2, abs=0.5)


def test_a_logarithmic_axis_has_decades_and_room_for_zero() -> None:
    said = texts_of(drawn(LineChart("", "", "", (Line("p", ((1, 1.0), (2, 1e-6), (3, 0.0))),), log_y=True)))
    assert {"1", "0.01", "10⁻⁶"} <= set(said) or {"0.1", "0.001", "10⁻⁵"} <= set(said)


def test_cells_carry_the_name_or_a_letter_and_the_legend_counts() -> None:
    said = texts_of(drawn(MATRIX))
    assert said.count("Gold") == 4, "three cells and the legend"
    assert said.count("No answer") == 2
    legend = said[said.index("3 cells") - 1 :]
    assert legend == ["Gold", "3 cells", "Silver", "2 cells", "No answer", "1 cell"]
    assert not {"A", "B"} & set(said)
    long = Grid("", ("DE",), ("WEB", "EMAIL"), ((0, 1),), ("A long name that fits no cell of this width", "B"))
    assert texts_of(drawn(long, 300)).count("A") == 2, "the cell and the legend"
    assert [code_of(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_ten_thousand_cells_stay_small_and_keep_marks_beside_colours() -> None:
    svg = to_svg(BIG, LIGHT, 900)
    assert len(svg) < 900_000
    root = ET.fromstring(svg)
    assert sum(1 for _ in root.iter()) < 600
    stroked = {path.attrib["stroke"] for path in root.iter(f"{SVG}path") if "stroke" in path.attrib}
    assert stroked == set(LIGHT.on_series)


def test_no_path_is_so_long_that_qt_takes_it_for_a_broken_file() -> None:
    """QtSvg cuts a path after 32,767 steps; this board has twice as many of each colour."""
    board = Grid("", tuple("r" * 140), tuple("c" * 200), tuple(tuple((r + c) % 2 for c in range(200)) for r in range(140)), ("A", "B"))
    paths = [path.attrib["d"] for path in drawn(board, 1200).iter(f"{SVG}path")]
    steps = [len(re.findall(r"[A-Za-z]", path)) for path in paths]
    assert sum(steps) > 140_000
    assert max(steps) < 32_767


def test_words_hold_the_figures() -> None:
    assert "Control: 49.8\u00a0%, interval 46.3–53.4\u00a0%, planned 50.0\u00a0%; 398 of 800." in to_text(SHARES)
    assert "50 to 100: 40." in to_text(LATENCY)
    assert "DE: Gold 2, Silver 1." in to_text(MATRIX)
    assert "Limit Alarm at 0.01: 0.01." in to_text(OVER_TIME)
    assert "Control: 7 52.0\u00a0%, interval 47.0–57.0\u00a0%; 12 49.0\u00a0%; 215 61.0\u00a0%, interval 56.0–66.0\u00a0%." in to_text(
        TREND
    )
    assert "Other: 0.5 at 1, 0.2 at 1,499; lowest 0.2, highest 0.5." in to_text(OVER_TIME)


def test_the_page_palette_names_variables_only() -> None:
    svg = to_svg(SHARES, STYLED, 720)
    assert not re.search(r'(?:fill|stroke)="#', svg)
    assert "font-family" not in svg


if not os.environ.get("WORKBENCH_TEST_CORE"):

    @pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
    @pytest.mark.parametrize("chart", EVERY, ids=lambda chart: chart.title)
    def test_qt_draws_it_without_a_word(qtbot: object, chart: Chart, palette: Palette) -> None:
        from PySide6.QtCore import QByteArray
        from PySide6.QtGui import QImage, QPainter
        from PySide6.QtSvg import QSvgRenderer

        del qtbot
        renderer = QSvgRenderer(QByteArray(to_svg(chart, palette, 900).encode()))
        assert renderer.isValid()
        image = QImage(renderer.defaultSize(), QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
        assert {palette.ground, palette.series[0]} <= colors

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures DejaVu Sans, which is there on Linux")
    @pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
    def test_no_letter_is_wider_than_measured(qapp: object, bold: bool) -> None:
        from PySide6.QtGui import QFont, QFontMetricsF

        del qapp
        font = QFont("DejaVu Sans")
        font.setPixelSize(1000)
        font.setBold(bold)
        metrics = QFontMetricsF(font)
        for code in (
            *range(0x20, 0x180),
            *range(0x386, 0x3CF),
            *range(0x410, 0x460),
            *range(0x2010, 0x2028),
            0x20AC,
            *range(0x2190, 0x2194),
            *range(0x4E00, 0x4E20),
        ):
            letter = chr(code)
            if unicodedata.category(letter) not in ("Cc", "Cf", "Cn"):
                assert metrics.horizontalAdvance(letter) <= width_of(letter, 1000, bold=bold) + 3, (letter, hex(code))
