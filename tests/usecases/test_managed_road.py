"""A tenant the organisation does not allow: no road of the window, the terminal or a run leads there, and the keychain is not asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.loopback import Loopback
from workbench.app import main
from workbench.app.paths import find_managed, find_places
from workbench.domain import SANDBOX, BrowserId, FlowRequest, InvalidInput, Secret, StreamEvent, Tenant
from workbench.personalize import CallOptions
from workbench.settings import TenantStore
from workbench.usecases import Workbench
from workbench.usecases.runs.caller import Caller

KEY = Secret("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6")
REQUEST = FlowRequest("home_hero", identity=BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b"), channel="WEB", point_of_sale="x")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as made:
        yield made


@pytest.fixture
def tenant(server: Loopback) -> Tenant:
    """It was there before the organisation had a say."""
    return TenantStore(find_places().tenants).add(Tenant("", "Acme", None, server.url, ("x",), "WEB", "EN", "EUR", "x", acknowledged=True))


@pytest.fixture(params=['allowed_regions = ["eu"]\n', "oops"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "managed.toml"
    made.write_text(request.param)
    monkeypatch.setenv("WORKBENCH_MANAGED", str(made))
    return made


def test_nothing_is_sent_by_any_road(server: Loopback, tenant: Tenant, file: Path) -> None:
    workbench = Workbench(find_places(), "1.0")
    options = CallOptions()
    caller = Caller(workbench.means(), options, {tenant.id: KEY})
    roads = (
        lambda: workbench.send()(REQUEST, tenant, options, client_key=KEY),
        lambda: workbench.send_event()(StreamEvent("VIEW", page="home"), tenant, options, client_key=KEY),
        lambda: workbench.new_browser_id()(tenant, options, client_key=KEY),
        lambda: caller.ready(tenant),
    )
    for road in roads:
        with pytest.raises(InvalidInput, match=r"organisation") as refused:
            asyncio.run(road())
        assert "organisation" in str(refused.value)
    assert workbench.run_experiment()._means.permitted is workbench.managed().permitted
    assert not server.received
    workbench.close()


def test_the_sandbox_stays_open(file: Path) -> None:
    workbench = Workbench(find_places(), "1.0")

    async def run() -> int:
        recorded = await workbench.send()(REQUEST, SANDBOX, CallOptions())
        await workbench.close_client()
        assert recorded.exchange.response is not None
        return recorded.exchange.response.status

    assert asyncio.run(run()) == 200
    workbench.close()


def test_the_terminal_says_it_plainly(server: Loopback, tenant: Tenant, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenants", "add", "Other", "--region", "us"]) == 2
    assert "Your organisation does not allow" in (said := capsys.readouterr().err) or str(file) in said
    assert main(["send", "home_hero", "--tenant", "Acme", "--browser-id", "12435206-1234-4f0b-9d55-6e46b0e4a42b", "--yes"]) == 2
    said = capsys.readouterr().err
    assert "organisation" in said
    assert "Traceback" not in said
    assert not server.received


def test_the_list_of_the_terminal_says_which_are_not_allowed(tenant: Tenant, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenants", "list"]) == 0
    told = capsys.readouterr()
    sandbox, acme = told.out.splitlines()
    assert acme.endswith("NOT ALLOWED by your organisation")
    assert "ALLOWED" not in sandbox
    assert (str(file) in told.err) is ("oops" in file.read_text()), "a file that cannot be read is said"
    assert main(["tenants", "list", "--format", "json"]) == 0
    assert [one["allowed"] for one in json.loads(capsys.readouterr().out)] == [True, False]


def test_the_file_of_the_system_comes_before_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system, named = tmp_path / "system.toml", tmp_path / "named.toml"
    named.write_text("")
    monkeypatch.setattr("workbench.app.paths._managed_places", lambda: [system])
    assert find_managed() is None
    monkeypatch.setenv("WORKBENCH_MANAGED", str(named))
    assert find_managed() == named
    system.symlink_to(tmp_path / "gone")
    assert find_managed() == system, "a link that leads nowhere is a file that cannot be read"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ["/etc/xdg/personalize-workbench/managed.toml"]),
        (
            "linux",
            {"XDG_CONFIG_DIRS": "/opt/xdg:/etc/xdg"},
            ["/etc/xdg/personalize-workbench/managed.toml", "/opt/xdg/personalize-workbench/managed.toml"],
        ),
        ("darwin", {}, ["/Library/Application Support/Personalize Workbench/managed.toml"]),
        ("win32", {"PROGRAMFILES": "/mine", "PROGRAMDATA": "/mine"}, ["C:/Program Files/Personalize Workbench/managed.toml"]),
    ],
)
def test_where_each_system_has_it(platform: str, variables: dict[str, str], expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.app import paths

    monkeypatch.delenv("XDG_CONFIG_DIRS", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if platform == "win32":  # here Windows cannot be asked; what it says is no variable
        monkeypatch.setattr(paths, "_program_files", lambda: Path("C:/Program Files"))
    monkeypatch.setattr("sys.platform", platform)
    assert [path.as_posix() for path in paths._managed_places()] == expected
