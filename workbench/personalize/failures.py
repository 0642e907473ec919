"""Turn what the HTTP library raises into a Failure with a sentence that says what to do next.

The tree of what can be caught is httpx's, and those of its parts that it lets through; a bug (anything
else) is not caught here and reaches the crash handler.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import replace

import httpx
from h2.exceptions import H2Error
from socksio.exceptions import SOCKSError

from workbench.domain import Failure, FailureKind
from workbench.personalize.bodies import BOMB_RATIO, BadEncodingError, BombError, TooLargeError
from workbench.personalize.client import CallOptions
from workbench.personalize.clock import EARLY
from workbench.personalize.network import NameNotFoundError
from workbench.personalize.tls import tls_failure

EXPECTED = (httpx.HTTPError, httpx.InvalidURL, H2Error, SOCKSError, BadEncodingError, TooLargeError, TimeoutError)
"""Everything that is an outcome and not a bug."""

UNUSABLE_PROXY = (ValueError, ImportError, httpx.InvalidURL)
"""What httpx raises while a client is made, all of it over a proxy setting it cannot read."""


class UnusableProxyError(Exception):
    """A proxy setting cannot be used.  Its cause is httpx's, and may quote the setting, password and all."""


_MAYBE_EXECUTED = "The execution may still have run and been recorded."
_NOT_EXECUTED = "The request had not left yet, so nothing was executed."
_CHECK_THE_WAY = "Check the network connection, the VPN, a proxy or firewall, and the base URL."
_CHECK_THE_PROXY = (
    "Check the proxy in Preferences, or this computer's proxy settings (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, or those of the operating system), "
    "or ask your IT department. Nothing was executed."
)
_DOING = {
    "dns": "while its name was being looked up",
    "connect": "before the connection stood",
    "tls": "before the connection was secure",
    "send": "while the request was being sent",
    "waiting": "before it answered",
    "download": "while its answer was coming in",
}


def explain(problem: Exception, host: str, phase: str, options: CallOptions, proxy: str = "") -> Failure:
    """The failure for one caught exception; ``proxy`` names a proxy that is still in the way.

    ``detail`` still has to be redacted by the caller.
    """
    if isinstance(problem, TooLargeError):
        return _too_large(problem, options.max_bytes)
    if isinstance(problem, BadEncodingError):
        return _unreadable(host, phase, str(problem))
    if _is_ours(problem, phase):
        return _unsendable(phase, str(problem))
    if proxy:
        return _proxy(problem, host, phase, options, proxy)
    if isinstance(problem, TimeoutError | httpx.TimeoutException):
        return _timeout(problem, host, phase, options)
    return _network(problem, host, phase)


def cancelled(phase: str) -> Failure:
    return Failure(
        FailureKind.CANCELLED,
        "You stopped waiting for the response.",
        _NOT_EXECUTED if phase in EARLY else "If the request had already left, the execution may still have run and been recorded.",
        phase,
    )


def unusable_proxy(problem: UnusableProxyError) -> Failure:
    """A proxy setting that cannot even be read; without the name and password that may be in it."""
    cause = problem.__cause__
    scheme = re.search(r"[a-z0-9+.-]+://", str(cause))
    if isinstance(cause, ImportError):
        said = str(cause)
    else:
        said = f"The scheme {scheme[0]} is not known." if scheme else "The address cannot be read."
    return Failure(
        FailureKind.PROXY,
        "A proxy setting of this computer cannot be used; only http://, https:// and socks5:// proxies are known here.",
        _CHECK_THE_PROXY,
        "connect",
        said,
    )


def _is_ours(problem: Exception, phase: str) -> bool:
    """Refused by the library itself before it left.  Later on, httpcore blames us for the host's HTTP/2 errors too."""
    early = isinstance(problem, httpx.LocalProtocolError) and phase not in ("waiting", "download")
    return early or isinstance(problem, httpx.UnsupportedProtocol | httpx.InvalidURL)


def _network(problem: Exception, host: str, phase: str) -> Failure:
    chain = _chain(problem)
    if any(isinstance(e, NameNotFoundError) for e in chain):
        return Failure(
            FailureKind.DNS,
            f"The name {host} could not be looked up.",
            "Check the network connection, the VPN and the spelling of the base URL.",
            "dns",
            str(problem),
        )
    tls = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
    if tls is not None:
        return tls_failure(host, tls)
    if isinstance(problem, httpx.ConnectError):
        return _connect(host, chain, problem)
    if isinstance(problem, httpx.NetworkError) or _was_cut(problem, chain):
        return _reset(host, phase, str(problem))
    return _protocol(host, phase, str(problem))


def _was_cut(problem: Exception, chain: list[BaseException]) -> bool:
    """A connection or a stream that the other side ended before its answer was whole."""
    if not isinstance(problem, httpx.RemoteProtocolError):
        return False
    # httpcore wraps h2's event itself where the host reset the stream or said goodbye (GOAWAY).
    events = {type(arg).__name__ for e in chain for arg in e.args}
    said = str(problem).lower()
    return bool(events & {"StreamReset", "ConnectionTerminated"}) or "disconnected" in said or "peer closed connection" in said


def _chain(problem: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = problem
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _too_large(problem: TooLargeError, cap: int | None) -> Failure:
    if isinstance(problem, BombError):
        return Failure(
            FailureKind.TOO_LARGE,
            f"The response unpacks to more than {BOMB_RATIO} times what came over the network, as a compression bomb does; reading it was stopped.",
            "If you trust the server, set a size limit in Preferences: up to that limit everything is read.",
            "download",
        )
    megabytes = (cap or 0) / 2**20
    return Failure(
        FailureKind.TOO_LARGE,
        f"The response is larger than the limit of {megabytes:g} MB; reading it was stopped.",
        "Raise the limit in Preferences if you trust the server, and send again.",
        "download",
    )


def _timeout(problem: Exception, host: str, phase: str, options: CallOptions) -> Failure:
    doing = _DOING.get(phase, f"in the phase “{phase}”")
    if isinstance(problem, httpx.ConnectTimeout):
        what = (
            f"No connection to {host} was made within {options.connect_timeout:g} seconds, the limit for connecting: time was up {doing}."
        )
    elif isinstance(problem, httpx.ReadTimeout):
        what = f"{host} sent nothing for {options.read_timeout or 0:g} seconds, the limit for silence: time was up {doing}."
    else:
        what = f"{host} did not finish within {options.total_timeout:g} seconds, the limit for the whole call: time was up {doing}."
    later = f"Send again, or allow more time in Preferences. {_MAYBE_EXECUTED}"
    advice = f"{_CHECK_THE_WAY} {_NOT_EXECUTED}" if phase in EARLY else later
    return Failure(FailureKind.TIMEOUT, what, advice, phase, type(problem).__name__)


def _proxy(problem: Exception, host: str, phase: str, options: CallOptions, proxy: str) -> Failure:
    """Nothing of it is the host's doing: the proxy is not found, not there, not willing or not one."""
    chain = _chain(problem)
    tls = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
    if isinstance(problem, TimeoutError | httpx.TimeoutException):
        seconds = options.total_timeout
        if isinstance(problem, httpx.ConnectTimeout):
            seconds = options.connect_timeout
        elif isinstance(problem, httpx.ReadTimeout):
            seconds = options.read_timeout or 0
        what = f"The proxy {proxy} did not open the way to {host} within {seconds:g} seconds."
    elif any(isinstance(e, NameNotFoundError) for e in chain):
        what = f"The name of the proxy {proxy} could not be looked up."
    elif isinstance(problem, httpx.ProxyError):
        what = _refusal(str(problem), host, proxy)
    elif tls is not None:
        return replace(tls_failure(f"the proxy {proxy}", tls), kind=FailureKind.PROXY)
    elif isinstance(problem, httpx.ConnectError):
        what = f"No connection to the proxy {proxy} could be made: nothing listens there, or a firewall says no."
    else:
        what = f"The proxy {proxy} broke off before it opened the way to {host}."
    return Failure(FailureKind.PROXY, what, _CHECK_THE_PROXY, phase, str(problem) or type(problem).__name__)


def _refusal(said: str, host: str, proxy: str) -> str:
    status = said[:3] if re.match(r"\d{3}\b", said) else ""
    if status == "407" or "password" in said or "AUTHENTICATION" in said:
        return f"The proxy {proxy} wants a user name and password, or others than it got."
    return f"The proxy {proxy} did not open the way to {host}" + (f": it answered {status}." if status else ".")


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


def _unreadable(host: str, phase: str, detail: str) -> Failure:
    return Failure(
        FailureKind.PROTOCOL,
        f"The answer of {host} came, but cannot be unpacked: {detail}.",
        "The execution has run. Send again; if it stays so, something on the way cuts off or changes answers.",
        phase,
        detail,
    )


def _unsendable(phase: str, detail: str) -> Failure:
    return Failure(
        FailureKind.PROTOCOL,
        "The request cannot be written as proper HTTP.",
        "Check the base URL, the user agent and the extra headers of the tenant.",
        phase,
        detail,
    )
