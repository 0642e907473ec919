"""Take the client key out of whatever came back, before anything keeps or shows it.

``browser/create`` answers with the key in it, and an error may quote the request; so the promise that a
key is in no file needs this on the way in, not only on the way out.
"""

from __future__ import annotations

from urllib.parse import quote

from workbench.domain import REDACTED_KEY, Headers, Secret

SHORTEST = 4
"""A key shorter than this is no key; replacing it would only mangle the body."""


class Redactor:
    """Replaces one key, as typed and percent-encoded, and counts how often it stood there."""

    def __init__(self, key: Secret) -> None:
        value = key.reveal()
        self._forms = sorted({value, quote(value, safe="")}, key=len, reverse=True) if len(value) >= SHORTEST else []
        self.count = 0

    def text(self, text: str) -> str:
        for form in self._forms:
            self.count += text.count(form)
            text = text.replace(form, REDACTED_KEY)
        return text

    def body(self, body: bytes) -> bytes:
        for form in self._forms:
            for codec in ("utf-8", "utf-16-le", "utf-16-be"):
                needle = form.encode(codec)
                if found := body.count(needle):
                    self.count += found
                    body = body.replace(needle, REDACTED_KEY.encode(codec))
        return body

    def headers(self, headers: Headers) -> Headers:
        return tuple((name, self.text(value)) for name, value in headers)

    def __repr__(self) -> str:
        return "Redactor(•••)"
