"""Saved requests as plain text files: one thing per file, readable aloud, no ids, no timestamps, no secrets.

Beside a request lies, where a response was approved, its baseline: the body as it came and nothing else.
"""

from workbench.collections.baseline import Approved, Baseline
from workbench.collections.errors import CollectionError, InvalidFile, NameTaken, NotWritable
from workbench.collections.saved import SavedEntry, SavedRequest, SavedRequests, Trashed

__all__ = [
    "Approved",
    "Baseline",
    "CollectionError",
    "InvalidFile",
    "NameTaken",
    "NotWritable",
    "SavedEntry",
    "SavedRequest",
    "SavedRequests",
    "Trashed",
]
