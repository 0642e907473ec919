"""HAR 1.2, as browsers' network tools and our own History write it; and our History's own JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from workbench.collections.incoming.plain import fields, objects, text
from workbench.collections.incoming.source import Call, Group, Pairs, Source, Unread

_OURS = "Personalize Workbench"


def is_har(value: Any) -> bool:
    return isinstance(fields(fields(value).get("log")).get("entries"), list)


def is_history(value: Any) -> bool:
    exchanges = fields(value).get("exchanges")
    return isinstance(exchanges, list) and all("operation" in fields(exchange) for exchange in exchanges)


def read_har(name: str, value: Any) -> Source:
    """What was really sent, among hundreds of other calls: those are counted."""
    log = fields(value.get("log"))
    calls = tuple(_call(entry) for entry in objects(log.get("entries")))
    version = text(log.get("version")) or "1.2"
    ours = text(fields(log.get("creator")).get("name")) == _OURS
    label = f"HAR {version}{' of our History' if ours else ''}"
    return Source(label, Group(_stem(name), calls), literal=True, many=True)


def read_history(name: str, value: Any) -> Source:
    """Requests as the form held them; what was sent and answered stays in History."""
    items: list[Call | Unread | Group] = [_exchange(exchange) for exchange in objects(value.get("exchanges"))]
    return Source("Export of our History", Group(_stem(name), tuple(items)), literal=True, many=True)


def _call(entry: dict[str, Any]) -> Call:
    request = fields(entry.get("request"))
    headers = _pairs(request.get("headers"))
    body, no_body = _posted(fields(request.get("postData")))
    return Call(
        name="",
        method=text(request.get("method")) or "GET",
        url=text(request.get("url")),
        headers=tuple((name, value) for name, value in headers if not name.startswith(":")),
        body=body,
        no_body=no_body,
        description=text(entry.get("comment")),
    )


def _posted(posted: dict[str, Any]) -> tuple[str, str]:
    if posted.get("encoding") == "base64" or text(posted.get("comment")).startswith("base64"):
        return "", "Its body is not text."
    body = text(posted.get("text"))
    if body:
        return body, ""
    message = next((value for name, value in _pairs(posted.get("params")) if name == "message"), "")
    return (f"message={quote(message)}" if message else ""), ""


def _exchange(exchange: dict[str, Any]) -> Call | Unread:
    number = text(exchange.get("number"))
    label = text(exchange.get("label"))
    sent = fields(exchange.get("sent"))
    name = label or (f"#{number}" if number else "")
    if exchange.get("operation") not in ("callFlows", "browser/create", "event"):
        return Unread(name, "It is no call that this build knows.")
    return Call(
        name=label,
        method=text(sent.get("method")) or "POST",
        url=text(sent.get("url")),
        body=text(fields(sent.get("body")).get("text")),
        description=text(exchange.get("note")),
    )


def _pairs(value: Any) -> Pairs:
    return tuple((text(pair.get("name")), text(pair.get("value"))) for pair in objects(value))


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0] if "." in name[1:] else name
