"""Personal data out of a report: whoever was asked about becomes *guest 1a2b3c4d*, the same one everywhere in the report.

What is masked: every answer's identity and its parts, wherever they stand; every email address; browser IDs that an answer
was asked with.  Other personal data in a response (a first name in an offer's text) cannot be recognised and stays.

A pseudonym is a keyed hash (HMAC-SHA-256), because plain hashes of email addresses are guessed by hashing a list of
addresses.  Eight digits: with 100,000 guests about one pair of them shares a pseudonym, with four digits nearly all would.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from workbench.experiments.answer import Answer, Check, Shown
from workbench.experiments.reports.model import Report

DIGITS = 8
_THIS_PROCESS = secrets.token_bytes(32)
EMAIL = re.compile(r"[\w.+%'\-]{1,64}(?:@|%40)[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}")
UUID = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}(?![0-9a-fA-F])")
_BETWEEN = re.compile(r"[\s:=,;/|&?]+")
_SHORTEST = 4
"""Characters a part of an identity has at least to be looked for in texts about the whole run: a guest called 7 would mask every 7."""
_Value = TypeVar("_Value")


def masked(report: Report) -> Report:
    """The same report without personal data.  Its answers are masked as they are walked; memory does not grow with them."""
    return masker_for(report).report(report)


def masker_for(report: Report) -> Masker:
    """Walks the answers once, to learn which identities the report's own texts speak of."""
    return Masker(report.mask_key or _THIS_PROCESS, _spoken_of(list(_texts(_around(report))), report.answers()))


class Masker:
    """``known`` are parts of identities, as :func:`parts` gives them, to be found in any text."""

    def __init__(self, key: bytes, known: Iterable[str] = ()) -> None:
        self._key = key
        self._owners: dict[str, str] = {}
        for identity in known:
            for part in parts(identity):
                self._owners.setdefault(part, atom(identity))
        # The longest first, so that no part of a longer one is taken for the whole.
        listed = "|".join(re.escape(part) for part in sorted(self._owners, key=len, reverse=True) if len(part) >= _SHORTEST)
        self._pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE) if listed else None

    def pseudonym(self, identity: str) -> str:
        digest = hmac.digest(self._key, atom(identity).encode("utf-8", "surrogatepass"), "sha256").hex()
        return f"guest {digest[:DIGITS]}"

    def text(self, text: str, own: str = "") -> str:
        """``own`` is the identity the text belongs to."""
        if not text:
            return text
        if own:
            lower = text.casefold()
            for part in parts(own):
                if part in lower:
                    text = _put_for(part, text, self.pseudonym(own))
                    lower = text.casefold()
        if "@" in text or "%40" in text:
            text = EMAIL.sub(lambda found: self.pseudonym(found.group()), text)
        if self._pattern is None:
            return text
        lower = text.casefold()
        if len(lower) != len(text) and self._pattern.search(lower):
            text = lower
        return self._pattern.sub(lambda found: self.pseudonym(self._owners.get(found.group().casefold(), found.group())), text)

    def report(self, report: Report) -> Report:
        around = {name: self.everywhere(value) for name, value in _around(report).items()}
        return replace(report, **around, answers=lambda: map(self.answer, report.answers()))

    def answer(self, answer: Answer) -> Answer:
        own = answer.identity
        return replace(
            answer,
            name=self.text(answer.name, own),
            shown=Shown(answer.shown.shows, self.text(answer.shown.variant, own), self.text(answer.shown.why, own)),
            identity=self.pseudonym(own) if own else "",
            varied={label: self.text(value, own) for label, value in answer.varied.items()},
            checks=tuple(self._check(check, own) for check in answer.checks),
            failure=self.text(answer.failure, own),
            skipped=self.text(answer.skipped, own),
        )

    def _check(self, check: Check, own: str) -> Check:
        return Check(self.text(check.name, own), check.held, self.text(check.expected, own), self.text(check.found, own))

    def everywhere(self, value: _Value) -> _Value:
        """Every text in a text, tuple or dataclass, however deep."""
        masked_value: Any = value
        if isinstance(value, str) and not isinstance(value, Enum):
            masked_value = self.text(value)
        elif isinstance(value, tuple):
            masked_value = tuple(self.everywhere(part) for part in value)
        elif is_dataclass(value) and not isinstance(value, type):
            inside = {entry.name: self.everywhere(getattr(value, entry.name)) for entry in fields(value)}
            masked_value = replace(value, **inside)
        return masked_value  # type: ignore[no-any-return]


def _put_for(part: str, text: str, told: str) -> str:
    """``told`` wherever ``part`` stands as a word of its own, in any case.  By hand: a pattern for each guest would cost far more."""
    lower = text.casefold()
    if len(lower) != len(text):
        # “ß” and “ﬀ” fold to two letters, so places don't match.  Better the text in lower case than the guest in it.
        text = lower
    kept: list[str] = []
    start, found = 0, lower.find(part)
    while found >= 0:
        end = found + len(part)
        if not (_is_word(text[found - 1 : found]) or _is_word(text[end : end + 1])):
            kept += [text[start:found], told]
            start = end
        found = lower.find(part, end)
    return "".join((*kept, text[start:]))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=1024)
def atom(identity: str) -> str:
    """What tells this guest from others, however it is spelled: the address or ID in it, else all of it, in lower case."""
    plain = identity.replace("%40", "@")
    if found := EMAIL.search(plain):
        return found.group().casefold()
    if found := UUID.search(plain):
        return found.group().casefold().replace("-", "")
    return plain.strip().casefold()


@lru_cache(maxsize=1024)
def parts(identity: str) -> tuple[str, ...]:
    """The spellings to look for, longest first: all of it, and each part that reads like a number or an address."""
    whole = identity.strip().casefold()
    pieces = {piece for piece in _BETWEEN.split(whole) if len(piece) >= _SHORTEST and re.search(r"[\d@]", piece)}
    return tuple(sorted({whole, *pieces} - {""}, key=len, reverse=True))


def _around(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ("title", "verdict", "facts", "sections")}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for entry in fields(value):
            yield from _texts(getattr(value, entry.name))


def _spoken_of(texts: list[str], answers: Iterable[Answer]) -> list[str]:
    """Identities that the texts hold; not more than the texts have room for, so memory stays in proportion to them."""
    said = "\n".join(texts).casefold()
    words = {word for piece in _BETWEEN.split(said) for word in (piece, piece.strip("\"'()[]{}<>.!“”‘’"))}
    words.update(UUID.findall(said))
    found: dict[str, None] = {}
    seen_before = ""
    for answer in answers:
        if answer.identity and answer.identity != seen_before:
            seen_before = answer.identity
            wanted = (part for part in parts(answer.identity) if len(part) >= _SHORTEST and not EMAIL.fullmatch(part))
            # Almost every identity of a large run is a browser ID, and those need no search through all texts.
            if any(part in words or (not UUID.fullmatch(part) and part in said) for part in wanted):
                found[answer.identity] = None
    return list(found)
