"""Trust roots: whether this computer's are found, without a connection to anywhere."""

from __future__ import annotations

import re
import ssl
import sys
from pathlib import Path

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+\Z")


class NoRoots(Exception):
    """No authority is trusted, so that every TLS connection would be refused."""


def describe_roots() -> str:
    """Where trust comes from, in a sentence.  Raises :class:`NoRoots`, and :class:`ssl.SSLError` where TLS does not load at all."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")  # now the roots are loaded
    if sys.platform in ("win32", "darwin"):
        return f"{ssl.OPENSSL_VERSION}; the operating system judges certificates"
    # truststore gives no door to the context it fills, and what it fills it with is what has to be known.
    found = context._ctx.cert_store_stats()["x509_ca"] or _in_folder()
    if not found:
        raise NoRoots("No certificate authority was found on this computer. Install the package ca-certificates.")
    return f"{ssl.OPENSSL_VERSION}; {found} authorities are trusted"


def _in_folder() -> int:
    """OpenSSL reads a folder of authorities one by one, when a host names one."""
    folder = ssl.get_default_verify_paths().capath
    return sum(1 for file in Path(folder).iterdir() if _HASHED.match(file.name)) if folder else 0
