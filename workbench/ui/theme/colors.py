"""Colour roles.  Every pair of text and ground that is used reaches a contrast of 4.5:1 (WCAG AA); a test computes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colors:
    """One set of looks.  Values are ``#rrggbb``; the role says where a colour goes, not what it is."""

    name: str
    # Grounds, from the back to the front.
    window: str
    panel: str
    field: str
    hover: str
    selected: str
    border: str
    border_strong: str
    # Text on them.
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_soft: str
    focus: str
    # Meanings.
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    # JSON.
    json_key: str
    json_string: str
    json_number: str
    json_literal: str
    json_punctuation: str
    line_number: str
    indent_guide: str
    match: str
    match_current: str
    match_mark: str
    # Differences.
    added: str
    added_soft: str
    removed: str
    removed_soft: str
    changed: str
    changed_soft: str
    moved: str
    moved_soft: str
    filler: str


LIGHT = Colors(
    name="light",
    window="#eef0f4",
    panel="#ffffff",
    field="#ffffff",
    hover="#f1f3f8",
    selected="#e2e6fb",
    border="#dde1ea",
    border_strong="#8a93a6",
    text="#1b2130",
    muted="#5a6376",
    accent="#4a3fd6",
    on_accent="#ffffff",
    accent_hover="#3a30b8",
    accent_soft="#eceafc",
    focus="#4a3fd6",
    good="#0b6b45",
    good_soft="#dcf4e8",
    warn="#855200",
    warn_soft="#fdf0d5",
    bad="#b3202c",
    bad_soft="#fde5e6",
    info="#1d5a9e",
    info_soft="#e1eefb",
    json_key="#3b3396",
    json_string="#0b6b45",
    json_number="#a1470c",
    json_literal="#9b1c6b",
    json_punctuation="#5a6376",
    line_number="#5c657a",
    indent_guide="#e6e9f0",
    match="#fff0bd",
    match_current="#ffdf80",
    match_mark="#b07400",
    added="#0b6b45",
    added_soft="#dff5e9",
    removed="#b3202c",
    removed_soft="#fde8e9",
    changed="#7d4e00",
    changed_soft="#fdf1d8",
    moved="#1d5a9e",
    moved_soft="#e3effb",
    filler="#f3f4f8",
)

DARK = Colors(
    name="dark",
    window="#14161c",
    panel="#1c1f27",
    field="#15171e",
    hover="#262a35",
    selected="#2f3357",
    border="#2f3441",
    border_strong="#737c92",
    text="#e8eaf1",
    muted="#a3abbd",
    accent="#9d96ff",
    on_accent="#15122f",
    accent_hover="#b5b0ff",
    accent_soft="#292850",
    focus="#9d96ff",
    good="#5fd6a0",
    good_soft="#163528",
    warn="#f2bd5c",
    warn_soft="#3a2d12",
    bad="#ff8f93",
    bad_soft="#431e22",
    info="#86bdf7",
    info_soft="#18304a",
    json_key="#b4aeff",
    json_string="#7fdcae",
    json_number="#f5b07a",
    json_literal="#f397cf",
    json_punctuation="#9aa3b6",
    line_number="#9aa2b5",
    indent_guide="#292d39",
    match="#2f2810",
    match_current="#473405",
    match_mark="#e0a93f",
    added="#5fd6a0",
    added_soft="#15362a",
    removed="#ff8f93",
    removed_soft="#432025",
    changed="#f2bd5c",
    changed_soft="#3b2f16",
    moved="#86bdf7",
    moved_soft="#1a3048",
    filler="#191b22",
)
