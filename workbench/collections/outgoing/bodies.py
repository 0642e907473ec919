"""The body of a request or event as Postman keeps it: JSON with variables in it, some of them without quotes.

Postman puts a variable's text into a body as it is.  So a placeholder that stands for a number or a list has no quotes
around it, and a literal pair of braces is escaped as JSON escapes it, which Postman takes for no variable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.collections.outgoing.errors import ExportError
from workbench.collections.outgoing.texts import TOKEN, UNKNOWN, effective, name_of, whole_name
from workbench.domain import JsonObject
from workbench.domain.placeholders import Layer

LITERAL = "{\\u007b"
"""Two braces of which Postman sees one."""
_BREAK = re.compile(r"\n *")
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class BodyWriter:
    """``layers`` are those of one request; ``in_texts`` names lists and objects that stand inside a text."""

    layers: Sequence[Layer]
    in_texts: list[str] = field(default_factory=list)

    def body(self, wire: JsonObject, typed: Container[str]) -> str:
        """``wire`` has a variable in the place of the client key; ``typed`` names members whose placeholders keep the types of their values."""
        rows = (f"  {quoted_name(name)}: {self.value(value, '  ', typed=name in typed)}" for name, value in wire.items())
        try:
            return "{\n" + ",\n".join(rows) + "\n}"
        except RecursionError:
            raise ExportError("The parameters are nested too deeply to be exported. Take some levels out.") from None

    def value(self, value: Any, indent: str = "", *, typed: bool = True) -> str:
        """JSON, laid out.  ``typed``: a text that is one placeholder takes the type of its value, as it does when we send it."""
        deeper = f"{indent}  "
        if isinstance(value, dict) and value:
            rows = ",\n".join(f"{deeper}{quoted_name(name)}: {self.value(inner, deeper, typed=typed)}" for name, inner in value.items())
            return f"{{\n{rows}\n{indent}}}"
        if isinstance(value, list | tuple) and value:
            rows = ",\n".join(f"{deeper}{self.value(inner, deeper, typed=typed)}" for inner in value)
            return f"[\n{rows}\n{indent}]"
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        return self._text(value, typed=typed)

    def _text(self, text: str, *, typed: bool) -> str:
        name = whole_name(text)
        if name and typed and not isinstance(found := effective(name, self.layers), str) and found is not UNKNOWN:
            return f"{{{{{name}}}}}"
        return f'"{self.inside(text)}"'

    def inside(self, text: str) -> str:
        """What stands between the quotes: escaped for JSON, each placeholder spelled without blanks."""
        pieces, end = [], 0
        for match in TOKEN.finditer(text):
            pieces.append(escaped(text[end : match.start()]))
            end = match.end()
            name = name_of(match)
            pieces.append(LITERAL if match[0].startswith("\\") else f"{{{{{name}}}}}" if name else escaped(match[0]))
            if name and isinstance(effective(name, self.layers), dict | list):
                self.in_texts.append(name)
        return "".join((*pieces, escaped(text[end:])))


def escaped(text: str) -> str:
    """As JSON writes it between quotes."""
    return whole_json(json.dumps(text, ensure_ascii=False)[1:-1])


def whole_json(text: str) -> str:
    """JSON that a file can hold: half a character as its escape."""
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def quoted_name(name: str) -> str:
    """The name of a member: no placeholder in it is ever filled in."""
    return f'"{escaped(name).replace("{{", LITERAL)}"'


def ready(value: Any, layers: Sequence[Layer]) -> str:
    """A value as the text of a variable that is put into a body: without quotes, for a text stands between those of the body."""
    writer = BodyWriter(layers)
    return writer.inside(value) if isinstance(value, str) else _BREAK.sub(" ", writer.value(value))
