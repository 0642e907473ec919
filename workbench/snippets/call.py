"""A request or event made ready for code: URL, headers, and the body in pieces around what the environment will fill in."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from workbench.domain import REFUSED_HEADERS, FlowRequest, JsonObject, Secret, StreamEvent
from workbench.domain.texts import check_text
from workbench.snippets.model import KEY_VARIABLE, SnippetError

_SECRET = re.compile(r"\{\{\s*secret:([\w.-]{1,100})\s*\}\}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable whose text goes into a JSON string.  ``number`` 0 is the client key, then the secrets."""

    name: str
    number: int

    @property
    def camel(self) -> str:
        """Its name in code: ``clientKey``, ``secret1``."""
        return f"secret{self.number}" if self.number else "clientKey"

    @property
    def snake(self) -> str:
        return f"secret_{self.number}" if self.number else "client_key"


Part = str | Variable
"""A piece of a text: as it is, or the value of a variable, which is escaped for JSON where it stands in the body."""


@dataclass(frozen=True, slots=True)
class Call:
    """``lines`` are the body's bytes as text, one top-level member a line; joined without anything between they are the body.

    ``request`` is an event too, in a request's fields.  ``value`` is the body as an object, in whose texts marks stand for variables: :meth:`parts` takes them apart.
    """

    request: FlowRequest
    url: str
    headers: tuple[tuple[str, str], ...]
    lines: tuple[tuple[Part, ...], ...]
    value: JsonObject
    variables: tuple[Variable, ...]
    mark: str

    def parts(self, text: str) -> tuple[Part, ...]:
        """A text of ``value``, or of JSON made from it, around its variables."""
        return _split(text, self.mark, self.variables)

    @property
    def size(self) -> int:
        """Bytes of the body, less the variables."""
        return sum(len(part.encode()) for line in self.lines for part in line if isinstance(part, str))


def prepare(request: FlowRequest | StreamEvent, base_url: str, headers: Sequence[tuple[str, str]] = ()) -> Call:
    """Raises :class:`SnippetError` for what cannot be sent: half characters, NaN, a header with a line break, no URL."""
    try:
        return _prepare(request, _url(base_url, request), _headers(headers))
    except RecursionError:
        raise SnippetError("The params are nested too deeply to be written as code. Take some levels out.") from None


def _prepare(request: FlowRequest | StreamEvent, url: str, headers: tuple[tuple[str, str], ...]) -> Call:
    for field, text in _every_text(request.wire(None), "the request"):
        if problems := check_text(field, text):
            raise SnippetError(f"In {field}: {problems[0].why} {problems[0].fix}")
    mark = _unused_mark(_dump(request.wire(None)))
    names: dict[str, Variable] = {}
    taken = {KEY_VARIABLE}

    def stand_in(found: re.Match[str]) -> str:
        secret = found[1]
        if secret not in names:
            names[secret] = Variable(_variable_name(secret, taken), len(names) + 1)
        return f"{mark}{names[secret].number};"

    wire = request.wire(Secret(f"{mark}0;"))
    value = {name: _replaced(member, lambda text: _SECRET.sub(stand_in, text)) for name, member in wire.items()}
    variables = (Variable(KEY_VARIABLE, 0), *names.values())
    lines = tuple(_split(line, mark, variables) for line in _member_lines(value))
    return Call(request.as_request() if isinstance(request, StreamEvent) else request, url, headers, lines, value, variables, mark)


def _dump(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError as problem:
        why = "A number in the params is infinite or not a number, and JSON has no such thing. Write a finite one."
        raise SnippetError(why) from problem


def _member_lines(value: JsonObject) -> list[str]:
    """The body, broken after each top-level member."""
    members = [f"{_dump(name)}:{_dump(member)}" for name, member in value.items()]
    members[0] = "{" + members[0]
    return [*(f"{member}," for member in members[:-1]), members[-1] + "}"]


def _split(text: str, mark: str, variables: tuple[Variable, ...]) -> tuple[Part, ...]:
    pieces: list[Part] = []
    for index, piece in enumerate(re.split(rf"{re.escape(mark)}(\d+);", text)):
        if index % 2:
            pieces.append(variables[int(piece)])
        elif piece:
            pieces.append(piece)
    return tuple(pieces)


def _unused_mark(text: str) -> str:
    """Letters that stand nowhere in the request, so that what is found of them is ours."""
    number = 0
    while (mark := f"variable{number}x") in text:
        number += 1
    return mark


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed; names are left as they are."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _replaced(member, change) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(item, change) for item in value]
    return value


def _every_text(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text and name with the place it stands at, in the words of a sentence."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield f"a name in {where}", name
            yield from _every_text(member, name if where == "the request" else where)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _every_text(item, where)


def _variable_name(secret: str, taken: set[str]) -> str:
    """``api-token`` → ``PERSONALIZE_SECRET_API_TOKEN``; a number follows where two secrets would share a name."""
    plain = unicodedata.normalize("NFKD", secret.upper()).encode("ascii", "ignore").decode()
    stem = "PERSONALIZE_SECRET_" + (re.sub(r"[^A-Z0-9]+", "_", plain).strip("_") or "VALUE")
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    taken.add(name)
    return name


def _url(base_url: str, request: FlowRequest | StreamEvent) -> str:
    """The address of callFlows or of events, in ASCII: clients do not agree on how to write anything else."""
    base = base_url.rstrip("/")
    try:
        parts = urlsplit(base)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and base.isprintable() and " " not in base
        if good and not base.isascii():
            host = parts.netloc.encode("idna").decode("ascii")
            base = urlunsplit((parts.scheme, host, quote(parts.path, safe="/%:@!$&'()*+,;=-._~"), "", ""))
    except ValueError:
        good = False
    if not good:
        raise SnippetError("The base URL is not an http or https URL. Choose a tenant whose base URL can be called.")
    return f"{base}{'/v1.2/events' if isinstance(request, StreamEvent) else '/v2/callFlows'}"


def _headers(extra: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Ours unless replaced, then the tenant's; one of a name, its values joined as HTTP allows."""
    merged = {"content-type": ("Content-Type", "application/json"), "accept": ("Accept", "application/json")}
    theirs: dict[str, tuple[str, str]] = {}
    for name, value in extra:
        plain = value.strip(" \t")
        if not _HEADER_NAME.fullmatch(name) or not value.isascii() or any(c != "\t" and not c.isprintable() for c in value):
            raise SnippetError("A header of the tenant cannot be sent: use letters, digits and dashes, and a value on one line.")
        if (low := name.lower()) not in REFUSED_HEADERS:
            theirs[low] = (theirs[low][0], f"{theirs[low][1]}, {plain}") if low in theirs else (name, plain)
    return tuple({**merged, **theirs}.values())
