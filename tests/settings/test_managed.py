"""The managed file: it wins, it is never written into the user's, and what it says wrong opens nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain import InvalidInput, Region, Tenant
from workbench.domain.permitted import Permitted
from workbench.settings import Managed, Settings, SettingsStore, TenantStore, read_managed

EU = Tenant("", "EU", Region.EU)
US = Tenant("", "US", Region.US)


def managed(folder: Path, text: str) -> Managed:
    file = folder / "managed.toml"
    file.write_text(text, encoding="utf-8")
    return read_managed(file)


def test_no_file_fixes_nothing_and_allows_everything() -> None:
    assert read_managed(None) == Managed()
    assert not read_managed(None).permitted.refuse(US)


def test_its_values_win_and_the_users_file_keeps_its_own(tmp_path: Path) -> None:
    user = tmp_path / "settings.toml"
    user.write_text('format = 1\nhistory_max_count = 7\nproxy = "http://mine.example.com"\n')
    text = 'proxy = "http://proxy.example.com:3128"\nhistory_max_count = 500\nupdate_url = ""\nupdate_at_start = false\n'
    store = SettingsStore(user, managed(tmp_path, text))
    settings = store.load()
    assert (settings.proxy, settings.history_max_count, settings.update_url) == ("http://proxy.example.com:3128", 500, "")
    assert store.fixed == {"proxy", "history_max_count", "update_url", "update_at_start"}
    assert not store.notices
    store.save(replace(settings, theme="dark"))
    written = user.read_text()
    assert "history_max_count = 7" in written
    assert "mine.example.com" in written
    assert 'theme = "dark"' in written
    assert SettingsStore(user).load() == Settings(theme="dark", history_max_count=7, proxy="http://mine.example.com")


def test_the_theme_is_the_users(tmp_path: Path) -> None:
    told = managed(tmp_path, 'theme = "dark"\n')
    assert not told.values
    assert "theme cannot be managed" in told.notices[0]
    assert not told.permitted.refuse(US)


def test_a_wrong_value_is_said_and_its_default_is_fixed(tmp_path: Path) -> None:
    told = managed(tmp_path, 'update_url = "http://example.com"\nhistory_max_mb = "many"\n')
    assert told.values == {"update_url": "", "history_max_mb": Settings().history_max_mb}
    assert len(told.notices) == 2


def test_regions_and_base_urls(tmp_path: Path) -> None:
    told = managed(tmp_path, 'allowed_regions = ["eu"]\nallowed_base_urls = ["https://proxy.example.com/v2/"]\n')
    assert told.permitted == Permitted((Region.EU,), ("https://proxy.example.com",), str(tmp_path / "managed.toml"))


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'allowed_region = ["eu"]\n',
        'allowed_regions = ["mars"]\n',
        'allowed_regions = "eu"\n',
        "allowed_base_urls = [1]\n",
        'allowed_base_urls = ["no address"]\n',
        '[tenants]\nallowed = ["eu"]\n',
        'proxy = "proxy.example.com:8080"\n',
        "x = " + "[" * 100_000,
        "history_max_count = " + "9" * 6_000,
        "allowed_regions = []  # " + "x" * (17 * 2**20),
    ],
    ids=lambda text: text[:40],
)
def test_what_cannot_be_read_opens_nothing(tmp_path: Path, text: str) -> None:
    told = managed(tmp_path, text)
    assert told.permitted.broken
    (problem,) = told.permitted.refuse(EU)
    assert str(tmp_path / "managed.toml") in str(problem)
    assert any("only the Sandbox" in notice for notice in told.notices)
    assert told.values["update_url"] == ""
    store = SettingsStore(tmp_path / "settings.toml", told)
    store.load()
    assert store.notices == told.notices


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_another_encoding_opens_nothing_and_is_told(tmp_path: Path, encoding: str) -> None:
    """PowerShell's own redirection writes UTF-16."""
    file = tmp_path / "managed.toml"
    file.write_bytes('allowed_regions = ["eu"]  # für alle\n'.encode(encoding))
    assert read_managed(file).permitted.broken


@pytest.mark.parametrize("text", ['\ufeffallowed_regions = ["eu"]\r\nproxy = ""\r\n', 'allowed_regions = ["eu"]\nproxy = ""'])
def test_a_file_of_windows_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "managed.toml"
    file.write_bytes(text.encode())
    assert read_managed(file) == Managed({"proxy": ""}, Permitted((Region.EU,), None, str(file)))


def test_a_slip_takes_nothing_else_out_of_force(tmp_path: Path) -> None:
    told = managed(tmp_path, 'allowed_region = ["eu"]\nhistory_max_mb = 5\nproxy = "http://proxy.example.com"\n')
    assert told.permitted.broken
    assert told.values == {"history_max_mb": 5, "proxy": "http://proxy.example.com", "update_url": "", "update_at_start": False}


def test_a_password_in_the_file_is_not_repeated(tmp_path: Path) -> None:
    told = managed(tmp_path, 'proxy = "http://me:s3cr3t@proxy.example.com"\nupdate_url = "https://me:s3cr3t@example.com"\n')
    assert told.permitted.broken
    assert "s3cr3t" not in str(told)
    assert "password" in told.permitted.broken
    user = tmp_path / "settings.toml"
    user.write_text('proxy = "http://me:s3cr3t@proxy.example.com"\n')
    store = SettingsStore(user)
    assert store.load() == Settings()
    assert "s3cr3t" not in store.notices[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_must_not_be_read_opens_nothing(tmp_path: Path) -> None:
    file = tmp_path / "managed.toml"
    file.write_text("")
    file.chmod(0)
    assert read_managed(file).permitted.broken


def test_a_folder_in_its_place_opens_nothing(tmp_path: Path) -> None:
    assert read_managed(tmp_path).permitted.refuse(EU)


def test_a_tenant_elsewhere_is_not_added_and_none_goes_there(tmp_path: Path) -> None:
    file = tmp_path / "tenants.toml"
    old = TenantStore(file).add(US)
    store = TenantStore(file, Permitted((Region.EU,), None, "managed.toml"))
    with pytest.raises(InvalidInput, match="does not allow"):
        store.add(replace(US, name="Other"))
    with pytest.raises(InvalidInput, match="does not allow"):
        store.duplicate(old.id)
    ours = store.add(EU)
    with pytest.raises(InvalidInput, match="does not allow"):
        store.update(replace(ours, region=None, base_url="https://example.com"))
    store.update(replace(old, name="Renamed"))
    store.update(replace(old, region=Region.EU))
    store.restore(store.remove(old.id))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_what_is_no_file_is_not_waited_for_and_opens_nothing(tmp_path: Path) -> None:
    file = tmp_path / "managed.toml"
    os.mkfifo(file)
    assert "it is no file" in read_managed(file).permitted.broken
