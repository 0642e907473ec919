"""Open tabs: the requests that are being worked on, what of them is not saved, and how they come back.  Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.expected import Expected
from workbench.domain.placeholders import Layer
from workbench.ui.composer import Draft, parse_draft
from workbench.ui.composer.state import values_of
from workbench.ui.composer.tabs import TabLabel

if TYPE_CHECKING:
    from workbench.collections import SavedRequest

CLOSED_AT_MOST = 30


@dataclass(slots=True)
class Tab:
    """One open request.  ``path`` and ``saved`` are its file and what was read of it; ``version`` names those bytes.

    ``number`` is the exchange shown beside it, 0 for none.  ``name`` and ``edited`` are known before the file is read.
    """

    draft: Draft = field(default_factory=Draft)
    path: Path | None = None
    saved: SavedRequest | None = None
    version: str = ""
    name: str = ""
    edited: bool = False
    layers: tuple[Layer, ...] = ()
    persona: Path | None = None
    number: int = 0
    conflict: bool = False
    """The file was changed elsewhere while the form holds edits: both are kept until a person decides."""

    @property
    def title(self) -> str:
        if self.name:
            return self.name
        words = self.draft.friendly_id.replace("_", " ").strip(" *")
        return words[:1].upper() + words[1:] if words and "{{" not in words else "Unsaved request"

    @property
    def is_blank(self) -> bool:
        """Nothing was typed and nothing is shown: another request can take its place."""
        typed = replace(self.draft, identity_type=Draft().identity_type, expected=self.draft.expected or Expected())
        return self.path is None and not self.number and typed == Draft()

    @property
    def holds_edits(self) -> bool:
        """Whether closing it would lose something."""
        return self.edited or (self.path is None and not self.is_blank)

    def label(self) -> TabLabel:
        where = str(self.path) if self.path is not None else "Not saved yet"
        return TabLabel(
            self.title, self.holds_edits, f"{self.title}\n{where}" + ("\nIt has edits that are not saved." if self.edited else "")
        )

    def adopt(self, path: Path, saved: SavedRequest, version: str, layers: tuple[Layer, ...]) -> None:
        """This is the file behind the tab; what the form holds stays."""
        self.path, self.saved, self.version, self.layers = path, saved, version, layers
        self.name, self.conflict = saved.name, False
        if self.draft.expected is None:
            self.draft = replace(self.draft, expected=Expected.of(saved))
        self.look_at_edits()

    def show(self, keep: Draft) -> None:
        """Take over what the file says."""
        assert self.saved is not None
        self.draft = draft_of(self.saved, keep)
        self.edited = self.conflict = False

    def look_at_edits(self) -> None:
        """Whether the form says something else than the file; what a form cannot hold (blanks around a value) is no edit."""
        if self.saved is None:
            return
        self.edited = _meaning(self.draft) != _meaning(draft_of(self.saved))

    def forget_file(self) -> None:
        """The file is gone: what the form holds is all there is."""
        self.path = self.saved = None
        self.version, self.edited, self.conflict = "", False, False

    def remember(self) -> dict[str, Any]:
        return {
            "draft": self.draft.remember(),
            "path": str(self.path) if self.path is not None else "",
            "version": self.version,
            "name": self.name,
            "edited": self.edited,
            "persona": str(self.persona) if self.persona is not None else "",
            "number": self.number,
        }

    @classmethod
    def restore(cls, remembered: object) -> Tab:
        """Whatever can be made of it: a state file may be damaged."""
        if not isinstance(remembered, Mapping):
            return cls()
        path, persona = (_text(remembered, key) for key in ("path", "persona"))
        number = remembered.get("number", 0)
        return cls(
            draft=Draft.restore(remembered.get("draft")),
            path=Path(path) if path else None,
            version=_text(remembered, "version"),
            name=_text(remembered, "name"),
            edited=remembered.get("edited") is True,
            persona=Path(persona) if persona else None,
            number=number if isinstance(number, int) and number > 0 else 0,
        )


class OpenTabs:
    """The tabs in order, the one in front, and those closed last."""

    def __init__(self) -> None:
        self.tabs: list[Tab] = [Tab()]
        self.place = 0
        self._closed: list[Tab] = []

    @property
    def front(self) -> Tab:
        return self.tabs[self.place]

    def add(self, tab: Tab) -> None:
        """Put a tab beside the one in front, and in front."""
        if self.front.is_blank:
            self.tabs[self.place] = tab
        else:
            self.place += 1
            self.tabs.insert(self.place, tab)

    def find(self, path: Path) -> int | None:
        return next((place for place, tab in enumerate(self.tabs) if tab.path == path), None)

    def close(self, place: int) -> None:
        tab = self.tabs.pop(place)
        if not tab.is_blank:
            self._closed = [*self._closed[1 - CLOSED_AT_MOST :], tab]
        if not self.tabs:
            self.tabs.append(Tab())
        if place < self.place or self.place >= len(self.tabs):
            self.place -= 1
        self.place = max(0, self.place)

    def reopen(self) -> bool:
        """Bring back the tab that was closed last, edits and all."""
        if not self._closed:
            return False
        self.add(self._closed.pop())
        return True

    def move(self, old: int, new: int) -> None:
        front = self.front
        self.tabs.insert(new, self.tabs.pop(old))
        self.place = next(place for place, tab in enumerate(self.tabs) if tab is front)

    def follow(self, moves: Sequence[tuple[Path, Path]]) -> None:
        """Files have other paths now: those that moved themselves, and those in folders that did."""
        for tab in self.tabs:
            tab.path, tab.persona = _followed(tab.path, moves), _followed(tab.persona, moves)

    def remember(self) -> dict[str, Any]:
        return {"tabs": [tab.remember() for tab in self.tabs], "place": self.place, "closed": [tab.remember() for tab in self._closed]}

    def restore(self, remembered: object) -> None:
        if not isinstance(remembered, Mapping):
            return
        for key, kept in (("tabs", self.tabs), ("closed", self._closed)):
            found = remembered.get(key)
            if isinstance(found, list) and (found or key == "closed"):
                kept[:] = [Tab.restore(each) for each in found]
        place = remembered.get("place", 0)
        self.place = place if isinstance(place, int) and 0 <= place < len(self.tabs) else 0


def draft_of(saved: SavedRequest, keep: Draft | None = None) -> Draft:
    """All that a file says, as the form holds it."""
    return Draft.of(saved.request, keep, values=saved.values, description=saved.description, expected=Expected.of(saved))


def _meaning(draft: Draft) -> object:
    request, unreadable = parse_draft(draft)
    raw = (draft.params, draft.extra, draft.values) if unreadable else ()
    beside = (repr(values_of(draft)), draft.description.strip(), repr(draft.expected))
    return request, repr(request.params), repr(request.extra), beside, raw


def _followed(path: Path | None, moves: Sequence[tuple[Path, Path]]) -> Path | None:
    for old, new in moves:
        if path is not None and (path == old or path.is_relative_to(old)):
            return new / path.relative_to(old)
    return path


def _text(values: Mapping[str, Any], key: str) -> str:
    found = values.get(key, "")
    return found if isinstance(found, str) else ""
