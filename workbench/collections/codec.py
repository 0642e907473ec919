"""A saved request as TOML and back.

Parameters stand as a ``[params]`` table where TOML can carry them exactly, else as JSON text in
``params_json``: TOML has no null, and not every number JSON has.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from pathlib import Path
from typing import Any

from workbench.collections.errors import InvalidFile
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity, JsonObject, Problem, parse_object

FORMAT = 1
_TEXTS = {
    "friendly_id": "friendly_id",
    "channel": "channel",
    "language": "language",
    "currency": "currency_code",
    "point_of_sale": "point_of_sale",
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def read_file(path: Path) -> tuple[str, FlowRequest, str]:
    """Name, request, description.  Raises :class:`InvalidFile` with line, key and what was expected."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        conflict = "<<<<<<<" in text
        why = "it holds merge-conflict marks; resolve them in an editor" if conflict else f"not valid TOML: {wrong}"
        raise InvalidFile(path, f"{why}.") from None
    except UnicodeDecodeError:
        raise InvalidFile(path, "it is not UTF-8 text.") from None
    except OSError as wrong:
        raise InvalidFile(path, f"it cannot be read: {wrong.strerror}.") from None
    version = raw.get("format", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise InvalidFile(path, "it was written by a newer workbench; update to open it.")
    name = _text(path, raw, "name") or path.name.removesuffix(".request.toml")
    return name, _request(path, raw), _text(path, raw, "description")


def to_plain(name: str, request: FlowRequest, description: str) -> dict[str, Any]:
    """The file's content in the order it is read aloud; what is empty is left out."""
    plain: dict[str, Any] = {"format": FORMAT, "name": name, "description": description}
    plain |= {key: getattr(request, field) for key, field in _TEXTS.items()}
    match request.identity:
        case BrowserId(value):
            plain["browser_id"] = value
        case Email(value):
            plain["email"] = value
        case Identifiers():
            plain["identifiers"] = {"provider": request.identity.provider, "id": request.identity.id}
        case None:
            pass
    keep_empty = {"browser_id", "email", "identifiers"}
    plain = {key: value for key, value in plain.items() if value != "" or key in keep_empty}
    for key, fields in (("params", request.params), ("extra", request.extra)):
        if fields and fits_toml(fields):
            plain[key] = fields
        elif fields:
            plain[f"{key}_json"] = json.dumps(fields, indent=2, ensure_ascii=True)
    return plain


def fits_toml(value: object) -> bool:
    """Whether TOML gives exactly this back."""
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, float):
        return math.isfinite(value) and not (value == 0 and math.copysign(1, value) < 0)
    if isinstance(value, str):
        return not _CONTROL.search(value)
    if isinstance(value, list):
        return all(fits_toml(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(k, str) and k and fits_toml(k) and fits_toml(v) for k, v in value.items()) and _tables_last(value)
    return False


def _tables_last(value: dict[str, Any]) -> bool:
    """TOML writes a table's plain values before its sub-tables, so another order of keys would not come back."""
    seen_table = False
    for item in value.values():
        is_table = isinstance(item, dict) or (isinstance(item, list) and any(isinstance(i, dict) for i in item))
        if seen_table and not is_table:
            return False
        seen_table = seen_table or is_table
    return True


def _request(path: Path, raw: dict[str, Any]) -> FlowRequest:
    return FlowRequest(
        **{field: _text(path, raw, key) for key, field in _TEXTS.items()},
        identity=_identity(path, raw),
        params=_object(path, raw, "params"),
        extra=_object(path, raw, "extra"),
    )


def _identity(path: Path, raw: dict[str, Any]) -> Identity | None:
    given = [key for key in ("browser_id", "email", "identifiers") if key in raw]
    if len(given) > 1:
        raise InvalidFile(path, f"{' and '.join(given)} are both set; exactly one identity is expected.")
    if "browser_id" in raw:
        return BrowserId(_text(path, raw, "browser_id"))
    if "email" in raw:
        return Email(_text(path, raw, "email"))
    if "identifiers" not in raw:
        return None
    both = raw["identifiers"]
    if not isinstance(both, dict) or not isinstance(both.get("provider"), str) or not isinstance(both.get("id"), str):
        raise InvalidFile(path, 'identifiers: expected { provider = "CRM", id = "12345" }.')
    return Identifiers(both["provider"], both["id"])


def _object(path: Path, raw: dict[str, Any], key: str) -> JsonObject:
    if f"{key}_json" in raw:
        value = parse_object(_text(path, raw, f"{key}_json"), f"{key}_json")
        if isinstance(value, Problem):
            raise InvalidFile(path, str(value))
        return value
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise InvalidFile(path, f"{key}: expected a table.")
    if not fits_json(value):
        raise InvalidFile(path, f"{key}: it holds a date or another value JSON has no form for; put it in quotes.")
    return value


def fits_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(fits_json(v) for v in value.values())
    if isinstance(value, list):
        return all(fits_json(v) for v in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int | bool)


def _text(path: Path, raw: dict[str, Any], key: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise InvalidFile(path, f"{key}: expected a text in quotes, found {value!r}.")
    return value
