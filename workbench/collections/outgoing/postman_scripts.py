"""The scripts of a Postman export: short, only where Postman has no form for something, and they call nobody but the tenant.

Before a request Postman runs the collection's script, then its folders', then its own.  What a script sets stays set for the
rest of a run, so the first thing is to take it back.  Values of a folder or a request yield to the environment and to data
rows, as values that are further away do with us.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.collections.outgoing.postman_personas import PREFIX
from workbench.domain.builtins import NEW_BROWSER_ID

MOMENT = re.compile(r"(now|today)(?:([+-])([0-9]{1,9})([smhdw]))?")
MARK = "// From Personalize Workbench"
"""Begins every script, so that an import knows it for one of ours."""
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_TEXT = (
    'const text = (value) => (typeof value === "string" ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value))'
    r'.replace(/\\\\\{\{/g, "{\\u007b");'
)
_DAY = (
    "const day = (days) => { const at = new Date(); at.setDate(at.getDate() + days); "
    "return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 10); };"
)
_MOMENT_LATER = 'const later = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19) + "Z";'


@dataclass(frozen=True, slots=True)
class Names:
    """What the variables of this export are called."""

    key: str
    base: str
    persona: str


@dataclass(frozen=True, slots=True)
class CollectionScript:
    """What the script of the collection has to do.

    ``local`` are all names any script sets.  ``texts`` are variables whose texts have to be escaped; ``fixed`` are put in as they
    are.  ``typed`` are placeholders in parameters of personas that stand for something else than a text.  ``events``: not
    every call runs a flow, and a persona changes the body of those that do.
    """

    names: Names
    local: Sequence[str] = ()
    made: Sequence[str] = ()
    texts: Sequence[str] = ()
    fixed: Mapping[str, str] | None = None
    personas: bool = False
    typed: Sequence[str] = ()
    browser: bool = False
    events: bool = False

    def lines(self) -> list[str]:
        if not self.local and not self.personas:
            return []
        lines = [f"{MARK}. What an earlier request set is taken back first."]
        if self.local:
            lines.append(f"{_js(list(self.local))}.forEach((name) => pm.variables.unset(name));")
        lines += _made(self.made)
        if self.texts or self.personas:
            lines += ["// Variables go into JSON as they are, so quotes and line breaks in texts are escaped here.", _TEXT]
        if self.texts:
            lines.append(
                f"{_js(list(self.texts))}"
                ".filter((name) => pm.variables.has(name)).forEach((name) => pm.variables.set(name, text(pm.variables.get(name))));"
            )
        if self.fixed:
            lines += _put(self.fixed, "")
        if self.personas:
            lines += _as_persona(self.names.persona, self.typed, events=self.events)
        return [*lines, *(browser_script(self.names) if self.browser else ())]


def values_script(values: Mapping[str, str], persona: str) -> list[str]:
    """For a folder or a request.  ``persona`` is the variable that names one, or nothing where none has values."""
    if not values:
        return []
    return [f"{MARK}: values of a folder or a request, of which Postman has none. Change them here.", *_put(values, persona)]


def browser_script(names: Names) -> list[str]:
    url = f"{{{{{names.base}}}}}/v1.2/browser/create.json?message=%7B%7D&client_key="
    return [
        f"{MARK}: asks for a new browser ID where the body still needs one; each makes a guest.",
        f"if (pm.variables.replaceIn(pm.request.body.raw).includes({_js(f'{{{{{NEW_BROWSER_ID}}}}}')})) {{",
        f"  const url = pm.variables.replaceIn({_js(url)}) + encodeURIComponent(pm.variables.get({_js(names.key)}));",
        "  pm.sendRequest(url, (problem, answer) => {",
        "    const ref = problem ? undefined : answer.json().ref;",
        f'    if (!ref) throw new Error("No new browser ID came. Check {names.base} and {names.key}.");',
        f"    pm.variables.set({_js(NEW_BROWSER_ID)}, ref);",
        "  });",
        "}",
    ]


def is_made(name: str) -> bool:
    """A built-in that the collection's script makes, once for each request."""
    moment = MOMENT.fullmatch(name)
    return name in ("uuid", "random.email") or (moment is not None and (moment[1] == "now" or moment[4] in (None, "d", "w")))


def _made(names: Sequence[str]) -> list[str]:
    lines = ["// Made once for each request."] if names else []
    moments = [found for name in names if (found := MOMENT.fullmatch(name))]
    if any(found[1] == "today" for found in moments):
        lines.append(_DAY)
    if any(found[1] == "now" for found in moments):
        lines.append(_MOMENT_LATER)
    return [*lines, *(f"pm.variables.set({_js(name)}, {_make(name)});" for name in names)]


def _make(name: str) -> str:
    if name == "uuid":
        return 'pm.variables.replaceIn("{{$guid}}")'
    if name == "random.email":
        return '"guest-" + pm.variables.replaceIn("{{$guid}}").slice(-12) + "@example.com"'
    moment = MOMENT.fullmatch(name)
    assert moment is not None
    base, sign, number, unit = moment.groups()
    seconds = int(f"{sign}{number}") * _SECONDS[unit] if sign else 0
    return f"later({seconds})" if base == "now" else f"day({seconds // 86400})"


def _put(values: Mapping[str, str], persona: str) -> list[str]:
    lines = []
    unless = "!pm.environment.has(name) && !pm.iterationData.has(name)"
    if persona:
        kept = f"pm.collectionVariables.get({_js(PREFIX)} + pm.variables.get({_js(persona)}))"
        lines.append(f'const own = JSON.parse({kept} || "{{}}").values || {{}};')
        unless += " && !(name in own)"
    lines.append(f"Object.entries({_js(dict(values))}).forEach(([name, value]) => {{ if ({unless}) pm.variables.set(name, value); }});")
    return lines


def _as_persona(variable: str, typed: Sequence[str], *, events: bool) -> list[str]:
    """Numbers, which JavaScript would round, and variables without quotes are texts that begin with U+0000 for the while."""
    return [
        f"// Sends as the persona that the variable “{variable}” names.",
        f"const chosen = pm.variables.get({_js(variable)});",
        "if (chosen) {",
        f"  const kept = pm.collectionVariables.get({_js(PREFIX)} + chosen);",
        '  if (!kept) throw new Error("There is no persona “" + chosen + "” in this collection.");',
        "  const persona = JSON.parse(kept);",
        "  Object.entries(persona.values || {}).forEach(([name, value]) => pm.variables.set(name, text(value)));",
        *(['  if (pm.request.url.getPath().endsWith("/callFlows")) {  // an event is sent as it is'] if events else []),
        r'  const bare = (all, quoted) => quoted || JSON.stringify("\u0000" + all);',
        r'  const plain = pm.request.body.raw.replace(/\{\\u007b/g, "\\\\{{");',
        r'  const body = JSON.parse(plain.replace(/("(?:[^"\\]|\\.)*")|\{\{[^{}]*\}\}|-?\d[\d.eE+-]*/g, bare));',
        '  if (persona.identity) ["browserId", "email", "identifiers"].forEach((name) => delete body[name]);',
        "  Object.assign(body, persona.identity, persona.fields);",
        f"  const typed = {_js([f'{{{{{name}}}}}' for name in typed])};",
        r'  const mark = (name, value) => (typed.includes(value) ? "\u0000" + value : value);',
        "  if (persona.params) body.params = { ...body.params, ...JSON.parse(JSON.stringify(persona.params, mark)) };",
        r'  const raw = JSON.stringify(body, null, 2).replace(/"\\u0000([^"]*)"/g, "$1").replace(/\\\\\{\{/g, "{\\u007b");',
        '  pm.request.body.update({ mode: "raw", raw, options: { raw: { language: "json" } } });',
        *(["  }"] if events else []),
        "}",
    ]


def _js(value: Any) -> str:
    """JSON is JavaScript; what is not ASCII is escaped, so that nothing in it can end a line.  No variable is filled in in a script."""
    return json.dumps(value, ensure_ascii=True)
