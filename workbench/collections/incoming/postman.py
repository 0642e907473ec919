"""Postman collections v2.0 and v2.1, environments and globals."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.plain import fields, items, objects, quoted_list, script_why, set_by, text, words
from workbench.collections.incoming.source import Call, Environment, Group, Pairs, Remark, Source, Unread, left_out
from workbench.collections.incoming.variables import placeholder
from workbench.collections.outgoing.bodies import LITERAL
from workbench.collections.outgoing.postman import EXPORTER, WHERE, WHICH
from workbench.collections.outgoing.postman_personas import PREFIX, from_text
from workbench.collections.outgoing.postman_scripts import MARK
from workbench.domain import Secret
from workbench.domain.persona import Persona


def is_collection(value: Any) -> bool:
    """Also in the envelope that Postman's API puts around one."""
    inner = fields(fields(value).get("collection", value))
    return isinstance(inner.get("item"), list) and isinstance(inner.get("info"), dict)


def is_environment(value: Any) -> bool:
    return isinstance(fields(value).get("values"), list) and "name" in value and "item" not in value


def is_version_1(value: Any) -> bool:
    return isinstance(fields(value).get("requests"), list) and "order" in value


def read_collection(name: str, value: Any) -> Source:
    """Raises :class:`NotRecognised` for the version before v2.0, which Postman itself no longer exports."""
    if is_version_1(value):
        raise NotRecognised(name, "it is a Postman collection v1. Import it into Postman and export it as v2.1.")
    collection = fields(fields(value).get("collection", value))
    info = fields(collection.get("info"))
    version = "v2.0" if "v2.0" in text(info.get("schema")) else "v2.1"
    reader = _OurReader(collection) if info.get("_exporter_id") == EXPORTER else _Reader()
    root = reader.group(collection, text(info.get("name")))
    root = Group(root.name, root.items, words(info.get("description")), root.values, root.remarks)
    return Source(
        f"Postman collection {version}{' of ours' if reader.whole else ''}",
        root,
        secrets=tuple(reader.secrets),
        hidden=frozenset(reader.hidden),
        whole=reader.whole,
        personas=tuple(reader.personas),
    )


def read_environment(value: Any) -> Source:
    """An environment by itself: values for a collection that is there already."""
    reader = _Reader()
    values, remarks = reader.variables(value.get("values"))
    kind = "globals" if value.get("_postman_variable_scope") == "globals" else "environment"
    environment = Environment(text(value.get("name")) or kind, values, frozenset(reader.hidden), remarks)
    return Source(f"Postman {kind}", Group(environment.name), (environment,))


class _Reader:
    """Reads items; on the way it notes credentials and the names of secret variables."""

    whole = False

    def __init__(self) -> None:
        self.secrets: list[Secret] = []
        self.hidden: set[str] = set()
        self.personas: list[Persona] = []

    def group(self, value: dict[str, Any], name: str) -> Group:
        read: list[Call | Unread | Group] = []
        for item in items(value.get("item")):
            if not isinstance(item, dict):
                read.append(Unread("", "It is no request and no folder."))
            elif isinstance(item.get("item"), list):
                read.append(self.group(item, text(item.get("name"))))
            else:
                read.append(self.call(item))
        values, remarks = self.variables(value.get("variable"))
        remarks += (*self.scripts(value), *self.auth(value.get("auth")))
        return Group(name, tuple(read), words(value.get("description")), values, remarks)

    def call(self, item: dict[str, Any]) -> Call | Unread:
        name = text(item.get("name"))
        raw = item.get("request")
        request = {"url": raw} if isinstance(raw, str) else fields(raw)
        if not request:
            return Unread(name, "It holds no request.")
        values, remarks = self.variables(item.get("variable"))
        body, no_body, off = _body(fields(request.get("body")))
        headers, headers_off = _pairs(request.get("header"))
        url, query_off = _url(request.get("url"))
        off = [*off, *headers_off, *query_off]
        remarks += (*self.scripts(item), *self.auth(request.get("auth")), *_switched_off(off), *_examples(item))
        return Call(
            name=name,
            method=text(request.get("method")) or "GET",
            url=url,
            headers=headers,
            body=body,
            no_body=no_body,
            description=words(request.get("description")) or words(item.get("description")),
            values=values,
            remarks=remarks,
            sets=frozenset().union(*(set_by(code) for _, code in _code(item))),
        )

    def variables(self, listed: Any) -> tuple[dict[str, Any], tuple[Remark, ...]]:
        values: dict[str, Any] = {}
        off: list[str] = []
        for variable in objects(listed):
            name = text(variable.get("key")) or text(variable.get("id"))
            if not name:
                continue
            if variable.get("disabled") is True or variable.get("enabled") is False:
                off.append(name)
                continue
            values[name] = variable.get("value", "")
            if variable.get("type") == "secret":
                self.hidden.add(name)
        return values, _switched_off(off)

    def auth(self, value: Any) -> tuple[Remark, ...]:
        auth = fields(value)
        kind = text(auth.get("type"))
        if not kind or kind == "noauth":
            return ()
        details = auth.get(kind)
        pairs = [(text(d.get("key")), d.get("value")) for d in objects(details)] or list(fields(details).items())
        self.secrets += [
            Secret(found) for key, found in pairs if isinstance(found, str) and "{{" not in found and key not in _NO_SECRET and found
        ]
        return (left_out(f"Authorization ({kind}) was left out: a call that runs a flow needs none, and no credential is kept."),)

    def scripts(self, item: dict[str, Any]) -> tuple[Remark, ...]:
        when = {"prerequest": "before the request", "test": "after the answer"}
        return tuple(left_out(script_why(code, when.get(listen, "of the source"))) for listen, code in _code(item))


class _OurReader(_Reader):
    """Tells what our own export wrote beside the collection apart from it: the address, personas, scripts, escaped braces."""

    whole = True

    def __init__(self, collection: dict[str, Any]) -> None:
        super().__init__()
        bases = (each for each in objects(collection.get("variable")) if words(each.get("description")) == WHERE)
        self._base = next(((text(each.get("key")), text(each.get("value"))) for each in bases), ("", ""))

    def call(self, item: dict[str, Any]) -> Call | Unread:
        call = super().call(item)
        if isinstance(call, Unread):
            return call
        name, address = self._base
        url = call.url.replace(placeholder(name), address) if name and address else call.url
        return replace(call, url=url, body=_with_literal_braces(call.body))

    def variables(self, listed: Any) -> tuple[dict[str, Any], tuple[Remark, ...]]:
        values, remarks = super().variables([each for each in items(listed) if not _is_for_postman(fields(each))])
        for name in [name for name in values if name.startswith(PREFIX)]:
            if (persona := from_text(name, text(values[name]))) is not None:
                self.personas.append(persona)
                del values[name]
        return values, remarks

    def scripts(self, item: dict[str, Any]) -> tuple[Remark, ...]:
        theirs = [event for event in objects(item.get("event")) if not all(code.startswith(MARK) for _, code in _code({"event": [event]}))]
        return super().scripts({"event": theirs})


def _is_for_postman(variable: dict[str, Any]) -> bool:
    """What the workbench has no use for: the address, the persona that is chosen, secrets that hold nothing."""
    return words(variable.get("description")) in (WHERE, WHICH) or (variable.get("type") == "secret" and not variable.get("value"))


def _with_literal_braces(body: str) -> str:
    """Braces that the export escaped as JSON does, so that Postman takes them for no variable, as they are typed here."""

    def typed(string: re.Match[str]) -> str:
        return string[0] if string["name"] is not None else string[0].replace(LITERAL, "\\\\{{")

    return _STRINGS.sub(typed, body) if LITERAL in body else body


_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"(?P<name>\s*:)?')
_NO_SECRET = {
    "in",
    "addTokenTo",
    "algorithm",
    "grant_type",
    "tokenType",
    "headerPrefix",
    "accessTokenUrl",
    "authUrl",
    "redirect_uri",
    "scope",
}
_NO_SECRET |= {"region", "service", "realm", "version", "signatureMethod", "client_authentication", "tokenName", "key"}


def _code(item: dict[str, Any]) -> list[tuple[str, str]]:
    """Scripts with anything in them: when they run, and their code."""
    found = []
    for event in objects(item.get("event")):
        script = event.get("script")
        lines = fields(script).get("exec") if isinstance(script, dict) else script
        code = "\n".join(text(line) for line in lines) if isinstance(lines, list) else text(lines)
        if code.strip():
            found.append((text(event.get("listen")), code.strip()))
    return found


def _examples(item: dict[str, Any]) -> tuple[Remark, ...]:
    count = len(objects(item.get("response")))
    if not count:
        return ()
    return (left_out(f"{count} saved example answer{'s' if count > 1 else ''} left out: approve an answer of your own instead."),)


def _switched_off(names: list[str]) -> tuple[Remark, ...]:
    return (left_out(f"Switched off in the source, so left out: {quoted_list(names)}."),) if names else ()


def _pairs(value: Any) -> tuple[Pairs, list[str]]:
    """Headers, as a list of objects or, in old exports, as lines of text."""
    if isinstance(value, str):
        lines = [line.partition(":") for line in value.splitlines() if ":" in line]
        return tuple((name.strip(), rest.strip()) for name, _, rest in lines), []
    on = [pair for pair in objects(value) if pair.get("disabled") is not True]
    off = [text(pair.get("key")) for pair in objects(value) if pair.get("disabled") is True]
    return tuple((text(pair.get("key")), text(pair.get("value"))) for pair in on), off


def _url(value: Any) -> tuple[str, list[str]]:
    """A URL as text or in parts; path variables (``:name``) get their values, what is switched off is named."""
    if not isinstance(value, dict):
        return text(value), []
    url = text(value.get("raw")) or _from_parts(value)
    off = [text(pair.get("key")) for pair in objects(value.get("query")) if pair.get("disabled") is True]
    if isinstance(value.get("query"), list):
        on = [pair for pair in objects(value["query"]) if pair.get("disabled") is not True]
        query = "&".join(f"{_encoded(text(pair.get('key')))}={_encoded(text(pair.get('value')))}" for pair in on)
        url = url.partition("?")[0] + (f"?{query}" if query else "")
    before, mark, query = url.partition("?")
    for variable in objects(value.get("variable")):
        name = text(variable.get("key")) or text(variable.get("id"))
        if name and text(variable.get("value")):
            parts = [text(variable["value"]) if part == f":{name}" else part for part in before.split("/")]
            before = "/".join(parts)
    return before + mark + query, off


def _encoded(part: str) -> str:
    """Percent-encoded but for what holds a variable or is encoded already."""
    return part if "%" in part else quote(part, safe="{}$/:,@[]\"' ")


def _from_parts(value: dict[str, Any]) -> str:
    host, path = value.get("host"), value.get("path")
    host_text = ".".join(text(part) for part in host) if isinstance(host, list) else text(host)
    parts = [text(part) or text(fields(part).get("value")) for part in path] if isinstance(path, list) else [text(path).strip("/")]
    protocol = text(value.get("protocol"))
    port = text(value.get("port"))
    return f"{f'{protocol}://' if protocol else ''}{host_text}{f':{port}' if port else ''}/{'/'.join(parts)}"


def _body(body: dict[str, Any]) -> tuple[str, str, list[str]]:
    """The text, or why there is none, and what of a form is switched off."""
    mode = text(body.get("mode"))
    if not mode or body.get("disabled") is True:
        return "", "", []
    if mode == "raw":
        raw = body.get("raw")
        return (raw if isinstance(raw, str) else json.dumps(raw) if isinstance(raw, dict) else ""), "", []
    if mode in ("urlencoded", "formdata"):
        listed = body.get(mode)
        off = [text(pair.get("key")) for pair in objects(listed) if pair.get("disabled") is True]
        on = [pair for pair in objects(listed) if pair.get("disabled") is not True]
        message = next((text(pair.get("value")) for pair in on if pair.get("key") == "message"), "")
        if message:
            return f"message={quote(message)}", "", off
        return "", "Its body is a form, and a call that runs a flow takes JSON.", off
    if mode == "file":
        return "", "Its body is a file that the collection only refers to; no other file is read.", []
    return "", f"Its body is of the kind “{mode[:20]}”, and a call that runs a flow takes JSON.", []
