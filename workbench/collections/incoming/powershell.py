"""PowerShell: Invoke-WebRequest and Invoke-RestMethod as browsers and people write them, and curl.exe with its quoting.

Only literal texts, hashtables and variables that hold them are read; everything else of a script is named, not run.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from workbench.collections.incoming.curl import source_of
from workbench.collections.incoming.plain import quoted_list
from workbench.collections.incoming.shells import Command, windows_words
from workbench.collections.incoming.source import Call, Group, Source, Unread, changed, left_out

_REQUEST = {"invoke-webrequest", "invoke-restmethod", "iwr", "irm"}
_SWITCHES = {"usebasicparsing", "skipcertificatecheck", "skiphttperrorcheck", "passthru", "disablekeepalive", "verbose"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_TOKEN = re.compile(
    r"(?P<here>@(?P<mark>['\"])[ \t]*\n(?P<text>.*?)(?:\n(?P=mark)@|\Z))"
    r"|(?P<single>'(?:[^']|'')*+(?:'|\Z))"
    r'|(?P<double>"(?:[^"`]|`.|"")*+`?(?:"|\Z))'
    r"|(?P<comment>#[^\n]*|<\#.*?(?:\#>|\Z))"
    r"|(?P<continued>`\n)"
    r"|(?P<newline>\n|;)"
    r"|(?P<blank>[ \t]+)"
    r"|(?P<table>@\{)|(?P<array>@\()|(?P<mark2>[{}()=,|+])"
    r"|(?P<static>\[[\w.]+\](?:::\w+)?)"
    r"|(?P<member>\.\w+(?=\())"
    r"|(?P<word>(?:[^\s;'\"`{}()=,|@\[]|`.)+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_DEEPEST = 50
_DOUBLE_PIECE = re.compile(
    r"`u\{(?P<code>[0-9a-fA-F]{1,6})\}|`(?P<escape>.)|(?P<twice>\"\")|\$\(\[char\]\s*(?P<char>\d{1,7}|0x[0-9a-fA-F]{1,6})\)"
    r"|\$\((?P<command>[^()]*+(?:\([^()]*+\)[^()]*+)*+)\)|\$\{(?P<braced>[^{}]+)\}|\$(?P<name>(?:env:)?[A-Za-z_]\w*)",
    re.DOTALL,
)


def is_powershell(text: str) -> bool:
    """A web cmdlet, or curl with a continued line of a backtick, or with ``--%``."""
    if re.search(r"(?i)\b(?:invoke-(?:webrequest|restmethod)|iwr|irm)\b", text):
        return True
    return "curl" in text and re.search(r"[ \t]`\r?\n|[ \t]--%[ \t]", text) is not None


def read_powershell(text: str) -> Source:
    text = re.sub(r"(?m)^```.*$", "", text.replace("\r\n", "\n"))
    reader = _Reader()
    for statement in _statements(text):
        reader.statement(statement)
    if reader.curl:
        return source_of(reader.curl, "cURL (PowerShell)")
    others = quoted_list(list(dict.fromkeys(reader.others)))
    remarks = (left_out(f"Other commands were not run: {others}."),) if others else ()
    label = f"PowerShell, {len(reader.calls)} commands" if len(reader.calls) > 1 else "PowerShell"
    return Source(label, Group("", tuple(reader.calls), values=reader.loose(), remarks=remarks))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _statements(text: str) -> list[list[_Token]]:
    """Tokens of each statement: a line break ends one, except inside brackets."""
    statements: list[list[_Token]] = [[]]
    depth = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        kind = "here" if found["here"] else kind
        if kind in ("blank", "comment", "continued"):
            if kind != "comment":
                statements[-1].append(_Token("blank", ""))
            continue
        if kind == "newline" and depth == 0:
            statements.append([])
            continue
        if kind in ("table", "array") or found[0] in ("(", "{"):
            depth += 1
        elif found[0] in ")}":
            depth = max(0, depth - 1)
        statements[-1].append(_Token(kind, found["text"] if kind == "here" and found["mark"] == "'" else found[0]))
    return [statement for statement in statements if any(token.kind != "blank" for token in statement)]


@dataclass(slots=True)
class _Reader:
    known: dict[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    calls: list[Call | Unread | Group] = field(default_factory=list)
    curl: list[Command] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def statement(self, tokens: list[_Token]) -> None:
        tokens = _trimmed(tokens)
        if tokens[0].text.startswith("$") and (rest := _after_equals(tokens)) is not None:
            name = tokens[0].text[1:]
            if rest and rest[0].text.lower() in _REQUEST:
                self.statement(rest)
            else:
                self._assign(name, rest)
        elif (called := re.fullmatch(r"\$(\w+)\.(\w+)", tokens[0].text)) and len(tokens) > 1 and tokens[1].text == "(":
            self._member(called[1], called[2].lower(), tokens[2:])
        elif tokens[0].text.lower() in _REQUEST:
            self._request(tokens[1:])
        elif re.fullmatch(r"(?i)(?:.*[\\/])?curl(?:\.exe)?", tokens[0].text):
            self._curl(tokens)
        elif not tokens[0].text.startswith("$"):
            self.others.append(tokens[0].text)

    def loose(self) -> dict[str, Any]:
        """Variables that stand in texts as placeholders: those of a text have a value."""
        return {name: value for name, value in self.known.items() if name in self.used and isinstance(value, str)}

    def _assign(self, name: str, tokens: list[_Token]) -> None:
        if tokens and tokens[0].text.lower() == "new-object":
            self.known[name.lower()] = {}
            return
        value = _Values(self, tokens).value()
        if value is not None:
            self.known[name.lower()] = value
            self.known[name] = value

    def _member(self, name: str, member: str, tokens: list[_Token]) -> None:
        """``$headers.Add("name", "value")``."""
        table = self.known.get(name.lower())
        arguments = _Values(self, tokens).all_of()
        if member == "add" and isinstance(table, dict) and len(arguments) == 2:
            table[str(arguments[0])] = arguments[1]

    def _request(self, tokens: list[_Token]) -> None:
        given: dict[str, Any] = {}
        loose: list[str] = []
        values = _Values(self, _until_pipe(tokens))
        while not values.done():
            token = values.peek()
            if token.kind == "word" and token.text.startswith("-") and len(token.text) > 1:
                values.take()
                name, colon, rest = token.text[1:].lower().partition(":")
                if colon and rest:
                    given[name] = rest
                elif name not in _SWITCHES and values.has_value():
                    given[name] = values.value()
            else:
                value = values.value()
                loose += [value] if isinstance(value, str) else []
        uri = given.get("uri") or (loose[0] if loose else "")
        headers = given.get("headers")
        pairs = [(str(name), str(value)) for name, value in headers.items()] if isinstance(headers, dict) else []
        body = given.get("body", "")
        text = body if isinstance(body, str) else json.dumps(body) if isinstance(body, dict | list) else ""
        no_body = "Its body is worked out by the script, which is not run." if body and not text else ""
        if "infile" in given:
            no_body = "Its body is a file that the command only names; no other file is read."
        method = str(given.get("method") or given.get("custommethod") or "GET").upper()
        remarks = (
            (changed("What the script would have worked out was not run; {{command}} stands there now."),) if "{{command}}" in text else ()
        )
        self.calls.append(Call("", method, str(uri), tuple(pairs), body=text, no_body=no_body, remarks=remarks))

    def _curl(self, tokens: list[_Token]) -> None:
        """Arguments as Windows PowerShell hands them on: quotes inside need a backslash, which curl's own start-up takes off."""
        words: list[str] = []
        glued = False
        tokens = _until_pipe(tokens)
        for number, token in enumerate(tokens):
            if token.kind == "blank":
                glued = False
                continue
            if token.text == "--%":
                words += windows_words("".join(rest.text if rest.kind != "blank" else " " for rest in tokens[number + 1 :]))
                break
            text = token.text
            if token.kind in ("single", "double", "here"):
                text = str(self.text_of(token)).replace('\\"', '"')
            elif text.startswith("$"):
                known = self.known.get(text[1:].lower())
                text = known if isinstance(known, str) else "{{" + text[1:] + "}}"
            if glued and words:
                words[-1] += text
            else:
                words.append(text)
            glued = True
        self.curl.append(Command(words))

    def text_of(self, token: _Token) -> str:
        if token.kind == "single":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "here" and not token.text.startswith('@"'):
            return token.text
        inner = token.text[token.text.index("\n") + 1 : -3] if token.kind == "here" else token.text[1:-1]
        return _DOUBLE_PIECE.sub(self._piece, inner)

    def _piece(self, found: re.Match[str]) -> str:
        if found["code"]:
            return chr(min(int(found["code"], 16), 0x10FFFF))
        if found["escape"]:
            return "" if found["escape"] == "\n" else _ESCAPES.get(found["escape"], found["escape"])
        if found["twice"]:
            return '"'
        if found["char"]:
            return chr(min(int(found["char"], 0), 0x10FFFF))
        if found["command"] is not None:
            inner = found["command"].strip().lower()
            return "{{uuid}}" if inner.startswith(("new-guid", "[guid]::newguid")) else "{{command}}"
        name = found["braced"] or found["name"]
        self.used.add(name)
        return "{{" + name.replace(":", "-") + "}}"


class _Values:
    """Reads values from tokens: texts, variables, hashtables, lists, and what wraps them."""

    def __init__(self, reader: _Reader, tokens: list[_Token]) -> None:
        self._reader = reader
        self._tokens = [token for token in tokens if token.kind != "blank"]
        self._at = 0
        self._depth = 0

    def done(self) -> bool:
        return self._at >= len(self._tokens)

    def peek(self) -> _Token:
        return self._tokens[self._at] if not self.done() else _Token("end", "")

    def take(self) -> _Token:
        token = self.peek()
        self._at += 1
        return token

    def has_value(self) -> bool:
        return not self.done() and not (self.peek().kind == "word" and self.peek().text.startswith("-"))

    def all_of(self) -> list[Any]:
        """Values up to a closing bracket."""
        values = []
        while not self.done() and self.peek().text != ")":
            if self.peek().text in (",", "\n", ";"):
                self.take()
                continue
            values.append(self.value())
        self.take()
        return values

    def value(self) -> Any:
        """One value, or ``None`` for what is not read; a pipe to ConvertTo-Json changes nothing for us."""
        self._depth += 1
        token = self.take()  # always one: what is too deep is passed over
        value = self._value(token) if self._depth < _DEEPEST else None
        self._depth -= 1
        while self.peek().text == "|":
            self.take()
            while not self.done() and self.peek().text not in ("|", ")", ",", "\n", "}"):
                self.take()
        return value

    def _value(self, token: _Token) -> Any:
        if token.kind in ("single", "double", "here"):
            return self._reader.text_of(token)
        if token.kind == "table":
            return self._table()
        if token.kind == "array":
            return self.all_of()
        if token.kind == "static":
            return self._wrapped()
        if token.text == "(":
            values = self.all_of()
            return values[0] if len(values) == 1 else None
        if token.text.startswith("$"):
            return self._variable(token.text[1:])
        if token.kind == "word":
            return int(token.text) if re.fullmatch(r"-?\d{1,18}", token.text) else token.text
        return None

    def _wrapped(self) -> Any:
        """``[System.Text.Encoding]::UTF8.GetBytes("…")``, ``[ordered]@{…}``: what is inside."""
        while self.peek().kind in ("member", "static"):
            self.take()
        if self.peek().kind == "word" and self.peek().text.startswith((":", ".")):
            self.take()
        while self.peek().kind == "member":
            self.take()
        return self.value() if self.peek().text in ("(", "@{", "@(") or self.peek().kind in ("single", "double", "here") else None

    def _variable(self, name: str) -> Any:
        lower = name.lower()
        if lower in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[lower]
        if lower in self._reader.known:
            return self._reader.known[lower]
        return "{{" + name.replace(":", "-") + "}}" if re.fullmatch(r"(?:env:)?\w+", name) else None

    def _table(self) -> dict[str, Any]:
        table: dict[str, Any] = {}
        while not self.done() and self.peek().text != "}":
            if self.peek().text in ("\n", ";", ","):
                self.take()
                continue
            name = self.value()
            if self.peek().text == "=":
                self.take()
                table[str(name)] = self.value()
        self.take()
        return table


def _trimmed(tokens: list[_Token]) -> list[_Token]:
    while tokens[0].kind == "blank":
        tokens = tokens[1:]
    return tokens


def _after_equals(tokens: list[_Token]) -> list[_Token] | None:
    rest = [token for token in tokens[1:] if token.kind != "blank"]
    return rest[1:] if rest and rest[0].text == "=" else None


def _until_pipe(tokens: list[_Token]) -> list[_Token]:
    """The command itself, not what its answer is handed to."""
    depth = 0
    for number, token in enumerate(tokens):
        if token.kind in ("table", "array") or token.text in ("(", "{"):
            depth += 1
        elif token.text in (")", "}"):
            depth -= 1
        elif token.text == "|" and depth == 0:
            return tokens[:number]
    return tokens
