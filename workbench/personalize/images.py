"""Fetch one image that a response names, because the user asked for it.  Nothing of ours goes along: no key, no cookie."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.domain import is_loopback
from workbench.personalize.errors import ImageError
from workbench.personalize.fetching import fetching_client

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 20 * 2**20
SECONDS = 20.0
HOPS = 4
"""Redirects that are followed: image hosts use them, and there is no secret to carry along."""


@dataclass(frozen=True, slots=True)
class FetchedImage:
    """The bytes as they came, the type the host said, and the host that gave them in the end."""

    data: bytes
    content_type: str
    host: str


async def fetch_image(url: str, *, user_agent: str = "PersonalizeWorkbench", proxy: str = "") -> FetchedImage:
    """``GET`` an http or https address.  Raises :class:`ImageError`."""
    import httpx

    if urlsplit(url).scheme not in ("http", "https"):
        raise ImageError("Only http and https addresses are fetched.")
    headers = {"Accept": "image/*", "User-Agent": user_agent}
    nothing = httpx.Auth()  # without it, httpx would look into ~/.netrc and send what it finds there
    try:
        async with (
            asyncio.timeout(SECONDS),
            fetching_client(SECONDS, proxy="" if is_loopback(url) else proxy, hops=HOPS) as client,
            client.stream("GET", url, headers=headers, auth=nothing) as answer,
        ):
            return await _take(answer)
    except TimeoutError:
        raise ImageError(f"{urlsplit(url).hostname} did not answer within {SECONDS:.0f} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as problem:
        raise ImageError(f"The image could not be fetched: {str(problem) or type(problem).__name__}.") from None


async def _take(answer: httpx.Response) -> FetchedImage:
    host = answer.url.host
    if not answer.is_success:
        raise ImageError(f"{host} answered {answer.status_code} {answer.reason_phrase}.")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "image/svg+xml":
        raise ImageError("It is an SVG image, which can hold programs; it is not shown.")
    if kind and not kind.startswith("image/") and kind != "application/octet-stream":
        raise ImageError(f"{host} sent {kind}, not an image.")
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise ImageError(f"The image is larger than {MAX_BYTES // 2**20} MB.")
    return FetchedImage(b"".join(parts), kind, host)
