"""Icons of the other systems, licences, version details: what goes with the program."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from release import icons, shipped
from release.licences import write_licences
from release.project import NO_GIT, Project, read_project
from release.windows import version_details

from workbench import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def drawn() -> dict[int, bytes]:
    return icons.draw(ROOT / "resources" / "icons" / "workbench.svg")


def test_an_icon_of_windows_holds_every_size(drawn: dict[int, bytes], tmp_path: Path) -> None:
    data = icons.ico(drawn)
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, 6)
    for n in range(count):
        width, _, _, _, _, _, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * n)
        picture = QImage.fromData(data[place : place + length])
        assert picture.width() == (width or 256)
    (tmp_path / "x.ico").write_bytes(data)
    assert not QImage(str(tmp_path / "x.ico")).isNull()


def test_an_icon_of_macos_holds_every_size(drawn: dict[int, bytes]) -> None:
    data = icons.icns(drawn)
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    place, widths = 8, []
    while place < len(data):
        length = struct.unpack_from(">I", data, place + 4)[0]
        widths.append(QImage.fromData(data[place + 8 : place + length]).width())
        place += length
    assert sorted(set(widths)) == [16, 32, 64, 128, 256, 512, 1024]


def test_a_picture_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("<svg")
    with pytest.raises(ValueError, match="cannot be drawn"):
        icons.draw(tmp_path / "x.svg")


def test_everything_that_is_shipped_brings_the_text_of_its_licence(tmp_path: Path) -> None:
    parts = [*shipped.distributions(ROOT), shipped.python_itself()]
    names = {part.name for part in parts}
    assert {"httpx", "pyside6-essentials", "keyring", "iso4217", "iregexp-check", "python"} <= names
    assert "pytest" not in names
    for part in parts:
        assert all(len(text) > 60 for text in part.texts.values()), part.name
        assert part.licence not in ("", "UNKNOWN"), part.name
    write_licences(read_project(ROOT), parts, tmp_path)
    listed = (tmp_path / "LICENCES.txt").read_text()
    for part in parts:
        assert f"{part.name} {part.version} " in listed
        assert list((tmp_path / part.name).rglob("*.*")) or list((tmp_path / part.name).iterdir())
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "pyside6-essentials" / "LGPL-3.0.txt").read_text()
    assert {entry["name"] for entry in json.loads((tmp_path / "licences.json").read_text())} == names


def test_a_text_that_debian_names_by_its_place_comes_along(tmp_path: Path) -> None:
    told = "On Debian systems it is in /usr/share/common-licenses/LGPL-2.1. See /usr/share/common-licenses/GPL-2, too."
    part = shipped.Part("libx", "1", "see its copyright file", "deb", {"copyright": told})
    common = tmp_path / "common"
    common.mkdir()
    (common / "GPL-2").write_text("the text of the GPL")
    with pytest.raises(LookupError, match=r"LGPL-2\.1 is named"):
        shipped.common_texts([part], common)
    (common / "LGPL-2.1").write_text("the text of the LGPL")
    assert shipped.common_texts([part], common) == {"GPL-2": "the text of the GPL", "LGPL-2.1": "the text of the LGPL"}
    assert shipped.common_texts([replace(part, texts={"copyright": "MIT"})], common) == {}


def test_a_version_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("httpx==0.1 \\\n    --hash=sha256:00\n")
    with pytest.raises(LookupError, match=f"httpx==0.1 is locked, and {metadata.version('httpx')} is installed"):
        shipped.distributions(tmp_path)


def test_a_distribution_without_the_text_of_its_licence_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_WITHOUT_TEXT", {})
    with pytest.raises(LookupError, match="brings no text of its licence"):
        shipped.distributions(ROOT)


def test_a_version_has_one_source(tmp_path: Path) -> None:
    assert read_project(ROOT).version == __version__
    (tmp_path / "workbench").mkdir()
    (tmp_path / "workbench" / "__init__.py").write_text('__version__ = "2.3.4"\n')
    found = read_project(tmp_path)
    assert (found.version, found.commit, found.epoch) == ("2.3.4", "", NO_GIT)
    (tmp_path / "workbench" / "__init__.py").write_text('"""nothing"""\n')
    with pytest.raises(ValueError, match="no version"):
        read_project(tmp_path)


def test_the_version_details_of_windows_are_what_pyinstaller_reads() -> None:
    def record(*arguments: object, **named: object) -> tuple[object, ...]:
        return (*arguments, named)

    kinds = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo", "VarStruct")
    text = version_details(Project(ROOT, "1.20.3~rc1", "", 0))
    told = eval(text, dict.fromkeys(kinds, record))
    assert "(1, 20, 3, 1)" in repr(told)
    assert "('ProductVersion', '1.20.3~rc1', {})" in repr(told)
