"""Which version is newer."""

from __future__ import annotations

import pytest

from workbench.usecases.updates import is_newer


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.1", True),
        ("0.1.0", "0.1.0", False),
        ("0.1", "0.1.0", False),
        ("v1.0.0", "0.9", True),
        ("1.0.0", "1.0.0rc1", True),
        ("1.0.0rc1", "1.0.0", False),
        ("1.0.0+build7", "1.0.0", False),
        ("0.0.9", "0.1.0", False),
        ("soon", "0.1.0", False),
    ],
)
def test_what_is_newer(version: str, than: str, newer: bool) -> None:
    assert is_newer(version, than) is newer
