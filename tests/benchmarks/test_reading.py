"""Reading at 5, 50 and 200 MB: from the last byte to readable, memory, and how long the window would have stood still.

Run with ``pytest -m benchmark -s tests/benchmarks/test_reading.py``; ``READING_MB=5,50`` reads fewer.  Aims on the
machine of feasibility.md: 5 MB < 0.5 s; 50 MB < 3 s, < 400 MB above idle at the peak; no gap over 50 ms in either;
200 MB opens, searches and scrolls.  Nothing here fails because a machine is slow: times are held against
``json.loads`` and ``json.dumps`` of the same body in the same run.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.benchmark

PROBE = Path(__file__).with_name("reading_probe.py")
SIZES = [int(size) for size in os.environ.get("READING_MB", "5,50,200").split(",")]
WORDS = ["gold", "silver", "offer", "été", "hero", "banner", "card", "a longer sentence with spaces in it", "日本"]


def body(size: int) -> bytes:
    """Records with nesting, as decision results are: some 300 bytes each."""
    chance = random.Random(1)
    parts: list[str] = []
    so_far = 0
    while so_far < size:
        number = len(parts)
        item = {
            "id": number,
            "sku": f"SKU-{number:06}",
            "title": " ".join(chance.choices(WORDS, k=5)),
            "price": chance.randint(1, 99_999) / 100,
            "active": bool(number % 2),
            "tags": chance.sample(WORDS, 3),
            "attributes": {"color": "red", "size": number % 40, "nested": {"a": number, "b": [1, 2, 3], "c": None}},
            "image": {"url": f"https://example.com/i/{number}.png", "alt": ""},
        }
        parts.append(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
        so_far += len(parts[-1].encode()) + 1
    return f'{{"offer":{{"items":[{",".join(parts)}]}},"status":"ok"}}'.encode()


@pytest.mark.parametrize("megabytes", SIZES)
def test_reading(megabytes: int, tmp_path: Path) -> None:
    raw = body(megabytes * 1_000_000)
    file = tmp_path / "body.json"
    file.write_bytes(raw)
    began = time.perf_counter()
    json.dumps(json.loads(raw), indent=2)
    baseline = time.perf_counter() - began
    env = {**os.environ, "PYTHONPATH": str(PROBE.parents[2])}
    ran = subprocess.run([sys.executable, str(PROBE), str(file)], capture_output=True, text=True, check=False, env=env)
    assert ran.returncode == 0, ran.stderr
    figures: dict[str, Any] = json.loads(ran.stdout)
    print(f"\n{megabytes} MB, {figures['lines']:,} lines; json.loads and dumps take {baseline:.2f} s")
    print(f"  readable after {figures['readable_s']:.2f} s, {figures['readable_s'] / baseline:.2f} of that")
    print(
        f"  memory above idle: peak {figures['peak_mb']:.0f} MB, at rest {figures['rest_mb']:.0f}, after all {figures['after_all_mb']:.0f}"
    )
    for name in [key.removesuffix("_s") for key in figures if key.endswith("_s")]:
        count = figures.get(f"{name}_hits", figures.get(f"{name}_matches"))
        print(f"  {name:<16} {figures[f'{name}_s'] * 1000:8.0f} ms   longest gap {figures[f'{name}_gap_ms']:5.0f} ms   {count or ''}")
    assert figures["readable_s"] < max(3.0, 3 * baseline)
    assert figures["find_hits"] > 0
    assert figures["select_deep_matches"] == 10_000
