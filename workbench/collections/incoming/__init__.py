"""Imports: whatever people hand in becomes a plan of requests, found keys and a report.  Bytes in, values out.

Every format has one reader that turns it into calls in groups (``source``); what those calls are is recognised in one place,
and no key stays in anything that is kept.  Nothing that is imported is ever executed, and no file but the given one is read.
"""

from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.plan import Fate, FoundKey, ImportedFolder, ImportNote, ImportPlan
from workbench.collections.incoming.read import looks_importable, read_import

__all__ = [
    "Fate",
    "FoundKey",
    "ImportNote",
    "ImportPlan",
    "ImportedFolder",
    "NotRecognised",
    "looks_importable",
    "read_import",
]
