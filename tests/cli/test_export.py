"""``workbench export``: files, streams, and the tenant's key in none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import KEY, Terminal, program
from workbench.collections import Collection, SavedRequest, copy_sample
from workbench.collections.outgoing import unbundle
from workbench.domain import Email, FlowRequest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path / "shop")


def test_the_notes_go_to_stderr_and_the_file_to_stdout(terminal: Terminal, shop: Path) -> None:
    assert terminal("export", str(shop), "--as", "postman") == 0
    assert json.loads(terminal.out)["info"]["name"] == "Sandbox tour"
    assert "No key is in it" in terminal.err
    assert "workbench sandbox --port 8123" in terminal.err


def test_a_folder_or_one_request_goes_alone(terminal: Terminal, shop: Path, tmp_path: Path) -> None:
    assert terminal("export", str(shop / "first-steps" / "home-hero.request.toml"), "--as", "har") == 0
    assert [each["comment"] for each in json.loads(terminal.out)["log"]["entries"]] == ["Home hero"]
    target = tmp_path / "part.workbench.zip"
    assert terminal("export", str(shop / "checkout"), "--as", "zip", "--to", str(target)) == 0
    opened = unbundle(target.read_bytes(), tmp_path / "theirs")
    assert {path.name for path in opened.iterdir() if path.is_dir()} == {"checkout"}
    assert f"Written: {target}" in terminal.err


def test_for_a_tenant_its_address_is_in_it_and_its_key_may_not_be(terminal: Terminal, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal("tenants", "add", "Acme", "--region", "eu", "--point-of-sale", "acme") == 0
    assert terminal("export", str(shop), "--as", "curl", "--tenant", "acme") == 0
    assert "https://api-engage-eu.sitecorecloud.io/v2/callFlows" in terminal.out
    Collection(shop).save_new(shop, SavedRequest("Careless", FlowRequest("a", identity=Email("a@b.c"), params={"k": KEY})))
    target = shop.parent / "out"
    assert terminal("export", str(shop), "--as", "zip", "--tenant", "acme", "--to", str(target)) == 0, "nobody knows of a key yet"
    target.unlink()
    store_key(terminal, monkeypatch)
    for form in ("zip", "postman", "curl", "curl-powershell", "har"):
        assert terminal("export", str(shop), "--as", form, "--tenant", "acme", "--to", str(target)) == 2
        assert "a client key stands in it" in terminal.err
        assert not target.exists()
        assert KEY not in terminal.err


def store_key(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(KEY))
        assert terminal("keys", "set", "Acme") == 0


@pytest.mark.parametrize(
    ("path", "words"),
    [("gone", "not there any more"), ("gold-member-germany.persona.toml", "is a persona"), ("..", "stands in no collection")],
)
def test_what_cannot_be_exported_is_2_and_a_sentence(terminal: Terminal, shop: Path, path: str, words: str) -> None:
    assert terminal("export", str(shop / path), "--as", "postman") == 2
    assert words in terminal.err


def test_a_file_that_cannot_be_written_is_named(terminal: Terminal, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "out.har"
    assert terminal("export", str(shop), "--as", "har", "--to", str(target)) == 2
    assert f"{target} cannot be written" in terminal.err


def test_a_zip_is_not_poured_into_a_terminal(shop: Path) -> None:
    with program("sys.stdout.isatty = lambda: True", "export", str(shop), "--as", "zip") as child:
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (2, "")
    assert "add --to 'Sandbox tour.workbench.zip'" in err
