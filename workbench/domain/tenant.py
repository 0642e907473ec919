"""Tenant: where calls go, with which defaults, and which keys exist for it.  No secret in it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from workbench.domain.problem import Problem, error
from workbench.domain.request import FlowRequest
from workbench.domain.secret import SecretKind, SecretRef

SANDBOX_ID = "sandbox"


class Region(StrEnum):
    """Regions with a documented API host; values are what people type (``--region eu``).

    Current hosts: OpenAPI ``servers`` of the vendor's API reference.  Legacy hosts: the vendor's
    demo repository.  There is no legacy host for Japan.
    """

    EU = "eu"
    US = "us"
    AP = "ap"
    JP = "jp"
    LEGACY_EU = "legacy-eu"
    LEGACY_US = "legacy-us"
    LEGACY_AP = "legacy-ap"

    @property
    def base_url(self) -> str:
        return _BASE_URLS[self]

    @property
    def label(self) -> str:
        return _LABELS[self]


_BASE_URLS = {
    Region.EU: "https://api-engage-eu.sitecorecloud.io",
    Region.US: "https://api-engage-us.sitecorecloud.io",
    Region.AP: "https://api-engage-ap.sitecorecloud.io",
    Region.JP: "https://api-engage-jpe.sitecorecloud.io",  # "jpe", not "jp"
    Region.LEGACY_EU: "https://api.boxever.com",
    Region.LEGACY_US: "https://api-us.boxever.com",
    Region.LEGACY_AP: "https://api-ap-southeast-2-production.boxever.com",
}
_LABELS = {
    Region.EU: "EU (Ireland)",
    Region.US: "US",
    Region.AP: "AP (Australia)",
    Region.JP: "JP (Japan)",
    Region.LEGACY_EU: "EU, legacy host",
    Region.LEGACY_US: "US, legacy host",
    Region.LEGACY_AP: "AP, legacy host",
}


@dataclass(frozen=True, slots=True)
class Tenant:
    """One Personalize tenant.  Exactly one of ``region`` and ``base_url`` is set.

    ``id`` is stable over renames and names the tenant's secrets in the keychain.  ``keys`` says
    which secrets were stored, not what they are.  ``allow_http`` is the user's insistence on plain
    http to a host that is not loopback.  ``extra_headers`` and ``user_agent`` go with every call.
    """

    id: str
    name: str
    region: Region | None = None
    base_url: str = ""
    points_of_sale: tuple[str, ...] = ()
    channel: str = ""
    language: str = ""
    currency_code: str = ""
    point_of_sale: str = ""
    keys: frozenset[SecretKind] = frozenset()
    allow_http: bool = False
    user_agent: str = ""
    extra_headers: tuple[tuple[str, str], ...] = field(default=())
    acknowledged: bool = False
    """The user has read that every call is a real execution."""

    @property
    def api_base(self) -> str:
        """``https://host`` without a trailing slash or version."""
        return self.region.base_url if self.region is not None else self.base_url

    @property
    def is_sandbox(self) -> bool:
        return self.id == SANDBOX_ID

    @property
    def is_insecure(self) -> bool:
        """Plain http to somewhere else than this machine: shown with a mark everywhere."""
        return urlsplit(self.api_base).scheme == "http" and not is_loopback(self.api_base)

    def secret(self, kind: SecretKind = SecretKind.CLIENT_KEY) -> SecretRef:
        return SecretRef(self.id, kind)


def normalize_base_url(pasted: str) -> str:
    """A pasted URL less blanks, trailing slashes, and a trailing ``/v2``, ``/v1.2`` (with or without callFlows).

    ``api-us.boxever.com/v1.2/`` → ``https://api-us.boxever.com``.  Nothing else of a path is cut: a
    proxy may live below one (``/__engage``).
    """
    url = pasted.strip()
    if url and "://" not in url:
        url = f"{'http' if is_loopback('http://' + url) else 'https'}://{url}"
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for tail in ("/callFlows", "/v2", "/v2.1", "/v1.2"):
        path = path.removesuffix(tail).rstrip("/")
    return urlunsplit((parts.scheme.lower(), parts.netloc, path, "", ""))


def is_loopback(url: str) -> bool:
    """Whether the host is this machine: ``localhost`` or a loopback address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_tenant(tenant: Tenant) -> tuple[Problem, ...]:
    """What is wrong with a tenant.  Points of sale and keys may be empty: they can be added later."""
    problems: list[Problem] = []
    if not tenant.name.strip():
        problems.append(error("Name", "A tenant needs a name.", "Type the name your team uses for it."))
    if tenant.region is None:
        problems += _check_base_url(tenant)
    elif tenant.base_url:
        problems.append(error("Region", "A region and a custom base URL are both set.", "Choose one of them."))
    for name, value in tenant.extra_headers:
        if not _is_header(name, value):
            problems.append(
                error(
                    "Extra headers",
                    f"“{name}” is not a header that can be sent.",
                    "Use a name of letters, digits and dashes, and a value on one line.",
                )
            )
        elif name.lower() in _REFUSED_HEADERS:
            problems.append(error("Extra headers", f"“{name}” is not sent to callFlows.", _REFUSED_HEADERS[name.lower()]))
    if not _is_header("User-Agent", tenant.user_agent):
        problems.append(error("User-Agent", "It holds a line break or a control character.", "Put it on one line."))
    return tuple(problems)


_REFUSED_HEADERS = {
    "authorization": "The client key in the body is the only credential; an Authorization header would leak a token for nothing. Remove it.",
    "host": "The host follows from the tenant. Remove it.",
    "content-length": "The length follows from the body. Remove it.",
    "transfer-encoding": "The body is sent whole. Remove it.",
    "connection": "The connection is the workbench's to manage. Remove it.",
}


def _is_header(name: str, value: str) -> bool:
    token = name.replace("-", "").replace("_", "")
    clean = all(c >= " " or c == "\t" for c in value) and "\x7f" not in value
    return bool(token) and token.isascii() and token.isalnum() and clean and value.isascii()


def _check_base_url(tenant: Tenant) -> list[Problem]:
    where = "Base URL"
    if not tenant.base_url:
        return [
            error(
                "Region",
                "Neither a region nor a base URL is set.",
                "Choose the region of the tenant: Company information → Environment says which.",
            )
        ]
    try:
        parts = urlsplit(tenant.base_url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return [error(where, "It is not a URL.", "Write it like https://api-engage-eu.sitecorecloud.io.")]
    if parts.scheme not in ("http", "https") or not host or " " in parts.netloc:
        return [error(where, "It is not an http or https URL.", "Write it like https://api-engage-eu.sitecorecloud.io.")]
    if "@" in parts.netloc:
        return [error(where, "It holds a user name or password.", "Remove what stands before the @: a secret never belongs in a URL.")]
    if parts.scheme == "http" and not is_loopback(tenant.base_url) and not tenant.allow_http:
        return [
            error(
                where,
                "Plain http would send the client key readable to everyone on the way.",
                "Use https, or tick “Allow unencrypted http” if you must.",
            )
        ]
    return []


SANDBOX = Tenant(
    id=SANDBOX_ID,
    name="Sandbox",
    base_url="http://127.0.0.1",
    points_of_sale=("demo-store", "demo-store/ireland"),
    channel="WEB",
    language="EN",
    currency_code="EUR",
    point_of_sale="demo-store",
    keys=frozenset({SecretKind.CLIENT_KEY}),
    acknowledged=True,
)
"""The embedded demo tenant.  Its real base URL is known once its server runs; its key is not a secret."""

SANDBOX_CLIENT_KEY = "sandboxsandboxsandboxsandbox0000"
"""Public on purpose: it opens nothing but the demo server on this machine."""


def fill_defaults(request: FlowRequest, tenant: Tenant) -> FlowRequest:
    """The request with the tenant's defaults where it says nothing itself."""
    return replace(
        request,
        channel=request.channel or tenant.channel,
        language=request.language or tenant.language,
        currency_code=request.currency_code or tenant.currency_code,
        point_of_sale=request.point_of_sale or tenant.point_of_sale,
    )
