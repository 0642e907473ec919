"""Words: what of an exchange can be found, and what a typed text asks the index for.

The index is one FTS5 table that holds no text, only which word is in which row.  Splitting and folding happen here, so
that indexing and asking can never disagree; FTS5's ``ascii`` tokenizer merely cuts at what is left of ASCII punctuation.
Three kinds of words share the table; characters of Unicode's private area, which are taken out of all text, tell them apart:

* plain words of bodies, label and note, found by their beginning;
* *grams*, all runs of three characters of friendlyId, identity and label, punctuation included, so that any part is found;
* *marks*, one for each filter a row answers to, so that a filter costs no look at the row.

A change of what is indexed needs a migration that rebuilds the index: taking a row out of it means saying again
exactly the words that were put in.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from workbench.domain import REDACTED_KEY

INDEXED_BYTES = 65_536
"""Of each body this much is indexed.  A callFlows response has 1 to 20 kB; what is larger is a list of data, and its first
64 kB say what it is, while a 50 MB body in the index would take seconds before it could be shown."""

LONGEST_WORD = 64
MOST_WORDS = 16
MOST_PARTS = 32
"""Of one asked word; more would make the search slow and the answer no better.  A pasted page is a text like any other."""
_GRAM, _PAD, _MARK, _ASCII = "\ue001", "\ue002", "\ue000", 0xE100
EVERY_ROW = f"{_MARK}all"

# Scripts written without blanks, and symbols: each character is a word of its own.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_IS_ALONE = re.compile(f"([{_ALONE}])")
_NO_WORD = re.compile(rf"[^\w\x01-\x7f{_ALONE}]")
_TOO_LONG = re.compile(rf"[^\W_]{{{LONGEST_WORD + 1},}}")
# Nearly no text has such a word, and to look for one at each character takes longer than all else: these two see it at once.
_NONE_TOO_LONG = re.compile(rf"(?:[^\W_]{{0,{LONGEST_WORD}}}+[\W_]++)*+[^\W_]{{0,{LONGEST_WORD}}}+")
_IS_ALNUM = bytes(chr(byte).isalnum() and byte < 128 for byte in range(256))
_LONG_RUN = bytes([1]) * (LONGEST_WORD + 1)
_BETWEEN = re.compile(r"[\x00-\x2f\x3a-\x60\x7b-\x7f]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_SENT_KEY = f'"clientKey":"{REDACTED_KEY}"'
_NUMBER = re.compile(r"#([0-9]{1,12})")


def mark(kind: str, value: object) -> str:
    """The mark of one filter: ``kind`` is a lowercase word, ``value`` anything with a text."""
    return f"{_MARK}{kind}{readable(str(value)).encode().hex()}"


def readable(text: str) -> str:
    """The text with lone surrogates, which neither UTF-8 nor SQLite's text can hold, as U+FFFD."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def plain(text: str) -> str:
    """The words of a text, folded, with something ASCII that is not alphanumeric between them."""
    text = _fold(text)
    if not text.isascii() or "\0" in text:
        text = _NO_WORD.sub(" ", _IS_ALONE.sub(r" \1 ", text))
    return _TOO_LONG.sub(lambda found: found[0][:LONGEST_WORD], text) if _has_long_word(text) else text


def _has_long_word(text: str) -> bool:
    return _LONG_RUN in text.encode().translate(_IS_ALNUM) if text.isascii() else _NONE_TOO_LONG.fullmatch(text) is None


def grams(text: str) -> str:
    """All runs of three characters, blank-separated; padded, so that the last two characters begin runs as well."""
    whole = _solid(text) + _PAD * 2
    return " ".join({_GRAM + whole[i : i + 3] for i in range(len(whole) - 2)})


def body_text(body: bytes) -> str:
    """The text of a body as far as it is indexed, JSON escapes resolved; empty when it is not UTF-8 text."""
    start = body[:INDEXED_BYTES]
    if b"\0" in start:
        return ""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start, len(body) <= INDEXED_BYTES)
    except UnicodeDecodeError:
        return ""
    return _unescape(text.replace(_SENT_KEY, "", 1))


def match(text: str, marks: list[str]) -> str:
    """The FTS5 expression for a typed text and the marks a row must have."""
    wanted = [_ask(word) for word in text.split()[:MOST_WORDS]] + [f'"{each}"' for each in marks]
    return " AND ".join(wanted) or f'"{EVERY_ROW}"'


def _ask(word: str) -> str:
    if number := _NUMBER.fullmatch(word):
        return f'"{mark("number", int(number[1]))}"'
    word = word[: LONGEST_WORD * MOST_PARTS]
    parts = [f'"{part[:LONGEST_WORD]}"' for part in _BETWEEN.split(plain(word)) if part]
    parts = [*list(dict.fromkeys(parts[:-1]))[:MOST_PARTS], *parts[-1:]]
    begins = " AND ".join(parts) + "*" if parts else ""  # only the last part can be still unfinished
    inside = _ask_grams(_solid(word)[:LONGEST_WORD])
    return f"(({begins}) OR ({inside}))" if begins and inside else f"({begins or inside or _never()})"


def _ask_grams(word: str) -> str:
    if len(word) < 3:
        return f'"{_GRAM}{word}"*' if word else ""
    return " AND ".join(f'"{_GRAM}{word[i : i + 3]}"' for i in range(len(word) - 2))


def _never() -> str:
    return f'"{_MARK}never"'


def _fold(text: str) -> str:
    """Without case, accents and compatibility forms: ``Größe`` and ``GROSSE`` are one."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def _solid(text: str) -> str:
    """Folded, with each character one that the tokenizer never cuts at."""
    folded = _fold(text)
    return folded.translate(_SOLID) if folded.isascii() else "".join(map(_solid_character, folded))


def _solid_character(c: str) -> str:
    if c.isascii():
        return c if c.isalnum() else chr(_ASCII + ord(c))
    return "\ufffd" if unicodedata.category(c) in ("Co", "Cs") else c


_SOLID = {number: _solid_character(chr(number)) for number in range(128)}


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text)
    # An escaped emoji is two escaped halves, which become one character here.
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
