"""Sizes in words, and bytes as a table."""

from __future__ import annotations


def size_text(count: int) -> str:
    """``2.1 kB``: decimal units, as file managers and browsers show them."""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.95:
            return f"{value:.1f} {unit}"
    return f"{value:.1f} GB"


def hexdump(raw: bytes, offset: int, rows: int) -> list[str]:
    """``rows`` lines of sixteen bytes from ``offset``: address, bytes in hex, printable ASCII."""
    lines = []
    for start in range(offset, min(len(raw), offset + rows * 16), 16):
        part = raw[start : start + 16]
        left, right = part[:8].hex(" "), part[8:].hex(" ")
        text = "".join(chr(b) if 32 <= b < 127 else "·" for b in part)
        lines.append(f"{start:08x}  {left:<23}  {right:<23}  {text}")
    return lines
