"""The way from the parser to the screen under random bodies: no crash, no hang, nothing altered.

Two seconds in the ordinary run; ``FUZZ_SECONDS=600 pytest tests/inspect/test_fuzz.py -s`` for ten minutes.
``FUZZ_SEED`` repeats a run.  A body that fails is written to ``FUZZ_KEEP``, or a temporary folder, and named.
"""

from __future__ import annotations

import faulthandler
import os
import random
import time
from pathlib import Path
from typing import Any

from tests.inspect.odd_json import tokens
from tests.inspect.test_structure import Naive, check_line
from workbench.inspect import Document, Kind, QueryError, SearchError, hexdump, read, select, suggest

SECONDS = float(os.environ.get("FUZZ_SECONDS", "2"))
SEED = int(os.environ.get("FUZZ_SEED", "0")) or random.SystemRandom().randint(1, 10**9)
SLOW = 20.0
"""Seconds one body may take; they have a few kilobytes, now and then some hundred."""

PIECES = [
    b"{", b"}", b"[", b"]", b",", b":", b'"', b'"a"', b'"sku":', b'"a": ', b"0", b"-0", b"1.0", b"01", b"1e5", b"1e", b"9" * 20, b"-", b"true", b"false",
    b"null", b"nul", b"NaN", b"-Infinity", b"\\", b"\\u0000", b"\\ud83d", b"\\ude00", b'\\"', b"\n", b"\r\n", b"\r", b"\t", b" ", b"\0", b"\x1e", b"\x7f",
    b"\xff", b"\xc3", "é".encode(), "日本".encode(), "😀".encode(), b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", b"${x}", b"<#if>", b"<html>", b"//", b"'",
    b'{"a":1,"a":2}', b"[[[[", b"]]]]", b'{"a":', b'"\\ud800"', b"x" * 70, b"[]", b"{}", b"],[", b"},{",
]  # fmt: skip
TYPES = [
    "",
    "application/json",
    "text/html",
    "text/plain; charset=latin-1",
    "application/json; charset=utf-16",
    "image/png",
    "application/x-ndjson",
]
QUERIES = ["$..*", "..a", "a", "[].a", "$[?@.a]", "$[0]", "$..[?@ > 1]", "*.*", "$[-1]", "..['sku','a']"]
NEEDLES = ["a", "é", "\\", '"', "1", "\n", "[", "\ud800", "a\nb", "ſ"]
PATTERNS = [r"\w+", r"^\s*", r"[^\"]+$", r"(a|b)*c", "(", r"(?s).*", r"\b", r"\p{L}+", r"a{2,1}"]


def value(chance: random.Random, depth: int) -> bytes:
    """JSON with odd spellings."""
    pick = chance.random()
    if depth > 6 or pick < 0.5:
        return chance.choice(
            (
                b"0",
                b"-0",
                b"1.0",
                b"1E+05",
                b"12345678901234567890",
                b"true",
                b"null",
                b'""',
                b'"\\u00e9"',
                b'"a b"',
                '"日😀"'.encode(),
                b'"{[,:"',
            )
        )
    gap = chance.choice((b"", b" ", b"\n", b"\r\n\t"))
    if pick < 0.75:
        return b"[" + gap + (gap + b"," + gap).join(value(chance, depth + 1) for _ in range(chance.randint(0, 5))) + gap + b"]"
    keys = (b'"a"', b'"b"', b'"sku"', b'"\\u0061"', b'"x y"', b'""', '"é"'.encode())
    return (
        b"{"
        + gap
        + (b"," + gap).join(chance.choice(keys) + b":" + value(chance, depth + 1) for _ in range(chance.randint(0, 5)))
        + gap
        + b"}"
    )


def body(chance: random.Random) -> bytes:
    kind = chance.randrange(8)
    if kind == 0:
        return chance.randbytes(chance.randint(0, 200))
    if kind == 1:
        return b"".join(chance.choices(PIECES, k=chance.randint(0, 60)))
    if kind == 2:
        return value(chance, 0)
    if kind == 3:
        return chance.choice((b"\n", b"", b"\r\n\n")).join(value(chance, 2) for _ in range(chance.randint(1, 6)))
    if kind == 4:
        levels = chance.choice((3, 99, 254, 256, 1_100))
        opener, closer = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[1,{"a":', b"}]")))
        return opener * levels + value(chance, 4) + closer * chance.choice((levels, levels, levels - 1, levels + 1, 0))
    if kind == 5:
        return b"[" + b",".join(value(chance, 5) for _ in range(chance.choice((50, 300)))) + b"]"
    text = value(chance, 0)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 4) :]
    return text.decode("utf-8", "replace").encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-32", "utf-8-sig")))


def walk(document: Document, raw: bytes, content_type: str, chance: random.Random) -> None:
    """Everything the window asks of a document."""
    assert document.raw == raw
    count = document.line_count
    some = range(count) if count < 150 else sorted(chance.sample(range(count), 60))
    naive = Naive([document.depth(n) for n in range(count)])
    if max(naive.depths, default=0) > 300:
        some = chance.sample(range(count), 8)
    for n in some:
        text = document.line(n)
        assert "\n" not in text
        assert all(0 <= token.start < token.end <= len(text) for token in document.tokens(n))
        (
            document.value_text(n),
            document.copy_text(n),
            document.preview(n),
            document.key_of(n),
            str(document.path(n)),
            document.path(n).jsonpath(),
        )
        if document.kind is Kind.JSON:
            check_line(document, naive, n) if count < 400 else document.children(n, 0, 10)
            assert document.resolve(document.path(n)) is not None
    hexdump(raw, 0, 20)
    for note in document.notes:
        assert note.line is None or 0 <= note.line < count
    if document.problem is not None:
        assert 0 <= document.problem.caret <= len(document.problem.excerpt)
        assert 0 <= document.problem.shown_line < max(1, count)
    look(document, chance)
    unaltered(document, raw)


def look(document: Document, chance: random.Random) -> None:
    """Search and filter."""
    options: dict[str, Any] = {"case": chance.random() < 0.5, "whole_word": chance.random() < 0.3}
    for text, regex in ((chance.choice(NEEDLES), False), (chance.choice(PATTERNS), True)):
        try:
            hits = document.find(text, regex=regex, **options)
        except SearchError:
            assert regex
            continue
        for hit in hits.hits[:50]:
            assert 0 <= hit.start < hit.end <= len(document.line(hit.line)) or len(document.line(hit.line)) > 20_000
    query = chance.choice(QUERIES) if chance.random() < 0.7 else "".join(chance.choices("$.[]*?@'\"ab01,:()=<>", k=8))
    try:
        assert all(document.path(match.line) == match.path for match in select(document, query, seconds=1).matches[:50])
    except QueryError as wrong:
        assert 0 <= wrong.position <= len(query)
    suggest(document, query)


def unaltered(document: Document, raw: bytes) -> None:
    if document.kind is not Kind.JSON:
        return
    sent = raw.decode(document.encoding, "replace").removeprefix("\ufeff")
    shown = document.text()
    assert "".join(shown.split()) == "".join(sent.split())
    if document.problem is None:
        assert tokens(shown.encode()) == tokens(sent.encode("utf-8", "replace"))


def test_random_bodies(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    kept = Path(os.environ.get("FUZZ_KEEP", str(tmp_path)))
    end, count, slowest = time.monotonic() + SECONDS, 0, 0.0
    while time.monotonic() < end:
        raw, content_type = body(chance), chance.choice(TYPES)
        faulthandler.dump_traceback_later(max(200.0, SLOW * 5), exit=False)  # says where it hangs
        began = time.monotonic()
        try:
            walk(read(raw, content_type), raw, content_type, chance)
        except BaseException:
            file = kept / f"{SEED}-{count}.body"
            file.write_bytes(raw)
            print(f"body {count} of seed {SEED}, {content_type!r}, kept as {file}: {raw[:300]!r}")
            raise
        finally:
            faulthandler.cancel_dump_traceback_later()
        slowest = max(slowest, time.monotonic() - began)
        assert slowest < SLOW, raw[:300]
        count += 1
    print(f"\n{count} bodies in {SECONDS:.0f} s, seed {SEED}, the slowest took {slowest:.2f} s")
    assert count > 5
