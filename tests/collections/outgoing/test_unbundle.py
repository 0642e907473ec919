"""Opening a Workbench file of a stranger: nothing hostile gets out of it, and it is all or nothing."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.collections import Collection, CollectionError, NotWritable, copy_sample
from workbench.collections.outgoing import BadBundle, bundle, unbundle
from workbench.collections.outgoing.bundle_names import MANIFEST, MOST_BYTES

ROOT = Path(__file__).parents[3]
ABOUT = b'format = 1\nname = "Shop"\n'
REQUEST = b'format = 1\nfriendly_id = "a"\n'
Entry = tuple[str | zipfile.ZipInfo, bytes]


def packed(*entries: Entry, name: str = "Shop", version: int = 1, **said: object) -> bytes:
    """A Workbench file whose manifest is right about its entries, whatever these are."""
    whole: list[Entry] = [("workbench.toml", ABOUT), *entries]
    hashes = {entry if isinstance(entry, str) else entry.filename: hashlib.sha256(data).hexdigest() for entry, data in whole}
    manifest = json.dumps({"format": version, "name": name, "files": hashes, **said}).encode()
    return zipped([(MANIFEST, manifest), *whole])


def zipped(entries: Sequence[Entry]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def info(name: str, mode: int = 0, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    made.compress_type = kind
    return made


def left_over(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() or path.name.startswith(".")]


def test_a_right_one_is_opened(tmp_path: Path) -> None:
    opened = unbundle(packed(("a/b.request.toml", REQUEST)), tmp_path / "new" / "place")
    assert opened == tmp_path / "new" / "place" / "shop"
    assert (opened / "a" / "b.request.toml").read_bytes() == REQUEST
    assert not (opened / MANIFEST).exists()
    assert opened.stat().st_mode & 0o777 == (tmp_path / "new").stat().st_mode & 0o777
    assert Collection.open(opened).about(opened).name == "Shop"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../out.request.toml", "outside"),
        ("a/../../out.request.toml", "outside"),
        ("./x.request.toml", "outside"),
        ("a//x.request.toml", "outside"),
        ("/abs.request.toml", "outside"),
        ("//host/share/x.request.toml", "outside"),
        ("a/", "a folder"),
        ("C:/x.request.toml", "not every system"),
        ("C:x.request.toml", "not every system"),
        ("x.request.toml:stream.request.toml", "not every system"),
        ("a\\..\\..\\x.request.toml", "not every system"),
        ("\\\\host\\x.request.toml", "not every system"),
        ("a\x01.request.toml", "not every system"),
        ("a\n.request.toml", "not every system"),
        ("\u202emlot.request.toml", "not every system"),
        ("dot./x.request.toml", "not every system"),
        ("blank /x.request.toml", "not every system"),
        ("what?.request.toml", "not every system"),
        ("con.request.toml", "devices"),
        ("NUL/x.request.toml", "devices"),
        ("a/com1.persona.toml", "devices"),
        ("run.sh", "no file of a collection"),
        ("a/notes.txt", "no file of a collection"),
        (".hidden.request.toml", "no file of a collection"),
        (".git/hooks/x.request.toml", "no file of a collection"),
        ("node_modules/x.request.toml", "no file of a collection"),
        ("/".join(["a"] * 70) + "/x.request.toml", "too long"),
        ("x" * 300 + ".request.toml", "too long"),
        ("workbench.toml", "twice"),
        ("WORKBENCH.request.toml", ""),
        ("con" + "x" * 200 + ".request.toml", ""),
    ],
)
def test_names_that_lead_out_or_are_not_ours_are_refused_and_nothing_is_written(tmp_path: Path, name: str, why: str) -> None:
    with pytest.warns(UserWarning, match="Duplicate") if name == "workbench.toml" else _nothing():
        data = packed((name, REQUEST))
    if not why:
        assert unbundle(data, tmp_path / "in").exists()
        return
    with pytest.raises(BadBundle, match=why):
        unbundle(data, tmp_path / "in")
    assert left_over(tmp_path) == []


class _nothing:  # noqa: N801 (stands beside pytest.warns)
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hero.request.toml", "hero.request.toml"),
        ("caf\u00e9.request.toml", "cafe\u0301.request.toml"),
        ("stra\u00dfe.request.toml", "STRASSE.request.toml"),
        ("A/x.request.toml", "a/y.request.toml"),
        ("x.request.toml/y.request.toml", "x.request.toml"),
        ("x.request.toml", "X.request.toml/y.request.toml"),
    ],
)
def test_names_that_some_system_takes_for_one_are_refused(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(BadBundle, match="twice, or differs"):
        unbundle(packed((one, REQUEST), (other, REQUEST)), tmp_path)
    assert left_over(tmp_path) == []


def test_a_name_that_python_would_cut_short_is_refused(tmp_path: Path) -> None:
    data = packed(("ax.request.toml", REQUEST)).replace(b"ax.request.toml", b"a\0.request.toml")
    with pytest.raises(BadBundle):
        unbundle(data, tmp_path)


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFDIR | 0o755, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o644])
def test_links_folders_and_devices_are_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(BadBundle, match="is a link"):
        unbundle(packed((info("x.request.toml", mode), b"/etc/passwd")), tmp_path)
    assert left_over(tmp_path) == []


def flagged(data: bytes, bit: int) -> bytes:
    """With a flag set on every entry."""
    changed = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(sign)
        while place >= 0:
            (flags,) = struct.unpack_from("<H", changed, place + at)
            struct.pack_into("<H", changed, place + at, flags | bit)
            place = changed.find(sign, place + 1)
    return bytes(changed)


def with_size(data: bytes, name: bytes, size: int) -> bytes:
    """The same, lying about how long an entry is."""
    changed = bytearray(data)
    place = changed.rfind(name) - 46
    assert changed[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<I", changed, place + 24, size)
    return bytes(changed)


GOOD = packed(("a.request.toml", REQUEST * 50))
STORED = zipped(
    [
        (info(MANIFEST, kind=zipfile.ZIP_STORED), b'{"format": 1, "files": {}}'),
        (info("workbench.toml", kind=zipfile.ZIP_STORED), ABOUT),
    ]
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "no zip file", id="empty"),
        pytest.param(b"PK nonsense", "no zip file", id="no zip"),
        pytest.param(GOOD[:-30], "no zip file", id="cut at the end"),
        pytest.param(GOOD[60:], "damaged|no zip|larger or smaller|changed", id="cut at the start"),
        pytest.param(GOOD.replace(REQUEST[:4], b"\0\0\0\0"), None, id="same"),
        pytest.param(flagged(GOOD, 1), "encrypted", id="encrypted"),
        pytest.param(packed((info("a.request.toml", kind=zipfile.ZIP_BZIP2), REQUEST)), "not read", id="bzip2"),
        pytest.param(packed((info("a.request.toml", kind=zipfile.ZIP_LZMA), REQUEST)), "not read", id="lzma"),
        pytest.param(packed(("a.request.toml", b"\0" * 2**23)), "so tightly", id="bomb"),
        pytest.param(packed(*((f"{n}.request.toml", b"\0" * 2**25) for n in range(9))), "larger than 256 MB", id="many bombs"),
        pytest.param(with_size(GOOD, b"a.request.toml", 10), "larger or smaller|damaged", id="says it is short"),
        pytest.param(with_size(GOOD, b"a.request.toml", MOST_BYTES + 1), "larger than 256 MB", id="says it is huge"),
        pytest.param(packed(version=2), "newer workbench", id="newer"),
        pytest.param(packed(files={}), "changed, added or lost", id="not in the manifest"),
        pytest.param(packed(files={"workbench.toml": "0" * 64}), "“workbench.toml” was changed", id="another hash"),
        pytest.param(packed(files=[1]), "is damaged", id="manifest of another shape"),
        pytest.param(zipped([(MANIFEST, b"{"), ("workbench.toml", ABOUT)]), "is damaged", id="manifest no JSON"),
        pytest.param(zipped([(MANIFEST, b"[" * 100_000), ("workbench.toml", ABOUT)]), "is damaged", id="manifest too deep"),
        pytest.param(zipped([("workbench.toml", ABOUT)]), "no workbench-bundle.json", id="no manifest"),
        pytest.param(STORED, "changed, added or lost", id="stored"),
        pytest.param(zipped([(MANIFEST, b'{"format": 1, "files": {}}')]), "no workbench.toml", id="nothing in it"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_in_a_sentence(tmp_path: Path, data: bytes, why: str | None) -> None:
    if why is None:  # packed texts are not seen in the bytes, so this one is as it was
        assert unbundle(data, tmp_path).exists()
        return
    with pytest.raises(BadBundle, match=why) as told:
        unbundle(data, tmp_path)
    assert str(told.value).startswith("This Workbench file was not opened: ")
    assert left_over(tmp_path) == []


def test_a_collection_of_a_newer_format_is_refused_politely(tmp_path: Path) -> None:
    about = b"format = 99\n"
    files = {"workbench.toml": hashlib.sha256(about).hexdigest()}
    data = zipped([(MANIFEST, json.dumps({"format": 1, "name": "x", "files": files}).encode()), ("workbench.toml", about)])
    with pytest.raises(BadBundle, match="newer"):
        unbundle(data, tmp_path)


def test_a_name_without_letters_or_of_another_type_still_finds_a_folder(tmp_path: Path) -> None:
    assert unbundle(packed(name="…/..\\"), tmp_path).parent == tmp_path
    assert unbundle(packed(name="CON"), tmp_path).name == "con-folder"
    assert unbundle(packed(name=""), tmp_path).name == "collection"


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritable):
        unbundle(GOOD, tmp_path / "file")
    with pytest.raises(NotWritable):
        unbundle(packed(*_deep()), tmp_path / "in")
    assert left_over(tmp_path) == [tmp_path / "file"]


def _deep() -> list[Entry]:
    """A path that is allowed name by name and too long as a whole for the system."""
    return [("/".join(["z" * 200] * 30) + "/a.request.toml", REQUEST)]


@settings(max_examples=300)
@given(st.data())
def test_any_damage_is_told_and_never_half_opened(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damage")
    broken = bytearray(GOOD)
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), min_size=1, max_size=4)):
        broken[place] = data.draw(st.integers(0, 255))
    try:
        opened = unbundle(bytes(broken), folder)
    except CollectionError:
        assert left_over(folder) == []
    else:
        assert (opened / "a.request.toml").read_bytes() == REQUEST * 50


def test_the_sample_survives_a_round_through_a_strangers_hands(tmp_path: Path) -> None:
    """Packed again by another program without the manifest it is no Workbench file any more, and says what to do."""
    folder = copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path / "original")
    with zipfile.ZipFile(io.BytesIO(bundle(folder).data)) as archive:
        again = zipped([(name, archive.read(name)) for name in archive.namelist() if name != MANIFEST])
    with pytest.raises(BadBundle, match="Import it instead"):
        unbundle(again, tmp_path)
