"""Keys in an import: which texts are one, and how every trace of them is taken out of what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from workbench.collections.incoming.errors import NotRecognised
from workbench.domain import REDACTED_KEY, Secret
from workbench.domain.values import sounds_secret

SHORTEST = 8
"""Characters; what is shorter may stand in a text by accident, and is no key."""
MOST_SECRETS = 200
REDACTED_SECRET = "<secret>"  # noqa: S105 (what stands where a secret stood)
_STAND_IN = re.compile(r"your|client[ _.-]?key|x{4}|\*{3}|[<>{}…]|\.\.\.|^(?:todo|changeme|replace)", re.IGNORECASE)
_KEY_NAME = re.compile(r"client[ _.-]?key$|(?:^|[^a-z])api[ _.-]?key[ _.-]?id$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_NAME = re.compile(
    r"(?:^|[_.\- ])(?:secret|token|password|passwd|pwd|apikey|api[_.\- ]key|auth|authorization|bearer|credentials?|private[_.\- ]key|"
    r"context[_.\- ]?id|cookie)(?:$|[_.\- ])",
    re.IGNORECASE,
)


def is_key(text: str) -> bool:
    """Whether a text in the place of a client key is one, rather than a stand-in such as ``YOUR_CLIENT_KEY``."""
    fits = SHORTEST <= len(text) <= 256 and text.isprintable() and not any(c.isspace() for c in text)
    return fits and not _STAND_IN.search(text)


def names_a_key(name: str) -> bool:
    """``clientKey``, ``client_key``, ``SITECORE_CDP_CLIENT_KEY``, ``apiKeyId`` (what the vendor's REST API calls it)."""
    return _KEY_NAME.search(_CAMEL.sub("_", name)) is not None


def names_a_secret(name: str) -> bool:
    return sounds_secret(name) or _SECRET_NAME.search(_CAMEL.sub("_", name)) is not None


class Scrubber:
    """Takes keys and other secrets out of texts.  ``touched`` says where something was found."""

    def __init__(self, name: str, keys: Iterable[Secret], secrets: Iterable[Secret]) -> None:
        found: dict[str, str] = {}
        for stand_in, some in ((REDACTED_KEY, keys), (REDACTED_SECRET, secrets)):
            for secret in some:
                text = secret.reveal()
                if len(text) >= SHORTEST:
                    found.setdefault(text, stand_in)
                    found.setdefault(quote(text, safe=""), stand_in)
        if len(found) > 2 * MOST_SECRETS:
            raise NotRecognised(
                name, f"it holds more than {MOST_SECRETS} different keys, which is no collection of one team. Import it in parts."
            )
        self._found = dict(sorted(found.items(), key=lambda pair: -len(pair[0])))

    def text(self, text: str) -> str:
        for secret, stand_in in self._found.items():
            if secret in text:
                text = text.replace(secret, stand_in)
        return text

    def value(self, value: Any) -> Any:
        """A JSON value, the names in it included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return value
