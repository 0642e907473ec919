"""Requests and events as an HTTP Archive 1.2: what would be sent, with a placeholder for the key and no responses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from workbench.collections.outgoing.bodies import whole_json
from workbench.collections.outgoing.headers import Headers, merged
from workbench.collections.outgoing.model import Exported, Outgoing
from workbench.collections.outgoing.texts import file_title
from workbench.domain.texts import whole

Json = dict[str, Any]


def to_har(
    name: str,
    requests: Sequence[Outgoing],
    base_url: str,
    headers: Sequence[tuple[str, str]] = (),
    *,
    app_version: str = "",
    now: datetime | None = None,
) -> Exported:
    started = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    entries = [_entry(each, base_url, merged(headers), started) for each in requests]
    log = {"log": {"version": "1.2", "creator": {"name": "Personalize Workbench", "version": app_version or "0"}, "entries": entries}}
    data = json.dumps(log, indent=2, ensure_ascii=False).encode("utf-8")
    notes = (
        "No key is in it: “<client key>” stands in each body where the key goes.",
        "Nothing was sent, so there are no responses in it.",
    )
    return Exported(data, file_title(name, ".har"), notes)


def _entry(each: Outgoing, base_url: str, headers: Headers, started: str) -> Json:
    body = whole_json(json.dumps(each.content.wire(None), ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    return {
        "startedDateTime": started,
        "time": 0,
        "comment": whole(each.where),
        "request": {
            "method": "POST",
            "url": f"{base_url}{each.path}",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": key, "value": value} for key, value in headers],
            "queryString": [],
            "postData": {"mimeType": "application/json", "text": body},
            "headersSize": -1,
            "bodySize": len(body.encode("utf-8")),
        },
        "response": {
            "status": 0,
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }
