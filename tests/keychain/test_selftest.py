"""``workbench selftest`` with a real keychain: it is used, and left as it was."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.keyring
@pytest.mark.skipif(
    not os.environ.get("WORKBENCH_TEST_KEYRING"), reason="needs a real Secret Service: tests/support/with_keyring.sh runs these in CI"
)
def test_a_keychain_that_is_open_is_used_and_left_as_it_was() -> None:
    import secretstorage

    def entries() -> int:
        return sum(1 for _ in secretstorage.get_default_collection(connection).get_all_items())

    connection = secretstorage.dbus_init()
    try:
        before = entries()
        ended = subprocess.run([sys.executable, "-m", "workbench", "selftest"], capture_output=True, text=True, check=False, timeout=120)
        assert entries() == before
    finally:
        connection.close()
    assert "stored, read and deleted in the Secret Service" in ended.stdout
    assert ended.returncode == 0, ended.stdout + ended.stderr
