"""Charts as SVG and as words: one source for the window (QtSvg), the report and what is copied or saved.

Ours rather than a library's, as measured on Linux with Python 3.11 (installed size with what it needs; time to import):
pyqtgraph 0.14 is MIT, but brings NumPy (83 MB, 0.2 s) and draws only inside Qt, so a report from CI would need the window's
libraries; matplotlib 3.11 is 174 MB and takes 0.3 s; pygal 3.1 is small, but LGPL, and its look lives in style sheets and a
script, which QtSvg does not read and our reports do not allow.  Four kinds of charts in attributes that QtSvg and browsers
both draw take eleven hundred lines and 30 ms when the first is shown, follow the theme, and can be read aloud.
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
