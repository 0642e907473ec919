"""What one value is to a person: a time in words, a link, an image, HTML, JSON inside a text.  Qt-free."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from workbench.inspect import Document

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".ico")
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,", re.IGNORECASE)
_TAG = re.compile(r"<(?:!--|/?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\Z")
_FIRST, _LAST = datetime(2001, 9, 9, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp()
LONG = 80
"""Characters from which a text is worth a panel of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """``text`` is a string without quotes and escapes, or the JSON of anything else.

    ``link`` is an http address, ``image`` an address or ``data:`` URI of one, ``moment`` a time in words.
    ``has_json`` means that the text is a JSON object or array of its own, ``has_html`` that it holds tags.
    """

    text: str
    is_string: bool
    link: str = ""
    image: str = ""
    moment: str = ""
    has_html: bool = False
    has_json: bool = False

    @property
    def is_rich(self) -> bool:
        """Whether it says more than its line does."""
        return bool(self.link or self.image or self.moment or self.has_html or self.has_json or "\n" in self.text or len(self.text) > LONG)


def look_at(document: Document, line: int, now: datetime | None = None) -> Value:
    """The value that a line begins or closes."""
    text = document.string_value(line)
    if text is None:
        shown = document.value_text(line)
        return Value(shown, False, moment=epoch_words(shown, now))
    link = link_of(text)
    return Value(
        text,
        True,
        link=link,
        image=_image_of(text, link),
        moment=iso_words(text, now) or epoch_words(text, now),
        has_html=_TAG.search(text[:100_000]) is not None,
        has_json=_holds_json(text),
    )


def brief(document: Document, line: int, most: int) -> str:
    """The value on one line: a scalar as it is spelled, a container as how many it holds."""
    if not document.opens(line):
        text = document.value_text(line)
        return text if len(text) <= most else f"{text[:most]}…"
    count = document.child_count(line)
    return f"{{{count:,}}}" if document.line(line).rstrip().endswith("{") else f"[{count:,}]"


def link_of(text: str) -> str:
    """The text where it is one http or https address, else empty."""
    if not text.startswith(("http://", "https://")) or any(c.isspace() for c in text) or len(text) > 8_000:
        return ""
    try:
        return text if urlsplit(text).hostname else ""
    except ValueError:
        return ""


def iso_words(text: str, now: datetime | None = None) -> str:
    """An ISO 8601 date or time in words; empty where it is none."""
    if not _ISO.match(text):
        return ""
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return ""
    if len(text) <= 10:
        return f"{moment:%A, %d %B %Y}"
    if moment.tzinfo is None:
        return f"{moment:%A, %d %B %Y, %H:%M:%S} (no time zone given)"
    return _in_words(moment, now)


def epoch_words(text: str, now: datetime | None = None) -> str:
    """Seconds or milliseconds since 1970 in words, where the number can only be meant so (2001 to 2099)."""
    if not text.isascii() or not text.isdigit() or len(text) not in (10, 13):
        return ""
    seconds = int(text) / (1000 if len(text) == 13 else 1)
    return _in_words(datetime.fromtimestamp(seconds, UTC), now) if _FIRST <= seconds < _LAST else ""


def _in_words(moment: datetime, now: datetime | None) -> str:
    utc = moment.astimezone(UTC)
    return f"{utc:%A, %d %B %Y, %H:%M:%S} UTC · {_distance(((now or datetime.now(UTC)) - utc).total_seconds())}"


def _distance(seconds: float) -> str:
    """``3 days ago`` or ``in 2 hours``."""
    size = abs(seconds)
    for unit, length in (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if size >= length:
            count = int(size // length)
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now" if seconds >= 0 else "in a moment"


def _image_of(text: str, link: str) -> str:
    if _DATA_IMAGE.match(text):
        return text
    return link if link and urlsplit(link).path.lower().endswith(_IMAGES) else ""


def _holds_json(text: str) -> bool:
    """Decision results come as JSON inside a text."""
    head, tail = text.lstrip()[:1], text.rstrip()[-1:]
    if (head, tail) not in (("{", "}"), ("[", "]")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
