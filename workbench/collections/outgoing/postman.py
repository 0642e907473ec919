"""A Postman collection v2.1, by the published schema of that format.

Our placeholders are spelled as Postman's variables are, so they stay as they are.  Values of the collection are its
variables; those of folders and requests stand in the ``variable`` lists of the schema, from which they can be read back, and
are set by a short script, since Postman fills in none of those.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.collections.model import Item, SavedEvent, SavedRequest
from workbench.collections.outgoing.bodies import LITERAL, BodyWriter, escaped, ready
from workbench.collections.outgoing.headers import Headers, merged
from workbench.collections.outgoing.model import Exported, ExportFolder, Placed, path_of, placed
from workbench.collections.outgoing.postman_personas import PREFIX, to_text
from workbench.collections.outgoing.postman_scripts import CollectionScript, Names, browser_script, is_made, values_script
from workbench.collections.outgoing.postman_tests import checks_script
from workbench.collections.outgoing.texts import effective, file_title, listed, names_in, spelled, whole_name
from workbench.domain import FlowRequest
from workbench.domain.builtins import NEW_BROWSER_ID, SECRET
from workbench.domain.persona import Persona
from workbench.domain.placeholders import Layer, fields_of
from workbench.domain.texts import texts_in, whole

Json = dict[str, Any]
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SUFFIX = ".postman_collection.json"
EXPORTER = "personalize-workbench"
"""Where Postman notes who exported a collection; by it an import knows one of ours."""
WHERE = "Where calls go: the address of a tenant, without /v2."
WHICH = "The name of a persona to send as, or nothing."
"""Descriptions of variables that are none of the collection's own values."""
_SAFE_INTEGER = 2**53
_NOTHING = FlowRequest()


def to_postman(root: ExportFolder, base_url: str = "", headers: Sequence[tuple[str, str]] = ()) -> Exported:
    """The whole as one JSON file.  ``base_url`` fills the variable for it; empty leaves that to be filled in.

    Raises :class:`ExportError` for parameters that are nested too deeply.
    """
    return _Postman(root, base_url, merged(headers)).exported()


@dataclass(slots=True)
class _Postman:
    root: ExportFolder
    base_url: str
    headers: Headers
    names: Names = field(init=False)
    used: Counter[str] = field(init=False)
    personas: dict[str, Persona] = field(init=False)
    persona_values: list[Mapping[str, Any]] = field(init=False)
    inner_values: list[Mapping[str, Any]] = field(init=False)
    values: dict[str, list[Any]] = field(init=False)
    refers: dict[str, set[str]] = field(init=False)
    browser_for_all: bool = field(init=False)
    remarks: list[str] = field(default_factory=list)
    scripted: bool = False

    def __post_init__(self) -> None:
        self.personas = _named(self.root.every_persona())
        self.persona_values = [persona.values for persona in self.personas.values() if persona.values]
        self.inner_values = [item.values for folder in self.root.folders() for item in folder.items]
        self.values = {}
        for values in (self.root.values, *self.inner_values, *self.persona_values):
            for name, value in values.items():
                self.values.setdefault(name, []).append(value)
        self.refers = {name: set(names_in(values)) for name, values in self.values.items()}
        texts = [_texts(each) for each in placed(self.root)]
        self.used = names_in([texts, list(self.values.values()), *(_persona_texts(persona) for persona in self.personas.values())])
        taken = {*self.used, *self.values}
        self.names = Names(*(_free(name, taken) for name in ("clientKey", "baseUrl", "persona")))
        self.browser_for_all = any(NEW_BROWSER_ID in self._reach(_persona_texts(persona)) for persona in self.personas.values())

    def exported(self) -> Exported:
        made: Json = {
            "info": {
                "name": whole(self.root.name),
                "description": whole(self.root.description),
                "schema": SCHEMA,
                "_exporter_id": EXPORTER,
            },
            "item": self._items(self.root, (Layer("", self.root.values),)),
            "variable": self._variables(),
        }
        if script := self._script().lines():
            made["event"] = self._event(script)
        data = json.dumps(made, indent=2, ensure_ascii=False).encode("utf-8")
        return Exported(data, file_title(self.root.name, SUFFIX), self._notes())

    # -- items ------------------------------------------------------------------------------------

    def _items(self, folder: ExportFolder, layers: tuple[Layer, ...]) -> list[Json]:
        return [self._item(item, (Layer("", item.values), *layers)) for item in folder.items]

    def _item(self, item: Item | ExportFolder, layers: tuple[Layer, ...]) -> Json:
        made: Json = {"name": whole(item.name)}
        script = values_script({name: ready(value, layers) for name, value in item.values.items()}, self._overriding)
        if isinstance(item, ExportFolder):
            made |= {"description": whole(item.description), "item": self._items(item, layers)}
        else:
            made |= {"request": self._request(item, layers), "response": []}
            if not self.browser_for_all and NEW_BROWSER_ID in self._reach([value for _, value in fields_of(item.request)]):
                script = [*script, *browser_script(self.names)]
        if item.values:
            made["variable"] = [_variable(name, value) for name, value in item.values.items()]
        if script:
            made["event"] = self._event(script)
        if isinstance(item, SavedRequest) and (checks := self._checks(item)):
            made["event"] = [*made.get("event", ()), {"listen": "test", "script": {"type": "text/javascript", "exec": checks}}]
        return made

    def _checks(self, saved: SavedRequest) -> list[str]:
        script, left_out = checks_script(saved.expectations, saved.variant)
        if left_out:
            self.remarks.append(f"“{whole(saved.name)}”: Postman does not check that {listed(left_out)}.")
        if saved.setup or saved.wait is not None:
            self.remarks.append(f"“{whole(saved.name)}”: what is done before the call, and waiting, is not in the file.")
        return script

    def _request(self, saved: Item, layers: Sequence[Layer]) -> Json:
        writer = BodyWriter(layers)
        key = f"{{{{{self.names.key}}}}}"
        if isinstance(saved, SavedEvent):
            path = path_of(saved.event)
            raw = writer.body({**saved.event.wire(None), "client_key": key}, saved.event.fields)
        else:
            path = path_of(saved.request)
            raw = writer.body({**saved.request.wire(None), "clientKey": key}, {"params", *saved.request.extra})
        if writer.in_texts:
            why = f"“{whole(saved.name)}”: {listed(list(dict.fromkeys(writer.in_texts)))} is a list or an object in the midst of a text,"
            self.remarks.append(f"{why} and Postman does not escape it there.")
        host = f"{{{{{self.names.base}}}}}"
        return {
            "method": "POST",
            "header": [{"key": name, "value": value} for name, value in self.headers],
            "body": {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}},
            "url": {"raw": f"{host}{path}", "host": [host], "path": path.split("/")[1:]},
            "description": whole(saved.description),
        }

    def _event(self, lines: Sequence[str]) -> list[Json]:
        self.scripted = True
        return [{"listen": "prerequest", "script": {"type": "text/javascript", "exec": list(lines)}}]

    # -- variables and the script of the collection -----------------------------------------------

    def _variables(self) -> list[Json]:
        variables = [{**_variable(self.names.base, self.base_url), "description": WHERE}, _secret(self.names.key)]
        variables += [_secret(name) for name in self._secrets]
        variables += [_variable(name, value) for name, value in self.root.values.items()]
        if self.personas:
            variables.append({**_variable(self.names.persona, ""), "description": WHICH})
        return [*variables, *(_persona(name, persona) for name, persona in self.personas.items())]

    def _script(self) -> CollectionScript:
        layers = (Layer("", self.root.values),)
        texts = [name for name, value in self.root.values.items() if isinstance(value, str) and _needs_escape(value)]
        fixed = {name: ready(value, layers) for name, value in self.root.values.items() if not _is_plain(value)}
        made = sorted(name for name in self.used if is_made(name) and name not in self.root.values)
        set_by_scripts = {*texts, *fixed, *made, *(name for values in (*self.inner_values, *self.persona_values) for name in values)}
        if NEW_BROWSER_ID in self.used:
            set_by_scripts.add(NEW_BROWSER_ID)
        typed = {name for persona in self.personas.values() for text in _lone(persona.params) if (name := self._typed(text))}
        events = any(isinstance(each.saved, SavedEvent) for each in placed(self.root))
        return CollectionScript(
            self.names, sorted(set_by_scripts), made, texts, fixed, bool(self.personas), sorted(typed), self.browser_for_all, events
        )

    @property
    def _secrets(self) -> list[str]:
        return sorted(name for name in self.used if name.startswith(SECRET))

    @property
    def _overriding(self) -> str:
        """The variable that names a persona, where personas have values that come before others."""
        return self.names.persona if self.persona_values else ""

    def _typed(self, name: str) -> str:
        """The name, where it stands for something else than a text."""
        values = [value for value in self.values.get(name, []) if not (isinstance(value, str) and whole_name(value))]
        return name if values and not any(isinstance(value, str) for value in values) else ""

    def _reach(self, texts: Any) -> set[str]:
        """Every name that may be needed for these texts, through values too."""
        reached: set[str] = set()
        new = set(names_in(texts))
        while new:
            reached |= new
            new = {other for name in new for other in self.refers.get(name, ())} - reached
        return reached

    # -- what has to be said ----------------------------------------------------------------------

    def _notes(self) -> tuple[str, ...]:
        fill_in = f"variable {self.names.key}" if self.base_url else f"variables {self.names.key} and {self.names.base}"
        notes = [f"No key is in it: fill in the collection's {fill_in} in Postman."]
        if self._secrets:
            notes.append(f"Secrets are empty variables of type secret: fill in {listed(self._secrets)}.")
        if self.personas:
            how = f"Put the name of a persona ({listed(list(self.personas))}) into the variable {self.names.persona} to send as that one."
            notes.append(f"{how} Postman itself has no personas.")
        if self.scripted:
            what = "values of folders and requests, dates, new browser IDs and personas"
            notes.append(
                f"Short scripts before the requests stand for what Postman has no form for: {what}. They call nobody but the tenant."
            )
        if nobody := [each.where for each in placed(self.root) if each.saved.request.identity is None]:
            notes.append(f"No identity, which every call needs: {listed(nobody)}.")
        return (*notes, *self.remarks, *self._other_types())

    def _other_types(self) -> list[str]:
        """A persona whose value is a number where the request's is a text, or the other way round."""
        wrong = {
            f"{persona.name}: {name}"
            for persona in self.personas.values()
            for name, value in persona.values.items()
            for each in placed(self.root)
            if isinstance(found := effective(name, each.layers), str | int | float | list | dict)
            and isinstance(found, str) != isinstance(value, str)
        }
        return [f"Postman keeps the type a value has without a persona: {listed(sorted(wrong))}."] if wrong else []


def _variable(name: str, value: Any) -> Json:
    kind = (
        "boolean"
        if isinstance(value, bool)
        else "number"
        if isinstance(value, int | float)
        else "string"
        if isinstance(value, str)
        else "any"
    )
    return {"key": name, "value": spelled(value) if kind == "string" else value, "type": kind}


def _secret(name: str) -> Json:
    return {"key": name, "value": "", "type": "secret"}


def _persona(name: str, persona: Persona) -> Json:
    return {"key": f"{PREFIX}{whole(name)}", "value": to_text(persona), "type": "string"}


def _needs_escape(text: str) -> bool:
    return escaped(text) != text or LITERAL in ready(text, ())


def _is_plain(value: Any) -> bool:
    """Whether Postman itself writes the value as JSON does."""
    return isinstance(value, str | bool | float) or (isinstance(value, int) and abs(value) < _SAFE_INTEGER)


def _texts(each: Placed) -> list[Any]:
    return [value for _, value in fields_of(each.saved.request)]


def _persona_texts(persona: Persona) -> list[Any]:
    return [dict(persona.values), *(value for _, value in fields_of(persona.apply(_NOTHING)))]


def _lone(value: Any) -> set[str]:
    """Names of placeholders that are a whole value."""
    return {name for text in texts_in(value) if (name := whole_name(text))}


def _named(personas: Iterable[Persona]) -> dict[str, Persona]:
    """By names of which none stands twice."""
    named: dict[str, Persona] = {}
    for persona in personas:
        name, number = persona.name, 1
        while name in named:
            number += 1
            name = f"{persona.name} {number}"
        named[name] = persona
    return named


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}{number}"
    return free
