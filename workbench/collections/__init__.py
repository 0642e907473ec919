"""Saved requests, events and personas as plain text files: one thing per file, readable aloud, no ids, no timestamps, no secrets.

A collection is a folder with a ``workbench.toml``; folders, requests, events and personas stand in it as deep as people like.
Beside a request lies, where a response was approved, its baseline: the body as it came and nothing else.
"""

from workbench.collections.abouts import find_collection, is_collection
from workbench.collections.baseline import Approved, Baseline
from workbench.collections.collection import Collection
from workbench.collections.errors import ChangedOutside, CollectionError, InvalidFile, NameMissing, NameTaken, NewerFormat, NotWritable
from workbench.collections.model import About, Change, Node, NodeKind, SavedEvent, SavedRequest
from workbench.collections.names import folder_name, with_free_name
from workbench.collections.sample import copy_sample
from workbench.collections.trash import clear_trash

__all__ = [
    "About",
    "Approved",
    "Baseline",
    "Change",
    "ChangedOutside",
    "Collection",
    "CollectionError",
    "InvalidFile",
    "NameMissing",
    "NameTaken",
    "NewerFormat",
    "Node",
    "NodeKind",
    "NotWritable",
    "SavedEvent",
    "SavedRequest",
    "clear_trash",
    "copy_sample",
    "find_collection",
    "folder_name",
    "is_collection",
    "with_free_name",
]
