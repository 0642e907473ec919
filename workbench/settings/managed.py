"""Managed settings: a file of the IT department that fixes settings and says which tenants may be called.  Never written here.

What the file forbids stays forbidden when it cannot be read: a slip in it must not open what it was meant to close.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workbench.domain import Region, Tenant, check_tenant, normalize_base_url
from workbench.domain.permitted import EVERYWHERE, Permitted
from workbench.settings.declarations import DECLARATIONS, Declaration
from workbench.settings.errors import UnreadableFile
from workbench.settings.toml_files import read_toml

MANAGEABLE = ("proxy", "history_max_count", "history_max_mb", "update_url", "update_at_start")
"""Settings that an organisation may fix.  Looks are nobody's business but the user's."""

REGIONS, BASE_URLS = "allowed_regions", "allowed_base_urls"
_PROXY = "proxy"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Managed:
    """``values`` are in force whatever the user's file says.  ``notices`` are sentences about what is wrong with it."""

    values: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    permitted: Permitted = EVERYWHERE
    notices: tuple[str, ...] = ()


def read_managed(path: Path | None) -> Managed:
    """What the file says; nothing where there is none.  Never raises."""
    if path is None:
        return Managed()
    try:
        raw = read_toml(path)
    except UnreadableFile as wrong:
        return _broken(path, str(wrong).removesuffix(" Nothing was changed in it."))
    values: dict[str, Any] = {}
    notices: list[str] = []
    unknown = ""
    for key, value in raw.items():
        if key in MANAGEABLE:
            values[key] = _value(path, key, value, notices)
        elif key in {declared.key for declared in DECLARATIONS}:
            notices.append(f"{path}: {key} cannot be managed; the user's own is in force.")
        elif key not in (REGIONS, BASE_URLS, "format"):
            unknown = unknown or key
    try:
        if unknown:  # it may be a restriction with a slip of the pen, or one of a later workbench
            raise ValueError(f"“{unknown}” is not known here.")
        _refuse_a_wrong_proxy(raw)
        permitted = Permitted(_regions(raw), _base_urls(raw), str(path))
    except ValueError as wrong:
        return _broken(path, f"{path}: {wrong}", values, notices)
    return Managed(MappingProxyType(values), permitted, tuple(notices))


def _broken(path: Path, why: str, values: Mapping[str, Any] | None = None, notices: list[str] | None = None) -> Managed:
    """Only the Sandbox, and no questions for updates: either may be what the file is there to forbid."""
    told = f"{why} Until your IT department mends it, only the Sandbox can be called."
    kept = {**_off(), **(values or {})}
    return Managed(MappingProxyType(kept), Permitted(source=str(path), broken=why), (*(notices or ()), told))


def _off() -> dict[str, Any]:
    return {"update_url": "", "update_at_start": False}


def _value(path: Path, key: str, value: object, notices: list[str]) -> Any:
    declared = _declared(key)
    if declared.accepts(value):
        return declared.kind(value)
    if key != _PROXY:
        notices.append(f"{path}: {declared.refusal(value)}; {declared.default!r} is used.")
    return declared.default


def _declared(key: str) -> Declaration:
    return next(one for one in DECLARATIONS if one.key == key)


def _refuse_a_wrong_proxy(raw: Mapping[str, Any]) -> None:
    """Its default would send calls past the very proxy that they are to go through."""
    declared = _declared(_PROXY)
    if _PROXY in raw and not declared.accepts(raw[_PROXY]):
        raise ValueError(f"{declared.refusal(raw[_PROXY]).rstrip(',')}.")


def _regions(raw: Mapping[str, Any]) -> tuple[Region, ...] | None:
    names = _texts(raw, REGIONS)
    if names is None:
        return None
    if wrong := [name for name in names if name not in list(Region)]:
        raise ValueError(f"{REGIONS} holds “{wrong[0]}”, expected some of {', '.join(Region)}.")
    return tuple(Region(name) for name in names)


def _base_urls(raw: Mapping[str, Any]) -> tuple[str, ...] | None:
    urls = _texts(raw, BASE_URLS)
    if urls is None:
        return None
    normal = tuple(map(normalize_base_url, urls))
    for url in normal:
        if any(problem.is_error for problem in check_tenant(Tenant("", "any", base_url=url, allow_http=True))):
            raise ValueError(f"{BASE_URLS} holds “{url}”, expected addresses like https://api-engage-eu.sitecorecloud.io.")
    return normal


def _texts(raw: Mapping[str, Any], key: str) -> list[str] | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{key} is {value!r}, expected a list of texts.")
    return value
