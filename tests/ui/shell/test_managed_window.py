"""What an organisation does not allow, in the window: marked where the tenant is chosen, refused where it is sent to."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.loopback import Loopback
from tests.ui.shell.conftest import Opened
from tests.ui.support import spoken
from workbench.app.paths import find_places
from workbench.domain import Tenant
from workbench.settings import TenantStore


def test_a_tenant_that_is_not_allowed_is_marked_and_not_called(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as server:
        tenant = TenantStore(find_places().tenants).add(
            Tenant("", "Acme", None, server.url, ("x",), "WEB", "EN", "EUR", "x", acknowledged=True)
        )
        file = tmp_path / "managed.toml"
        file.write_text('allowed_regions = ["eu"]\n')
        monkeypatch.setenv("WORKBENCH_MANAGED", str(file))
        with opened() as window:
            assert "Not allowed" not in spoken(window.topbar)
            window.choose_tenant(tenant.id)
            assert "Not allowed" in spoken(window.topbar)
            assert "Allowed: the region eu." in window.topbar.real.toolTip()
            window.commands.run("request.send")
            qtbot.waitUntil(lambda: "Your organisation does not allow calls" in spoken(window.composer))
        assert not server.received
