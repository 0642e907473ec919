"""The single file: byte for byte there and back, and nothing hostile gets out of it."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from workbench.collections import Collection, SavedRequest, copy_sample
from workbench.collections.incoming import read_import
from workbench.collections.outgoing import BadBundle, KeyInside, bundle, unbundle
from workbench.domain import FlowRequest, Secret

ROOT = Path(__file__).parents[3]
KEY = "k3yThatMustNeverBeSeen0123456789"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path / "original")
    (made / ".git").mkdir()
    (made / ".git" / "config").write_text("secret")
    (made / "notes.txt").write_text("not ours")
    Collection(made).delete([next(made.rglob("loyalty-banner.request.toml"))])
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_there_and_back_is_equal_and_only_what_is_ours_goes_along(folder: Path, tmp_path: Path) -> None:
    made = bundle(folder)
    opened = unbundle(made.data, tmp_path)
    ours = {name: data for name, data in files(folder).items() if not name.startswith(".") and name != "notes.txt"}
    assert files(opened) == ours
    assert any(".baseline." in name for name in ours)
    assert unbundle(made.data, tmp_path) != opened, "a second one takes nobody's place"
    assert bundle(opened).data == made.data == bundle(folder).data, "the same collection gives the same bytes"


def test_it_is_imported_like_anything_else(folder: Path) -> None:
    plan = read_import("x.workbench.zip", bundle(folder).data)
    assert plan.root.name == "Sandbox tour"
    assert len(list(plan.root.every_request())) == 10


def test_a_known_key_inside_is_refused_by_the_name_of_its_file(folder: Path) -> None:
    Collection(folder).save_new(folder, SavedRequest("Careless", FlowRequest("x", params={"k": KEY})))
    with pytest.raises(KeyInside, match=r"careless\.request\.toml") as told:
        bundle(folder, [Secret(KEY)])
    assert KEY not in str(told.value)


def packed(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("workbench.toml", b'format = 1\nname = "x"\n'), *entries):
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../out.request.toml",
        "/abs.request.toml",
        "a/../../x.request.toml",
        "C:/x.request.toml",
        "a\\b.request.toml",
        "//host/x.request.toml",
        "run.sh",
        ".hidden.request.toml",
        "a/.git/x.request.toml",
        "WORKBENCH.toml",
        "dot./x.request.toml",
        "a\x01.request.toml",
    ],
)
def test_a_name_that_leads_out_or_is_not_ours_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadBundle):
        unbundle(packed((name, b"x")), tmp_path / "in")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_links_bombs_newer_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("workbench.toml", "")
        link = zipfile.ZipInfo("x.request.toml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    cases = [
        out.getvalue(),
        packed(("big.request.toml", b"\0" * (300 * 2**20))),
        packed(("workbench-bundle.json", b'{"format": 99}')),
        packed(("a.request.toml", b"x" * 5000))[:-30],
        b"PK nonsense",
        b"",
        packed()[:40],
    ]
    for data in cases:
        with pytest.raises(BadBundle, match=r"Workbench file was not opened"):
            unbundle(data, tmp_path / "in")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
