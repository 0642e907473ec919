"""The .bru language: blocks of pairs, of text, or of a list, each closed by a bracket at the start of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEAD = re.compile(r"(?P<name>[a-z][\w:.\-]*)\s*(?P<open>[{\[])\s*(?P<rest>.*)")
_PAIR = re.compile(r'\s*(?P<off>~)?(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<key>[^\s:]*))\s*:\s?(?P<value>.*)')
_ANNOTATION = re.compile(r"\s*@[^\s():]+(?:\(.*\))?\s*")
_TEXT_BLOCKS = (
    "body",
    "body:json",
    "body:text",
    "body:xml",
    "body:sparql",
    "body:graphql",
    "body:graphql:vars",
    "docs",
    "tests",
    "example",
)
_QUOTES = "'''"


class Misread(ValueError):
    """``str`` says line and reason."""


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    value: str
    on: bool = True


@dataclass(slots=True)
class Block:
    """``text`` for blocks of text, ``pairs`` for dictionaries, ``names`` for lists."""

    name: str
    text: str = ""
    pairs: list[Pair] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return next((pair.value for pair in self.pairs if pair.name == name and pair.on), "")


def read_blocks(text: str) -> list[Block]:
    """Raises :class:`Misread`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        at += 1
        if not line or line.startswith(("#", "//")) or re.match(r"color:", line):
            continue
        head = _HEAD.fullmatch(line)
        if head is None:
            raise Misread(f"line {at}: a block such as “meta {{” was expected")
        end = _end(lines, at, head)
        inner = [head["rest"]] if head["rest"] else lines[at:end]
        blocks.append(_block(head["name"], head["open"], inner))
        at = at if head["rest"] else end + 1
    return blocks


def _end(lines: list[str], start: int, head: re.Match[str]) -> int:
    closing = "}" if head["open"] == "{" else "]"
    if head["rest"]:
        if not head["rest"].rstrip().endswith(closing):
            raise Misread(f"line {start}: the block “{head['name']}” has to be closed by {closing} on a line of its own")
        return start
    for at in range(start, len(lines)):
        if lines[at].rstrip() == closing:
            return at
    raise Misread(f"line {start}: the block “{head['name']}” is never closed by {closing} at the start of a line")


def _block(name: str, opening: str, lines: list[str]) -> Block:
    if opening == "[":
        words = " ".join(line for line in lines if not _ANNOTATION.fullmatch(line)).strip().rstrip("]")
        return Block(name, names=[word for part in words.split(",") for word in part.split()])
    if name in _TEXT_BLOCKS or name.startswith("script:"):
        return Block(name, text="\n".join(line.removeprefix("  ") for line in lines).strip("\n"))
    if len(lines) == 1 and lines[0].rstrip().endswith("}") and ":" not in lines[0]:
        return Block(name)
    return Block(name, pairs=_pairs(lines))


def _pairs(lines: list[str]) -> list[Pair]:
    pairs: list[Pair] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        found = None if _ANNOTATION.fullmatch(line) else _PAIR.fullmatch(line)
        if found is None:
            continue
        value = found["value"].strip()
        if value.startswith(_QUOTES):
            value, at = _multiline(lines, at, value)
        elif value == "[":
            value, at = _listed(lines, at)
        name = found["quoted"].replace('\\"', '"') if found["quoted"] is not None else found["key"]
        off = bool(found["off"]) or name.startswith("~")
        pairs.append(Pair(name.removeprefix("~"), value, not off))
    return pairs


def _multiline(lines: list[str], at: int, first: str) -> tuple[str, int]:
    if _QUOTES in first[3:]:
        return first[3:].partition(_QUOTES)[0], at
    parts = [first[3:]] if first[3:].strip() else []
    while at < len(lines):
        before, mark, _ = lines[at].partition(_QUOTES)
        at += 1
        if mark:
            parts += [before] if before.strip() else []
            break
        parts.append(before)
    return "\n".join(part.removeprefix("    ") for part in parts), at


def _listed(lines: list[str], at: int) -> tuple[str, int]:
    names = []
    while at < len(lines) and lines[at].strip() != "]":
        names.append(lines[at].strip())
        at += 1
    return ", ".join(names), at + 1
