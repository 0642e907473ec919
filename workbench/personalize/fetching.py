"""Fetching: a client for what is no call to a tenant, such as an image or the word of an update."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def fetching_client(seconds: float, *, proxy: str = "", trust_env: bool = True, hops: int = 0) -> httpx.AsyncClient:
    """TLS verified on the OS trust store; at most ``hops`` redirects are followed.

    ``proxy`` takes the place of those of the environment, which count where there is none and ``trust_env`` allows it.
    """
    import ssl

    import httpx
    import truststore

    from workbench.personalize.transport import mend_socks_setting

    mend_socks_setting()
    return httpx.AsyncClient(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        follow_redirects=hops > 0,
        max_redirects=hops,
        timeout=seconds,
        trust_env=trust_env and not proxy,
        proxy=proxy or None,
    )
