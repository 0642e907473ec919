"""Doors that open when first used: the rooms of the window are built before history and saved files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain import Recorded, Tenant
from workbench.usecases import Workbench

if TYPE_CHECKING:
    from workbench.collections import Change, Node
    from workbench.collections.incoming import ImportPlan
    from workbench.collections.outgoing import Exported
    from workbench.history import Deletion, Facets, Query, Row
    from workbench.usecases.bring_in import BroughtIn
    from workbench.usecases.hand_out import ExportForm

Places = tuple[tuple[str, Path, int], ...]
"""Folders with their depth, as the tree lists them."""


class HistoryDoor:
    """The history as the panel needs it.  Every call blocks: the panel makes them on a worker thread."""

    def __init__(self, workbench: Workbench) -> None:
        self._open = workbench.history

    def search(self, query: Query, *, limit: int = 200, offset: int = 0) -> tuple[Row, ...]:
        return self._open().search(query, limit=limit, offset=offset)

    def count(self, query: Query) -> int:
        return self._open().count(query)

    def get(self, number: int) -> Recorded:
        return self._open().get(number)

    def pin(self, numbers: Sequence[int], pinned: bool) -> None:
        self._open().pin(numbers, pinned)

    def set_label(self, number: int, label: str) -> None:
        self._open().set_label(number, label)

    def set_note(self, number: int, note: str) -> None:
        self._open().set_note(number, note)

    def delete(self, numbers: Sequence[int]) -> Deletion:
        return self._open().delete(numbers)

    def restore(self, deletion: Deletion) -> None:
        self._open().restore(deletion)

    def facets(self) -> Facets:
        return self._open().facets()

    def change_stamp(self) -> int:
        return self._open().change_stamp()


class CollectionsDoor:
    """The open collections as the tree needs them; blocking, as above."""

    def __init__(self, workbench: Workbench) -> None:
        self._open = workbench.collections

    def trees(self) -> tuple[Node, ...]:
        return self._open().trees()

    def new_folder(self, parent: Path, name: str) -> Change:
        return self._open().new_folder(parent, name)

    def rename(self, path: Path, name: str) -> Change:
        return self._open().rename(path, name)

    def duplicate(self, paths: Sequence[Path]) -> Change:
        return self._open().duplicate(paths)

    def move(self, paths: Sequence[Path], folder: Path, before: str = "") -> Change:
        return self._open().move(paths, folder, before)

    def delete(self, paths: Sequence[Path]) -> Change:
        return self._open().delete(paths)


class ImportDoor:
    """What the import dialog needs; blocking."""

    def __init__(self, workbench: Workbench, places: Callable[[], Places], folder: Path | None) -> None:
        self._workbench = workbench
        self._places = places
        self._folder = folder

    def read(self, name: str, data: bytes) -> ImportPlan:
        from workbench.collections.incoming import read_import

        return read_import(name, data)

    def destinations(self) -> tuple[tuple[str, Path], ...]:
        """Where it can go, the chosen folder first."""
        found = [(f"{'    ' * depth}{name}", path) for name, path, depth in self._places()]
        found = found or [("My requests", self._workbench.places.saved)]
        return tuple(sorted(found, key=lambda each: each[1] != self._folder))

    def tenants(self) -> tuple[Tenant, ...]:
        return tuple(tenant for tenant in self._workbench.tenants().list() if not tenant.is_sandbox)

    def bring_in(self, plan: ImportPlan, destination: Path, keys: Mapping[int, str]) -> BroughtIn:
        """Files first; then keys, each for the tenant that was chosen for it."""
        from dataclasses import replace

        from workbench.collections import find_collection
        from workbench.usecases.bring_in import bring_in, keep_keys

        collections = self._workbench.collections()
        if find_collection(destination) is None:
            destination = collections.create(destination, destination.name)
        elif not any(destination.is_relative_to(folder) for folder in collections.folders()):
            collections.open(destination)
        brought = bring_in(plan, collections.of(destination), destination)
        tenants = {tenant.id: tenant for tenant in self._workbench.tenants().list()}
        kept = keep_keys(plan, {place: tenants[tenant_id] for place, tenant_id in keys.items()}, self._workbench.keys())
        return replace(brought, keys=kept)


class ExportDoor:
    """What the export dialog needs; blocking."""

    def __init__(self, workbench: Workbench, node: Node, tenant: Tenant) -> None:
        self._workbench = workbench
        self._node = node
        self._tenant = tenant

    def export(self, form: ExportForm) -> Exported:
        from workbench.usecases.hand_out import hand_out

        collection: Any = self._workbench.collections().of(self._node.path)
        return hand_out(collection, self._node.path, form, self._tenant, app_version=self._workbench.app_version)
