"""Readers of PowerShell and Swift as far as our code uses them, written from the languages' own rules, not from our writers.

PowerShell: about_Quoting_Rules and the language specification, which lets typographic quotes stand for straight ones.
.NET: Regex.Unescape.  Swift: "Lexical Structure" of The Swift Programming Language, and SE-0200 for raw strings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"
DOUBLE_QUOTES = '"\u201c\u201d\u201e'


@dataclass
class Cursor:
    """A place in a text."""

    text: str
    at: int = 0

    @property
    def rest(self) -> str:
        return self.text[self.at :]

    def take(self, word: str) -> bool:
        found = self.text.startswith(word, self.at)
        self.at += len(word) if found else 0
        return found

    def demand(self, word: str) -> None:
        assert self.take(word), (word, self.rest[:60])

    def match(self, pattern: str) -> str:
        found = re.compile(pattern).match(self.text, self.at)
        assert found, (pattern, self.rest[:60])
        self.at = found.end()
        return found[0]

    def next(self) -> str:
        self.at += 1
        return self.text[self.at - 1]


# -- PowerShell -----------------------------------------------------------------------------------


@dataclass
class PowerShell:
    """What the script would hand to Invoke-WebRequest."""

    body: str
    parameters: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def read_powershell(script: str, environment: Mapping[str, str]) -> PowerShell:
    """Reads the assignments after the function; the values of variables come from the environment, made ready for JSON."""
    cursor = Cursor(script, script.index("\n}\n") + 3)
    variables = {}
    cursor.match(r"\s*")
    while (name := cursor.match(r"\$\w+")) != "$body":
        cursor.demand(" = Get-JsonText ")
        variables[name] = environment[_powershell_string(cursor)]
        cursor.match(r"\s*")
    cursor.demand(" = -join @(")
    items = []
    while not cursor.take("\n)"):
        cursor.match(r"[\s,]*")
        items.append(_powershell_item(cursor, variables))
    cursor.match(r"\s*\$request = @\{\s*")
    read = PowerShell("".join(items))
    while not cursor.take("}"):
        name = cursor.match(r"\w+")
        cursor.match(r" *= ")
        if name == "Headers":
            read.headers = _powershell_headers(cursor)
        elif cursor.rest.startswith(("[Text", "$true")):
            read.parameters[name] = cursor.match(r".*")
        else:
            read.parameters[name] = _powershell_item(cursor, {})
        cursor.match(r"\s*")
    cursor.demand("\n(Invoke-WebRequest @request).Content\n")
    assert not cursor.rest
    return read


def _powershell_headers(cursor: Cursor) -> dict[str, str]:
    headers = {}
    cursor.demand("@{ ")
    while not cursor.take(" }"):
        cursor.match(r"(; )?")
        name = _powershell_item(cursor, {})
        cursor.demand(" = ")
        headers[name] = _powershell_item(cursor, {})
    return headers


def _powershell_item(cursor: Cursor, variables: Mapping[str, str]) -> str:
    if cursor.rest.startswith("$"):
        return variables[cursor.match(r"\$\w+")]
    if cursor.take("[regex]::Unescape("):
        text = _dotnet_unescape(_powershell_string(cursor))
        cursor.demand(")")
        return text
    return _powershell_string(cursor)


def _powershell_string(cursor: Cursor) -> str:
    """Nothing is special between single quotes but a quote, of any kind, which stands for itself when doubled."""
    assert cursor.next() in SINGLE_QUOTES
    text = ""
    while True:
        c = cursor.next()
        if c not in SINGLE_QUOTES:
            text += c
        elif cursor.rest[:1] and cursor.rest[0] in SINGLE_QUOTES:
            text += cursor.next()
        else:
            return text


def _dotnet_unescape(text: str) -> str:
    named = {"a": "\a", "b": "\b", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "n": "\n", "e": "\x1b"}

    def one(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code[1:], 16))
        assert code[0] not in "cux0123456789", code
        return named.get(code, code)

    units = re.sub(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", one, text, flags=re.DOTALL)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


# -- Swift ----------------------------------------------------------------------------------------


@dataclass
class Swift:
    body: str
    url: str
    headers: dict[str, str]


def read_swift(source: str, environment: Mapping[str, str]) -> Swift:
    """Reads what stands after the function."""
    cursor = Cursor(source, source.index("\n}\n\n") + 4)
    variables = {}
    while (name := cursor.match(r"let \w+ = ")) != "let body = ":
        cursor.demand("fromEnvironment(")
        variables[name[4:-3]] = environment[_swift_string(cursor, {})]
        cursor.demand(")\n")
    body = _swift_string(cursor, variables)
    cursor.demand("\n\nvar request = URLRequest(url: URL(string: ")
    url = _swift_string(cursor, {})
    cursor.demand(')!)\nrequest.httpMethod = "POST"\n')
    headers = {}
    while cursor.take("request.setValue("):
        value = _swift_string(cursor, {})
        cursor.demand(", forHTTPHeaderField: ")
        headers[_swift_string(cursor, {})] = value
        cursor.demand(")\n")
    cursor.demand("request.httpBody = Data(body.utf8)\n")
    return Swift(body, url, headers)


def _swift_string(cursor: Cursor, variables: Mapping[str, str]) -> str:
    hashes = cursor.match("#*")
    if cursor.take('"""'):
        return _swift_lines(cursor, hashes, variables)
    cursor.demand('"')
    text = ""
    while not cursor.take(f'"{hashes}'):
        assert cursor.rest[0] not in "\r\n"
        text += _swift_character(cursor, hashes, variables)
    return text


def _swift_lines(cursor: Cursor, hashes: str, variables: Mapping[str, str]) -> str:
    """A multi-line string: the blanks before its end are taken from each line, as are the first and last line break."""
    end = cursor.text.index(f'"""{hashes}', cursor.at)
    content, cursor.at = cursor.text[cursor.at : end], end + 3 + len(hashes)
    first, *lines, indent = re.split(r"\r\n|\n|\r", content)
    assert not first
    assert not indent.strip(" ")
    assert all(line.startswith(indent) for line in lines)
    inside = Cursor("\n".join(line.removeprefix(indent) for line in lines))
    text = ""
    while inside.rest:
        text += _swift_character(inside, hashes, variables)
    return text


def _swift_character(cursor: Cursor, hashes: str, variables: Mapping[str, str]) -> str:
    if not cursor.take(f"\\{hashes}"):
        return cursor.next()
    c = cursor.next()
    if c == "(":
        name = cursor.match(r"\w+")
        cursor.demand(")")
        return variables[name]
    if c == "u":
        return chr(int(cursor.match(r"\{[0-9A-Fa-f]{1,8}\}")[1:-1], 16))
    return {"0": "\0", "\\": "\\", "t": "\t", "n": "\n", "r": "\r", '"': '"', "'": "'", "\n": ""}[c]
