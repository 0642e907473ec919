"""Reports: the result of a run as a document that is the same on the screen, in HTML, Markdown, JUnit, JSON and CSV."""

from workbench.experiments.reports.model import (
    Bar,
    BarChart,
    Chart,
    Grid,
    Histogram,
    Line,
    LineChart,
    Report,
    Section,
    Table,
    Verdict,
    VerdictLevel,
)

__all__ = [
    "Bar",
    "BarChart",
    "Chart",
    "Grid",
    "Histogram",
    "Line",
    "LineChart",
    "Report",
    "Section",
    "Table",
    "Verdict",
    "VerdictLevel",
]
