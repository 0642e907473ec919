"""The shipped sample collection, copied to where a person can change it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from workbench.collections.abouts import is_collection
from workbench.collections.errors import NotWritable
from workbench.collections.files import reason, write_bytes
from workbench.collections.names import folder_name


def copy_sample(resources: Path, to: Path) -> Path:
    """Copy the collection in the folder ``resources`` into the folder ``to``; where the copy is.

    A copy that is there already is not touched: somebody may have changed it.
    """
    target = to / resources.name
    if is_collection(target):
        return target
    try:
        to.mkdir(parents=True, exist_ok=True)
        target = to / folder_name(resources.name, os.listdir(to))  # noqa: PTH208 (names are all that is wanted)
        with tempfile.TemporaryDirectory(prefix=f".{resources.name}.", dir=to) as made:
            half = Path(made) / resources.name
            for file in sorted(path for path in resources.rglob("*") if path.is_file() and not path.name.startswith(".")):
                write_bytes(half / file.relative_to(resources), file.read_bytes())
            half.rename(target)
    except OSError as wrong:
        raise NotWritable(target, reason(wrong)) from None
    return target
