"""Bruno: .bru files, the newer YAML (opencollection) files, alone or in a zip, and its export as one file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from workbench.collections.incoming.bru import Block, Misread, read_blocks
from workbench.collections.incoming.errors import NotRecognised
from workbench.collections.incoming.plain import fields, items, objects, quoted_list, script_why, set_by, text, words
from workbench.collections.incoming.reading import read_json, read_yaml
from workbench.collections.incoming.source import Call, Environment, Group, Remark, Source, Unread, left_out
from workbench.domain import Secret

_METHODS = {"get", "post", "put", "delete", "patch", "options", "head", "connect", "trace", "http"}
_ROOTS = ("bruno.json", "opencollection.yml", "opencollection.yaml", "collection.bru")
_ABOUT = ("folder.bru", "folder.yml", "folder.yaml", *_ROOTS)
_FORM = "Its body is a form, and a call that runs a flow takes JSON."
_FILE = "Its body is a file that the collection only names; no other file is read."


def is_open_collection(value: Any) -> bool:
    value = fields(value)
    return "opencollection" in value or ("info" in value and ("http" in value or fields(value["info"]).get("type") in ("http", "folder")))


def is_bruno_json(value: Any) -> bool:
    """Bruno's own export of a collection as one JSON file."""
    value = fields(value)
    return isinstance(value.get("items"), list) and "name" in value and ("environments" in value or "brunoConfig" in value)


def is_bru(source: str) -> bool:
    head = source.lstrip("\ufeff \r\n\t")[:4000]
    return head.startswith(("meta {", "vars {", "vars:secret")) or any(f"\n{method} {{" in f"\n{head}" for method in _METHODS)


def looks_like_bruno(paths: Mapping[str, str]) -> bool:
    names = {path.rsplit("/", 1)[-1] for path in paths}
    return bool(names & set(_ROOTS)) or any(name.endswith(".bru") for name in names)


def read_bru(name: str, source: str) -> Source:
    """One file.  Raises :class:`NotRecognised` with its line."""
    reader = _Reader()
    try:
        blocks = read_blocks(source)
    except Misread as wrong:
        raise NotRecognised(name, f"{wrong}.") from None
    if any(block.name.partition(":")[0] in _METHODS for block in blocks):
        return reader.source("Bruno request", Group("", (reader.call(reader.of_blocks(blocks), _stem(name)),)))
    environment = reader.environment(_stem(name), reader.of_environment(blocks))
    return Source("Bruno environment", Group(environment.name), (environment,))


def read_one(name: str, value: Any) -> Source:
    """One YAML or JSON file: a request, an environment, or a whole collection in one file."""
    reader = _Reader()
    value = fields(value)
    if is_bruno_json(value):
        return reader.source("Bruno collection", reader.bundled(value), reader.environments(objects(value.get("environments"))))
    if "items" in value or ("opencollection" in value and "http" not in value):
        environments = objects(value.get("environments")) or objects(fields(value.get("config")).get("environments"))
        return reader.source("Bruno collection (YAML)", reader.bundled(value), reader.environments(environments))
    if "variables" in value and "http" not in value:
        environment = reader.environment(text(value.get("name")) or _stem(name), objects(value["variables"]))
        return Source("Bruno environment", Group(environment.name), (environment,))
    return reader.source("Bruno request (YAML)", Group("", (reader.call(_of_yaml(value), _stem(name)),)))


def read_files(name: str, files: Mapping[str, str], unread: Mapping[str, str]) -> Source:
    """The files of a collection's folder, by their paths; ``unread`` says of others why they are not among them."""
    reader = _Reader()
    top = _common(list(files))
    tree = _Folder("")
    for path, source in files.items():
        tree.put(path.removeprefix(top).split("/"), source)
    environments: list[Environment] = []
    group = reader.folder(tree, _stem(name), environments)
    group = Group(
        group.name, (*group.items, *(Unread(path, why) for path, why in unread.items())), group.description, group.values, group.remarks
    )
    return reader.source("Bruno collection", group, environments)


@dataclass(slots=True)
class _Folder:
    name: str
    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, _Folder] = field(default_factory=dict)

    def put(self, parts: list[str], source: str) -> None:
        folder = self
        for part in parts[:-1]:
            folder = folder.folders.setdefault(part, _Folder(part))
        folder.files[parts[-1]] = source


class _Reader:
    """Every form becomes one plain shape first: the one of Bruno's JSON export."""

    def __init__(self) -> None:
        self.secrets: list[Secret] = []
        self.hidden: set[str] = set()

    def source(self, label: str, root: Group, environments: list[Environment] | None = None) -> Source:
        return Source(label, root, tuple(environments or ()), tuple(self.secrets), frozenset(self.hidden))

    # -- files ------------------------------------------------------------------------------------

    def folder(self, folder: _Folder, name: str, environments: list[Environment], depth: int = 0) -> Group:
        about: dict[str, Any] = {}
        read: list[tuple[tuple[int, float, str], Call | Unread | Group]] = []
        for file_name in sorted(folder.files):
            try:
                value = self.file(file_name, folder.files[file_name])
            except (Misread, NotRecognised) as wrong:
                read.append(
                    ((2, 0.0, file_name), Unread(file_name, f"It cannot be read: {getattr(wrong, 'why', wrong)}.".replace("..", ".")))
                )
                continue
            if file_name in _ABOUT:
                about = _merged(about, value)
            elif value:
                read.append(((1, _sequence(value), file_name), self.item(value, _stem(file_name))))
        for inner in folder.folders.values():
            if inner.name == "environments" and (depth == 0 or any(root in folder.files for root in _ROOTS)):
                environments += self.environment_files(inner)
            elif depth < 80:
                group = self.folder(inner, inner.name, environments, depth + 1)
                read.append(((0, _sequence(self.about_of(inner)), inner.name), group))
        listed = tuple(item for _, item in sorted(read, key=lambda pair: pair[0]))
        return self.group(about, text(fields(about.get("meta")).get("name")) or text(about.get("name")) or name, listed)

    def about_of(self, folder: _Folder) -> dict[str, Any]:
        for name in _ABOUT:
            if name in folder.files:
                try:
                    return self.file(name, folder.files[name])
                except (Misread, NotRecognised):
                    return {}
        return {}

    def file(self, name: str, source: str) -> dict[str, Any]:
        if name.endswith(".json"):
            return fields(read_json(name, source)) if name == "bruno.json" else {}
        if name.endswith((".yml", ".yaml")):
            return _of_yaml(fields(next(iter(read_yaml(name, source)), {})))
        return self.of_blocks(read_blocks(source))

    def environment_files(self, folder: _Folder) -> list[Environment]:
        found = []
        for name in sorted(folder.files):
            source = folder.files[name]
            try:
                if name.endswith(".bru"):
                    found.append(self.environment(_stem(name), self.of_environment(read_blocks(source))))
                elif name.endswith((".yml", ".yaml")):
                    value = fields(next(iter(read_yaml(name, source)), {}))
                    found.append(self.environment(text(value.get("name")) or _stem(name), objects(value.get("variables"))))
            except (Misread, NotRecognised) as wrong:
                why = left_out(f"It cannot be read: {getattr(wrong, 'why', wrong)}")
                found.append(Environment(_stem(name), {}, frozenset(), (why,)))
        return found

    # -- blocks to the plain shape ----------------------------------------------------------------

    def of_blocks(self, blocks: list[Block]) -> dict[str, Any]:
        by_name = {block.name: block for block in blocks}
        value: dict[str, Any] = {}
        request: dict[str, Any] = {}
        if meta := by_name.get("meta"):
            value["meta"] = {pair.name: pair.value for pair in meta.pairs}
            value |= {"name": meta.get("name"), "seq": meta.get("seq"), "type": meta.get("type")}
        for method in _METHODS & by_name.keys():
            block = by_name[method]
            request |= {"method": block.get("method") or method, "url": block.get("url"), "body": {"mode": block.get("body")}}
            request["auth"] = {"mode": block.get("auth")}
        body = request.setdefault("body", {})
        for name, key in (("body", "json"), ("body:json", "json"), ("body:text", "text")):
            if name in by_name:
                body[key] = by_name[name].text
        for name, key in (("body:form-urlencoded", "formUrlEncoded"), ("body:multipart-form", "multipartForm"), ("params:query", "params")):
            if name in by_name:
                (body if key != "params" else request)[key] = _plain_pairs(by_name[name])
        for block in blocks:
            if block.name.startswith("auth:"):
                request.setdefault("auth", {}).update(
                    {"mode": block.name[5:], block.name[5:]: {pair.name: pair.value for pair in block.pairs}}
                )
        request["headers"] = _plain_pairs(by_name["headers"]) if "headers" in by_name else []
        request["vars"] = {
            "req": _plain_pairs(by_name["vars:pre-request"]) if "vars:pre-request" in by_name else [],
            "res": _plain_pairs(by_name["vars:post-response"]) if "vars:post-response" in by_name else [],
        }
        scripts = {"req": "script:pre-request", "res": "script:post-response"}
        request["script"] = {key: by_name[name].text for key, name in scripts.items() if name in by_name}
        request["tests"] = by_name["tests"].text if "tests" in by_name else ""
        request["docs"] = by_name["docs"].text if "docs" in by_name else ""
        request["examples"] = sum(block.name == "example" for block in blocks)
        return {**value, "request": request}

    def of_environment(self, blocks: list[Block]) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = []
        for block in blocks:
            if block.name == "vars:secret":
                listed += [{"name": name.removeprefix("~"), "secret": True} for name in block.names]
            elif block.name.startswith("vars:"):
                listed += [{"name": pair.name, "secret": True} for pair in block.pairs]
            elif block.name == "vars":
                listed += [{"name": pair.name, "value": pair.value, "enabled": pair.on} for pair in block.pairs]
        return listed

    # -- the plain shape to calls -----------------------------------------------------------------

    def bundled(self, value: dict[str, Any]) -> Group:
        return self.group(
            _of_yaml(value) if "info" in value else value, _name(value), tuple(self.item(item, "") for item in items(value.get("items")))
        )

    def item(self, value: Any, name: str) -> Call | Unread | Group:
        value = fields(value)
        value = _of_yaml(value) if "info" in value else value
        kind = text(value.get("type"))
        if kind == "folder" or "items" in value:
            return self.group(value, _name(value) or name, tuple(self.item(item, "") for item in items(value.get("items"))))
        if kind not in ("", "http", "http-request", "graphql", "graphql-request"):
            return Unread(_name(value) or name, f"It is of the kind “{kind[:30]}”, no HTTP call.")
        return self.call(value, name)

    def group(self, value: dict[str, Any], name: str, listed: tuple[Call | Unread | Group, ...]) -> Group:
        request = fields(value.get("request")) or fields(fields(value.get("root")).get("request"))
        values, remarks = self.variables(fields(request.get("vars")).get("req"))
        remarks += (*self.scripts(request), *self.auth(request.get("auth")))
        docs = words(request.get("docs")) or words(value.get("docs")) or words(fields(value.get("root")).get("docs"))
        return Group(name, listed, docs, values, remarks)

    def call(self, value: dict[str, Any], name: str) -> Call | Unread:
        request = fields(value.get("request"))
        if not text(request.get("url")):
            return Unread(_name(value) or name, "It has no URL.")
        values, remarks = self.variables(fields(request.get("vars")).get("req"))
        body, no_body = _body(fields(request.get("body")))
        after = objects(fields(request.get("vars")).get("res"))
        scripts = fields(request.get("script"))
        headers, off = _on_and_off(request.get("headers"))
        remarks += (*self.scripts(request), *self.auth(request.get("auth")))
        remarks += (left_out(f"Variables set from the answer: {quoted_list([text(v.get('name')) for v in after])}."),) if after else ()
        remarks += (left_out(f"Switched off in the source, so left out: {quoted_list(off)}."),) if off else ()
        count = request.get("examples") or len(items(value.get("examples")))
        remarks += (left_out(f"{count} saved example answers left out: approve an answer of your own instead."),) if count else ()
        return Call(
            name=_name(value) or name,
            method=text(request.get("method")) or "GET",
            url=_url(request),
            headers=tuple(headers),
            body=body,
            no_body=no_body,
            description=words(request.get("docs")) or words(value.get("docs")),
            values=values,
            remarks=remarks,
            sets=frozenset(text(v.get("name")).lstrip("@") for v in after)
            | set_by("\n".join(text(code) for code in (scripts.get("req"), scripts.get("res"), request.get("tests")))),
        )

    def variables(self, listed: Any) -> tuple[dict[str, Any], tuple[Remark, ...]]:
        values: dict[str, Any] = {}
        off: list[str] = []
        for variable in objects(listed):
            name = text(variable.get("name")).lstrip("@")
            if variable.get("enabled") is False or variable.get("disabled") is True:
                off.append(name)
            elif variable.get("secret") is True:
                self.hidden.add(name)
                values[name] = text(variable.get("value"))
            elif name:
                values[name] = _typed(variable)
        return values, (left_out(f"Switched off in the source, so left out: {quoted_list(off)}."),) if off else ()

    def environment(self, name: str, listed: list[dict[str, Any]]) -> Environment:
        values, remarks = self.variables(listed)
        hidden = frozenset(text(variable.get("name")) for variable in listed if variable.get("secret") is True)
        return Environment(name, values, hidden, remarks)

    def environments(self, listed: list[dict[str, Any]]) -> list[Environment]:
        return [self.environment(text(value.get("name")) or "environment", objects(value.get("variables"))) for value in listed]

    def scripts(self, request: dict[str, Any]) -> tuple[Remark, ...]:
        scripts = fields(request.get("script"))
        named = (("before the request", scripts.get("req")), ("after the answer", scripts.get("res")), ("with tests", request.get("tests")))
        return tuple(left_out(script_why(code, when)) for when, raw in named if (code := text(raw).strip()))

    def auth(self, value: Any) -> tuple[Remark, ...]:
        auth = fields(value)
        mode = text(auth.get("mode")) or text(auth.get("type"))
        if mode in ("", "none", "inherit"):
            return ()
        details = fields(auth.get(mode)) or auth
        names = (
            "username",
            "password",
            "token",
            "value",
            "clientSecret",
            "client_secret",
            "secretAccessKey",
            "accessKeyId",
            "sessionToken",
        )
        self.secrets += [Secret(found) for name in names if (found := text(details.get(name))) and "{{" not in found]
        return (left_out(f"Authorization ({mode[:20]}) was left out: a call that runs a flow needs none, and no credential is kept."),)


def _of_yaml(value: dict[str, Any]) -> dict[str, Any]:
    """An opencollection file in the plain shape."""
    info, http, runtime = fields(value.get("info")), fields(value.get("http")), fields(value.get("runtime"))
    defaults = fields(value.get("request"))
    listed = items(runtime.get("scripts")) or items(defaults.get("scripts"))
    code = {text(script.get("type")): text(script.get("code")) for script in objects(listed)}
    actions = [fields(action.get("variable")) for action in objects(runtime.get("actions")) if action.get("phase") == "after-response"]
    request = {
        "method": http.get("method"),
        "url": http.get("url"),
        "headers": http.get("headers"),
        "params": http.get("params"),
        "body": _yaml_body(http.get("body")),
        "auth": _yaml_auth(http.get("auth") or defaults.get("auth")),
        "vars": {"req": runtime.get("variables") or defaults.get("variables"), "res": actions},
        "script": {"req": code.get("before-request", ""), "res": code.get("after-response", "")},
        "tests": code.get("tests", ""),
        "docs": value.get("docs"),
        "examples": len(items(value.get("examples"))),
    }
    return {"name": info.get("name"), "seq": info.get("seq"), "type": info.get("type"), "request": request} | (
        {"items": value["items"]} if "items" in value else {}
    )


def _yaml_body(value: Any) -> dict[str, Any]:
    """One body, or several of which one is selected."""
    if isinstance(value, list):
        some = objects(value)
        value = next((fields(v.get("body")) for v in some if v.get("selected")), fields(some[0].get("body")) if some else {})
    body = fields(value)
    kind = text(body.get("type")) or text(body.get("mode"))
    data = body.get("data", body.get(kind))
    if kind in ("json", "text"):
        return {"mode": kind, kind: data}
    return {"mode": {"form-urlencoded": "formUrlEncoded"}.get(kind, kind), "formUrlEncoded": data}


def _yaml_auth(value: Any) -> dict[str, Any]:
    auth = fields(value)
    return {"mode": auth.get("type"), **auth} if auth else {}


def _body(body: dict[str, Any]) -> tuple[str, str]:
    mode = text(body.get("mode"))
    if mode in ("json", "text"):
        raw = body.get(mode) or body.get("json") or body.get("text")
        return raw if isinstance(raw, str) else json.dumps(raw) if isinstance(raw, dict) else "", ""
    if mode in ("formUrlEncoded", "form-urlencoded"):
        pairs, _ = _on_and_off(body.get("formUrlEncoded"))
        message = dict(pairs).get("message", "")
        return (f"message={quote(message)}", "") if message else ("", _FORM)
    if mode in ("", "none"):
        return text(body.get("json")) or text(body.get("text")), ""
    return (
        "",
        _FILE
        if mode == "file"
        else _FORM
        if "multipart" in mode
        else f"Its body is of the kind “{mode[:20]}”, and a call that runs a flow takes JSON.",
    )


def _url(request: dict[str, Any]) -> str:
    """Bruno keeps the query both in the URL and in a list; path parameters stand in the list only."""
    before, mark, query = text(request.get("url")).partition("?")
    paths = {f":{text(p.get('name'))}": text(p.get("value")) for p in objects(request.get("params")) if p.get("type") == "path"}
    listed = [
        p
        for p in objects(request.get("params"))
        if p.get("type") != "path" and p.get("enabled") is not False and p.get("disabled") is not True
    ]
    if not query and listed:
        mark, query = "?", "&".join(f"{text(p.get('name'))}={text(p.get('value'))}" for p in listed)
    return "/".join(paths.get(part) or part for part in before.split("/")) + mark + query


def _on_and_off(value: Any) -> tuple[list[tuple[str, str]], list[str]]:
    on, off = [], []
    for pair in objects(value):
        name = text(pair.get("name"))
        if pair.get("enabled") is False or pair.get("disabled") is True:
            off.append(name)
        elif name:
            on.append((name, text(pair.get("value"))))
    return on, off


def _plain_pairs(block: Block) -> list[dict[str, Any]]:
    return [{"name": pair.name, "value": pair.value, "enabled": pair.on} for pair in block.pairs]


def _typed(variable: dict[str, Any]) -> Any:
    """A value, or ``{type, data}`` as YAML has it for what is no text."""
    value = variable.get("value", "")
    kind, data = (
        (value.get("type"), value.get("data")) if isinstance(value, dict) and "data" in value else (variable.get("dataType"), value)
    )
    if kind in ("number", "boolean", "object") and isinstance(data, str):
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            return data
    return "" if data is None else data


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """``bruno.json`` names the collection, ``collection.bru`` holds what its requests share."""
    return {**first, **{key: value for key, value in second.items() if value}}


def _name(value: dict[str, Any]) -> str:
    return text(value.get("name")) or text(fields(value.get("info")).get("name")) or text(fields(value.get("meta")).get("name"))


def _sequence(value: dict[str, Any]) -> float:
    raw = text(value.get("seq")) or text(fields(value.get("meta")).get("seq"))
    return float(raw) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", raw) else 1e8


def _common(paths: list[str]) -> str:
    """The folder everything lies in, where a zip holds the folder itself."""
    roots = [path.rpartition("/")[0] for path in paths if path.rpartition("/")[2] in _ROOTS]
    top = min(roots, key=len, default="")
    return f"{top}/" if top and all(path.startswith(f"{top}/") for path in paths) else ""


def _stem(name: str) -> str:
    name = name.rpartition("/")[2]
    for suffix in (".bru", ".yml", ".yaml", ".json", ".zip"):
        name = name.removesuffix(suffix)
    return name
