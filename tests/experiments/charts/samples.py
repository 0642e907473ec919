"""Charts to draw: hostile texts, strange numbers, and any chart hypothesis can think of."""

from __future__ import annotations

from hypothesis import strategies as st

from workbench.experiments.reports.model import Bar, BarChart, Chart, Grid, Histogram, Line, LineChart

HOSTILE = (
    "<script>alert(1)</script>",
    "]]> & \" ' <!-- --> <?x ?> &#0;",
    "bell\x07 null\x00 escape\x1b[31m half \ud800 none \uffff",
    "safe\u202egpj.exe \u2066left\u2069",
    "W" * 500,
    "a very long name in words " * 20,
    "优惠价格变体" * 60,
    "עברית العربية",
    "z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a" * 30,
    "👩‍👩‍👧‍👦 emoji",
    "line\nbreak\ttab\u2028separator",
    "",
)

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
numbers = st.floats(allow_nan=True, allow_infinity=True)
sane = st.floats(min_value=0, max_value=1e9)
bars = st.builds(
    Bar,
    label=texts,
    value=st.one_of(sane, numbers),
    low=st.none() | numbers,
    high=st.none() | numbers,
    planned=st.none() | numbers,
    note=texts,
)
lines = st.builds(
    Line,
    label=texts,
    points=st.lists(st.tuples(numbers, numbers), max_size=12).map(tuple),
    around=st.lists(st.none() | st.tuples(numbers, numbers), max_size=12).map(tuple),
)
bar_charts = st.builds(BarChart, title=texts, bars=st.lists(bars, max_size=6).map(tuple), as_share=st.booleans())
line_charts = st.builds(
    LineChart,
    title=texts,
    x_label=texts,
    y_label=texts,
    lines=st.lists(lines, max_size=10).map(tuple),
    limits=st.lists(st.tuples(numbers, texts), max_size=4).map(tuple),
    as_share=st.booleans(),
    log_y=st.booleans(),
    ticks=st.lists(st.tuples(numbers, texts), max_size=6).map(tuple),
)
histograms = st.builds(
    Histogram,
    title=texts,
    x_label=texts,
    edges=st.lists(numbers, max_size=12).map(tuple),
    counts=st.lists(st.integers(min_value=-3, max_value=10**9), max_size=12).map(tuple),
)
grids = st.builds(
    Grid,
    title=texts,
    rows=st.lists(texts, max_size=8).map(tuple),
    columns=st.lists(texts, max_size=30).map(tuple),
    cells=st.lists(st.lists(st.integers(min_value=-2, max_value=12), max_size=30).map(tuple), max_size=9).map(tuple),
    labels=st.lists(texts, max_size=10).map(tuple),
)
charts: st.SearchStrategy[Chart] = st.one_of(bar_charts, line_charts, histograms, grids)

SHARES = BarChart(
    "Visitors per variant",
    (
        Bar("Control", 0.498, 0.463, 0.534, 0.5, "398 of 800"),
        Bar("Gold offer", 0.362, 0.33, 0.396, 0.35, "290 of 800"),
        Bar("Nothing decided", 0.14),
    ),
)
OVER_TIME = LineChart(
    "Evidence against the plan",
    "Visitors",
    "p-value",
    (Line("p", tuple((n, 0.97**n) for n in range(1, 1500))), Line("Other", ((1, 0.5), (1499, 0.2)))),
    ((0.01, "Alarm at 0.01"),),
    log_y=True,
)
TREND = LineChart(
    "Shares run by run",
    "run",
    "share",
    (
        Line("Control", ((0.0, 0.52), (1.0, 0.49), (2.0, 0.61)), ((0.47, 0.57), None, (0.56, 0.66))),
        Line("Hero with offer", ((0.0, 0.48), (2.0, 0.39)), ((0.43, 0.53), (0.34, 0.44))),
    ),
    ((0.5, "Control planned"),),
    as_share=True,
    ticks=((0.0, "7"), (1.0, "12"), (2.0, "215")),
)
LATENCY = Histogram("Latency", "Milliseconds", (0, 50, 100, 150, 200), (3, 40, 12, 1))
MATRIX = Grid("Who gets what", ("DE", "FR"), ("WEB", "EMAIL", "KIOSK"), ((0, 1, 0), (1, -1, 0)), ("Gold", "Silver"))
BIG = Grid(
    "A hundred by a hundred",
    tuple(f"persona {n}" for n in range(100)),
    tuple(f"column {n}" for n in range(100)),
    tuple(tuple((row * column) % 11 for column in range(100)) for row in range(100)),
    tuple(f"Variant {n}" for n in range(11)),
)
EVERY: tuple[Chart, ...] = (SHARES, OVER_TIME, TREND, LATENCY, MATRIX, BIG)
