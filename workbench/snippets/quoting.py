"""String literals of each language: any text becomes code that means exactly that text.

What cannot be seen (control and format characters, odd blanks, marks that turn the direction of writing) is always
written as an escape, so that what a reviewer reads is what runs.
"""

from __future__ import annotations

import re

from workbench.snippets.model import SnippetError


def bash_quote(text: str) -> str:
    """``'…'``, in which bash and zsh read nothing; ``$'…'`` with octal bytes where something invisible is in it."""
    if "\0" in text:
        raise SnippetError("A shell cannot hold the character U+0000. Take it out of the headers or the base URL.")
    if text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(_bash_character(c) for c in text) + "'"


def _bash_character(c: str) -> str:
    if c in "\\'":
        return f"\\{c}"
    # An interactive bash looks for history in this kind of quotes.
    return c if c.isprintable() and c != "!" else "".join(f"\\{byte:03o}" for byte in c.encode())


_POWERSHELL_QUOTES = "'\u2018\u2019\u201a\u201b"


def powershell_quote(text: str) -> str:
    """``'…'`` for plain ASCII.  Anything else goes through .NET's unescape: Windows PowerShell reads a file in the code page
    of the computer, and takes typographic quotes for quotes.
    """
    if text.isascii() and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(_powershell_character(c) for c in text)
    return f"[regex]::Unescape('{escaped}')"


def _powershell_character(c: str) -> str:
    if c == "\\":
        return "\\\\"
    if c == "'":
        return "''"
    return c if c.isascii() and c.isprintable() else _utf16_escapes(c)


def javascript_quote(text: str) -> str:
    return _double_quoted(text, {"\\": "\\\\", '"': '\\"', **_NAMED})


def java_quote(text: str) -> str:
    r"""ASCII only: before Java 18 the compiler reads a file in the encoding of the computer.

    Control characters are octal, since ``\u000a`` is a line break to Java before it is anything else.
    """
    named = {"\\": "\\\\", '"': '\\"', **_NAMED}

    def one(c: str) -> str:
        if c < " " and c not in named:
            return f"\\{ord(c):03o}"
        return named.get(c) or (c if c.isascii() and c.isprintable() else _utf16_escapes(c))

    return '"' + "".join(one(c) for c in text) + '"'


def kotlin_inside(text: str) -> str:
    """Without the quotes around it, so that templates can stand beside it."""
    named = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
    return _double_quoted(text, named)[1:-1]


def kotlin_quote(text: str) -> str:
    return f'"{kotlin_inside(text)}"'


def csharp_quote(text: str) -> str:
    return _double_quoted(text, {"\\": "\\\\", '"': '\\"', **_NAMED})


def python_quote(text: str) -> str:
    named = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}
    return '"' + "".join(named.get(c) or (c if c.isprintable() else _python_escape(c)) for c in text) + '"'


def _python_escape(c: str) -> str:
    code = ord(c)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def swift_hashes(text: str) -> str:
    """The number signs a raw string needs around this text: one more than follow a quote or a backslash in it."""
    runs = re.findall(r'["\\]+(#*)', text)
    return "#" * (max(map(len, runs)) + 1) if runs else ""


def swift_inside(text: str, hashes: str) -> str:
    """Without the delimiters; ``hashes`` from :func:`swift_hashes` of all that stands between them."""
    return "".join(c if c.isprintable() else f"\\{hashes}u{{{ord(c):x}}}" for c in text)


def swift_quote(text: str) -> str:
    hashes = swift_hashes(text)
    return f'{hashes}"{swift_inside(text, hashes)}"{hashes}'


_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _double_quoted(text: str, named: dict[str, str]) -> str:
    return '"' + "".join(named.get(c) or (c if c.isprintable() else _utf16_escapes(c)) for c in text) + '"'


def _utf16_escapes(c: str) -> str:
    units = c.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
