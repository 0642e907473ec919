"""Files written by hands: nothing raises where it should not, nothing is destroyed, and what is wrong is named."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain import Region, Tenant
from workbench.settings import DECLARATIONS, Settings, SettingsStore, TenantStore, UnreadableFile, toml_files
from workbench.settings.toml_files import edit_toml

ACME = Tenant(id="", name="Acme", region=Region.EU)


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["ü", "a\\u0001b", "a\\nb", "Mozilla/5.0 –", " x", "x "])
def test_a_user_agent_that_cannot_be_sent_is_named_and_not_used(tmp_path: Path, value: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'user_agent = "{value}"', encoding="utf-8")
    store = SettingsStore(file)
    assert store.load() == Settings()
    assert f"{file}: user_agent is " in store.notices[0]
    assert "ASCII" in store.notices[0]


def test_a_user_agent_that_can_be_sent_is_used(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")
    store.save(replace(Settings(), user_agent="Mozilla/5.0 (X11; Linux) Gecko/1"))
    assert store.load().user_agent == "Mozilla/5.0 (X11; Linux) Gecko/1"
    assert store.notices == ()


@pytest.mark.parametrize("version", ["0", "-3", "'one'", "true", "1.0"])
def test_a_version_that_never_was_is_named_and_the_rest_is_used(tmp_path: Path, version: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"format = {version}\ntheme = 'dark'\n")
    store = SettingsStore(file)
    assert store.load() == replace(Settings(), theme="dark")
    assert f"{file}: format is" in store.notices[0]
    store.save(store.load())
    assert tomllib.loads(file.read_text())["format"] == 1


def test_the_read_timeout_stands_by_the_other_two(tmp_path: Path) -> None:
    keys = [declared.key for declared in DECLARATIONS]
    assert keys[1:4] == ["connect_timeout", "total_timeout", "read_timeout"]
    file = tmp_path / "settings.toml"
    store = SettingsStore(file)
    assert store.load().read_timeout == 0
    file.write_text("read_timeout = 30\n")
    assert (store.load().read_timeout, store.notices) == (30, ())
    file.write_text("read_timeout = -1\n")
    assert (store.load().read_timeout, len(store.notices)) == (0, 1)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnreadableFile, match="cannot be written"):
        TenantStore(tmp_path / "file" / "tenants.toml").add(ACME)


# -- tenants ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["tenant = []\n", "tenant = []\nformat = 1 # mine\n", "# mine\ntenant = [] # none\n[other]\nx = 1\n"])
def test_an_empty_list_takes_a_tenant(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text(text)
    store = TenantStore(file)
    made = store.add(ACME)
    assert (store.list()[1:], store.notices) == ((made,), ())
    assert tomllib.loads(file.read_text()) == {
        "format": 1,
        **tomllib.loads(text),
        "tenant": [{"id": made.id, "name": "Acme", "region": "eu"}],
    }


def test_a_list_of_inline_tables_takes_a_tenant(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text("tenant = [{name = 'One', region = 'us', mine = {x = 1}}]\n")
    store = TenantStore(file)
    store.add(ACME)
    assert [t.name for t in store.list()] == ["Sandbox", "One", "Acme"]
    assert tomllib.loads(file.read_text())["tenant"][0]["mine"] == {"x": 1}


@pytest.mark.parametrize(
    "text", ["tenant = 5\n", "[tenant]\n", "[tenant]\nname = 'Acme'\nregion = 'eu'\n", "tenant = [1]\n", "tenant.x = 'y'\n"]
)
def test_what_is_no_list_of_tables_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text(text)
    store = TenantStore(file)
    assert len(store.list()) == 1
    assert str(file) in store.notices[0]
    assert "[[tenant]] table" in store.notices[0]
    with pytest.raises(UnreadableFile, match=r"expected \[\[tenant\]\] tables"):
        store.add(ACME)
    assert file.read_text() == text
    assert [p.name for p in tmp_path.iterdir()] == ["tenants.toml"]


def test_what_would_be_no_toml_is_not_written(tmp_path: Path) -> None:
    import tomlkit

    table = tomlkit.table()
    table["a"] = 1
    file = tmp_path / "any.toml"
    file.write_text("x = []\n")
    with pytest.raises(UnreadableFile, match="cannot be changed safely"):
        edit_toml(file, lambda document: document["x"].append(table))
    with pytest.raises(UnreadableFile, match="no text"):
        edit_toml(file, lambda document: document.update(y="\ud800"))
    assert file.read_text() == "x = []\n"


def test_a_base_url_written_by_hand_is_normalised(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text("[[tenant]]\nname = 'Acme'\nbase_url = 'http://127.0.0.1:1/v2/'\n")
    assert TenantStore(file).list()[1].base_url == "http://127.0.0.1:1"


@pytest.mark.parametrize("line", ["id = 'sandbox'\nname = 'Mine'", "id = 'mine'\nname = 'SANDBOX '", "name = 'Sandbox!'"])
def test_there_is_one_sandbox(tmp_path: Path, line: str) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text(f"[[tenant]]\n{line}\nregion = 'eu'\n\n[[tenant]]\nname = 'Good'\nregion = 'us'\n")
    store = TenantStore(file)
    assert [t.name for t in store.list()] == ["Sandbox", "Good"]
    assert "built-in demo tenant" in store.notices[0]
    assert store.by_name("sandbox") == store.list()[0]


def test_a_tenant_with_a_doubtful_or_wrong_default_is_still_there_to_be_mended(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    file.write_text("[[tenant]]\nname = 'Acme'\nregion = 'eu'\ncurrency = 'eur'\nchannel = 'Website'\n")
    store = TenantStore(file)
    assert [t.name for t in store.list()] == ["Sandbox", "Acme"]


# -- the lock --------------------------------------------------------------------------------------


def test_a_lock_whose_deletion_is_pending_is_waited_for_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows answers *access denied* while somebody still looks at a deleted file."""
    asked: list[str] = []
    really = os.open

    def pending(path: str | Path, flags: int, *more: int) -> int:
        if str(path).endswith(".lock") and len(asked) < 3:
            asked.append(str(path))
            raise PermissionError(13, "Permission denied")
        return really(path, flags, *more)

    monkeypatch.setattr(os, "open", pending)
    monkeypatch.setattr(toml_files, "_BUSY", (PermissionError,))
    store = SettingsStore(tmp_path / "settings.toml")
    store.save(replace(Settings(), theme="dark"))
    assert store.load().theme == "dark"
    assert len(asked) == 3
    monkeypatch.setattr(toml_files, "_BUSY", ())
    asked.clear()
    with pytest.raises(UnreadableFile, match="Permission denied"):
        store.save(Settings())


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "   ", "\r\n"])
def test_a_tenant_is_added_to_a_file_written_by_hand_however_it_ends(tmp_path: Path, end: str) -> None:
    file = tmp_path / "tenants.toml"
    file.write_bytes(f'[[tenant]]\nid = "a"\nname = "A"\nregion = "eu"{end}'.encode())
    TenantStore(file).add(ACME)
    assert [tenant.name for tenant in TenantStore(file).list()] == ["Sandbox", "A", ACME.name]
