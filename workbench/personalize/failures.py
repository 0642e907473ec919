"""Turn what the HTTP library raises into a Failure with a sentence that says what to do next.

The tree of what can be caught is httpx's; a bug (anything else) is not caught here and reaches the crash
handler.
"""

from __future__ import annotations

import ssl

import httpx

from workbench.domain import Failure, FailureKind
from workbench.personalize.bodies import BadEncodingError, TooLargeError
from workbench.personalize.network import NameNotFoundError

EXPECTED = (httpx.HTTPError, httpx.InvalidURL, BadEncodingError, TooLargeError, TimeoutError)
"""Everything that is an outcome and not a bug."""


def explain(problem: Exception, host: str, phase: str, *, connect_timeout: float, total_timeout: float, cap: int | None) -> Failure:
    """The failure for one caught exception.  ``detail`` still has to be redacted by the caller."""
    chain = _chain(problem)
    if isinstance(problem, TooLargeError):
        return _too_large(cap)
    if isinstance(problem, TimeoutError | httpx.TimeoutException):
        return _timeout(problem, host, phase, connect_timeout, total_timeout)
    if isinstance(problem, BadEncodingError):
        return _protocol(host, phase, str(problem))
    if any(isinstance(e, NameNotFoundError) for e in chain):
        return Failure(
            FailureKind.DNS,
            f"The name {host} could not be looked up.",
            "Check the network connection, the VPN and the spelling of the base URL.",
            "dns",
            str(problem),
        )
    if isinstance(problem, httpx.ProxyError):
        return Failure(
            FailureKind.PROXY,
            f"The proxy on the way to {host} refused or failed.",
            "Check the system's proxy settings, or ask your IT department whether the host is allowed.",
            phase,
            str(problem),
        )
    tls = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
    if tls is not None:
        return _tls(host, tls)
    if isinstance(problem, httpx.ConnectError):
        return _connect(host, chain, problem)
    if isinstance(problem, httpx.NetworkError):
        return _reset(host, phase, str(problem))
    if isinstance(problem, httpx.RemoteProtocolError) and "disconnected" in str(problem).lower():
        return _reset(host, phase, str(problem))
    return _protocol(host, phase, str(problem))


def cancelled(phase: str) -> Failure:
    return Failure(
        FailureKind.CANCELLED,
        "You stopped waiting for the response.",
        "If the request had already left, the execution may still have run and been recorded.",
        phase,
    )


def _chain(problem: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = problem
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _too_large(cap: int | None) -> Failure:
    megabytes = (cap or 0) / 2**20
    return Failure(
        FailureKind.TOO_LARGE,
        f"The response is larger than the limit of {megabytes:g} MB; reading it was stopped.",
        "Raise the limit in Preferences if you trust the server, and send again.",
        "download",
    )


def _timeout(problem: Exception, host: str, phase: str, connect_timeout: float, total_timeout: float) -> Failure:
    connecting = isinstance(problem, httpx.ConnectTimeout) or phase in ("dns", "connect", "tls")
    if connecting and isinstance(problem, httpx.TimeoutException):
        what = f"{host} did not accept a connection within {connect_timeout:g} seconds."
        advice = "Check the network connection, the VPN, a proxy or firewall, and the base URL."
    else:
        doing = {"waiting": "before it answered", "download": "while its answer was coming in"}.get(phase, f"in the phase “{phase}”")
        what = f"{host} did not finish within {total_timeout:g} seconds: time was up {doing}."
        advice = "Send again, or allow more time in Preferences. The execution may still have run and been recorded."
    return Failure(FailureKind.TIMEOUT, what, advice, phase, type(problem).__name__)


_TLS_REASONS = (
    ("hostname mismatch", "its certificate is for another host", "Check the base URL."),
    ("not valid for", "its certificate is for another host", "Check the base URL."),
    ("expired", "its certificate has expired", "Check this computer's clock; otherwise the host's owner has to renew it."),
    ("not yet valid", "its certificate is not valid yet", "Check this computer's clock."),
    ("self-signed", "its certificate is not signed by an authority this computer trusts", "If a company proxy opens TLS, add the company's certificate to the operating system's trust store."),
    ("self signed", "its certificate is not signed by an authority this computer trusts", "If a company proxy opens TLS, add the company's certificate to the operating system's trust store."),
    ("unable to get local issuer", "its certificate is not signed by an authority this computer trusts", "If a company proxy opens TLS, add the company's certificate to the operating system's trust store."),
    ("wrong version number", "it does not speak TLS on this port", "Check whether the base URL should be http:// or has another port."),
    ("protocol version", "it speaks only TLS versions that are no longer safe", "The host's owner has to enable TLS 1.2 or newer."),
)  # fmt: skip


def _tls(host: str, problem: ssl.SSLError) -> Failure:
    text = f"{problem} {getattr(problem, 'verify_message', '')}"
    for needle, reason, advice in _TLS_REASONS:
        if needle in text.lower().replace("_", " "):
            return Failure(FailureKind.TLS, f"No secure connection to {host}: {reason}.", advice, "tls", str(problem))
    return Failure(
        FailureKind.TLS,
        f"No secure connection to {host} could be made.",
        "Check the base URL, and a proxy or firewall in between.",
        "tls",
        str(problem),
    )


def _connect(host: str, chain: list[BaseException], problem: Exception) -> Failure:
    text = " ".join(str(e) for e in chain).lower()
    if any(isinstance(e, ConnectionRefusedError) for e in chain) or "refused" in text or "all connection attempts failed" in text:
        return Failure(
            FailureKind.REFUSED,
            f"{host} refused the connection: nothing listens there, or a firewall says no.",
            "Check the base URL and its port, and that the server runs.",
            "connect",
            str(problem),
        )
    return Failure(
        FailureKind.CONNECT, f"No connection to {host} could be made.", "Check the network connection and the VPN.", "connect", str(problem)
    )


def _reset(host: str, phase: str, detail: str) -> Failure:
    return Failure(
        FailureKind.RESET,
        f"{host} closed the connection before its answer was complete.",
        "Send again. The execution may have run and been recorded all the same.",
        phase,
        detail,
    )


def _protocol(host: str, phase: str, detail: str) -> Failure:
    return Failure(
        FailureKind.PROTOCOL,
        f"What {host} answered is not proper HTTP.",
        "Check that the base URL is the Personalize API and not another kind of server.",
        phase,
        detail,
    )
