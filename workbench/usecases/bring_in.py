"""Bring in: what an import would bring becomes files of a collection, and keys that were found go to the keychain.

Blocks; nothing is written before everything is known to be readable, and one undo takes all of it back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.collections import About, Change, Collection, with_free_name
from workbench.collections.codec import Thing
from workbench.collections.incoming import ImportedFolder, ImportPlan
from workbench.domain import SecretKind, Tenant
from workbench.usecases.keys import Keys


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """``change`` says what came and takes it back; ``keys`` counts those that were kept."""

    change: Change
    requests: int
    events: int = 0
    keys: int = 0


def bring_in(plan: ImportPlan, collection: Collection, folder: Path) -> BroughtIn:
    """Write the plan below a folder of a collection; names that are taken are numbered, the order of the source is kept.

    Raises ``CollectionError``; what was written until then is taken back.
    """
    root = plan.root
    says_more = root.values or root.personas or root.description or root.variant
    alone = len(root.items) == 1 and not isinstance(root.items[0], ImportedFolder) and not says_more
    made: list[Path] = []
    try:
        if alone:
            made.append(_save(collection, folder, root.items[0]))  # type: ignore[arg-type]
        else:
            _write_folder(collection, folder, root, made.append)
    except Exception:
        if made:
            collection.delete(made)
        raise
    requests, events = sum(1 for _ in root.every_request()), sum(1 for _ in root.every_event())
    what = f"{counted(requests, events)} imported{'' if alone else f' into “{root.name}”'}"

    def undo() -> None:
        if there := [path for path in made if path.exists()]:
            collection.delete(there)

    return BroughtIn(Change(what, tuple(made), undo), requests, events)


def counted(requests: int, events: int) -> str:
    """``3 requests and 1 event``; what there is none of is not said, save that there is nothing at all."""
    parts = [f"{requests} request{'s' if requests != 1 else ''}"] if requests or not events else []
    return " and ".join([*parts, *([f"{events} event{'s' if events != 1 else ''}"] if events else [])])


def keep_keys(plan: ImportPlan, chosen: Mapping[int, Tenant], keys: Keys) -> int:
    """Put found keys (by their place in the plan) into the keychain for the chosen tenants; how many.  Raises ``KeychainError``."""

    async def put() -> None:
        for place, tenant in chosen.items():
            await keys.set(tenant, SecretKind.CLIENT_KEY, plan.keys[place].secret)

    asyncio.run(put())
    return len(chosen)


def _write_folder(collection: Collection, parent: Path, source: ImportedFolder, told: Callable[[Path], object]) -> Path:
    """The folder, with all that is in it; ``told`` hears of it as soon as it is there."""
    path = with_free_name(source.name.strip() or "Imported", lambda name: collection.new_folder(parent, name).paths[0])
    told(path)
    if source.description or source.values or source.variant:
        about = About(collection.about(path).name, source.description, dict(source.values), source.variant)
        path = collection.save_about(path, about).paths[0]
    order: list[str] = []
    for item in source.items:
        if isinstance(item, ImportedFolder):
            order.append(_write_folder(collection, path, item, lambda _: None).name)
        else:
            order.append(_save(collection, path, item).name)
    order += [_save(collection, path, persona).name for persona in source.personas]
    collection.arrange(path, order)
    return path


def _save(collection: Collection, folder: Path, thing: Thing) -> Path:
    return with_free_name(thing.name, lambda name: collection.save_new(folder, replace(thing, name=name)))
