"""The last steps of an import: keys out of the values, values that nobody uses left behind, names made valid, all scrubbed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.collections.incoming.draft import Draft, DraftEnvironment, DraftFolder, DraftRequest
from workbench.collections.incoming.keys import SHORTEST, Scrubber, is_key, names_a_key, names_a_secret
from workbench.collections.incoming.plan import Fate, FoundKey, ImportedFolder, ImportNote, ImportPlan
from workbench.collections.incoming.reading import DEEPEST_VALUE, as_json, too_deep
from workbench.collections.incoming.scope import dotted, named
from workbench.collections.incoming.scrub import scrubbed_folder, scrubbed_note
from workbench.collections.incoming.texts import request_with, texts_of
from workbench.collections.incoming.variables import Variables, is_built_in, names_in, placeholder
from workbench.collections.model import Item, SavedEvent, SavedRequest
from workbench.domain import Secret, StreamEvent
from workbench.domain.persona import Persona
from workbench.domain.texts import shown, texts_in, whole

_MOST_NAMES = 20


@dataclass(slots=True)
class Findings:
    """What was found while the calls were recognised; variables by the source's own names."""

    keys: list[FoundKey] = field(default_factory=list)
    key_names: set[str] = field(default_factory=set)
    secrets: list[Secret] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    bases: dict[str, str] = field(default_factory=dict)
    """The address each environment leads to, by what a report calls the environment."""
    creates_browser: bool = False
    browser_names: set[str] = field(default_factory=set)
    identity_names: set[str] = field(default_factory=set)


def finish(
    name: str, label: str, draft: Draft, variables: Variables, found: Findings, notes: list[ImportNote], bases: list[str]
) -> ImportPlan:
    """``notes`` are those made so far; the plan's also tell of values, names and keys."""
    return _Finish(name, label, draft, variables, found, notes, bases).plan()


@dataclass(slots=True)
class _Finish:
    name: str
    label: str
    draft: Draft
    variables: Variables
    found: Findings
    notes: list[ImportNote]
    bases: list[str]
    bare: set[str] = field(default_factory=set)

    def plan(self) -> ImportPlan:
        requests = list(self.draft.root.requests())
        self.bare = set().union(*(request.bare for request in requests)) if requests else set()
        for where, values in self.draft.every_values():
            if not self.draft.whole:
                self._type(values)  # before keys are looked for: an object may have stood there as text
            self._leave_deep(where, values)
        self._take_keys()
        self._take_secrets()
        self._take_browser_ids()
        if requests and not self.draft.whole:
            self._keep_used(requests)
        personas = (*self.draft.personas, *self._environments(used_only=bool(requests)))
        root = self._folder(self.draft.root)
        self._say_names(requests, root, personas)
        return self._scrubbed(replace(root, personas=personas))

    # -- what is taken out of the values ----------------------------------------------------------

    def _take_keys(self) -> None:
        base = self.bases[0] if len(self.bases) == 1 else ""
        for where, values in self.draft.every_values():
            for inner, key, name in [place for place in named(values) if place[2] in self.found.key_names or names_a_key(place[1])]:
                value = inner.pop(key)
                text = value.strip() if isinstance(value, str) else ""
                if is_key(text):
                    self.found.keys.append(FoundKey(where, Secret(text), self.found.bases.get(where, base)))
                    self._note(Fate.CHANGED, where, f"“{shown(name)}” is a client key: it is not in the file, it goes to the keychain.")
                else:
                    self._note(Fate.LEFT_OUT, where, f"“{shown(name)}” holds no client key; the workbench adds the tenant's.")

    def _take_secrets(self) -> None:
        hidden = self.found.hidden.union(*(environment.hidden for environment in self.draft.environments))
        for where, values in self.draft.every_values():
            names = []
            for inner, key, name in [place for place in named(values) if place[2] in hidden or names_a_secret(place[1])]:
                names.append(name)
                self.found.secrets += [Secret(text) for text in texts_in(inner.pop(key)) if len(text) >= SHORTEST and not names_in(text)]
                self.variables.stands_for(name, f"secret:{self.variables.name(name.removeprefix('secret:'))}")
            if names:
                why = (
                    f"Secrets do not go into files: {_listed(names)}. Where a request uses one, it refers to the keychain by that name now."
                )
                self._note(Fate.LEFT_OUT, where, why)

    def _take_browser_ids(self) -> None:
        for where, values in self.draft.every_values():
            names = [name for name in values if name in self.found.browser_names]
            for name in names:
                del values[name]
            if names:
                self._note(Fate.CHANGED, where, f"{_listed(names)}: a new browser ID is asked for at each send instead.")

    def _type(self, values: dict[str, Any]) -> None:
        """A variable that stood without quotes was a number or an object on the wire, though tools keep it as text."""
        for name in self.bare & values.keys():
            text = values[name]
            if isinstance(text, str) and not names_in(text):
                try:
                    typed = json.loads(text)
                except (ValueError, RecursionError):
                    continue
                values[name] = as_json(typed)

    def _leave_deep(self, where: str, values: dict[str, Any]) -> None:
        deep = [name for name in values if too_deep(values[name], DEEPEST_VALUE)]
        for name in deep:
            del values[name]
        if deep:
            self._note(Fate.LEFT_OUT, where, f"Nested more than {DEEPEST_VALUE} levels deep: {_listed(deep)}.")

    # -- which values are kept --------------------------------------------------------------------

    def _keep_used(self, requests: list[DraftRequest]) -> None:
        """Values of other APIs would only be clutter, or worse; the report names them."""
        used = self._used(requests)
        for where, values in self.draft.root.every_values():
            for name in used:
                if "." in name and name not in values and (inner := dotted(values, name)) is not None:
                    values[name] = inner
            unused = [name for name in values if name not in used]
            for name in unused:
                del values[name]
            if unused:
                self._note(Fate.LEFT_OUT, where, f"Values that no taken request uses: {_listed(unused)}.")
        for environment in self.draft.environments:
            for name in used:
                if "." in name and name not in environment.values and (inner := dotted(environment.values, name)) is not None:
                    environment.values[name] = inner

    def _used(self, requests: list[DraftRequest]) -> set[str]:
        used = set().union(*(names_in(texts_of(request.request)) for request in requests))
        values = [values for _, values in self.draft.every_values()]
        new = used
        while new:
            found = set().union(*(names_in(some[name]) for some in values for name in new & some.keys()))
            new = found - used
            used |= new
        return used

    def _environments(self, *, used_only: bool) -> tuple[Persona, ...]:
        """The first becomes the collection's values where it can; of the others, what differs becomes a persona to choose."""
        environments = self.draft.environments
        used = self._used(list(self.draft.root.requests())) if used_only else set()
        rest = environments
        if environments and not self._overrides(environments[0], used, used_only=used_only):
            self._merge(environments[0], used, used_only=used_only)
            rest = environments[1:]
        personas = []
        for environment in rest:
            where = f"environment “{environment.name}”"
            differing = self._differing(environment, used, used_only=used_only)
            if not differing:
                self._note(Fate.LEFT_OUT, where, "It holds nothing else that the taken requests use.")
                continue
            values = self.variables.values(differing)
            personas.append(Persona(whole(environment.name) or "environment", values=values))
            self._note(Fate.CHANGED, where, f"It is a persona now: choose it to send with its {_listed(list(values))}.")
        return tuple(personas)

    def _overrides(self, environment: DraftEnvironment, used: set[str], *, used_only: bool) -> bool:
        root = self.draft.root.values
        return any(name in root and root[name] != value for name, value in self._wanted(environment, used, used_only=used_only).items())

    def _merge(self, environment: DraftEnvironment, used: set[str], *, used_only: bool) -> None:
        where = f"environment “{environment.name}”"
        wanted = self._wanted(environment, used, used_only=used_only)
        unused = [name for name in environment.values if name not in wanted]
        self.draft.root.values |= wanted
        if wanted:
            self._note(Fate.TAKEN, where, f"Values of the collection: {_listed(list(wanted))}.")
        if unused:
            self._note(Fate.LEFT_OUT, where, f"Values that no taken request uses: {_listed(unused)}.")
        elif not wanted:
            self._note(Fate.LEFT_OUT, where, "It holds no other values.")

    def _differing(self, environment: DraftEnvironment, used: set[str], *, used_only: bool) -> dict[str, Any]:
        root = self.draft.root.values
        wanted = self._wanted(environment, used, used_only=used_only)
        return {name: value for name, value in wanted.items() if name not in root or root[name] != value}

    def _wanted(self, environment: DraftEnvironment, used: set[str], *, used_only: bool) -> dict[str, Any]:
        return {name: value for name, value in environment.values.items() if not used_only or name in used}

    # -- the tree ---------------------------------------------------------------------------------

    def _folder(self, draft: DraftFolder) -> ImportedFolder:
        items = tuple(self._request(item) if isinstance(item, DraftRequest) else self._folder(item) for item in draft.items)
        return ImportedFolder(draft.name, draft.description, self.variables.values(draft.values), items)

    def _request(self, draft: DraftRequest) -> Item:
        for name in sorted(draft.bare - self.found.browser_names):
            draft.hints.append(f"{placeholder(self.variables.name(name))} stood without quotes: its value goes in with its type.")
        why = " ".join(dict.fromkeys([*draft.changes, *draft.hints]))
        self._note(Fate.CHANGED if draft.changes else Fate.TAKEN, draft.where, why)
        request = request_with(draft.request, self.variables.text, self.variables.value)
        values = self.variables.values(draft.values)
        if draft.is_event:
            return SavedEvent(draft.name, StreamEvent.of_request(request), draft.description, values)
        return SavedRequest(draft.name, request, draft.description, values)

    # -- the report -------------------------------------------------------------------------------

    def _say_names(self, requests: list[DraftRequest], root: ImportedFolder, personas: tuple[Persona, ...]) -> None:
        for raw, name in self.variables.renamed.items():
            self._note(Fate.CHANGED, f"variable “{shown(raw)}”", f"It is called “{name}” now: a name holds letters, digits, _, - and dots.")
        for raw, name in self.variables.dynamic.items():
            why = f"There is no built-in value for it; “{placeholder(name)}” stands in its place and needs a value."
            self._note(Fate.CHANGED, f"variable “{shown(raw)}”", why)
        unknown = _unknown(root, frozenset().union(*(persona.values.keys() for persona in personas)))
        if requests and unknown:
            names = ", ".join(placeholder(name) for name in unknown[:_MOST_NAMES]) + (" …" if len(unknown) > _MOST_NAMES else "")
            self._note(Fate.CHANGED, "placeholders", f"They have no value yet, and need one before sending: {names}.")

    def _scrubbed(self, root: ImportedFolder) -> ImportPlan:
        scrubber = Scrubber(self.name, [key.secret for key in self.found.keys], self.found.secrets)
        clean, touched = scrubbed_folder(root, scrubber)
        for where in touched:
            why = "A key or another secret stood in it once more; something that says so stands there now."
            self._note(Fate.CHANGED, where, why)
        return ImportPlan(
            source=self.label,
            root=clean,
            notes=tuple(scrubbed_note(note, scrubber) for note in self.notes),
            keys=_once([replace(key, where=scrubber.text(key.where), base_url=scrubber.text(key.base_url)) for key in self.found.keys]),
            base_urls=tuple(dict.fromkeys(scrubber.text(base) for base in self.bases)),
        )

    def _note(self, fate: Fate, where: str, why: str) -> None:
        self.notes.append(ImportNote(fate, where, why))


def _unknown(root: ImportedFolder, elsewhere: frozenset[str]) -> list[str]:
    """Names with no value at their place, as far as an import can tell."""
    unknown: dict[str, None] = {}

    def walk(folder: ImportedFolder, outer: frozenset[str]) -> None:
        known = outer | folder.values.keys()
        for item in folder.items:
            if isinstance(item, ImportedFolder):
                walk(item, known)
                continue
            used = names_in([texts_of(item.request), list(item.values.values())])
            unknown.update(dict.fromkeys(sorted(name for name in used - known - item.values.keys() if not is_built_in(name))))

    walk(root, elsewhere)
    return list(unknown)


def _once(keys: list[FoundKey]) -> tuple[FoundKey, ...]:
    """Each key once for each address; one without an address only where nothing better is known."""
    known: dict[tuple[Secret, str], FoundKey] = {}
    for key in keys:
        known.setdefault((key.secret, key.base_url), key)
    with_address = {key.secret for key in known.values() if key.base_url}
    return tuple(key for key in known.values() if key.base_url or key.secret not in with_address)


def _listed(names: Mapping[str, Any] | list[str]) -> str:
    some = [shown(name) for name in list(names)[:_MOST_NAMES]]
    more = len(names) - len(some)
    return ", ".join(some) + (f" and {more} more" if more else "")
