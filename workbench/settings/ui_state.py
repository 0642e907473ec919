"""The window's memory: sizes, the last tenant, the draft.  Losing it is a nuisance, not a loss."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from workbench.domain.files import atomic_write


class UiState:
    """Small JSON values by name.  A damaged file is set aside as ``.damaged`` and begun afresh."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = self._load()
        self.saved = False
        """Whether the last :meth:`save` reached the disk."""

    def get(self, key: str, default: Any) -> Any:
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._values[key] = value

    def save(self) -> None:
        """Write it.  A disk that refuses is not worth a dialog while the window closes."""
        values = dict(self._values)  # the window may be setting others meanwhile
        self.saved = False
        with contextlib.suppress(OSError):
            atomic_write(self._path, json.dumps(values, indent=1, ensure_ascii=True).encode())
            self.saved = True

    def _load(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            values = None
        except OSError:
            return {}
        if isinstance(values, dict):
            return values
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        return {}
