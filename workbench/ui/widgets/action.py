"""Actions are data: the menus, the palette, the shortcuts page and the tests read one list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """``id`` is ``room.verb`` (``request.send``), ``title`` what people read, ``menu`` where it stands.

    ``shortcut`` is in Qt's portable spelling, where ``Ctrl`` means ⌘ on macOS.  An empty ``menu``
    keeps it out of the menu bar; it is still in the palette.
    """

    id: str
    title: str
    menu: str = ""
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    separator_before: bool = False
