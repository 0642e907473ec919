"""The JSON of a body as other tools hold it: with comments, and with variables where JSON has numbers or objects."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from workbench.collections.incoming.reading import DEEPEST_VALUE, too_deep
from workbench.collections.incoming.variables import placeholder
from workbench.domain import JsonObject, Problem, parse_object

_STRING = r'"(?:[^"\\]++|\\.)*+\\?(?:"|\Z)'
_PIECES = re.compile(rf"(?P<string>{_STRING})|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*\Z))|\{{\{{(?P<name>[^{{}}]*+)\}}\}}", re.DOTALL)
_TOO_MANY = re.compile(rf"(?P<string>{_STRING})|(?P<comma>,)(?=\s*[}}\]])", re.DOTALL)


@dataclass(slots=True)
class Body:
    """``bare`` names the variables that stood without quotes, so that their values have to keep their types."""

    value: JsonObject = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)


def read_body(text: str) -> Body | str:
    """The object, or a sentence that says why there is none.  Takes time linear in the text."""
    body = Body()
    text = _PIECES.sub(lambda piece: _plain(piece, body), text) if "{{" in text or "//" in text or "/*" in text else text
    body.remarks = list(dict.fromkeys(body.remarks))
    value = parse_object(text, "Body")
    if isinstance(value, Problem):
        text = _TOO_MANY.sub(lambda piece: piece["string"] or "", text)
        again = parse_object(text, "Body")
        if isinstance(again, Problem):
            return _leniently(text, again, body)
        body.remarks.append("A comma too many was taken out of the body.")
        value = again
    if too_deep(value, DEEPEST_VALUE):
        return f"The body is nested more than {DEEPEST_VALUE} levels deep."
    body.value = value
    return body


def _plain(piece: re.Match[str], body: Body) -> str:
    if piece["string"] is not None:
        return piece["string"]
    if piece["comment"] is not None:
        body.remarks.append("Comments in the body were left out: JSON has none.")
        return " "
    name = piece["name"].strip()
    if not name:
        return piece[0]
    body.bare.add(name)
    return json.dumps(placeholder(name))


def _leniently(text: str, problem: Problem, body: Body) -> Body | str:
    """What a server would still take: a key that stands twice, a number with too many digits.  The remark says so."""
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return f"The body cannot be read. {problem.why}"
    if not isinstance(value, dict):
        return "The body is no JSON object."
    if too_deep(value, DEEPEST_VALUE):
        return f"The body is nested more than {DEEPEST_VALUE} levels deep."
    body.value = value
    body.remarks.append(f"Look at the body: {problem.why}")
    return body


def _finite(token: str) -> Any:
    value = float(token)
    if value in (float("inf"), float("-inf")):
        raise ValueError(token)
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)
