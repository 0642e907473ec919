"""Updates: asks the address that the user or their IT set, and says whether it announces a newer workbench.  Downloads nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.settings import Settings


@dataclass(frozen=True, slots=True)
class Update:
    """``newer`` tells whether ``version`` is one that is not running yet; ``page`` may be empty."""

    version: str
    notes: str
    page: str
    newer: bool


async def look_for_update(settings: Settings, app_version: str) -> Update:
    """Raises ``UpdateError``, a sentence."""
    from workbench.personalize.updates import fetch_announced

    agent = f"PersonalizeWorkbench/{app_version}"
    came = await fetch_announced(settings.update_url, user_agent=agent, proxy=settings.proxy)
    return Update(came.version, came.notes, came.page, is_newer(came.version, app_version))


def is_newer(version: str, than: str) -> bool:
    """0.10.0 comes after 0.9.1, 1.0 is 1.0.0, and 1.0.0rc1 comes before 1.0.0."""
    return _place(version) > _place(than)


def _place(version: str) -> tuple[tuple[int, ...], bool]:
    found = re.match(r"v?(\d+(?:\.\d+)*)(.*)", version.strip(), re.DOTALL)
    if found is None:
        return (), False
    numbers = [int(part[:9]) for part in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers), not found[2].partition("+")[0]
