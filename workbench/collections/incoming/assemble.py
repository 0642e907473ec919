"""A source → an import plan: every call recognised and turned into a request, an event or a line that says why not."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from workbench.collections.incoming.draft import Draft, DraftEnvironment, DraftFolder, DraftRequest
from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.finish import Findings, finish
from workbench.collections.incoming.plan import Fate, FoundKey, ImportNote, ImportPlan
from workbench.collections.incoming.reading import MOST_ITEMS
from workbench.collections.incoming.recognise import Address, Kind, is_context, read_address, region_of
from workbench.collections.incoming.scope import Scope
from workbench.collections.incoming.source import Call, Group, Remark, Source, Unread
from workbench.collections.incoming.take import Taken, look_for_keys, take
from workbench.collections.incoming.take_event import take_event
from workbench.collections.incoming.variables import Variables, whole_placeholder
from workbench.domain import normalize_base_url
from workbench.domain.texts import is_blank, shown, whole

LONGEST_NAME = 120
_BROWSER_NAMES = ("browserid", "browserref", "bid", "browser")
_WHY_NOT = {
    Kind.BY_REFERENCE: "It runs a flow by its reference, not by its friendly ID, which is the only form documented now. Look the friendly ID up in Personalize.",
    Kind.PREVIEW: "It is a call of an old page preview, which the vendor has replaced; there is no such call any more.",
}


def assemble(name: str, source: Source) -> ImportPlan:
    """``name`` is the file's, for errors.  Raises :class:`NotRecognised` where there are too many items."""
    return _Assembly(name, source).plan()


@dataclass(slots=True)
class _Assembly:
    name: str
    source: Source
    variables: Variables = field(init=False)
    found: Findings = field(default_factory=Findings)
    notes: list[ImportNote] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    seen: dict[str, str] = field(default_factory=dict)
    bases: list[str] = field(default_factory=list)
    items: int = 0

    def __post_init__(self) -> None:
        self.variables = Variables(literal=self.source.literal)

    def plan(self) -> ImportPlan:
        source = self.source
        self.found.secrets += source.secrets
        self.found.hidden = set(source.hidden)
        root = self._folder(source.root, (), Scope())
        root.name = root.name or _title(self.name)
        environments = [DraftEnvironment(e.name, dict(e.values), e.hidden) for e in source.environments]
        draft = Draft(root, environments, source.personas, source.whole)
        for persona in source.personas:
            self._note(Fate.TAKEN, f"persona “{persona.name}”", "")
        for environment in source.environments:
            self._remarks(environment.remarks, f"environment “{environment.name}”")
        self._browser_variables()
        self._count_others()
        return finish(self.name, source.label, draft, self.variables, self.found, self.notes, self.bases)

    # -- the tree ---------------------------------------------------------------------------------

    def _folder(self, group: Group, path: tuple[str, ...], outer: Scope) -> DraftFolder:
        title = " / ".join(path) or group.name or self.name
        folder = DraftFolder(_title(group.name), title, whole(group.description), dict(group.values))
        self._remarks(group.remarks, title)
        scope = outer.inner(group.values)
        for number, item in enumerate(group.items, 1):
            self.items += 1
            if self.items > MOST_ITEMS:
                raise NotRecognised(self.name, f"it holds more than {MOST_ITEMS:,} items. Export it in parts.")
            if isinstance(item, Group):
                inner = self._folder(item, (*path, _title(item.name) or f"folder {number}"), scope)
                inner.name = inner.name or f"folder {number}"
                folder.items += [inner] if inner.items else []
            elif isinstance(item, Unread):
                self._note(Fate.LEFT_OUT, self._where(path, item.name or f"item {number}"), item.why)
            elif (made := self._call(item, number, path, scope.inner(item.values))) is not None:
                folder.items.append(made)
        return folder

    def _call(self, call: Call, number: int, path: tuple[str, ...], scope: Scope) -> DraftRequest | None:
        address, scope = self._address(call, scope)
        where = self._where(path, call.name or f"call {number}")
        if address.kind in (Kind.FLOW, Kind.EDGE, Kind.EVENT):
            return self._taken(call, number, path, address, scope)
        if address.kind is not Kind.OTHER:
            keys = Taken()
            look_for_keys(call, address, keys)
            self._keep_keys(keys, where, address.base)
            self._remarks_of_left_out(call, where)
        if address.kind is Kind.BROWSER:
            self.found.creates_browser = True
            self.found.browser_names |= {*call.sets, f"response.{call.id}"}
            self._note(Fate.CHANGED, where, "It asks for a new browser ID, which needs no request of its own: {{new_browser_id}} does it.")
        elif address.kind is not Kind.OTHER:
            self._note(Fate.LEFT_OUT, where, _WHY_NOT[address.kind])
        elif self.source.many:
            self.others["other"] += 1
        else:
            what = f"{call.method.upper()[:10]} {shown(address.path, 80)}" if call.url else "It has no URL, so it"
            self._note(Fate.LEFT_OUT, where, f"{what} does not run a flow.")
        return None

    def _taken(self, call: Call, number: int, path: tuple[str, ...], address: Address, scope: Scope) -> DraftRequest | None:
        taken = take_event(call, address) if address.kind is Kind.EVENT else take(call, address, scope.get)
        where = self._where(path, call.name or f"call {number}")
        if isinstance(taken, str):
            self._note(Fate.LEFT_OUT, where, taken)
            self._remarks_of_left_out(call, where)
            return None
        name = _title(call.name) if call.name and "://" not in call.name else _name_of(taken) or _title(call.name)
        nameless = f"{'event' if taken.is_event else 'request'} {number}"
        made = DraftRequest(
            _title(name) or nameless, "", taken.request, taken.is_event, whole(call.description), dict(call.values), taken.bare
        )
        made.where = self._where(path, made.name)
        self._keep_keys(taken, made.where, address.base if _is_direct(address) else "")
        self._keep_base(address)
        if self._is_again(made):
            return None
        self.found.identity_names |= {name for name in [whole_placeholder(str(taken.request.identity or ""))] if name}
        made.changes, made.hints = taken.changes, taken.hints
        self._remarks(call.remarks, made.where)
        return made

    def _address(self, call: Call, scope: Scope) -> tuple[Address, Scope]:
        """Under the first environment in which it is something; a URL that is a variable says nothing by itself."""
        choices = [(f"environment “{e.name}”", scope.inner(e.values)) for e in self.source.environments] or [("", scope)]
        first: tuple[Address, Scope] | None = None
        for environment, choice in choices:
            url = call.url if self.source.literal else choice.fill(call.url)
            address = read_address(call.method, url, (*call.headers, *call.query))
            if address.kind is Kind.OTHER:
                first = first or (address, choice)
                continue
            if first is None or first[0].kind is Kind.OTHER:
                first = (address, choice)
            if _is_direct(address):
                self._keep_base(address)
                self.found.bases.setdefault(environment, clean_base(address.base))
        assert first is not None
        return first

    # -- what is found on the way -----------------------------------------------------------------

    def _keep_keys(self, taken: Taken, where: str, base: str) -> None:
        self.found.keys += [FoundKey(where, key, clean_base(base)) for key in taken.keys]
        self.found.key_names |= taken.key_names
        self.found.secrets += taken.secrets

    def _keep_base(self, address: Address) -> None:
        base = clean_base(address.base)
        if _is_direct(address) and base and base not in self.bases:
            self.bases.append(base)

    def _is_again(self, made: DraftRequest) -> bool:
        """Of what a browser recorded, the same request is taken once."""
        if not self.source.many:
            return False
        same = json.dumps([made.is_event, made.request.wire(None)], sort_keys=True)
        if same in self.seen:
            self.others[self.seen[same]] += 1
            return True
        self.seen[same] = made.where
        return False

    def _browser_variables(self) -> None:
        """Variables that a browser call sets, or that plainly hold its answer, stand for a new browser ID."""
        if not self.found.creates_browser:
            return
        plain = {name for name in self.found.identity_names if name.lower().replace("_", "").replace("-", "") in _BROWSER_NAMES}
        self.found.browser_names |= plain
        for name in self.found.browser_names:
            self.variables.stands_for(name, "new_browser_id")

    def _count_others(self) -> None:
        others = self.others.pop("other", 0)
        for where, count in self.others.items():
            self._note(Fate.LEFT_OUT, where, f"{count:,} more that {'are' if count > 1 else 'is'} the same as this one.")
        if others:
            calls = f"{others:,} other calls" if others > 1 else "one other call"
            self._note(Fate.LEFT_OUT, calls, "They do not run a flow." if others > 1 else "It does not run a flow.")
        for base in self.bases:
            region = region_of(base)
            self._note(
                Fate.LEFT_OUT, base, f"{f'Region {region}. ' if region else ''}A request holds no address: the tenant says where it goes."
            )

    # -- the report -------------------------------------------------------------------------------

    def _remarks(self, remarks: tuple[Remark, ...], where: str) -> None:
        for remark in remarks:
            self._note(remark.fate, where, remark.why)

    def _remarks_of_left_out(self, call: Call, where: str) -> None:
        self._remarks(call.remarks, where)

    def _note(self, fate: Fate, where: str, why: str) -> None:
        self.notes.append(ImportNote(fate, where, why))

    def _where(self, path: tuple[str, ...], name: str) -> str:
        return " / ".join((*path, _title(name)))


def _is_direct(address: Address) -> bool:
    """Whether it went to a tenant's own address: through the Edge proxy a context ID says whose it is."""
    return address.kind is Kind.FLOW or (address.kind is Kind.EVENT and not any(is_context(name) for name, _ in address.query))


def _name_of(taken: Taken) -> str:
    """What a call without a name is called: its flow; its type and page, as an event."""
    page = taken.request.extra.get("page", "") if taken.is_event else ""
    return f"{taken.request.friendly_id} {page}".strip() if isinstance(page, str) else taken.request.friendly_id


def clean_base(base: str) -> str:
    """An address that could be a tenant's, or nothing: no user name, nothing that is still a variable."""
    before, at, host = base.rpartition("@")
    if at:
        base = before.partition("://")[0] + "://" + host if "://" in before else host
    if not base or "{{" in base or "<" in base or is_blank(base) or not base.isprintable():
        return ""
    return normalize_base_url(base)


def _title(text: str) -> str:
    """A name on one line, of a length that people read."""
    line = " ".join(whole(text).split())
    return shown("".join(c for c in line if c.isprintable()), LONGEST_NAME)
