"""What can be done in the Experiments room."""

from __future__ import annotations

from workbench.ui.widgets import Action

ACTIONS = (
    Action(
        "experiments.matrix",
        "Who gets what…",
        "E&xperiments",
        "",
        "compare",
        "A flow over every combination of personas, channels, languages…",
    ),
    Action("experiments.split", "Split check…", "E&xperiments", "", "filter", "Is the split over the variants as planned?"),
    Action("experiments.stick", "Stickiness check…", "E&xperiments", "", "pin", "Do guests keep their variant?"),
    Action("experiments.suite", "Suite…", "E&xperiments", "", "check", "Do all expectations of a collection hold?"),
    Action("experiments.start", "Start the experiment", "E&xperiments", "Ctrl+Alt+Return", "send", separator_before=True),
    Action("experiments.pause", "Pause or go on", "E&xperiments", "", "history"),
    Action("experiments.stop", "Stop the experiment", "E&xperiments", "", "cancel"),
    Action(
        "experiments.report", "Save the report…", "E&xperiments", "", "export", "As a page for stakeholders, or for CI and spreadsheets"
    ),
)
