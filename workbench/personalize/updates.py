"""Ask one address whether there is a newer workbench.  Nothing of ours goes along, and nothing but its answer is fetched."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench.domain import is_loopback
from workbench.domain.web import is_safe_address
from workbench.personalize.errors import UpdateError
from workbench.personalize.fetching import fetching_client

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 2**20
SECONDS = 15.0
_EXPECTED = 'Expected is JSON like {"version": "1.2.0", "notes": "…", "url": "https://…"}.'


@dataclass(frozen=True, slots=True)
class Announced:
    """What stands at the address.  ``page`` is empty where none was named."""

    version: str
    notes: str
    page: str


async def fetch_announced(url: str, *, user_agent: str = "PersonalizeWorkbench", proxy: str = "") -> Announced:
    """``GET`` without key, cookie or password, and without following a redirect.  Raises :class:`UpdateError`."""
    import httpx

    if not is_safe_address(url):
        raise UpdateError("The update URL has to begin with https:// and hold no password.")
    host = urlsplit(url).hostname or ""
    local = is_loopback(url)  # this computer is never reached through a proxy
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": user_agent}
    nothing = httpx.Auth()  # without it, httpx would look into ~/.netrc and send what it finds there
    try:
        async with (
            asyncio.timeout(SECONDS),
            fetching_client(SECONDS, proxy="" if local else proxy, trust_env=not local) as client,
            client.stream("GET", url, headers=headers, auth=nothing) as came,
        ):
            body = await _take(came, host)
    except TimeoutError:
        raise UpdateError(f"{host} did not answer within {SECONDS:.0f} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, ImportError, ValueError, OSError) as problem:
        raise UpdateError(_why(problem, host)) from None
    return _read(body, host)


def _why(problem: Exception, host: str) -> str:
    import ssl

    from workbench.personalize.tls import tls_failure

    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return tls_failure(host, cause).what
        cause = cause.__cause__ or cause.__context__
    return f"{host} could not be reached. Check the network connection, a proxy or firewall, and the update URL."


async def _take(came: httpx.Response, host: str) -> bytes:
    if came.is_redirect:
        raise UpdateError(f"{host} sends on to another address, which is not followed. Put that address into Preferences if you trust it.")
    if not came.is_success:
        raise UpdateError(
            f"{host} answered {came.status_code} {came.reason_phrase}. Check the update URL in Preferences.".replace(" .", ".")
        )
    if came.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise UpdateError(f"{host} sent a packed answer, which was not asked for.")
    body = b""
    async for part in came.aiter_raw():
        body += part
        if len(body) > MAX_BYTES:
            raise UpdateError(f"{host} sent more than {MAX_BYTES // 2**20} MB, which is no word of an update.")
    return body


def _read(body: bytes, host: str) -> Announced:
    try:
        told: Any = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UpdateError(f"{host} did not send JSON. {_EXPECTED}") from None
    version = told.get("version") if isinstance(told, dict) else None
    if not isinstance(version, str) or not version.strip() or not version.isprintable() or len(version) > 60:
        raise UpdateError(f"{host} named no version. {_EXPECTED}")
    notes, page = told.get("notes", ""), told.get("url", "")
    if not isinstance(notes, str) or not isinstance(page, str):
        raise UpdateError(f"The notes or the page that {host} named are no texts. {_EXPECTED}")
    if page and not is_safe_address(page):
        raise UpdateError(f"The page that {host} named is no https address.")
    return Announced(version.strip(), notes, page)
