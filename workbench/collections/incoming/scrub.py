"""Keys taken out of everything that an import would keep: names, descriptions, values, requests and the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from workbench.collections.expects import (
    expectations_of,
    expectations_to_plain,
    setup_of,
    setup_to_plain,
    variant_of,
    variant_to_plain,
)
from workbench.collections.files import Source
from workbench.collections.incoming.keys import Scrubber
from workbench.collections.incoming.plan import ImportedFolder, ImportNote
from workbench.collections.incoming.texts import persona_with, request_with
from workbench.collections.model import Item, SavedRequest


def scrubbed_note(note: ImportNote, scrubber: Scrubber) -> ImportNote:
    return replace(note, where=scrubber.text(note.where), why=scrubber.text(note.why))


def scrubbed_folder(folder: ImportedFolder, scrubber: Scrubber) -> tuple[ImportedFolder, list[str]]:
    """The folder without any key, and the names of what held one."""
    touched: list[str] = []
    items: list[Item | ImportedFolder] = []
    for item in folder.items:
        if isinstance(item, ImportedFolder):
            inner, more = scrubbed_folder(item, scrubber)
            items.append(inner)
            touched += more
        else:
            clean = _item(item, scrubber)
            touched += [clean.name] if clean != item else []
            items.append(clean)
    about = ImportedFolder(
        name=scrubber.text(folder.name),
        description=scrubber.text(folder.description),
        values=scrubber.value(dict(folder.values)),
        variant=folder.variant,
        personas=tuple(persona_with(persona, scrubber.text, scrubber.value) for persona in folder.personas),
    )
    if about != replace(folder, items=()):
        touched.append(about.name)
    return replace(about, items=tuple(items)), touched


def _item(saved: Item, scrubber: Scrubber) -> Item:
    request = request_with(saved.request, scrubber.text, scrubber.value)
    name, description, values = scrubber.text(saved.name), scrubber.text(saved.description), scrubber.value(dict(saved.values))
    checked = _checks(saved, scrubber) if isinstance(saved, SavedRequest) else saved
    return replace(checked.with_request(request), name=name, description=description, values=values)


def _checks(saved: SavedRequest, scrubber: Scrubber) -> SavedRequest:
    """What is expected and done before holds texts as well; a file of it says them all."""
    plain = expectations_to_plain(saved.expectations) | setup_to_plain(saved.setup) | variant_to_plain(saved.variant)
    clean = scrubber.value(plain)
    if clean == plain:
        return saved
    source = Source(Path(saved.name), clean)
    return replace(saved, expectations=expectations_of(source), setup=setup_of(source), variant=variant_of(source))
