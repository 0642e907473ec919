"""Plain values of unknown shape, read without surprises: what is not of the wanted type is empty."""

from __future__ import annotations

import re
from typing import Any

from workbench.domain.texts import shown


def text(value: Any) -> str:
    """A text, or a number as text; anything else is empty."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in items(value) if isinstance(item, dict)]


def fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def words(value: Any) -> str:
    """A description, which several tools hold as text or as ``{"content": …}``."""
    return text(fields(value).get("content")) if isinstance(value, dict) else text(value)


_DOES = (
    ("sends another call", re.compile(r"sendRequest|axios|fetch\(|runRequest")),
    ("sets variables", re.compile(r"\.set\w*\(|\bset(?:Env|Var|Next)\w*\(")),
    ("checks the answer", re.compile(r"\btest\(|\bexpect\(|\btests\[|assert")),
)
_SETS = re.compile(r"""\.set\w*\(\s*["'`]([^"'`\\\n]{1,200})["'`]""")


def script_why(code: str, when: str) -> str:
    """What to tell of a script that is left out, by its words alone: nothing imported is ever run."""
    does = [word for word, pattern in _DOES if pattern.search(code[:200_000])]
    lines = code.count("\n") + 1
    what = f" that {' and '.join(does)}" if does else ""
    size = f", {lines} lines" if lines > 1 else ""
    return f"A script {when}{what}{size} was left out: nothing that is imported is ever run."


def set_by(code: str) -> frozenset[str]:
    """The variables a script sets by name."""
    return frozenset(_SETS.findall(code[:200_000]))


def quoted_list(names: list[str], most: int = 8) -> str:
    some = ", ".join(shown(name) for name in names[:most])
    return some + (f" and {len(names) - most} more" if len(names) > most else "")
