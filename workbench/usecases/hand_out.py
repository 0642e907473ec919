"""Hand out: a collection, a folder of it or one request as a file for another tool or a colleague.  No key leaves with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from workbench.collections import Collection
from workbench.collections.outgoing import Exported, ExportError, ExportFolder, bundle, gather, placed, to_har, to_postman
from workbench.collections.outgoing.texts import listed, one_line
from workbench.domain import FlowRequest, Secret, Tenant, fill_defaults
from workbench.domain.builtins import NEW_BROWSER_ID, Made
from workbench.domain.placeholders import Resolution, resolve
from workbench.snippets import KEY_VARIABLE, Shell, SnippetError, curl_command
from workbench.usecases.resolve import layers_for


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
"""A script cannot ask for one in the middle of a command: it reads one from the environment."""


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

    Raises ``CollectionError``, in plain words.
    """
    if form is ExportForm.BUNDLE:
        if path != collection.folder:
            raise ExportError("A Workbench file holds a whole collection. Choose the collection, or another format for a part of it.")
        return bundle(collection.folder, keys)
    found = gather(collection, path)
    if form is ExportForm.POSTMAN:
        made = to_postman(found.root, "" if tenant.is_sandbox else tenant.api_base)
    elif form is ExportForm.HAR:
        made = _har(found.root, tenant, app_version)
    else:
        made = _script(found.root, tenant, form)
    named = "".join(c if c.isalnum() or c in " -_()" else "-" for c in found.root.name).strip() or "collection"
    return replace(made, suggested_name=f"{named}{form.suffix}", notes=(*made.notes, *found.notes))


def _har(root: ExportFolder, tenant: Tenant, app_version: str) -> Exported:
    ready = [(where, resolution.request) for where, resolution in _resolved(root, tenant)]
    made = to_har(root.name, ready, tenant.api_base, headers_of(tenant), app_version=app_version)
    return replace(made, notes=(*made.notes, *_late_notes(root, tenant, "stay as placeholders")))


def _script(root: ExportFolder, tenant: Tenant, form: ExportForm) -> Exported:
    """One command after the other, each with its name above it."""
    shell = Shell.BASH if form is ExportForm.CURL_BASH else Shell.POWERSHELL
    parts, left = [], []
    for where, resolution in _resolved(root, tenant):
        if resolution.problems:
            left.append(f"{where} ({resolution.problems[0].why})")
            continue
        try:
            command = curl_command(resolution.finish({NEW_BROWSER_ID: LATE_BROWSER_ID}), tenant.api_base, headers_of(tenant), shell)
        except SnippetError as wrong:
            left.append(f"{where} ({wrong})")
            continue
        parts.append(f"# {one_line(where)}\n{command.rstrip()}\n")
    head = "#!/usr/bin/env bash\nset -eu\n\n" if shell is Shell.BASH else ""
    notes = [f"No key is in it: the script reads it from the environment variable {KEY_VARIABLE}."]
    notes += _late_notes(root, tenant, "are read from environment variables named PERSONALIZE_SECRET_…")
    if left:
        notes.append(f"Left out: {listed(left)}.")
    return Exported((head + "\n".join(parts)).encode("utf-8"), root.name, tuple(notes))


def _resolved(root: ExportFolder, tenant: Tenant) -> Iterator[tuple[str, Resolution]]:
    for each in placed(root):
        own, *folders = each.layers
        layers = layers_for(row=None, persona=None, request_values=own, folders=folders, tenant=tenant)
        request: FlowRequest = fill_defaults(each.saved.request, tenant)
        yield each.where, resolve(request, layers, Made.fresh())


def headers_of(tenant: Tenant) -> tuple[tuple[str, str], ...]:
    """What this tenant's calls carry besides the usual."""
    agent = (("User-Agent", tenant.user_agent),) if tenant.user_agent else ()
    return (*tenant.extra_headers, *agent)


def _late_notes(root: ExportFolder, tenant: Tenant, what: str) -> list[str]:
    late = sorted(
        {name for _, found in _resolved(root, tenant) for name in (*found.secrets, *([NEW_BROWSER_ID] if found.needs_browser_id else []))}
    )
    return [f"What only a send can know: {listed(late)} {what}."] if late else []
