"""Why a secure connection was refused, in a sentence: from OpenSSL's words, or the codes of Windows and macOS.

truststore hands on what the operating system said, in the language of the operating system; so its number
is asked before its words.
"""

from __future__ import annotations

import ssl

from workbench.domain import Failure, FailureKind

_Reason = tuple[str, str]

_OTHER_HOST: _Reason = ("its certificate is for another host", "Check the base URL.")
_EXPIRED: _Reason = ("its certificate has expired", "Check this computer's clock; otherwise the host's owner has to renew it.")
_OUT_OF_DATE: _Reason = (
    "its certificate has expired or is not valid yet",
    "Check this computer's clock; otherwise the host's owner has to renew it.",
)
_TOO_EARLY: _Reason = ("its certificate is not valid yet", "Check this computer's clock.")
_UNTRUSTED: _Reason = (
    "its certificate is not signed by an authority this computer trusts",
    "If a company proxy opens TLS, add the company's certificate to the operating system's trust store.",
)
_REVOKED: _Reason = ("its certificate was revoked", "The host's owner has to replace it.")
_NO_TLS: _Reason = ("it does not speak TLS on this port", "Check whether the base URL should be http:// or has another port.")
_OLD_TLS: _Reason = ("it speaks only TLS versions that are no longer safe", "The host's owner has to enable TLS 1.2 or newer.")

_CODES = {
    # Windows, winerror.h
    0x800B0101: _OUT_OF_DATE,  # CERT_E_EXPIRED
    0x800B0109: _UNTRUSTED,  # CERT_E_UNTRUSTEDROOT
    0x800B010A: _UNTRUSTED,  # CERT_E_CHAINING
    0x800B010C: _REVOKED,  # CERT_E_REVOKED
    0x800B010F: _OTHER_HOST,  # CERT_E_CN_NO_MATCH
    0x80092010: _REVOKED,  # CRYPT_E_REVOKED
    # macOS, SecBase.h; negative there
    -67602 & 0xFFFFFFFF: _OTHER_HOST,  # errSecHostNameMismatch
    -67818 & 0xFFFFFFFF: _EXPIRED,  # errSecCertificateExpired
    -67819 & 0xFFFFFFFF: _TOO_EARLY,  # errSecCertificateNotValidYet
    -67820 & 0xFFFFFFFF: _REVOKED,  # errSecCertificateRevoked
    -67843 & 0xFFFFFFFF: _UNTRUSTED,  # errSecNotTrusted
}

_WORDS = (
    ("hostname mismatch", _OTHER_HOST),
    ("ip address mismatch", _OTHER_HOST),
    ("name does not match", _OTHER_HOST),
    ("expired", _EXPIRED),
    ("not yet valid", _TOO_EARLY),
    ("revoked", _REVOKED),
    ("self-signed", _UNTRUSTED),
    ("self signed", _UNTRUSTED),
    ("unable to get local issuer", _UNTRUSTED),
    ("not trusted", _UNTRUSTED),
    ("wrong version number", _NO_TLS),
    ("protocol version", _OLD_TLS),
)


def tls_failure(host: str, problem: ssl.SSLError) -> Failure:
    """The failure, with the system's own words where no reason is known."""
    said = str(getattr(problem, "verify_message", "") or "")
    detail = str(problem.args[0]) if len(problem.args) == 1 else str(problem)
    reason = _reason(problem, f"{detail} {said}")
    if reason is not None:
        return Failure(FailureKind.TLS, f"No secure connection to {host}: {reason[0]}.", reason[1], "tls", detail)
    why = f": {said.strip().rstrip('.')}." if said.strip() else " could be made."
    return Failure(
        FailureKind.TLS,
        f"No secure connection to {host}{why}",
        "Check the base URL, and a proxy or firewall in between.",
        "tls",
        detail,
    )


def _reason(problem: ssl.SSLError, said: str) -> _Reason | None:
    code = getattr(problem, "verify_code", None)
    if isinstance(code, int) and (known := _CODES.get(code & 0xFFFFFFFF)) is not None:
        return known
    text = said.lower().replace("_", " ")
    return next((reason for needle, reason in _WORDS if needle in text), None)
