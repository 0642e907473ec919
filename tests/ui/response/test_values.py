"""What one value is to a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from workbench.inspect import read
from workbench.ui.response.values import Value, epoch_words, iso_words, link_of, look_at

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def value(of: object) -> Value:
    """The one entry of an object, on line 1."""
    return look_at(read(json.dumps({"v": of}).encode()), 1, NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-25", "Wednesday, 25 November 2026"),
        ("2026-11-24T12:00:00Z", "Tuesday, 24 November 2026, 12:00:00 UTC · 1 day ago"),
        ("2026-11-25T14:00:00.250+01:00", "Wednesday, 25 November 2026, 13:00:00 UTC · in 1 hour"),
        ("2026-11-25T12:00:00", "Wednesday, 25 November 2026, 12:00:00 (no time zone given)"),
        ("2030-12-31T00:00:00+0000", "Tuesday, 31 December 2030, 00:00:00 UTC · in 4 years"),
        ("2026-13-01", ""),
        ("2026-11-25T25:00:00Z", ""),
        ("SKU-2026-11-25", ""),
        ("", ""),
    ],
)
def test_iso_times_in_words(text: str, words: str) -> None:
    assert iso_words(text, NOW) == words


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("1764072000", "Tuesday, 25 November 2025, 12:00:00 UTC · "),
        ("1795608000000", "Wednesday, 25 November 2026, 12:00:00 UTC · just now"),
        ("0000000001", ""),
        ("9999999999", ""),
        ("12345", ""),
        ("17640720001", ""),
        ("１７６４０７２０００", ""),
    ],
)
def test_epoch_times_in_words_only_where_they_can_be_meant(text: str, begins: str) -> None:
    words = epoch_words(text, NOW)
    assert words.startswith(begins)
    assert bool(words) == bool(begins)


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://shop.example.com/a?b=c#d", True),
        ("http://127.0.0.1:8080", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://a b", False),
        ("see https://example.com", False),
        ("http://[", False),
    ],
)
def test_links_are_http_addresses_and_nothing_else(text: str, is_link: bool) -> None:
    assert link_of(text) == (text if is_link else "")


def test_images_by_address_or_in_place() -> None:
    assert value("https://i.example.com/hero.JPG?w=200").image == "https://i.example.com/hero.JPG?w=200"
    assert value("data:image/png;base64,iVBORw0KGgo=").image.startswith("data:image/png")
    assert value("https://i.example.com/hero.svg").image == "", "SVG is a program as much as a picture"
    assert value("data:image/svg+xml;base64,AAAA").image == ""


def test_json_and_html_inside_a_text() -> None:
    assert value('{"offer": [1, 2]}').has_json
    assert not value("{not json}").has_json
    assert not value("12").has_json
    assert value("<p>Hello <b>you</b></p>").has_html
    assert not value("1 < 2 and 3 > 2").has_html


def test_a_text_comes_without_escapes_and_a_number_as_it_is_spelled() -> None:
    assert value('a "quoted"\nline').text == 'a "quoted"\nline'
    assert value(1795608000).moment
    assert value(True) == Value("true", False)
    assert look_at(read(b'{"v": 1.50}'), 1).text == "1.50"


def test_what_says_more_than_its_line() -> None:
    assert value("x" * 81).is_rich
    assert value("two\nlines").is_rich
    assert value("2026-11-25").is_rich
    assert not value("Gold").is_rich
