"""Masking: what may identify a person or open something is taken out of a text that might be given to somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from workbench.domain import REDACTED_KEY, Secret
from workbench.domain.secret import MASK

_SUSPECT = re.compile(
    r"""(?i)((?:client[_-]?key|api[_-]?token|client[_-]?secret|authorization|password)\\*["']?\s*[=:,]\s*\\*["']?(?:(?:bearer|basic)\s+)?)"""
    r"""[^\s"'&,}\\]+"""
)
_CREDENTIAL = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{6,}")
_KEY = re.compile(r"\b(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{24,}\b")
_IN_URL = re.compile(r"(\w+://)[^\s/@]+@")
_EVERYBODY = frozenset({"root", "user", "admin", "administrator"})
"""User names that say nothing of a person, and stand in many a line of code."""


def mask_secrets(text: str) -> str:
    """``client_key=abc`` → ``client_key=•••``, whatever the spelling around it."""
    return _SUSPECT.sub(r"\1•••", text)


def mask_all(text: str, secrets: Iterable[Secret] = ()) -> str:
    """For a report that may be sent: secrets that are known and whatever looks like one, guests, the user's folder and name."""
    from workbench.experiments.reports.masking import EMAIL, UUID
    from workbench.personalize.redact import Redactor

    for secret in secrets:
        text = Redactor(secret).text(text).replace(REDACTED_KEY, MASK)
    text = mask_secrets(_IN_URL.sub(r"\1•••@", text))
    text = _CREDENTIAL.sub(r"\1 •••", text)
    text = UUID.sub("(a UUID)", EMAIL.sub("(an email)", text))
    return _without_person(_KEY.sub("•••", text))


def _without_person(text: str) -> str:
    home = str(Path.home())
    if len(home) > 1:
        for form in (home.replace("\\", "\\\\"), home, home.replace("\\", "/")):
            text = re.sub(rf"{re.escape(form)}(?![\w.-])", "~", text)
    name = _user_name()
    if len(name) < 3 or name.casefold() in _EVERYBODY:
        return text
    return re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", "(user)", text)


def _user_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody known to this system
        return ""
