"""Insomnia exports: v4 (a list of resources, as JSON or YAML) and v5 (a tree, as YAML)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from workbench.collections.incoming.plain import fields, items, objects, quoted_list, script_why, set_by, text, words
from workbench.collections.incoming.source import Call, Environment, Group, Remark, Source, Unread, changed, left_out
from workbench.domain import Secret

_OUTPUT = re.compile(r"\{\{\s*(?:_\.)?([A-Za-z_$][\w.$-]*|_\[\s*['\"][^'\"{}]*['\"]\s*\])\s*\}\}")
_TAG = re.compile(r"\{%-?\s*(?P<name>\w+)(?P<arguments>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}")
_DEEPEST = 80
"""Folders in each other."""
_LONGEST = 200_000
_REQUEST_ID = re.compile(r"req_\w{1,80}")
_OTHERS = {
    "grpc_request": "It is a gRPC call.",
    "websocket_request": "It is a WebSocket.",
    "socketio_request": "It is a Socket.IO connection.",
    "unit_test_suite": "It is a test suite of Insomnia; nothing that is imported is ever run.",
    "unit_test": "It is a test of Insomnia; nothing that is imported is ever run.",
    "api_spec": "It is the description of an API.",
    "proto_file": "It is a file for gRPC.",
    "mock_server": "It is a mock server.",
    "mock_route": "It is a mock server's route.",
}


def is_v4(value: Any) -> bool:
    return isinstance(fields(value).get("resources"), list) and ("__export_format" in value or value.get("_type") == "export")


def is_v5(value: Any) -> bool:
    return re.match(r"(?:collection|environment|spec)\.insomnia\.rest/5", text(fields(value).get("type"))) is not None


def read_v4(value: dict[str, Any]) -> Source:
    """Resources name their parents; a parent that is not there is the root."""
    resources = objects(value.get("resources"))
    reader = _Reader()
    spaces = [r for r in resources if r.get("_type") == "workspace"]
    known = {text(r.get("_id")) for r in resources if r.get("_type") in ("workspace", "request_group")}
    children: dict[str, list[dict[str, Any]]] = {}
    for resource in resources:
        if resource.get("_type") in ("workspace", "environment", "cookie_jar"):
            continue
        parent = text(resource.get("parentId"))
        children.setdefault(parent if parent in known else "", []).append(resource)
    walked = _Walk(reader, children)
    groups = [walked.group(space) for space in spaces]
    loose = walked.items_of("")
    lost = walked.never_reached()
    root = groups[0] if len(groups) == 1 and not loose else Group("Insomnia", (*groups, *loose))
    root = Group(root.name, (*root.items, *lost), root.description, root.values, root.remarks)
    return reader.source(f"Insomnia v{text(value.get('__export_format')) or '4'}", root, _environments_v4(reader, resources))


def read_v5(documents: list[Any]) -> Source:
    reader = _Reader()
    roots: list[Group] = []
    environments: list[tuple[str, dict[str, Any]]] = []
    for document in documents:
        if not is_v5(document):
            continue
        base = fields(document.get("environments"))
        environments += [("", fields(base.get("data")))] if fields(base.get("data")) else []
        environments += [(text(sub.get("name")), fields(sub.get("data"))) for sub in objects(base.get("subEnvironments"))]
        group = reader.tree(items(document.get("collection")), text(document.get("name")), _meta_words(document))
        roots.append(group)
    root = roots[0] if len(roots) == 1 else Group("Insomnia", tuple(roots))
    return reader.source("Insomnia v5", root, environments)


class _Reader:
    """Turns requests and folders of either version into calls and groups."""

    def __init__(self) -> None:
        self.secrets: list[Secret] = []

    def source(self, label: str, root: Group, environments: list[tuple[str, dict[str, Any]]]) -> Source:
        """The base environment is part of the collection; of the others one is chosen at a time."""
        values = dict(root.values)
        for name, data in environments:
            if not name:
                values |= self.values(data)
        others = tuple(Environment(name, self.values(data)) for name, data in environments if name)
        root = Group(root.name, root.items, root.description, values, root.remarks)
        return Source(label, root, others, tuple(self.secrets))

    def tree(self, listed: list[Any], name: str, description: str, node: dict[str, Any] | None = None) -> Group:
        read: list[Call | Unread | Group] = []
        for item in sorted(listed, key=_sort_key):
            if not isinstance(item, dict):
                read.append(Unread("", "It is no request and no folder."))
            elif isinstance(item.get("children"), list):
                read.append(self.tree(item["children"], text(item.get("name")), _meta_words(item), item))
            elif text(item.get("url")).startswith(("ws://", "wss://")) or text(fields(item.get("meta")).get("id")).startswith(
                ("ws-", "greq_")
            ):
                read.append(Unread(text(item.get("name")), "It is no HTTP call."))
            else:
                scripts = fields(item.get("scripts"))
                read.append(self.call(item, text(fields(item.get("meta")).get("id")), scripts, _meta_words(item)))
        node = node or {}
        remarks = (*_scripts(fields(node.get("scripts"))), *self.auth(node.get("authentication")))
        return Group(name, tuple(read), description, self.values(fields(node.get("environment"))), remarks)

    def call(self, value: dict[str, Any], identity: str, scripts: dict[str, Any], description: str) -> Call:
        body, no_body = self.body(fields(value.get("body")))
        on, off = _on_and_off(value.get("headers"))
        query, query_off = _on_and_off(value.get("parameters"))
        off += query_off
        remarks = [*_scripts(scripts), *self.auth(value.get("authentication"))]
        remarks += [left_out(f"Switched off in the source, so left out: {quoted_list(off)}.")] if off else []
        tags = sorted({tag["name"] for tag in _TAG.finditer(body[:_LONGEST]) if _tag(tag).startswith("{{template-")})
        remarks += [changed(f"Template tags are not worked out ({', '.join(tags)}): placeholders stand in their places.")] if tags else []
        return Call(
            name=text(value.get("name")),
            method=text(value.get("method")) or "GET",
            url=self.text(_url(value)),
            headers=tuple((name, self.text(content)) for name, content in on),
            query=tuple((name, self.text(content)) for name, content in query),
            body=self.text(body),
            no_body=no_body,
            description=description,
            remarks=tuple(remarks),
            sets=frozenset().union(*(set_by(text(code)) for code in scripts.values())),
            id=identity,
        )

    def body(self, body: dict[str, Any]) -> tuple[str, str]:
        kind = text(body.get("mimeType"))
        if "fileName" in body:
            return "", "Its body is a file that the export only names; no other file is read."
        if isinstance(body.get("params"), list) and body["params"]:
            message = next((text(pair.get("value")) for pair in objects(body["params"]) if pair.get("name") == "message"), "")
            return (f"message={quote(message)}", "") if message else ("", "Its body is a form, and a call that runs a flow takes JSON.")
        if "graphql" in kind:
            return "", "Its body is GraphQL, and a call that runs a flow takes JSON."
        return text(body.get("text")), ""

    def auth(self, value: Any) -> tuple[Remark, ...]:
        auth = fields(value)
        kind = text(auth.get("type"))
        if not kind or kind == "none" or auth.get("disabled") is True:
            return ()
        names = (
            "password",
            "token",
            "value",
            "clientSecret",
            "secretAccessKey",
            "sessionToken",
            "consumerSecret",
            "username",
            "accessToken",
        )
        self.secrets += [Secret(found) for name in names if (found := text(auth.get(name))) and "{{" not in found and "{%" not in found]
        return (left_out(f"Authorization ({kind[:20]}) was left out: a call that runs a flow needs none, and no credential is kept."),)

    def values(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: self.value(value) for name, value in data.items()}

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self.value(item) for name, item in value.items()}
        return [self.value(item) for item in value] if isinstance(value, list) else value

    def text(self, source: str) -> str:
        """``{{ _.name }}`` as ``{{name}}``, and template tags as built-ins or as placeholders to fill in."""
        if "{" not in source:
            return source
        return _TAG.sub(_tag, _OUTPUT.sub(_output, source))


class _Walk:
    """From parents to children, each once: a circle of folders ends."""

    def __init__(self, reader: _Reader, children: dict[str, list[dict[str, Any]]]) -> None:
        self._reader = reader
        self._children = children

    def group(self, resource: dict[str, Any], depth: int = 0) -> Group:
        scripts = {"preRequest": resource.get("preRequestScript"), "afterResponse": resource.get("afterResponseScript")}
        remarks = (*_scripts(scripts), *self._reader.auth(resource.get("authentication")))
        values = self._reader.values(fields(resource.get("environment")))
        inner = self.items_of(text(resource.get("_id")), depth + 1)
        return Group(text(resource.get("name")), tuple(inner), words(resource.get("description")), values, remarks)

    def items_of(self, parent: str, depth: int = 0) -> list[Call | Unread | Group]:
        """What is too deep stays where it is, for :meth:`never_reached`."""
        found = self._children.pop(parent, []) if depth <= _DEEPEST else []
        return [self.item(resource, depth) for resource in sorted(found, key=_sort_key)]

    def item(self, resource: dict[str, Any], depth: int) -> Call | Unread | Group:
        kind = text(resource.get("_type"))
        if kind == "request_group":
            return self.group(resource, depth)
        if kind == "request":
            scripts = {"preRequest": resource.get("preRequestScript"), "afterResponse": resource.get("afterResponseScript")}
            return self._reader.call(resource, text(resource.get("_id")), scripts, words(resource.get("description")))
        name = text(resource.get("name")) or text(resource.get("fileName")) or kind
        return Unread(name, _OTHERS.get(kind, f"It is of a kind that is not imported ({kind[:30]})."))

    def never_reached(self) -> list[Unread]:
        left = [resource for found in self._children.values() for resource in found]
        return [
            Unread(text(resource.get("name")), f"Its folders stand in each other in a circle, or more than {_DEEPEST} deep.")
            for resource in left
        ]


def _environments_v4(reader: _Reader, resources: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """The environment right below a workspace is the base; the others stand below it."""
    environments = [r for r in resources if r.get("_type") == "environment"]
    ids = {text(r.get("_id")) for r in environments}
    found = []
    for resource in sorted(environments, key=_sort_key):
        is_base = text(resource.get("parentId")) not in ids
        found.append(("" if is_base else text(resource.get("name")) or "environment", fields(resource.get("data"))))
    return found


def _url(value: dict[str, Any]) -> str:
    """With its path parameters (``:name``) filled in."""
    given = {f":{text(pair.get('name'))}": text(pair.get("value")) for pair in objects(value.get("pathParameters"))}
    before, mark, query = text(value.get("url")).partition("?")
    return "/".join(given.get(part) or part for part in before.split("/")) + mark + query


def _on_and_off(value: Any) -> tuple[list[tuple[str, str]], list[str]]:
    pairs = [pair for pair in objects(value) if text(pair.get("name"))]
    on = [(text(pair["name"]), text(pair.get("value"))) for pair in pairs if pair.get("disabled") is not True]
    return on, [text(pair["name"]) for pair in pairs if pair.get("disabled") is True]


def _scripts(scripts: dict[str, Any]) -> tuple[Remark, ...]:
    when = {"preRequest": "before the request", "afterResponse": "after the answer"}
    return tuple(
        left_out(script_why(text(code).strip(), when.get(name, "of the source"))) for name, code in scripts.items() if text(code).strip()
    )


def _meta_words(value: dict[str, Any]) -> str:
    return words(fields(value.get("meta")).get("description")) or words(value.get("description"))


def _sort_key(item: Any) -> float:
    """Insomnia keeps the order people chose in a number; where there is none, the order of the file stays."""
    value = fields(item).get("metaSortKey", fields(fields(item).get("meta")).get("sortKey", 0))
    return float(value) if isinstance(value, int | float) and abs(value) < 1e18 else 0.0


def _output(found: re.Match[str]) -> str:
    name = found[1]
    if name.startswith("_["):
        name = name[2:-1].strip().strip("'\"")
    return "{{" + name + "}}"


def _tag(found: re.Match[str]) -> str:
    name, arguments = found["name"], found["arguments"]
    if name in ("uuid", "now"):
        return "{{uuid}}" if name == "uuid" else "{{now}}" if "iso" in arguments or not arguments.strip() else "{{now-other}}"
    if name == "faker" and "mail" in arguments.lower():
        return "{{random.email}}"
    if name == "response" and (request := _REQUEST_ID.search(arguments)):
        return "{{response." + request[0] + "}}"
    return "{{" + f"template-{name}" + "}}"
