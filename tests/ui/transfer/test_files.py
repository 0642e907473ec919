"""Files and folders as bytes: what is read, what is passed by, and where it ends."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from workbench.ui.transfer import files
from workbench.ui.transfer.files import new_folder, read_path


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_bytes(b"{}\r\n")
    assert read_path(tmp_path / "shop.json") == ("shop.json", b"{}\r\n")


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "READ_AT_MOST", 11)
    (tmp_path / "big.json").write_bytes(b"x" * 1_000)
    assert len(read_path(tmp_path / "big.json")[1]) == 11


def test_a_folder_becomes_a_zip_of_its_text_files(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    for name in (
        "bruno.json",
        "Home/Hero.bru",
        "environments/Prod.BRU",
        "node_modules/a/b.json",
        ".git/config.json",
        ".env.json",
        "logo.png",
    ):
        path = shop / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    name, data = read_path(shop)
    assert name == "shop.zip"
    assert names(data) == ["shop/bruno.json", "shop/Home/Hero.bru", "shop/environments/Prod.BRU"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("shop/Home/Hero.bru") == b"Home/Hero.bru"
    assert read_path(shop)[1] == data, "the same folder gives the same bytes"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_no_link_leads_out_of_a_folder_or_round_in_it(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (tmp_path / "private.json").write_text("secret")
    (shop / "a.bru").write_text("meta {}")
    (shop / "stolen.json").symlink_to(tmp_path / "private.json")
    (shop / "round").symlink_to(shop, target_is_directory=True)
    assert names(read_path(shop)[1]) == ["shop/a.bru"]


def test_a_folder_that_holds_too_much_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(4):
        (tmp_path / f"{n}.bru").write_text("x" * 10)
    monkeypatch.setattr(files, "READ_AT_MOST", 35)
    with pytest.raises(OSError, match="more than can be imported at once"):
        read_path(tmp_path)
    monkeypatch.setattr(files, "READ_AT_MOST", 1_000)
    monkeypatch.setattr(files, "FILES_AT_MOST", 3)
    with pytest.raises(OSError, match="more than can be imported at once"):
        read_path(tmp_path)


def test_a_folder_without_anything_to_import_says_so(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"x")
    with pytest.raises(OSError, match="no file in it") as told:
        read_path(tmp_path)
    assert told.value.filename == str(tmp_path)


def test_a_new_collection_goes_into_a_folder_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert new_folder("Brand shop") == tmp_path / "brand-shop"
    (tmp_path / "Brand-Shop").mkdir()
    assert new_folder("Brand shop") == tmp_path / "brand-shop-2"
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "missing")
    assert new_folder("Brand shop") == tmp_path / "missing" / "brand-shop"
