"""What the transfer dialogs need of the rest, and what they say of it.  Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workbench.domain import SecretKind, Tenant
from workbench.domain.texts import shown, whole

if TYPE_CHECKING:
    from workbench.collections.incoming.plan import FoundKey, ImportedFolder, ImportNote, ImportPlan
    from workbench.collections.outgoing.model import Exported

PREVIEW_LINES = 200
PREVIEW_COLUMNS = 2_000
PREVIEW_SEEN = 2 * 2**20
"""Bytes that are looked at for a preview."""
_FATES = (("taken", "taken as they are", "taken as it is"), ("changed", "changed", "changed"), ("left out", "left out", "left out"))


class ImportSource(Protocol):
    """What the import dialog needs.  Every call blocks and is made on a worker thread."""

    def read(self, name: str, data: bytes) -> ImportPlan:
        """What the bytes would bring.  Raises ``NotRecognised`` in plain words."""
        ...

    def destinations(self) -> tuple[tuple[str, Path], ...]:
        """Folders of open collections, (name, folder), the best one first."""
        ...

    def tenants(self) -> tuple[Tenant, ...]:
        """Whose keychain entry can take a key."""
        ...

    def bring_in(self, plan: ImportPlan, destination: Path, keys: Mapping[int, str]) -> object:
        """Write it, and give what the dialog hands on in ``imported``; ``keys`` is index of a found key → tenant id.  A folder that is no collection becomes one."""
        ...


class Form(Protocol):
    """What is asked of a format to export to: of each member of the enumeration that ``usecases.hand_out`` has of them."""

    @property
    def label(self) -> str: ...
    @property
    def suffix(self) -> str: ...


class ExportSource(Protocol):
    """What the export dialog needs.  Blocks; called on a worker thread with one member of the enumeration of formats."""

    def export(self, form: Any) -> Exported: ...


# -- what an import would bring ---------------------------------------------------------------------


def headline(plan: ImportPlan) -> str:
    """``Postman collection v2.1: 14 requests and 2 personas``."""
    return f"{plan.source}: {joined(_contents(plan))}"


def summary(plan: ImportPlan) -> str:
    """``14 taken as they are, 3 changed, 2 left out.``  Counts the lines of the report."""
    counts = [(sum(note.fate.value == fate for note in plan.notes), many, one) for fate, many, one in _FATES]
    parts = [f"{count:,} {one if count == 1 else many}" for count, many, one in counts if count]
    return f"{', '.join(parts)}." if parts else "There is nothing in it."


def is_empty(plan: ImportPlan) -> bool:
    """Whether there is nothing that could be written into a collection."""
    return not (plan.root.items or plan.root.personas or plan.root.values)


def addressed(plan: ImportPlan) -> str:
    """The servers it was sent to, in a sentence; empty where none is known."""
    if not plan.base_urls:
        return ""
    first = [shown(_host(url), 60) for url in plan.base_urls[:3]]
    more = len(plan.base_urls) - len(first)
    return f"The requests went to {joined([*first, f'{more} more'] if more else first)}; here they go to the tenant you choose."


def keys_sentence(count: int) -> str:
    found = "1 client key was found. It is" if count == 1 else f"{count} client keys were found. They are"
    return f"{found} never written into a file. Put {'it' if count == 1 else 'each'} into a tenant's keychain, or leave it behind."


def key_label(key: FoundKey) -> str:
    """Where a key stood and where it was sent; never what it is."""
    host = _host(key.base_url)
    return one_line(f"{key.where} · {host}" if host else key.where)


def has_key(tenant: Tenant) -> bool:
    return SecretKind.CLIENT_KEY in tenant.keys


def proposed_tenants(keys: Sequence[FoundKey], tenants: Sequence[Tenant]) -> tuple[str, ...]:
    """A tenant id for each key, or nothing.

    Only where it is beyond doubt: one key for a server, one tenant on that server, and no key there that it would replace.
    """
    found = []
    for key in keys:
        fits = [tenant for tenant in tenants if key.base_url and tenant.api_base.casefold() == key.base_url.casefold().rstrip("/")]
        alone = sum(other.base_url == key.base_url for other in keys) == 1
        found.append(fits[0].id if alone and len(fits) == 1 and not has_key(fits[0]) else "")
    return tuple(found)


def keys_problem(chosen: Mapping[int, str], tenants: Sequence[Tenant]) -> str:
    """A sentence where two keys would go to one tenant, which has room for one."""
    ids = list(chosen.values())
    twice = next((tenant.name for tenant in tenants if ids.count(tenant.id) > 1), "")
    return f"Two keys are to go to “{twice}”, but a tenant has one client key. Choose one of them." if twice else ""


def report_text(notes: Sequence[ImportNote]) -> str:
    """Lines for the clipboard, in columns that a spreadsheet takes: result, where, why."""
    return "\n".join("\t".join((note.fate.value, one_line(note.where), one_line(note.why))) for note in notes)


def filtered(notes: Sequence[ImportNote], fate: str) -> tuple[ImportNote, ...]:
    """Those of one fate; all of them for an empty one."""
    return tuple(note for note in notes if not fate or note.fate.value == fate)


# -- what an export is ------------------------------------------------------------------------------


def preview(data: bytes) -> tuple[list[str], bool] | None:
    """The first lines as text, and whether more follow; nothing where it is no text."""
    head = data[:PREVIEW_SEEN]
    if b"\0" in head:
        return None
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as problem:
        if len(head) == len(data) or problem.start < len(head) - 4:
            return None
        text = head[: problem.start].decode("utf-8")  # it was cut inside a character
    lines = text.removesuffix("\n").split("\n")
    cut = [line.rstrip("\r") if len(line) <= PREVIEW_COLUMNS else f"{line[:PREVIEW_COLUMNS]}…" for line in lines[:PREVIEW_LINES]]
    return cut, len(lines) > PREVIEW_LINES or len(head) < len(data)


def size_text(size: int) -> str:
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def bullets(notes: Sequence[str]) -> str:
    """One sentence a line; a dot before each where there are several."""
    return "\n".join(f"• {note}" for note in notes) if len(notes) > 1 else "".join(notes)


# -- words ------------------------------------------------------------------------------------------


def one_line(text: str) -> str:
    return " ".join(whole(text).split())


def joined(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _contents(plan: ImportPlan) -> list[str]:
    requests = sum(1 for _ in plan.root.every_request())
    events = sum(1 for _ in plan.root.every_event())
    personas = _personas(plan.root)
    parts = [_counted(requests, "request")] if requests or not (events or personas) else []
    if events:
        parts.append(_counted(events, "event"))
    if personas:
        parts.append(_counted(personas, "persona"))
    if plan.root.values:
        parts.append(_counted(len(plan.root.values), "value"))
    return parts


def _host(url: str) -> str:
    return url.partition("://")[2] or url


def _personas(folder: ImportedFolder) -> int:
    from workbench.collections.incoming.plan import ImportedFolder

    return len(folder.personas) + sum(_personas(item) for item in folder.items if isinstance(item, ImportedFolder))


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
