"""Saved requests as plain text files: one thing per file, readable aloud, no ids, no timestamps, no secrets."""

from workbench.collections.errors import CollectionError, InvalidFile, NameTaken, NotWritable
from workbench.collections.saved import SavedEntry, SavedRequest, SavedRequests, Trashed

__all__ = [
    "CollectionError",
    "InvalidFile",
    "NameTaken",
    "NotWritable",
    "SavedEntry",
    "SavedRequest",
    "SavedRequests",
    "Trashed",
]
