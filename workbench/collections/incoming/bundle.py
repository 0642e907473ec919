"""Our own single file: a zip of a collection's folder, read into a plan without being unpacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbench.collections.abouts import read_said
from workbench.collections.codec import Thing, read_thing
from workbench.collections.errors import InvalidFile
from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.keys import Scrubber, is_key, names_a_key
from workbench.collections.incoming.plan import Fate, FoundKey, ImportedFolder, ImportNote, ImportPlan
from workbench.collections.incoming.scrub import scrubbed_folder, scrubbed_note
from workbench.collections.incoming.zips import Archive
from workbench.collections.model import SavedEvent, SavedRequest
from workbench.collections.names import COLLECTION_FILE, EVENT_SUFFIX, FOLDER_FILE, SCHEMA_SUFFIX, SUFFIX, by_name, suffix_of
from workbench.collections.order import arranged
from workbench.collections.outgoing.bundle_names import MANIFEST
from workbench.domain import REDACTED_KEY, Secret
from workbench.domain.persona import Persona

_KEY_FIELDS = ("clientKey", "client_key")
_BASELINE = ".baseline."


def is_ours(path: str) -> bool:
    """A file that a collection of ours is made of."""
    return bool(suffix_of(path)) or path.rpartition("/")[2] in (COLLECTION_FILE, FOLDER_FILE)


def looks_like_ours(texts: Mapping[str, str]) -> bool:
    return any(path.rpartition("/")[2] == COLLECTION_FILE or path.endswith((SUFFIX, EVENT_SUFFIX)) for path in texts)


def read_bundle(name: str, archive: Archive) -> ImportPlan:
    """Raises :class:`NotRecognised` where a newer workbench wrote it."""
    top = _top(archive.texts)
    reader = _Bundle(name)
    root = _Folder("")
    for path, text in archive.texts.items():
        root.put(path.removeprefix(top).split("/"), text)
    folder = reader.folder(root, "")
    for path, why in archive.unread.items():
        if path == MANIFEST:  # says what else is in the file, and nothing of its own
            continue
        reader.unread(path.removeprefix(top), why)
    scrubber = Scrubber(name, [key.secret for key in reader.keys], [])
    clean, _ = scrubbed_folder(folder, scrubber)
    notes = tuple(scrubbed_note(note, scrubber) for note in reader.notes)
    return ImportPlan("Workbench bundle", clean, notes, tuple(dict.fromkeys(reader.keys)))


@dataclass(slots=True)
class _Folder:
    name: str
    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, _Folder] = field(default_factory=dict)

    def put(self, parts: list[str], text: str) -> None:
        folder = self
        for part in parts[:-1]:
            folder = folder.folders.setdefault(part, _Folder(part))
        folder.files[parts[-1]] = text


class _Bundle:
    def __init__(self, name: str) -> None:
        self._name = name
        self.notes: list[ImportNote] = []
        self.keys: list[FoundKey] = []

    def folder(self, folder: _Folder, where: str) -> ImportedFolder:
        file = COLLECTION_FILE if COLLECTION_FILE in folder.files else FOLDER_FILE
        path = Path(folder.name or self._name.partition(".")[0]) / file
        said = read_said(path, folder.files.get(file, "").encode())
        if said.error is not None and file in folder.files:
            if file == COLLECTION_FILE and not where:
                raise NotRecognised(self._name, str(said.error))
            self._note(Fate.LEFT_OUT, f"{where}{file}", said.error.why)
        title = said.about.name
        below = f"{where}{folder.name} / " if folder.name else where
        made: dict[str, Thing | ImportedFolder] = {}
        for name, inner in folder.folders.items():
            made[name] = self.folder(inner, below)
        for name, text in folder.files.items():
            if suffix_of(name) and (thing := self._thing(name, text, below)) is not None:
                made[name] = thing
        order = arranged(made, said.order, lambda name: _rank(name, made[name]))
        things = [made[name] for name in order]
        return ImportedFolder(
            title,
            said.about.description,
            self._without_keys(dict(said.about.values), f"{below}{file}"),
            tuple(thing for thing in things if not isinstance(thing, Persona)),
            tuple(thing for thing in things if isinstance(thing, Persona)),
            said.about.variant,
        )

    def unread(self, path: str, why: str) -> None:
        if _BASELINE in path:
            why = "It is an approved answer; those stay with the collection it was approved in. Open the bundle as a collection to keep it."
        elif path.endswith(SCHEMA_SUFFIX):
            why = "It is a JSON Schema; put it beside the requests that name it, or open the bundle as a collection to keep it."
        self._note(Fate.LEFT_OUT, path, why)

    def _thing(self, name: str, text: str, where: str) -> Thing | None:
        try:
            thing = read_thing(Path(name), text.encode("utf-8", "surrogatepass"))
        except InvalidFile as wrong:
            self._note(Fate.LEFT_OUT, f"{where}{name}", wrong.why)
            return None
        place = f"{where}{thing.name}"
        thing = replace(thing, values=self._without_keys(dict(thing.values), place))
        if isinstance(thing, SavedRequest):
            thing = replace(thing, request=replace(thing.request, extra=self._without_keys(thing.request.extra, place)))
        if isinstance(thing, SavedEvent):
            thing = replace(thing, event=replace(thing.event, fields=self._without_keys(thing.event.fields, place)))
        self._note(Fate.TAKEN, place, "")
        return thing

    def _without_keys(self, values: dict[str, Any], where: str) -> dict[str, Any]:
        """A key does not belong into our files; where one was typed in nevertheless, it is taken out."""
        kept = {}
        for name, value in values.items():
            text = value.strip() if isinstance(value, str) else ""
            if is_key(text) and (name in _KEY_FIELDS or names_a_key(name)) and text != REDACTED_KEY:
                self.keys.append(FoundKey(where, Secret(text)))
                self._note(Fate.CHANGED, where, f"“{name}” is a client key: it is not in the file, it goes to the keychain.")
            else:
                kept[name] = value
        return kept

    def _note(self, fate: Fate, where: str, why: str) -> None:
        self.notes.append(ImportNote(fate, where, why))


def _rank(name: str, thing: Thing | ImportedFolder) -> tuple[object, ...]:
    kinds = (ImportedFolder, SavedRequest, SavedEvent, Persona)
    kind = next(rank for rank, each in enumerate(kinds) if isinstance(thing, each))
    return kind, by_name(thing.name), name


def _top(texts: Mapping[str, str]) -> str:
    """The folder everything lies in, where the zip holds the folder itself."""
    roots = [path.rpartition("/")[0] for path in texts if path.rpartition("/")[2] == COLLECTION_FILE]
    top = min(roots, key=len, default="")
    return f"{top}/" if top and all(path.startswith(f"{top}/") for path in texts) else ""
