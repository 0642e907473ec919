"""Gather a suite: which calls a collection, a folder or one request file stands for, before any is made.

Requests in the order of the tree, each as every persona, each with every data row.  Everything here blocks; nothing is
sent and no row is kept, so that a plan of a hundred thousand calls takes no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from workbench.collections import Collection, CollectionError, InvalidFile, Node, NodeKind, SavedRequest, find_collection
from workbench.collections.abouts import about_file, read_said
from workbench.collections.baseline import read_baseline
from workbench.collections.codec import read_file
from workbench.collections.files import read_source
from workbench.collections.names import PERSONA_SUFFIX, SUFFIX
from workbench.collections.rows import Row, Rows
from workbench.domain import FlowRequest, Tenant
from workbench.domain.builtins import Made
from workbench.domain.expectation import has_placeholders
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer
from workbench.inspect import DiffOptions
from workbench.usecases.fill_expectations import fill_expectations
from workbench.usecases.judge import Judge, JudgeError
from workbench.usecases.resolve import layers_for, tenant_layer
from workbench.usecases.schema_files import SchemaFiles

Compare = Callable[[str], DiffOptions]
"""From a friendly ID to what is no difference from its baseline."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that cannot take part; ``why`` names it, the line where there is one, and what was expected."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class SuiteRequest:
    """One saved request, read and found good.  ``where`` is its way in the tree: ``Checkout / Hero``.

    ``saved.variant`` is its own selector or that of the nearest folder; ``folders`` are its layers from the inner to the outer.
    """

    path: Path
    where: str
    saved: SavedRequest
    folders: tuple[Layer, ...]
    judge: Judge = field(compare=False)
    """For all its calls; where expectations hold placeholders, :meth:`SuiteItem.judge` makes one for each."""
    baseline: bytes | None = field(default=None, repr=False)
    schemas: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    compare: DiffOptions = field(default_factory=DiffOptions, repr=False)
    is_filled_per_call: bool = False
    """Whether an expectation holds placeholders."""


@dataclass(frozen=True, slots=True)
class SuiteItem:
    """One call.  ``place`` counts them from 0, ``name`` says in lists which one this is.

    ``request`` is as the persona and the row send it, ``layers`` are from near to far, less the tenant's; placeholders are
    still in it.  ``varied`` holds what differs between the calls of the plan, by its label.
    """

    place: int
    name: str
    suite: SuiteRequest
    request: FlowRequest
    layers: tuple[Layer, ...]
    persona: Persona | None = None
    row: Row | None = None
    varied: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.suite.path

    @property
    def saved(self) -> SavedRequest:
        return self.suite.saved

    @property
    def row_number(self) -> int | None:
        return self.row.number if self.row is not None else None

    def judge(self, tenant: Tenant | None = None, made: Made | None = None) -> Judge:
        """What judges this call, with the values of its layers in the expectations.  Raises :class:`JudgeError`."""
        suite = self.suite
        if not suite.is_filled_per_call:
            return suite.judge
        layers = (*self.layers, tenant_layer(tenant)) if tenant is not None else self.layers
        filled = fill_expectations(suite.saved.expectations, layers, made or Made.fresh())
        return Judge(suite.saved.variant, filled, baseline=suite.baseline, schemas=suite.schemas, compare=suite.compare)


@dataclass(frozen=True, slots=True)
class SuitePlan:
    """Going through it gives the calls one by one, always the same ones in the same order while no file changes."""

    requests: tuple[SuiteRequest, ...]
    broken: tuple[Broken, ...] = ()
    personas: tuple[Persona, ...] = ()
    rows: Rows | None = None
    row_count: int | None = None
    """``None`` without a file of rows."""

    @property
    def count(self) -> int:
        """Calls, not counting what is done before them or again while waiting."""
        return len(self.requests) * max(1, len(self.personas)) * (1 if self.row_count is None else self.row_count)

    @property
    def most_calls(self) -> int:
        """Calls at most, where every wait takes as many as it may, and one before the first event."""
        each = sum(suite.saved.wait.calls + 1 if suite.saved.wait is not None else 1 for suite in self.requests)
        return each * (self.count // len(self.requests)) if self.requests else 0

    @property
    def new_guests(self) -> int:
        """New browser IDs that the steps before the calls ask for."""
        from workbench.domain.expectation import NewBrowserId

        each = sum(isinstance(step, NewBrowserId) for suite in self.requests for step in suite.saved.setup)
        return each * (self.count // len(self.requests)) if self.requests else 0

    def __iter__(self) -> Iterator[SuiteItem]:
        return self.items()

    def items(self, start: int = 0) -> Iterator[SuiteItem]:
        """From the ``start``-th call on, for a run that is resumed.  Raises :class:`InvalidFile` where the rows are others by now."""
        return islice(self._items(), start, None)

    def _items(self) -> Iterator[SuiteItem]:
        place = 0
        for suite in self.requests:
            own = Layer("this request", suite.saved.values)
            for persona in self.personas or (None,):
                request = persona.apply(suite.saved.request) if persona is not None else suite.saved.request
                fixed = layers_for(persona=persona, request_values=own, folders=suite.folders)
                for row in self.rows or (None,):
                    yield self._item(place, suite, request, fixed, persona, row)
                    place += 1

    def _item(
        self, place: int, suite: SuiteRequest, request: FlowRequest, fixed: tuple[Layer, ...], persona: Persona | None, row: Row | None
    ) -> SuiteItem:
        varied = {"Request": suite.where} if len(self.requests) > 1 else {}
        if persona is not None and len(self.personas) > 1:
            varied["Persona"] = persona.name
        if row is not None:
            varied["Row"] = row.name or f"row {row.number:,}"
        name = " · ".join([suite.where, *(text for label, text in varied.items() if label != "Request")])
        if row is None:
            return SuiteItem(place, name, suite, request, fixed, persona, None, varied)
        layers = (row.layer, *fixed) if row.layer.values else fixed
        return SuiteItem(place, name, suite, row.apply(request), layers, persona, row, varied)


def gather(path: Path, *, personas: Sequence[Persona] = (), rows: Path | None = None, compare: Compare | None = None) -> SuitePlan:
    """The plan for a collection, a folder in one, or one request file.

    Files that are wrong are told in ``broken`` and the rest goes on.  Raises :class:`InvalidFile` for a path that is none of
    these, and for a file of rows with any mistake in it: the calls would not be those that were meant.
    """
    compare = compare or (lambda friendly_id: DiffOptions())
    path = path.resolve()
    requests: list[SuiteRequest] = []
    broken: list[Broken] = []
    taken: set[str] = set()
    for found, trail, error in _found(path):
        try:
            if error:
                raise InvalidFile(found, error)
            request = _request(found, trail, compare)
            if request.where in taken:  # they are counted and told apart by it
                request = replace(request, where=f"{request.where} ({found.relative_to(path).as_posix().removesuffix(SUFFIX)})")
            taken.add(request.where)
            requests.append(request)
        except CollectionError as wrong:
            broken.append(Broken(found, error or str(wrong)))
    data = Rows(rows) if rows is not None else None
    return SuitePlan(tuple(requests), tuple(broken), tuple(personas), data, data.count() if data is not None else None)


def _found(path: Path) -> list[tuple[Path, tuple[str, ...], str]]:
    """The request files from top to bottom, with the names of the folders they stand in and what is wrong with them."""
    if path.name.endswith(PERSONA_SUFFIX):
        raise InvalidFile(path, "it is a persona; a request, a folder or a collection is expected.")
    folder = find_collection(path if path.is_dir() else path.parent)
    if path.is_file() and path.name.endswith(SUFFIX):
        return [(path, (), "")]
    if not path.exists():
        raise InvalidFile(path, "it is not there.")
    if folder is None or not path.is_dir():
        raise InvalidFile(path, "a request file, a folder of a collection or a collection is expected.")
    root = next((node for node in Collection.open(folder).tree().walk() if node.path == path), None)
    if root is None:
        raise InvalidFile(path, "there is nothing of a collection in it.")
    return [*_below(root, ())]


def _below(node: Node, trail: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    if node.error and node.kind is not NodeKind.REQUEST:
        yield node.path, trail, node.error
    for child in node.children:
        if child.kind is NodeKind.REQUEST:
            yield child.path, trail, child.error
        elif child.kind is not NodeKind.PERSONA:
            yield from _below(child, (*trail, child.name))


def _request(path: Path, trail: tuple[str, ...], compare: Compare) -> SuiteRequest:
    """Raises :class:`InvalidFile` also for a path, a pattern or a schema that is none, at its line."""
    folder = find_collection(path.parent)
    collection = Collection.open(folder) if folder is not None else None
    saved = collection.load(path) if collection is not None else read_file(path)
    selector = saved.variant or (collection.variant(path) if collection is not None else None)
    baseline = collection.baseline(path) if collection is not None else read_baseline(path)
    body = baseline.body if baseline is not None else None
    schemas = SchemaFiles(path, collection)
    options = compare(saved.request.friendly_id)
    fixed = [(place, each) for place, each in enumerate(saved.expectations) if not has_placeholders(each)]
    try:
        judge = Judge(selector, [each for _, each in fixed], baseline=body, schemas=schemas, compare=options)
    except JudgeError as wrong:
        raise _at_line(path, collection, saved, str(wrong), None if wrong.place is None else fixed[wrong.place][0]) from None
    layers = collection.layers(path) if collection is not None else ()
    where = " / ".join((*trail, saved.name))
    per_call = len(fixed) < len(saved.expectations)
    return SuiteRequest(path, where, replace(saved, variant=selector), layers, judge, body, schemas, options, per_call)


def _at_line(path: Path, collection: Collection | None, saved: SavedRequest, why: str, place: int | None) -> InvalidFile:
    """The error where it stands: in the request, or in what a folder above says."""
    if place is not None:
        return read_source(path).wrong_in(f"expect: {why}", "expect", place)
    if saved.variant is not None or collection is None:
        return read_source(path).wrong(f"variant: {why}", "variant")
    above = (about_file(folder) for folder in path.parents if folder == collection.folder or folder.is_relative_to(collection.folder))
    said = next(file for file in above if read_said(file).about.variant is not None)
    return read_source(said).wrong(f"variant: {why}", "variant")
