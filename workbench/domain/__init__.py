"""The nouns, frozen: tenant, identity, request, response, failure, timing, exchange, secret; and the rules of the API.

No other room is imported here, nothing is read or written, and Qt is unknown.
"""

from workbench.domain.event import StreamEvent, check_event
from workbench.domain.exchange import Exchange, Headers, Operation, Recorded, Response, Sent
from workbench.domain.failure import Failure, FailureKind
from workbench.domain.identity import BrowserId, Email, Identifiers, Identity, IdentityType
from workbench.domain.leaks import check_key_elsewhere, check_secrets_elsewhere
from workbench.domain.outcome import Meaning, Outcome, VendorError, read_outcome
from workbench.domain.problem import InvalidInput, Problem, Severity
from workbench.domain.request import REDACTED_KEY, Channel, FlowRequest, JsonObject
from workbench.domain.rules import check_client_key, check_request
from workbench.domain.secret import MASK, Secret, SecretKind, SecretRef
from workbench.domain.tenant import (
    REFUSED_HEADERS,
    SANDBOX,
    SANDBOX_CLIENT_KEY,
    SANDBOX_ID,
    SANDBOX_SECRETS,
    Region,
    Tenant,
    check_destination,
    check_tenant,
    fill_defaults,
    is_loopback,
    normalize_base_url,
)
from workbench.domain.timing import JSS_DEFAULT_TIMEOUT_MS, PHASES, Timing
from workbench.domain.typed import parse_object, pretty_object

__all__ = [
    "JSS_DEFAULT_TIMEOUT_MS",
    "MASK",
    "PHASES",
    "REDACTED_KEY",
    "REFUSED_HEADERS",
    "SANDBOX",
    "SANDBOX_CLIENT_KEY",
    "SANDBOX_ID",
    "SANDBOX_SECRETS",
    "BrowserId",
    "Channel",
    "Email",
    "Exchange",
    "Failure",
    "FailureKind",
    "FlowRequest",
    "Headers",
    "Identifiers",
    "Identity",
    "IdentityType",
    "InvalidInput",
    "JsonObject",
    "Meaning",
    "Operation",
    "Outcome",
    "Problem",
    "Recorded",
    "Region",
    "Response",
    "Secret",
    "SecretKind",
    "SecretRef",
    "Sent",
    "Severity",
    "StreamEvent",
    "Tenant",
    "Timing",
    "VendorError",
    "check_client_key",
    "check_destination",
    "check_event",
    "check_key_elsewhere",
    "check_request",
    "check_secrets_elsewhere",
    "check_tenant",
    "fill_defaults",
    "is_loopback",
    "normalize_base_url",
    "parse_object",
    "pretty_object",
    "read_outcome",
]
