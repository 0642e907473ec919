"""Which of the vendor's calls a URL is.  The forms are those of the documentation, the vendor's own code and live demos."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote_plus

from workbench.domain import Region


class Kind(StrEnum):
    FLOW = "flow"
    EDGE = "edge"
    """Through the Edge proxy, which fills in client key and point of sale from a context ID."""
    BY_REFERENCE = "by reference"
    PREVIEW = "preview"
    BROWSER = "browser"
    EVENT = "event"
    OTHER = "other"


_TAILS = (
    (Kind.PREVIEW, re.compile(r"/(?:v\d[\d.]*/)?callflows/get(?:audience|segments)/[^/]*/?$", re.IGNORECASE)),
    (Kind.EDGE, re.compile(r"/personalize/v\d[\d.]*/callflows/?$", re.IGNORECASE)),
    (Kind.FLOW, re.compile(r"/(?:v\d[\d.]*/)?callflows/?$", re.IGNORECASE)),
    (Kind.BY_REFERENCE, re.compile(r"/(?:v\d[\d.]*/)?callflows/[^/]+/?$", re.IGNORECASE)),
    (Kind.EDGE, re.compile(r"/v\d[\d.]*/personalize/?$", re.IGNORECASE)),
    (Kind.BROWSER, re.compile(r"/(?:v\d[\d.]*/)?browser/create\.json$", re.IGNORECASE)),
    (Kind.EVENT, re.compile(r"/(?:v\d[\d.]*/)?event/create\.json$", re.IGNORECASE)),
    (Kind.EVENT, re.compile(r"/v1\.\d/events/?$", re.IGNORECASE)),
)
_METHODS = {
    Kind.FLOW: ("POST", "GET", "PUT"),
    Kind.EDGE: ("POST",),
    Kind.BY_REFERENCE: ("POST", "GET"),
    Kind.PREVIEW: ("POST", "GET"),
    Kind.BROWSER: ("GET", "POST"),
    Kind.EVENT: ("GET", "POST"),
}
_CONTEXT = ("sitecorecontextid", "siteid", "sitename")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL taken apart: ``base`` is what comes before the part that was recognised."""

    kind: Kind
    base: str
    path: str
    query: tuple[tuple[str, str], ...]
    raw_query: str


def read_address(method: str, url: str, headers: tuple[tuple[str, str], ...] = ()) -> Address:
    """What is called; ``url`` has its variables filled in as far as they are known."""
    before, _, raw_query = url.strip().partition("?")
    before = before.partition("#")[0]
    query = tuple(_pairs(raw_query))
    for kind, tail in _TAILS:
        found = tail.search(before)
        if found and method.upper() in _METHODS[kind] and (kind is not Kind.EDGE or _is_edge(before, query, headers)):
            return Address(kind, before[: found.start()], found[0], query, raw_query)
    return Address(Kind.OTHER, "", _path(before), query, raw_query)


def region_of(base: str) -> str:
    """The label of the region with this address, or nothing."""
    return next((region.label for region in Region if region.base_url == base), "")


def is_context(name: str) -> bool:
    return name.lower() in _CONTEXT or name.lower() == "x-sitecore-contextid"


def _is_edge(before: str, query: tuple[tuple[str, str], ...], headers: tuple[tuple[str, str], ...]) -> bool:
    """Other APIs have a ``/v1/personalize`` too: the context ID or the vendor's host says that it is this one."""
    return "sitecorecloud" in before.lower() or any(is_context(name) for name, _ in (*query, *headers))


def _pairs(raw_query: str) -> list[tuple[str, str]]:
    pairs = []
    for part in raw_query.partition("#")[0].split("&"):
        name, _, value = part.partition("=")
        if name:
            pairs.append((unquote_plus(name), _unquoted(value)))
    return pairs


def _unquoted(value: str) -> str:
    """A plus stays where the text was plainly not encoded, as people and tools write JSON into a URL."""
    return value if value[:1] in '{"' and "%" not in value else unquote_plus(value)


def _path(before: str) -> str:
    """For the report: no host, no user, no query."""
    return "/" + before.partition("://")[2].partition("/")[2] if "://" in before else before
