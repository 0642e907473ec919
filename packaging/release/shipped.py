"""What is inside: the distributions of the lock file for this system, Python, Qt, and libraries of the build computer."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from release.trim import normal

_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]es?/.+|(licen[cs]e|copying|notice|authors)[^/]*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is shipped.  ``licence`` is its own short word for it, ``kind`` where it is from, as package URLs name it."""

    name: str
    version: str
    licence: str
    kind: str
    texts: dict[str, str]
    files: tuple[str, ...] = ()


def distributions(root: Path) -> list[Part]:
    """What ``requirements.lock`` says for this system, with the texts of its licences.

    Raises :class:`LookupError` for one without any, unless its licence is among ``packaging/licences``.
    """
    from packaging.requirements import Requirement

    parts = []
    for block in re.split(r"\n(?=\S)", (root / "requirements.lock").read_text(encoding="utf-8")):
        if "==" not in block or block.startswith("#"):
            continue
        requirement = Requirement(block.partition("\\")[0].strip())
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        found = metadata.distribution(requirement.name)
        if f"=={found.version}" != str(requirement.specifier):
            raise LookupError(f"{requirement} is locked, and {found.version} is installed")
        licence = _licence(found)
        texts = _texts(found) or _known_texts(root, normal(found.name))
        if not texts:
            raise LookupError(f"{found.name} {found.version} ({licence}) brings no text of its licence")
        parts.append(Part(normal(found.name), found.version, licence, "pypi", texts))
    return parts


def python_itself() -> Part:
    """The interpreter and its standard library."""
    standard_library = Path(metadata.__file__).parents[2]
    places = [folder / "LICENSE.txt" for folder in (Path(sys.base_prefix), standard_library)]
    places += Path("/usr/share/doc").glob(f"python3.{sys.version_info.minor}*/copyright")
    text = next((path for path in places if path.is_file()), None)
    if text is None:
        raise LookupError("Python brings no text of its licence")
    return Part("python", platform.python_version(), "PSF-2.0", "generic", {"LICENSE.txt": text.read_text(encoding="utf-8")})


def bootloader() -> Part:
    """The small program that starts the rest; its licence allows it in programs of any licence."""
    found = metadata.distribution("pyinstaller")
    return Part("pyinstaller-bootloader", found.version, "GPL-2.0-or-later WITH Bootloader-exception", "pypi", _texts(found))


def system_libraries(folder: Path) -> list[Part]:
    """The Debian packages that the libraries beside Python's and Qt's came from: name, version, copyright file.

    Raises :class:`LookupError` for one that no package of this computer owns.
    """
    by_package: dict[str, list[str]] = {}
    for file in sorted(folder.glob("_internal/lib*.so*")):
        if not file.is_symlink() and not file.name.startswith("libpython"):
            by_package.setdefault(_package_of(file.name), []).append(file.name)
    parts = []
    for package, names in sorted(by_package.items()):
        told = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=True)
        text = Path("/usr/share/doc") / package.partition(":")[0] / "copyright"
        texts = {"copyright": text.read_text(encoding="utf-8", errors="replace")}
        parts.append(Part(package.partition(":")[0], told.stdout.strip(), "see its copyright file", "deb", texts, files=tuple(names)))
    return parts


def common_texts(parts: Sequence[Part], folder: Path = Path("/usr/share/common-licenses")) -> dict[str, str]:
    """The licences that Debian's copyright files name by a place every Debian has, and nobody else.

    Nothing where there is no Debian.  Raises :class:`LookupError` for one that is not there.
    """
    if not folder.is_dir():
        return {}
    named = {
        name
        for part in parts
        for text in part.texts.values()
        for name in re.findall(r"/usr/share/common-licenses/([A-Z][A-Za-z]*(?:-[0-9]+(?:\.[0-9]+)*)?)", text)
    }
    texts = {}
    for name in sorted(named):
        file = folder / (name if name != "CC" else "CC0-1.0")
        if not file.is_file():
            raise LookupError(f"{file} is named in a licence and is not there")
        texts[file.name] = file.read_text(encoding="utf-8", errors="replace")
    return texts


def _package_of(library: str) -> str:
    """Debian's database knows a library by one of two names, because /lib is a link to /usr/lib."""
    for place in sorted(Path("/usr/lib").glob(f"*-linux-gnu*/{library}")):
        for name in (str(place), str(place).removeprefix("/usr"), str(place.resolve()), str(place.resolve()).removeprefix("/usr")):
            told = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
            if told.returncode == 0:
                return told.stdout.splitlines()[0].partition(": ")[0].partition(",")[0]
    raise LookupError(f"no package of this computer owns {library}, so its licence is not known")


def _licence(found: metadata.Distribution) -> str:
    fields = found.metadata.json
    declared = str(fields.get("license_expression") or "")
    if not declared:
        short = str(fields.get("license") or "").strip()
        declared = short if short and short != "UNKNOWN" and "\n" not in short and len(short) < 60 else ""
    classified = [text.rpartition(" :: ")[2] for text in found.metadata.get_all("Classifier") or () if text.startswith("License ::")]
    return declared or " / ".join(classified) or "see its licence"


def _texts(found: metadata.Distribution) -> dict[str, str]:
    texts = {}
    for file in found.files or ():
        inside = "/".join(file.parts[1:])
        if ".dist-info" in file.parts[0] and _LICENCE_FILE.search(inside):
            texts[inside.removeprefix("licenses/")] = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
    return dict(sorted(texts.items()))


_WITHOUT_TEXT = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "iso4217": ("public-domain.txt",),
    "iregexp-check": ("iregexp-check.txt",),
    "jsonschema-rs": ("jsonschema-rs.txt",),
}
"""Those that name a licence and do not bring its text; it is in ``packaging/licences``, looked up by hand."""


def _known_texts(root: Path, name: str) -> dict[str, str]:
    folder = root / "packaging" / "licences"
    return {file: (folder / file).read_text(encoding="utf-8") for file in _WITHOUT_TEXT.get(name, ())}
