"""A lease is alive exactly as long as its holder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.history.lease import Lease, alone, is_alive, lease_path


def test_a_held_lease_is_alive_and_a_released_one_is_gone(path: Path) -> None:
    lease = Lease(path)
    assert is_alive(path, lease.token)
    assert is_alive(path, lease.token)
    lease.release()
    assert not is_alive(path, lease.token)
    assert not lease_path(path, lease.token).exists()


def test_a_left_over_is_dead_and_tidied_away(path: Path) -> None:
    lease_path(path, "abc").touch()
    assert not is_alive(path, "abc")
    assert not lease_path(path, "abc").exists()


def test_a_lease_that_may_not_be_opened_is_another_users(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lease_path(path, "abc").touch()

    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert is_alive(path, "abc")


def test_only_one_may_be_alone(path: Path) -> None:
    with alone(path, 0.0), pytest.raises(TimeoutError), alone(path, 0.03):
        pass
    with alone(path, 0.0):
        pass
