"""Runs: many calls by one plan.  One engine paces, records, pauses and resumes; each experiment says what to call and counts.

The road of a run: an :class:`Experiment` gives jobs, the :class:`Engine` makes their calls through a :class:`Caller`,
a recorder puts them into History in batches, a :class:`Tally` counts the answers and tells the report.
"""
