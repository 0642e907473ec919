"""A Postman collection v2.1, by the published schema of that format.

Our placeholders are spelled as Postman's variables are, so they stay as they are.  What they stand for is set by short
scripts before each request, the collection's first, then its folders', then its own: the nearest wins, as with us.  The
values stand as ``variable`` lists too, from which they can be read back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from workbench.collections.model import SavedRequest
from workbench.collections.outgoing.model import Exported, ExportFolder, Placed, placed
from workbench.collections.outgoing.texts import UNKNOWN, effective, listed, names_in, whole_name
from workbench.domain.builtins import BUILT_INS, NEW_BROWSER_ID, SECRET
from workbench.domain.placeholders import Layer, fields_of

Json = dict[str, Any]
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
KEY, BASE = "clientKey", "baseUrl"
_MOMENT = re.compile(r"(now|today)(?:([+-])([0-9]{1,9})([smhdw]))?")
_STEP = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def to_postman(root: ExportFolder, base_url: str = "") -> Exported:
    """The whole as one JSON file.  ``base_url`` fills the variable ``baseUrl``; empty leaves it to be filled in."""
    everything = list(placed(root))
    used = names_in([[value for _, value in fields_of(each.saved.request)] for each in everything])
    used += names_in([dict(layer.values) for each in everything for layer in each.layers])
    secrets = sorted(name for name in used if name.startswith(SECRET))
    made = sorted(name for name in used if name in BUILT_INS or _MOMENT.fullmatch(name))
    items = _items(root, (Layer("", root.values),))
    if NEW_BROWSER_ID in made:
        items.insert(0, _new_browser())
    variables = [_variable(BASE, base_url), {"key": KEY, "value": "", "type": "secret"}]
    variables += [{"key": name, "value": "", "type": "secret"} for name in secrets]
    variables += [_variable(name, value) for name, value in root.values.items()]
    value: Json = {
        "info": {"name": root.name, "description": root.description, "schema": SCHEMA},
        "item": items,
        "variable": variables,
    }
    if script := [*_made_script(made), *_value_script(root.values)]:
        value["event"] = [_before(script)]
    data = json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Exported(data, f"{root.name}.postman_collection.json", _notes(root, secrets, made, base_url))


def _items(folder: ExportFolder, layers: tuple[Layer, ...]) -> list[Json]:
    return [_item(item, layers) for item in folder.items]


def _item(item: SavedRequest | ExportFolder, layers: tuple[Layer, ...]) -> Json:
    inner = (Layer("", item.values), *layers)
    if isinstance(item, ExportFolder):
        made: Json = {"name": item.name, "description": item.description, "item": _items(item, inner)}
    else:
        made = {"name": item.name, "request": _request(item, inner), "response": []}
    if item.values:
        made["variable"] = [_variable(name, value) for name, value in item.values.items()]
        made["event"] = [_before(_value_script(item.values))]
    return made


def _request(saved: SavedRequest, layers: Sequence[Layer]) -> Json:
    wire = {**saved.request.wire(None), "clientKey": f"{{{{{KEY}}}}}"}
    return {
        "method": "POST",
        "header": [{"key": "Content-Type", "value": "application/json"}, {"key": "Accept", "value": "application/json"}],
        "body": {"mode": "raw", "raw": _raw(wire, layers), "options": {"raw": {"language": "json"}}},
        "url": {"raw": f"{{{{{BASE}}}}}/v2/callFlows", "host": [f"{{{{{BASE}}}}}"], "path": ["v2", "callFlows"]},
        "description": saved.description,
    }


def _raw(value: Any, layers: Sequence[Layer], indent: str = "") -> str:
    """JSON as Postman takes it: a variable that stands for a number or a list has no quotes around it."""
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        rows = ",\n".join(f"{deeper}{_text(key)}: {_raw(inner, layers, deeper)}" for key, inner in value.items())
        return f"{{\n{rows}\n{indent}}}"
    if isinstance(value, list) and value:
        rows = ",\n".join(f"{deeper}{_raw(inner, layers, deeper)}" for inner in value)
        return f"[\n{rows}\n{indent}]"
    if isinstance(value, str):
        name = whole_name(value)
        found = effective(name, layers) if name else UNKNOWN
        if name and found is not UNKNOWN and not isinstance(found, str):
            return f"{{{{{name}}}}}"
        return _text(value)
    return json.dumps(value, ensure_ascii=False)


def _text(text: str) -> str:
    """A literal pair of braces is escaped as JSON escapes it, which Postman takes for no variable."""
    return json.dumps(text, ensure_ascii=False).replace("\\\\{{", "\\u007b\\u007b")


def _variable(name: str, value: Any) -> Json:
    if isinstance(value, bool):
        return {"key": name, "value": value, "type": "boolean"}
    if isinstance(value, int | float):
        return {"key": name, "value": value, "type": "number"}
    if isinstance(value, str):
        return {"key": name, "value": value, "type": "string"}
    return {"key": name, "value": value, "type": "any"}


def _value_script(values: Any) -> list[str]:
    """Postman puts a variable's text into the body as it is, so a text is handed over escaped for JSON."""
    return [f"pm.variables.set({_js(name)}, {_js(_inside(value))});" for name, value in values.items()]


def _inside(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1] if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _js(text: str) -> str:
    """A JSON text is a JavaScript one, with two line separators escaped besides."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _made_script(names: Sequence[str]) -> list[str]:
    """Each is made once for a request, so that it is the same wherever it stands."""
    lines: list[str] = []
    for name in names:
        moment = _MOMENT.fullmatch(name)
        if name == "uuid":
            lines.append('pm.variables.set("uuid", pm.variables.replaceIn("{{$guid}}"));')
        elif name == "random.email":
            lines.append('pm.variables.set("random.email", "guest-" + pm.variables.replaceIn("{{$guid}}").slice(0, 8) + "@example.com");')
        elif moment is not None:
            base, sign, number, unit = moment.groups()
            shift = int(f"{sign}{number}") * _STEP[unit] * 1000 if sign else 0
            cut = '.replace(/\\.\\d+Z$/, "Z")' if base == "now" else ".slice(0, 10)"
            lines.append(f"pm.variables.set({_js(name)}, new Date(Date.now() + {shift}).toISOString(){cut});")
    return lines


def _before(lines: Sequence[str]) -> Json:
    return {"listen": "prerequest", "script": {"type": "text/javascript", "exec": list(lines)}}


def _new_browser() -> Json:
    """Asks for one, for all requests that come after it in a run."""
    query = [{"key": "client_key", "value": f"{{{{{KEY}}}}}"}, {"key": "message", "value": "{}"}]
    url = f"{{{{{BASE}}}}}/v1.2/browser/create.json"
    return {
        "name": "New browser ID",
        "event": [
            {
                "listen": "test",
                "script": {"type": "text/javascript", "exec": [f'pm.collectionVariables.set("{NEW_BROWSER_ID}", pm.response.json().ref);']},
            }
        ],
        "request": {
            "method": "GET",
            "header": [],
            "url": {
                "raw": f"{url}?client_key={{{{{KEY}}}}}&message={{}}",
                "host": [f"{{{{{BASE}}}}}"],
                "path": ["v1.2", "browser", "create.json"],
                "query": query,
            },
            "description": "Asks Personalize for an anonymous guest. Send it first: the requests below use what comes.",
        },
        "response": [],
    }


def _notes(root: ExportFolder, secrets: Sequence[str], made: Sequence[str], base_url: str) -> tuple[str, ...]:
    what = f"{KEY}" if base_url else f"{KEY} and {BASE}"
    notes = [f"No key is in it: fill in the collection's variable {what} in Postman."]
    if secrets:
        notes.append(f"Secrets are empty variables of type secret: fill in {listed(secrets)}.")
    if NEW_BROWSER_ID in made:
        notes.append(
            "“New browser ID” stands first: one browser ID serves all requests of a run, where the workbench asks for one each time."
        )
    if personas := [persona.name for persona in root.every_persona()]:
        notes.append(f"Postman has no personas; left out: {listed(personas)}.")
    if any(_has_literal_braces(each) for each in placed(root)):
        notes.append("A text holds literal {{ braces; read back from Postman they would be taken for a variable.")
    return tuple(notes)


def _has_literal_braces(each: Placed) -> bool:
    return "\\{{" in repr(each.saved.request).replace("\\\\", "\\")
