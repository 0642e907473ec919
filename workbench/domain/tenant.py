"""Tenant: where calls go, with which defaults, and which keys exist for it.  No secret in it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from workbench.domain.persona import Values
from workbench.domain.problem import Problem, error
from workbench.domain.request import FlowRequest
from workbench.domain.rules import check_channel, check_currency, check_language
from workbench.domain.secret import SecretKind, SecretRef
from workbench.domain.texts import check_text, is_blank, shown
from workbench.domain.values import check_values, is_name

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
    values: Values = field(default_factory=dict, hash=False)
    """What stands for ``{{name}}`` where nothing nearer says it: texts, numbers, true and false."""
    secrets: tuple[str, ...] = ()
    """The names of the secrets that were stored for ``{{secret:name}}``."""

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
        return self.api_base.lower().startswith("http:") and not is_loopback(self.api_base)

    def secret(self, kind: SecretKind = SecretKind.CLIENT_KEY) -> SecretRef:
        return SecretRef(self.id, kind)

    def named_secret(self, name: str) -> SecretRef:
        return SecretRef(self.id, SecretKind.NAMED, name)


def normalize_base_url(pasted: str) -> str:
    """A pasted URL less blanks, trailing slashes, and a trailing ``/v2``, ``/v1.2`` (with or without callFlows).

    ``api-us.boxever.com/v1.2/`` → ``https://api-us.boxever.com``.  Nothing else of a path is cut: a
    proxy may live below one (``/__engage``).  What is no URL stays as it is, for :func:`check_tenant` to refuse.
    """
    url = pasted.strip()
    if not url.isprintable():  # urlsplit would drop a line break or a tab, and another host would be called
        return url
    if url and "://" not in url:
        url = f"{'http' if is_loopback('http://' + url) else 'https'}://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    for tail in ("/callflows", "/v2", "/v2.1", "/v1.2"):
        if path.lower().endswith(tail):
            path = path[: -len(tail)].rstrip("/")
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
    """Every problem of a tenant, in the order of its form.  The one place for it; only errors are refused.

    Points of sale, defaults and keys may be empty: they can be added later.
    """
    return (
        *_check_name(tenant.name),
        *_check_place(tenant),
        *(problem for name in tenant.points_of_sale for problem in check_text("Points of sale", name)),
        *_check_defaults(tenant),
        *_check_headers(tenant),
        *check_values("Values", tenant.values, plain=True),
        *(
            error("Secrets", f"“{shown(name)}” cannot be the name of a secret.", "Remove it.")
            for name in tenant.secrets
            if not is_name(name)
        ),
    )


def check_destination(tenant: Tenant) -> tuple[Problem, ...]:
    """What of :func:`check_tenant` concerns every call: all but the defaults, which a request checks where it uses them."""
    return check_tenant(replace(tenant, channel="", language="", currency_code="", point_of_sale=""))


REFUSED_HEADERS: Mapping[str, str] = {
    "authorization": "The client key in the body is the only credential; an Authorization header would leak a token for nothing. Remove it.",
    "cookie": "The browser ID says who the guest is, and a cookie would be kept in History. Remove it.",
    "host": "The host follows from the tenant. Remove it.",
    "content-length": "The length follows from the body. Remove it.",
    "transfer-encoding": "The body is sent whole. Remove it.",
    "connection": "The connection is the workbench's to manage. Remove it.",
}
"""Headers that are never sent, in lower case, and what to tell whoever wants to."""


def _check_name(name: str) -> tuple[Problem, ...]:
    if is_blank(name):
        return (error("Name", "A tenant needs a name.", "Type the name your team uses for it."),)
    return check_text("Name", name)


def _check_defaults(tenant: Tenant) -> list[Problem]:
    """The rules of requests, for what is not empty."""
    rules: tuple[tuple[str, Callable[[str], tuple[Problem, ...]]], ...] = (
        (tenant.channel, check_channel),
        (tenant.language, check_language),
        (tenant.currency_code, check_currency),
        (tenant.point_of_sale, lambda name: check_text("Point of sale", name)),
    )
    return [problem for value, check in rules if not is_blank(value) for problem in check(value)]


def _check_headers(tenant: Tenant) -> list[Problem]:
    where = "Extra headers"
    problems = list(_check_user_agent(tenant.user_agent))
    for name, value in tenant.extra_headers:
        if half := check_text(where, f"{name}: {value}"):
            problems += half
        elif not _is_header(name, value):
            fix = "Use a name of letters, digits and dashes, and a value on one line."
            problems.append(error(where, f"“{name}” is not a header that can be sent.", fix))
        elif name.lower() in REFUSED_HEADERS:
            problems.append(error(where, f"“{name}” is not sent to callFlows.", REFUSED_HEADERS[name.lower()]))
    return problems


def _check_user_agent(value: str) -> tuple[Problem, ...]:
    where = "User-Agent"
    if half := check_text(where, value):
        return half
    if not _is_header(where, value):
        return (error(where, "It holds a line break, a control character or a letter beyond ASCII.", "Put plain letters on one line."),)
    return ()


def _is_header(name: str, value: str) -> bool:
    token = name.replace("-", "").replace("_", "")
    clean = all(c >= " " or c == "\t" for c in value) and "\x7f" not in value
    return bool(token) and token.isascii() and token.isalnum() and clean and value.isascii()


def _check_place(tenant: Tenant) -> tuple[Problem, ...]:
    """Exactly one of region and base URL, and a base URL that can be called."""
    if tenant.region is not None:
        return (error("Region", "A region and a custom base URL are both set.", "Choose one of them."),) if tenant.base_url else ()
    if not tenant.base_url:
        why = "Neither a region nor a base URL is set."
        return (error("Region", why, "Choose the region of the tenant: Company information → Environment says which."),)
    if half := check_text("Base URL", tenant.base_url):
        return half
    wrong = _wrong_url(tenant.base_url, allow_http=tenant.allow_http)
    return (error("Base URL", *wrong),) if wrong is not None else ()


def _wrong_url(url: str, *, allow_http: bool) -> tuple[str, str] | None:
    """Why a base URL cannot be called, and what to do; ``None`` if it can."""
    example = "Write it like https://api-engage-eu.sitecorecloud.io."
    if not url.isprintable() or any(c.isspace() for c in url):
        return "It holds a blank, a line break or another invisible character.", "Type it again, or remove what stands there."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "It is not a URL.", example
    if parts.scheme not in ("http", "https") or not host:
        return "It is not an http or https URL.", example
    if "@" in parts.netloc:
        return "It holds a user name or password.", "Remove what stands before the @: a secret never belongs in a URL."
    if "?" in url or "#" in url:
        return "It goes on with a ? or a #, after which no path can follow.", "Remove that part."
    if parts.scheme == "http" and not is_loopback(url) and not allow_http:
        why = "Plain http would send the client key readable to everyone on the way."
        return why, "Use https, or tick “Allow unencrypted http” if you must."
    return None


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
    secrets=("demo-token",),
)
"""The embedded demo tenant.  Its real base URL is known once its server runs; its key is not a secret."""

SANDBOX_CLIENT_KEY = "sandboxsandboxsandboxsandbox0000"
"""Public on purpose: it opens nothing but the demo server on this machine."""

SANDBOX_SECRETS: Mapping[str, str] = {"demo-token": "sandbox-demo-token-0000"}
"""Likewise: for ``{{secret:demo-token}}`` in the sample collection."""


def fill_defaults(request: FlowRequest, tenant: Tenant) -> FlowRequest:
    """The request with the tenant's defaults where it says nothing itself; blank is nothing."""
    if all(map(_said, (request.channel, request.language, request.currency_code, request.point_of_sale))):
        return request
    return replace(
        request,
        channel=_said(request.channel) or tenant.channel,
        language=_said(request.language) or tenant.language,
        currency_code=_said(request.currency_code) or tenant.currency_code,
        point_of_sale=_said(request.point_of_sale) or tenant.point_of_sale,
    )


def _said(value: str) -> str:
    return "" if is_blank(value) else value
