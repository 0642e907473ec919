"""What does not go into the frozen program, and why; called by PyInstaller's recipe.

Three sieves: modules that only building needs, parts of Qt nothing here uses, and libraries of the build computer that
nothing kept is linked with any more.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""Where it goes, where it is, what it is: PyInstaller's."""

STANDARD_LIBRARY = [
    "tkinter",
    "unittest",
    "doctest",
    "pydoc",
    "pydoc_data",
    "lib2to3",
    "ensurepip",
    "distutils",
    "curses",
    "readline",  # brings GPL code, and nothing here reads lines with it
    "rlcompleter",
    "xmlrpc",
    "ftplib",
    "smtplib",
    "sysconfig",  # knows where Python was compiled, and nothing asks it
]
"""Parts that nothing here uses."""

QT_MODULES = ["PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtQml", "PySide6.QtQuick"]
"""Bindings nobody imports; the libraries that Qt's own plug-ins are linked with stay."""

_KEPT_PLUGINS = {
    # X11, Wayland and a picture in memory; not framebuffers, VNC and Vulkan displays without a desktop
    "platforms": {"xcb", "wayland", "offscreen", "windows", "cocoa"},
    # the desktop's file dialogs and dark mode; GTK's theme would bring GTK and 30 libraries of it
    "platformthemes": {"xdgdesktopportal"},
    "platforminputcontexts": {"compose", "ibus"},
    # what a person may find behind the address of an image in a response
    "imageformats": {"svg", "jpeg", "gif", "webp", "ico"},
    "iconengines": {"svgicon"},
    "styles": {"modernwindows", "mac"},
    "printsupport": {"cups", "windows", "cocoa"},
    "xcbglintegrations": {"qxcb-egl-integration", "qxcb-glx-integration"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-graphics-integration-client": {"qt-plugin-wayland-egl"},
    "wayland-shell-integration": {"xdg-shell"},
}
_DROPPED = re.compile(
    r"""(^|/)PySide6/(Qt/)?translations/      # no translator is installed: the window is in English
      | (^|/)PySide6/.*(Quick|Qml|VirtualKeyboard|Pdf|Designer|Test|Sql|Help|Xml|OpenGLWidgets|opengl32sw)
      | (^|/)_sysconfigdata
      | ^setuptools/
      # every Linux desktop has them, and a newer graphics driver needs newer ones than those of the build computer
      | ^lib(stdc\+\+|gcc_s)\.so
      # printing takes the system's, where there is a printer; it would bring 15 more
      | ^libcups\.so""",
    re.VERBOSE,
)


def is_needed(target: str) -> bool:
    """Whether a file belongs into the program, by where it would go."""
    path = PurePosixPath(target.replace("\\", "/"))
    if _DROPPED.search(path.as_posix()):
        return False
    if "plugins" not in path.parts or "PySide6" not in path.parts:
        return True
    kind = path.parts[path.parts.index("plugins") + 1]
    name = re.sub(r"^(lib)?q?|(printersupport|style)?\.(so|dll|dylib)$", "", path.name)
    full = re.sub(r"^(lib)?|\.(so|dll|dylib)$", "", path.name)
    return bool({name, full} & _KEPT_PLUGINS.get(kind, set()))


def only_linked(binaries: Sequence[Entry], linked: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Without the libraries, of the system and of Qt, that no other kept file is linked with, directly or through one kept.

    ``linked`` gives the names of the libraries a file asks for.  Modules and plug-ins are asked for by name, so they are
    kept; so is Python itself.
    """
    libraries = {entry[0]: entry for entry in binaries if _is_library(entry[0])}
    by_name: dict[str, list[Entry]] = {}
    for target, entry in libraries.items():
        by_name.setdefault(PurePosixPath(target).name, []).append(entry)
    waiting = [entry for entry in binaries if entry[0] not in libraries]
    found = {entry[0] for entry in waiting}
    while waiting:
        target, source, kind = waiting.pop()
        if kind == "SYMLINK":
            continue
        for name in linked(source):
            for entry in by_name.get(PurePosixPath(name).name, ()):
                if entry[0] not in found:
                    found.add(entry[0])
                    waiting.append(entry)
    return [entry for entry in binaries if entry[0] in found]


def linked_with(file: str) -> list[str]:
    """The names of the libraries that a file of Linux asks for itself."""
    told = subprocess.run(["readelf", "--dynamic", "--wide", file], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", told)


def _is_library(target: str) -> bool:
    """Modules can lie beside them (``_cffi_backend.….so``): those do not begin with lib."""
    path = PurePosixPath(target)
    if not path.name.startswith("lib") or path.name.startswith("libpython"):
        return False
    return ".so" in path.name and str(path.parent) in (".", "PySide6/Qt/lib")


def excluded_modules(lock: Path) -> list[str]:
    """Modules PyInstaller is not to follow: of distributions that only building needs, and what nothing here uses.

    Some of what we use offers more where more is installed (msgspec and attrs); what users get is what the lock file
    of the program says, whatever stands beside it here.
    """
    locked = {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)}
    by_module = metadata.packages_distributions()
    only_building = [
        module
        for module, names in by_module.items()
        if module.isidentifier() and not {normal(name) for name in names} & (locked | {"personalize-workbench"})
    ]
    return sorted({*only_building, *STANDARD_LIBRARY, *QT_MODULES})


def normal(name: str) -> str:
    """A distribution's name as lock files spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()
