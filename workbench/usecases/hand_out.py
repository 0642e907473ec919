"""Hand out: a collection, a folder of it, one request or one event as a file for another tool or a colleague.  No key leaves with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from workbench.collections import Collection, InvalidFile, SavedEvent
from workbench.collections.model import Item
from workbench.collections.outgoing import (
    Exported,
    ExportFolder,
    KeyInside,
    Outgoing,
    bundle,
    gather,
    placed,
    sounding_like_keys,
    to_har,
    to_postman,
)
from workbench.collections.outgoing.bundle import spellings
from workbench.collections.outgoing.texts import file_title, listed, names_in
from workbench.domain import SANDBOX_CLIENT_KEY, Secret, Tenant, fill_defaults
from workbench.domain.placeholders import Resolution, fields_of
from workbench.usecases.resolve import layers_for, resolve_for
from workbench.usecases.scripts import Ready, script


class _Facts(NamedTuple):
    label: str
    suffix: str


class ExportForm(StrEnum):
    """In the order of a menu."""

    BUNDLE = "zip"
    POSTMAN = "postman"
    CURL_BASH = "curl"
    CURL_POWERSHELL = "curl-powershell"
    HAR = "har"

    @property
    def label(self) -> str:
        return _FACTS[self].label

    @property
    def suffix(self) -> str:
        return _FACTS[self].suffix


_FACTS = {
    ExportForm.BUNDLE: _Facts("Workbench file", ".workbench.zip"),
    ExportForm.POSTMAN: _Facts("Postman collection v2.1", ".postman_collection.json"),
    ExportForm.CURL_BASH: _Facts("cURL for bash", ".sh"),
    ExportForm.CURL_POWERSHELL: _Facts("PowerShell", ".ps1"),
    ExportForm.HAR: _Facts("HAR 1.2", ".har"),
}
LATE_BROWSER_ID = "{{secret:browser-id}}"
"""For code that cannot ask for one in the middle of itself: it reads one from the environment, as it does a secret."""
SANDBOX_PORT = 8123
"""Where an export expects the Sandbox: it has another port at each start unless one is asked for."""


def hand_out(
    collection: Collection,
    path: Path,
    form: ExportForm,
    tenant: Tenant,
    *,
    keys: Sequence[Secret] = (),
    app_version: str = "",
) -> Exported:
    """One file with what stands at ``path``.  Where a format holds whole requests, the tenant's values and defaults are in them.

    ``keys`` are those known to the caller, none of which may be in it: raises ``KeyInside``, and other ``CollectionError``,
    in plain words.
    """
    if form is ExportForm.BUNDLE:
        made = bundle(collection.folder, keys, None if path == collection.folder else path)
        return replace(made, notes=(*made.notes, *_warnings(collection, path)))
    found = gather(collection, path)
    made = _MAKERS[form](found.root, _addressed(tenant), app_version)
    _refuse_keys(found.root, made, keys)
    notes = (*made.notes, *_sandbox_notes(tenant), *found.notes, *sounding_like_keys(found.root))
    return replace(made, suggested_name=file_title(found.root.name, form.suffix), notes=notes)


def _postman(root: ExportFolder, tenant: Tenant, app_version: str) -> Exported:
    whole, notes = _with_tenant(root, tenant)
    made = to_postman(whole, tenant.api_base, headers_of(tenant))
    return replace(made, notes=(*made.notes, *notes))


def _har(root: ExportFolder, tenant: Tenant, app_version: str) -> Exported:
    ready, left = _ready(root, tenant)
    requests = [Outgoing(each.where, each.content()) for each in ready]
    made = to_har(root.name, requests, tenant.api_base, headers_of(tenant), app_version=app_version)
    late = sorted({name for each in ready for name in _late(each.found)})
    notes = [f"What only a send can know stays as a placeholder: {listed(late)}."] if late else []
    return replace(made, notes=(*made.notes, *notes, *_resolved_notes(root, left)))


def _bash(root: ExportFolder, tenant: Tenant, app_version: str) -> Exported:
    return _script(root, tenant, powershell=False)


def _powershell(root: ExportFolder, tenant: Tenant, app_version: str) -> Exported:
    return _script(root, tenant, powershell=True)


def _script(root: ExportFolder, tenant: Tenant, *, powershell: bool) -> Exported:
    ready, left = _ready(root, tenant)
    made = script(root.name, ready, tenant.api_base, headers_of(tenant), powershell=powershell)
    return replace(made, notes=(*made.notes, *_resolved_notes(root, left)))


_MAKERS: dict[ExportForm, Callable[[ExportFolder, Tenant, str], Exported]] = {
    ExportForm.POSTMAN: _postman,
    ExportForm.HAR: _har,
    ExportForm.CURL_BASH: _bash,
    ExportForm.CURL_POWERSHELL: _powershell,
}


def _addressed(tenant: Tenant) -> Tenant:
    return replace(tenant, base_url=f"http://127.0.0.1:{SANDBOX_PORT}") if tenant.is_sandbox else tenant


def headers_of(tenant: Tenant) -> tuple[tuple[str, str], ...]:
    """What the workbench itself would send of the tenant's."""
    said = any(name.lower() == "user-agent" for name, _ in tenant.extra_headers)
    return tenant.extra_headers if said or not tenant.user_agent else (("User-Agent", tenant.user_agent), *tenant.extra_headers)


def _with_tenant(root: ExportFolder, tenant: Tenant) -> tuple[ExportFolder, list[str]]:
    """The collection with what its requests leave to the tenant: the defaults they lack and the values they use."""
    lacking = [each.where for each in placed(root) if fill_defaults(each.saved.request, tenant) != each.saved.request]
    used = names_in([[value for _, value in fields_of(each.saved.request)] for each in placed(root)])
    used += names_in([[dict(layer.values) for layer in each.layers] for each in placed(root)])
    values = {name: value for name, value in tenant.values.items() if name in used and name not in root.values}
    notes = []
    if lacking:
        notes.append(f"What requests leave to the tenant is filled in from “{tenant.name}”: {listed(lacking)}.")
    if values:
        notes.append(f"Values of “{tenant.name}” are among those of the collection: {listed(list(values))}.")
    whole = _changed(root, lambda saved: saved.with_request(fill_defaults(saved.request, tenant)))
    return replace(whole, values={**values, **root.values}), notes


def _changed(folder: ExportFolder, change: Callable[[Item], Item]) -> ExportFolder:
    items = tuple(_changed(item, change) if isinstance(item, ExportFolder) else change(item) for item in folder.items)
    return replace(folder, items=items)


def _ready(root: ExportFolder, tenant: Tenant) -> tuple[list[Ready], list[str]]:
    """Requests with their values in them, and why others have none."""
    ready: list[Ready] = []
    left: list[str] = []
    for each in _resolved(root, tenant):
        if problems := each.found.problems:
            left.append(f"{each.where} ({problems[0].why})")
        else:
            ready.append(each)
    return ready, left


def _resolved(root: ExportFolder, tenant: Tenant) -> Iterator[Ready]:
    for each in placed(root):
        own, *folders = each.layers
        layers = layers_for(request_values=own, folders=folders)
        yield Ready(each.where, resolve_for(each.saved.request, tenant, layers), isinstance(each.saved, SavedEvent))


def _late(found: Resolution) -> Iterator[str]:
    yield from (f"secret:{name}" for name in found.secrets)
    if found.needs_browser_id:
        yield "new_browser_id"


def _resolved_notes(root: ExportFolder, left: Sequence[str]) -> list[str]:
    """What a format with whole requests cannot say."""
    notes = []
    if left:
        notes.append(f"Left out: {listed(left)}.")
    if personas := [persona.name for persona in root.every_persona()]:
        notes.append(f"Each request stands as it is without a persona; left out: {listed(personas)}.")
    if nobody := [each.where for each in placed(root) if each.saved.request.identity is None]:
        notes.append(f"No identity, which every call needs: {listed(nobody)}.")
    return notes


def _sandbox_notes(tenant: Tenant) -> list[str]:
    if not tenant.is_sandbox:
        return []
    how = f"The address is the Sandbox's: start it with  workbench sandbox --port {SANDBOX_PORT}"
    return [f"{how}  (its client key is public: {SANDBOX_CLIENT_KEY}), or choose a tenant."]


def _refuse_keys(root: ExportFolder, made: Exported, keys: Sequence[Secret]) -> None:
    """A key that somebody typed into a file goes no further."""
    known = spellings(keys)
    if not any(key in made.data for key in known):
        return
    for each in placed(root):
        if any(key in _bytes(each.saved) for key in known):
            raise KeyInside(each.where)
    raise KeyInside(f"The names, descriptions or values of “{root.name}”")


def _bytes(saved: Item) -> bytes:
    return repr((saved.request.wire(None), saved.name, saved.description, dict(saved.values))).encode("utf-8", "surrogatepass")


def _warnings(collection: Collection, path: Path) -> tuple[str, ...]:
    try:
        return sounding_like_keys(gather(collection, path).root)
    except InvalidFile:  # the files travel as they are, in the middle of a merge too
        return ()
