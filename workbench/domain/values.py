"""Values for placeholders: which names and which kinds there are, and what had better be a secret."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from workbench.domain.persona import Values
from workbench.domain.problem import Problem, error, warning
from workbench.domain.secret import Secret
from workbench.domain.texts import check_text, is_blank, shown

_NAME = re.compile(r"[\w.-]+")
_SECRET_WORDS = ("client_key", "api_key", "api_token", "access_token", "client_secret", "secret", "password", "passwd", "authorization")

SHORTEST_SECRET = 8
"""Characters.  A shorter one would be found by accident, where answers are searched for it."""


@lru_cache(4096)
def is_name(text: str) -> bool:
    """Whether a value or a secret may have this name: letters, digits, ``_``, ``-`` and ``.``; at most 100 of them."""
    return len(text) <= 100 and _NAME.fullmatch(text) is not None


def check_values(field: str, values: Values, *, plain: bool = False) -> tuple[Problem, ...]:
    """Names no placeholder can have, and values JSON has no form for; with ``plain`` also lists, objects and null.

    A name that sounds like a secret is a warning: values are kept in files.
    """
    problems: list[Problem] = []
    for name, value in values.items():
        if not is_name(name):
            why = f"“{shown(name)}” cannot be the name of a value: it has letters, digits, _, - and . only, at most 100."
            problems.append(error(field, why, "Choose another name."))
        elif isinstance(value, str) and (half := check_text(f"{field}, {shown(name)}", value)):
            problems += half
        elif not (_is_scalar(value) or (not plain and isinstance(value, list | dict | None))):
            kinds = "a text, a number, true or false" if plain else "what JSON has a form for"
            problems.append(error(field, f"The value of “{shown(name)}” is not {kinds}.", "Put it in quotes, or leave it out."))
        elif sounds_secret(name) and not (isinstance(value, str) and (is_blank(value) or "{{secret:" in value)):
            why = f"“{shown(name)}” sounds like a secret, and values are kept in files."
            problems.append(warning(field, why, f"Keep it in the keychain and write {{{{secret:{shown(name)}}}}} where it is needed."))
    return tuple(problems)


def sounds_secret(name: str) -> bool:
    """``clientKey``, ``api-token``, ``db.password``."""
    plain = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
    return any(re.search(rf"(^|_){word}(_|$)", plain) or plain.replace("_", "") == word.replace("_", "") for word in _SECRET_WORDS)


def check_named_secret(name: str, secret: Secret) -> tuple[Problem, ...]:
    """Whether a secret can be kept under a name and found again in an answer.  No message holds the secret."""
    field = "Secret"
    if not is_name(name):
        why = f"“{shown(name)}” cannot be the name of a secret: it has letters, digits, _, - and . only, at most 100."
        return (error(field, why, "Choose another name."),)
    value = secret.reveal()
    if is_blank(value):
        return (error(field, f"The secret “{name}” is empty.", "Type it, or paste it."),)
    if check_text(field, value) or "\0" in value:
        return (error(field, f"The secret “{name}” holds a character that cannot be sent.", "Copy it again."),)
    if len(value) < SHORTEST_SECRET:
        why = f"The secret “{name}” has fewer than {SHORTEST_SECRET} characters, too few to be found in an answer that repeats it."
        return (error(field, why, "Use a longer one; what is so short may be a plain value."),)
    return ()


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
