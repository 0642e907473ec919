"""Exports: a collection, a folder or a request as a file for another tool or a colleague.  Never with a key in it.

What a format cannot hold is said in the notes of each :class:`Exported`, and where a key has to be filled in.
"""

from workbench.collections.outgoing.bundle import bundle
from workbench.collections.outgoing.bundle_names import MOST_BYTES
from workbench.collections.outgoing.errors import BadBundle, ExportError, KeyInside
from workbench.collections.outgoing.gather import Gathered, gather
from workbench.collections.outgoing.har import to_har
from workbench.collections.outgoing.model import Exported, ExportFolder, Outgoing, Placed, placed
from workbench.collections.outgoing.postman import to_postman
from workbench.collections.outgoing.unbundle import unbundle
from workbench.collections.outgoing.warnings import sounding_like_keys

__all__ = [
    "MOST_BYTES",
    "BadBundle",
    "ExportError",
    "ExportFolder",
    "Exported",
    "Gathered",
    "KeyInside",
    "Outgoing",
    "Placed",
    "bundle",
    "gather",
    "placed",
    "sounding_like_keys",
    "to_har",
    "to_postman",
    "unbundle",
]
