"""The body as a sum of string literals, for the languages that write it so: one line for each top-level member."""

from __future__ import annotations

from collections.abc import Callable

from workbench.snippets.call import Call, Part, Variable

LONGEST_LITERAL = 8_000
"""Characters: compilers for the Java virtual machine refuse constants of more than 65,535 bytes."""


def summed(call: Call, quote: Callable[[str], str], indent: str) -> str:
    """``"…" + clientKey + "…" +``, and the rest on lines of their own."""
    rows = [" + ".join(_term(part, quote) for part in line) for line in call.lines]
    return f" +\n{indent}".join(rows)


def pieces(line: tuple[Part, ...]) -> list[Part]:
    """A line with its long texts cut."""
    return [
        piece
        for part in line
        for piece in (
            [part] if isinstance(part, Variable) else [part[i : i + LONGEST_LITERAL] for i in range(0, len(part), LONGEST_LITERAL)]
        )
    ]


def listed(call: Call, quote: Callable[[str], str], indent: str) -> str:
    """The same terms as arguments of a join, for bodies too long to be one constant."""
    return f",\n{indent}".join(", ".join(_term(piece, quote) for piece in pieces(line)) for line in call.lines)


def is_long(call: Call) -> bool:
    """Whether the sum could be a constant that is too long; a compiler folds it into one."""
    return call.size > 2 * LONGEST_LITERAL


def _term(part: Part, quote: Callable[[str], str]) -> str:
    return part.camel if isinstance(part, Variable) else quote(part)
