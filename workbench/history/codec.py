"""An exchange as it lies in the file, and back: equal, byte for byte.

Everything but the two bodies is one JSON object of ASCII characters, where a lone surrogate is an escape like any other,
so no text is refused.  A request is written by its fields, not in its form on the wire, which leaves out what is empty.
Bodies above :data:`PACK_FROM` bytes are packed with zlib where that makes them smaller.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.domain import (
    BrowserId,
    Email,
    Exchange,
    Failure,
    FailureKind,
    FlowRequest,
    Headers,
    Identifiers,
    Identity,
    Operation,
    Response,
    Sent,
    Timing,
)

PACK_FROM = 1024
"""Below this, packing saves less than a third of a page."""
_SMALL = 8192
"""Up to this a window of as many bytes packs as well, and 8 kB are got ready instead of 256."""


class Unreadable(ValueError):
    """What is stored is not what this module wrote."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = json.JSONEncoder(separators=(",", ":")).encode


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC.  Raises :class:`ValueError` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("The time has no time zone.")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND


def pack(body: bytes) -> tuple[bytes, int]:
    """The body as stored and its packing: 0 as it is, 1 zlib.  Level 1: a 50 MB body must not keep the screen waiting."""
    if len(body) >= PACK_FROM:
        packer = zlib.compressobj(1, zlib.DEFLATED, 13, 6) if len(body) <= _SMALL else zlib.compressobj(1)
        packed = packer.compress(body) + packer.flush()
        if len(packed) < len(body):
            return packed, 1
    return body, 0


def unpack(stored: bytes, packing: int) -> bytes:
    """Raises :class:`Unreadable`."""
    try:
        return zlib.decompress(stored) if packing else stored
    except zlib.error as wrong:
        raise Unreadable(str(wrong)) from wrong


def unpack_start(stored: bytes, packing: int, size: int) -> bytes:
    """The first ``size`` bytes of a body, of which only the start may have been read.  Nothing of a damaged one."""
    if not packing:
        return stored[:size]
    try:
        return zlib.decompressobj().decompress(stored, size)
    except zlib.error:
        return b""


def to_head(exchange: Exchange) -> str:
    """Everything of an exchange but its time and its bodies."""
    response, failure = exchange.response, exchange.failure
    head = {
        "operation": exchange.operation.value,
        "tenant": [exchange.tenant_id, exchange.tenant_name],
        "appVersion": exchange.app_version,
        "request": _request_fields(exchange.request) if exchange.request is not None else None,
        "sent": {"method": exchange.sent.method, "url": exchange.sent.url, "headers": exchange.sent.headers},
        "response": _response_fields(response) if response is not None else None,
        "failure": asdict(failure) if failure is not None else None,
        "timing": {name: getattr(exchange.timing, name) for name in Timing.__slots__},
    }
    return _encode(head)


def from_head(text: str, started_at: int, sent_body: bytes, response_body: bytes | None) -> Exchange:
    """Raises :class:`Unreadable`."""
    try:
        return _exchange(json.loads(text), started_at, sent_body, response_body)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as wrong:
        raise Unreadable(str(wrong)) from wrong


def _exchange(head: dict[str, Any], started_at: int, sent_body: bytes, response_body: bytes | None) -> Exchange:
    sent, response, failure = head["sent"], head["response"], head["failure"]
    return Exchange(
        operation=Operation(head["operation"]),
        request=_request(head["request"]) if head["request"] is not None else None,
        sent=Sent(sent["method"], sent["url"], _headers(sent["headers"]), sent_body),
        started_at=from_micros(started_at),
        tenant_id=head["tenant"][0],
        tenant_name=head["tenant"][1],
        response=_response(response, response_body or b"") if response is not None else None,
        failure=Failure(**(failure | {"kind": FailureKind(failure["kind"])})) if failure is not None else None,
        timing=Timing(**head["timing"]),
        app_version=head["appVersion"],
    )


def _request_fields(request: FlowRequest) -> dict[str, Any]:
    return {
        "friendly_id": request.friendly_id,
        "channel": request.channel,
        "language": request.language,
        "currency_code": request.currency_code,
        "point_of_sale": request.point_of_sale,
        "identity": _identity_fields(request.identity),
        "params": request.params,
        "extra": request.extra,
    }


def _request(fields: dict[str, Any]) -> FlowRequest:
    return FlowRequest(**(fields | {"identity": _identity(fields["identity"])}))


def _identity_fields(identity: Identity | None) -> list[str] | None:
    if identity is None:
        return None
    values = [identity.provider, identity.id] if isinstance(identity, Identifiers) else [identity.value]
    return [identity.type.value, *values]


def _identity(fields: list[str] | None) -> Identity | None:
    if fields is None:
        return None
    kinds: dict[str, type[BrowserId] | type[Email] | type[Identifiers]] = {
        "browserId": BrowserId,
        "email": Email,
        "identifiers": Identifiers,
    }
    return kinds[fields[0]](*fields[1:])


def _response_fields(response: Response) -> dict[str, Any]:
    names = ("status", "reason", "http_version", "headers", "encoded_size", "redactions")
    return {name: getattr(response, name) for name in names}


def _response(fields: dict[str, Any], body: bytes) -> Response:
    return Response(**(fields | {"headers": _headers(fields["headers"]), "body": body}))


def _headers(pairs: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in pairs)
