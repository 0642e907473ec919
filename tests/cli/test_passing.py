"""``workbench import`` and ``workbench export``: a report, files, and no key anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.collections.incoming.test_read import KEY, call, postman


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    file = tmp_path / "shop.json"
    file.write_bytes(
        postman(call("Hero"), call("Banner"), {"name": "Elsewhere", "request": {"method": "GET", "url": "https://example.com/"}})
    )
    return file


def test_import_reports_every_item_and_writes_files(terminal: Terminal, shop: Path, tmp_path: Path) -> None:
    into = tmp_path / "mine"
    assert terminal("import", str(shop), "--into", str(into), "--yes") == 0
    assert "taken     Hero" in terminal.out
    assert "left out  Elsewhere" in terminal.out
    assert "1 client key found and not kept" in terminal.err
    assert (into / "workbench.toml").exists()
    assert (into / "shop" / "hero.request.toml").exists()
    assert KEY not in terminal.out + terminal.err + "".join(path.read_text() for path in into.rglob("*.toml"))


def test_a_found_key_goes_to_the_keychain_of_the_tenant_that_is_named(terminal: Terminal, shop: Path, tmp_path: Path) -> None:
    terminal("tenants", "add", "Acme", "--region", "eu", "--point-of-sale", "p")
    assert terminal("import", str(shop), "--into", str(tmp_path / "mine"), "--tenant", "Acme", "--yes") == 0
    assert "in the keychain, for Acme" in terminal.err
    assert terminal("keys", "status", "Acme") == 0


def test_without_a_terminal_it_needs_a_yes_and_says_what_is_no_import(terminal: Terminal, shop: Path, tmp_path: Path) -> None:
    assert terminal("import", str(shop), "--into", str(tmp_path / "mine")) == 2
    assert "--yes" in terminal.err
    assert not (tmp_path / "mine").exists()
    nothing = tmp_path / "x.txt"
    nothing.write_text("hello")
    assert terminal("import", str(nothing), "--into", str(tmp_path / "mine"), "--yes") == 2
    assert "Expected" in terminal.err
    assert terminal("import", str(tmp_path / "none"), "--into", str(tmp_path), "--yes") == 2


@pytest.mark.parametrize(("form", "begins"), [("postman", "{"), ("har", "{"), ("curl", "#!"), ("curl-powershell", "#")])
def test_export_writes_what_the_other_tool_reads(terminal: Terminal, shop: Path, tmp_path: Path, form: str, begins: str) -> None:
    terminal("import", str(shop), "--into", str(tmp_path / "mine"), "--yes")
    target = tmp_path / "out"
    assert terminal("export", str(tmp_path / "mine"), "--as", form, "--to", str(target)) == 0
    assert target.read_text().startswith(begins)
    assert "key" in terminal.err
    if form == "postman":
        assert json.loads(target.read_text())["info"]["name"] == "mine"


def test_a_workbench_file_goes_there_and_back(terminal: Terminal, shop: Path, tmp_path: Path) -> None:
    terminal("import", str(shop), "--into", str(tmp_path / "mine"), "--yes")
    packed = tmp_path / "mine.workbench.zip"
    assert terminal("export", str(tmp_path / "mine"), "--as", "zip", "--to", str(packed)) == 0
    assert terminal("import", str(packed), "--into", str(tmp_path / "theirs"), "--yes") == 0
    assert (tmp_path / "theirs" / "mine" / "shop" / "hero.request.toml").exists()
    assert terminal("export", str(tmp_path), "--as", "zip", "--to", str(packed)) == 2
    assert "no collection" in terminal.err
