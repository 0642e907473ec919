"""Charts as SVG and as words: one source for the window (QtSvg), the report and what is copied or saved.

Ours rather than a library's.  pyqtgraph draws only inside Qt and brings NumPy; matplotlib brings NumPy, Pillow and fonts, tens
of megabytes, and its SVG holds no text equivalents; pygal is LGPL and its look lives in CSS classes and a script, which QtSvg
does not read and our reports do not allow.  Four kinds of charts with attributes that QtSvg and browsers both draw need
some hundreds of lines, no import time, and follow the theme.
"""

from __future__ import annotations

from workbench.experiments.charts.bars import draw_bars
from workbench.experiments.charts.grid import draw_grid
from workbench.experiments.charts.histogram import draw_histogram
from workbench.experiments.charts.lines import draw_lines
from workbench.experiments.charts.palette import DARK, LIGHT, STYLED, Palette, css_variables
from workbench.experiments.charts.words import to_text
from workbench.experiments.reports.model import BarChart, Chart, Grid, Histogram, LineChart

__all__ = ["DARK", "LIGHT", "STYLED", "Palette", "css_variables", "to_svg", "to_text"]


def to_svg(chart: Chart, palette: Palette, width: float) -> str:
    """The picture, ``width`` wide (240 to 4,000) and as high as it needs, with its words as title and description."""
    described = to_text(chart)
    match chart:
        case BarChart():
            return draw_bars(chart, palette, width, described)
        case LineChart():
            return draw_lines(chart, palette, width, described)
        case Histogram():
            return draw_histogram(chart, palette, width, described)
        case Grid():
            return draw_grid(chart, palette, width, described)
