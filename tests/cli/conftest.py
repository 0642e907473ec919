"""The terminal in this process, as a fixture."""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal, let_memory_through


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    let_memory_through(monkeypatch)
    return Terminal(capsys)
