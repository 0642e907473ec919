"""Export: exchanges as a file for other eyes.  What is kept is already free of the client key; nothing is added."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from workbench.domain import Exchange, Failure, FlowRequest, Headers, Recorded, Response, Timing

Json = dict[str, Any]


def to_json(records: Iterable[Recorded]) -> bytes:
    """Readable JSON: ``{"exchanges": [...]}``.  A body is ``text`` when it is UTF-8, else ``base64``; times are in milliseconds."""
    return _whole(json_parts(records))


def to_har(records: Iterable[Recorded], app_version: str) -> bytes:
    """HTTP Archive 1.2 (the format of browsers' network tools).

    An exchange without a response has status 0, as browsers write it, and its failure in ``_error``.  ``send``, ``wait``
    and ``receive`` may not be unknown in HAR, so they are 0 then; the other phases are -1.
    """
    return _whole(har_parts(records, app_version))


def json_parts(records: Iterable[Recorded]) -> Iterator[bytes]:
    """:func:`to_json` piece by piece, one exchange in memory at a time: for writing thousands straight to a file."""
    yield b'{\n  "exchanges": ['
    yield from _items((_exchange(recorded) for recorded in records), "    ")
    yield b"]\n}\n"


def har_parts(records: Iterable[Recorded], app_version: str) -> Iterator[bytes]:
    """:func:`to_har` piece by piece."""
    creator = _dump({"name": "Personalize Workbench", "version": app_version}, "    ")
    yield b'{\n  "log": {\n    "version": "1.2",\n    "creator": %b,\n    "entries": [' % creator
    yield from _items((_entry(recorded) for recorded in records), "      ")
    yield b"]\n  }\n}\n"


def _items(values: Iterable[Json], indent: str) -> Iterator[bytes]:
    """The items of a list, laid out like the rest, without its brackets."""
    before = f"\n{indent}".encode()
    for value in values:
        yield before + _dump(value, indent)
        before = f",\n{indent}".encode()
    if before.startswith(b","):
        yield f"\n{indent[2:]}".encode()


def _whole(parts: Iterable[bytes]) -> bytes:
    whole = BytesIO()  # which, unlike join, never holds everything twice
    whole.writelines(parts)
    return whole.getvalue()


def _exchange(recorded: Recorded) -> Json:
    exchange = recorded.exchange
    response, request = exchange.response, exchange.request
    return {
        "number": recorded.number,
        "label": recorded.label,
        "note": recorded.note,
        "pinned": recorded.pinned,
        "operation": exchange.operation.value,
        "startedAt": _iso(exchange.started_at),
        "tenant": {"id": exchange.tenant_id, "name": exchange.tenant_name},
        "appVersion": exchange.app_version,
        "request": _request(request) if request is not None else None,
        "sent": {
            "method": exchange.sent.method,
            "url": exchange.sent.url,
            "headers": _pairs(exchange.sent.headers),
            "body": _body(exchange.sent.body),
        },
        "response": _response(response) if response is not None else None,
        "failure": _failure(exchange.failure) if exchange.failure is not None else None,
        "timing": asdict(exchange.timing),
    }


def _request(request: FlowRequest) -> Json:
    return {name: value for name, value in request.wire(None).items() if name != "clientKey"}


def _response(response: Response) -> Json:
    return {
        "status": response.status,
        "reason": response.reason,
        "httpVersion": response.http_version,
        "headers": _pairs(response.headers),
        "body": _body(response.body),
        "encodedSize": response.encoded_size,
        "redactions": response.redactions,
    }


def _failure(failure: Failure) -> Json:
    return asdict(failure) | {"kind": failure.kind.value}


def _body(body: bytes) -> Json:
    text = _text(body)
    return {"text": text} if text is not None else {"base64": base64.b64encode(body).decode("ascii")}


def _entry(recorded: Recorded) -> Json:
    exchange = recorded.exchange
    timings, total = _timings(exchange.timing)
    entry: Json = {
        "startedDateTime": _iso(exchange.started_at),
        "time": total,
        "request": _har_request(exchange),
        "response": _har_response(exchange.response),
        "cache": {},
        "timings": timings,
        "_number": recorded.number,
        "_tenant": exchange.tenant_name,
    }
    if exchange.failure is not None:
        entry["response"]["_error"] = str(exchange.failure)
    if comment := " – ".join(part for part in (recorded.label, recorded.note) if part):
        entry["comment"] = comment
    return entry


def _har_request(exchange: Exchange) -> Json:
    sent = exchange.sent
    version = exchange.response.http_version if exchange.response is not None else "HTTP/1.1"
    request: Json = {
        "method": sent.method,
        "url": sent.url,
        "httpVersion": version,
        "cookies": [],
        "headers": _pairs(sent.headers),
        "queryString": _query_string(sent.url),
        "headersSize": -1,
        "bodySize": len(sent.body),
    }
    if sent.body:
        content_type = next((value for name, value in sent.headers if name.lower() == "content-type"), "")
        text = _text(sent.body)
        request["postData"] = {"mimeType": content_type, "text": text if text is not None else base64.b64encode(sent.body).decode("ascii")}
        if text is None:
            request["postData"]["comment"] = "base64: the body is not text"
    return request


def _har_response(response: Response | None) -> Json:
    found = response or Response(0, http_version="")
    text = _text(found.body)
    content: Json = {"size": len(found.body), "mimeType": found.content_type or "x-unknown"}
    content |= {"text": text} if text is not None else {"text": base64.b64encode(found.body).decode("ascii"), "encoding": "base64"}
    return {
        "status": found.status,
        "statusText": found.reason,
        "httpVersion": found.http_version,
        "cookies": [],
        "headers": _pairs(found.headers),
        "content": content,
        "redirectURL": found.header("location"),
        "headersSize": -1,
        "bodySize": found.encoded_size if response is not None else -1,
    }


def _timings(timing: Timing) -> tuple[Json, float]:
    """HAR's phases and their sum.  Its ``connect`` includes ``ssl``, which the sum therefore leaves out."""
    connected = timing.connect is not None or timing.tls is not None
    timings = {
        "blocked": -1,
        "dns": timing.dns if timing.dns is not None else -1,
        "connect": (timing.connect or 0.0) + (timing.tls or 0.0) if connected else -1,
        "ssl": timing.tls if timing.tls is not None else -1,
        "send": timing.send or 0.0,
        "wait": timing.waiting or 0.0,
        "receive": timing.download or 0.0,
    }
    return timings, sum(value for name, value in timings.items() if name != "ssl" and value > 0)


def _query_string(url: str) -> list[Json]:
    try:
        query = urlsplit(url).query
    except ValueError:  # what left the machine need not be a URL we could take apart
        return []
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]


def _pairs(headers: Headers) -> list[Json]:
    return [{"name": name, "value": value} for name, value in headers]


def _text(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dump(value: Json, indent: str) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2).replace("\n", f"\n{indent}")  # no text holds a raw line break
    # Half a surrogate pair has no UTF-8 form; as JSON's escape it keeps.
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text).encode("utf-8")
