"""What locks the keychain comes last: nobody is there to type its password again."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("locks") is not None)
