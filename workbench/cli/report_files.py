"""The files a report can be written to, by the option that asks for them."""

FILES = (
    ("html", "a page a stakeholder opens: charts, tables, verdict"),
    ("junit", "JUnit XML, for CI"),
    ("json", "everything, for scripts"),
    ("csv", "one row per call, for a spreadsheet"),
    ("markdown", "a summary, for a pull request"),
)
