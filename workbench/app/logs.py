"""Logs: what went wrong, in one small rotating file, never a request, a response or a key."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from workbench.usecases.masking import mask_secrets

__all__ = ["mask_secrets", "start_logging"]


def start_logging(folder: Path) -> Path:
    """Write warnings and errors below ``folder``; the file is made when the first is written."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "workbench.log"
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Masked("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return file


class _Masked(logging.Formatter):
    """A second fence: whatever looks like a secret is masked, even inside a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record))
