"""Secrets: a value that masks itself, and a reference by which the keychain finds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MASK = "•••"


class SecretKind(StrEnum):
    """What a tenant may keep in the keychain.

    ``CLIENT_KEY`` is the credential of callFlows and the Stream API (public in browsers); the token and the client
    secret are highly sensitive and used by the REST APIs only.  ``NAMED`` are any number of others, each under a name
    by which ``{{secret:name}}`` refers to it.
    """

    CLIENT_KEY = "client-key"
    API_TOKEN = "api-token"  # noqa: S105 (a name, not a secret)
    CLIENT_SECRET = "client-secret"  # noqa: S105
    NAMED = "secret"


class Secret:
    """A secret in memory.  Its repr, str and format are a mask; only :meth:`reveal` gives the value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself.  Call it at the last step only, never to log or store."""
        return self._value

    def masked(self) -> str:
        """Enough for a person to tell two keys apart: the last four characters of a long one."""
        return f"{MASK}{self._value[-4:]}" if len(self._value) >= 12 else MASK

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("A Secret is never pickled or copied to another process.")


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Names one secret of one tenant.  ``tenant_id`` survives a rename; nothing in it is secret.

    ``name`` tells the ``NAMED`` ones apart and is empty for the others.
    """

    tenant_id: str
    kind: SecretKind = SecretKind.CLIENT_KEY
    name: str = ""
