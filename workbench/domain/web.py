"""Addresses that settings may name: where the workbench asks for updates, and the proxy it goes through."""

from __future__ import annotations

from urllib.parse import urlsplit

from workbench.domain.tenant import is_loopback

_PROXIES = ("http", "https", "socks5")


def is_safe_address(url: str) -> bool:
    """https to a host, or http to this computer; no name and password, nothing invisible."""
    scheme = _scheme(url)
    return scheme == "https" or (scheme == "http" and is_loopback(url))


def is_proxy(url: str) -> bool:
    """``http://host:port`` and its relatives.  One with a password belongs into the environment, not into a file."""
    if _scheme(url) not in _PROXIES:
        return False
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def _scheme(url: str) -> str:
    """Empty where it is no address of a host, or holds what it should not."""
    if not url.isprintable() or any(c.isspace() for c in url):
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    return parts.scheme if host and "@" not in parts.netloc else ""
