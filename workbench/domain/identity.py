"""Identity: exactly one of browser ID, email, identifiers.

"You can only use one of these attributes; browserId, email, or identifiers" is the vendor's rule
(Personalize API flow execution page).  A union type makes two at once impossible to write.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IdentityType(StrEnum):
    """The three documented ways to say who the guest is; values are the keys on the wire."""

    BROWSER_ID = "browserId"
    EMAIL = "email"
    IDENTIFIERS = "identifiers"

    @property
    def label(self) -> str:
        return {"browserId": "Browser ID", "email": "Email", "identifiers": "Identifiers"}[self.value]


@dataclass(frozen=True, slots=True)
class BrowserId:
    """Keeps the execution in the guest's browser session, so goals are attributed (documented)."""

    value: str

    type = IdentityType.BROWSER_ID

    def wire(self) -> str:
        return self.value

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Email:
    """Each run is stored in a separate session; goals are not attributed (documented)."""

    value: str

    type = IdentityType.EMAIL

    def wire(self) -> str:
        return self.value

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Identifiers:
    """One ``{"id", "provider"}`` object.  Not an array: that is the Guest API's and the IDENTITY event's form."""

    provider: str
    id: str

    type = IdentityType.IDENTIFIERS

    def wire(self) -> dict[str, str]:
        return {"id": self.id, "provider": self.provider}

    def __str__(self) -> str:
        return f"{self.provider}={self.id}"


Identity = BrowserId | Email | Identifiers
