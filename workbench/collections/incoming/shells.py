"""Command lines of bash and of Windows' cmd taken apart into words.  Nothing is run: what a shell would work out is named.

Variables become placeholders; so does a command substitution, except the one that asks for a new UUID.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v", "0": "\0"}
_ANSI = re.compile(
    r"\\(?:x(?P<hex>[0-9A-Fa-f]{1,2})|u(?P<u4>[0-9A-Fa-f]{1,4})|U(?P<u8>[0-9A-Fa-f]{1,8})|(?P<octal>[0-7]{1,3})|c(?P<control>.)|(?P<one>.))",
    re.DOTALL,
)
_BASH_PLAIN = re.compile(r"""[^\s'"\\$`;&|()<>#]+""")
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)[^{}]{0,200}\}|(?P<name>[A-Za-z_]\w*)|(?P<number>[0-9@*#?$!]))")
_CMD_VARIABLE = re.compile(r"%([A-Z][A-Z_]{2,40})%")


@dataclass(slots=True)
class Command:
    """``stdin`` is the here-document that goes with it, ``ran`` what a shell would have had to run for its words."""

    words: list[str] = field(default_factory=list)
    stdin: str | None = None
    ran: list[str] = field(default_factory=list)


def bash(text: str) -> list[Command]:
    return [command for command in _Bash(text.replace("\r\n", "\n")).commands if command.words]


class _Bash:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.commands: list[Command] = [Command()]
        self._word: list[str] | None = None
        self._skip_next = False
        self._here: list[str] = []
        self._here_next = False
        while self._at < len(text):
            self._step()
        self._end_command()

    def _step(self) -> None:
        text, at = self._text, self._at
        char = text[at]
        if plain := _BASH_PLAIN.match(text, at):
            self._put(plain[0])
            self._at = plain.end()
        elif char == "\n":
            self._end_command()
            self._at += 1
            self._read_here()
        elif char.isspace():
            self._end_word()
            self._at += 1
        elif char == "#" and self._word is None:
            self._at = self._find("\n", at)
        elif char in ";&|()":
            self._end_command()
            self._at += 1
        elif char in "<>":
            self._redirect()
        elif char == "\\":
            self._put("" if text[at + 1 : at + 2] == "\n" else text[at + 1 : at + 2])
            self._at += 2
        elif char == "'":
            end = self._find("'", at + 1)
            self._put(text[at + 1 : end])
            self._at = end + 1
        elif char == '"':
            self._at += 1
            self._double()
        elif char == "$" and text[at + 1 : at + 2] in ("'", '"'):
            self._dollar_quote()
        elif char in "$`":
            self._put(self._expansion())
        else:
            self._put(char)
            self._at += 1

    def _put(self, piece: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(piece)

    def _end_word(self) -> None:
        if self._word is not None:
            word = "".join(self._word)
            if self._here_next:
                self._here.append(word)
            elif not self._skip_next:
                self.commands[-1].words.append(word)
            self._word, self._skip_next, self._here_next = None, False, False

    def _end_command(self) -> None:
        self._end_word()
        if self.commands[-1].words and not self._here:
            self.commands.append(Command())

    def _redirect(self) -> None:
        """Where output goes is nothing to us; what comes in from a here-document is."""
        if self._word is not None and "".join(self._word).isdigit():
            self._word = None
        self._end_word()
        start = self._at
        while self._at < len(self._text) and self._text[self._at] in "<>&|-":
            self._at += 1
        operator = self._text[start : self._at]
        self._here_next = operator in ("<<", "<<-")
        self._skip_next = not self._here_next and not operator.endswith("-")

    def _read_here(self) -> None:
        for mark in self._here:
            lines = []
            while self._at < len(self._text):
                end = self._find("\n", self._at)
                line = self._text[self._at : end]
                self._at = end + 1
                if line.strip("\t") == mark:
                    break
                lines.append(line)
            self.commands[-1].stdin = _VARIABLE.sub(_as_placeholder, "\n".join(lines))
        if self._here:
            self._here = []
            self.commands.append(Command())

    def _double(self) -> None:
        pieces: list[str] = []
        text = self._text
        while self._at < len(text) and text[self._at] != '"':
            char = text[self._at]
            if char == "\\":
                following = text[self._at + 1 : self._at + 2]
                pieces.append("" if following == "\n" else following if following in '$`"\\' else char + following)
                self._at += 2
            elif char in "$`":
                pieces.append(self._expansion())
            else:
                end = _stop(text, self._at)
                pieces.append(text[self._at : end])
                self._at = end
        self._at += 1
        self._put("".join(pieces))

    def _dollar_quote(self) -> None:
        self._at += 1
        if self._text[self._at] == '"':
            self._at += 1
            self._double()
            return
        end = self._at + 1
        while end < len(self._text) and self._text[end] != "'":
            end += 2 if self._text[end] == "\\" else 1
        self._put(ansi_c(self._text[self._at + 1 : end]))
        self._at = end + 1

    def _expansion(self) -> str:
        """At a dollar or a backtick: the placeholder for a variable or a command."""
        text, at = self._text, self._at
        if found := _VARIABLE.match(text, at):
            self._at = found.end()
            return _as_placeholder(found)
        if text.startswith("$(", at):
            end = _closing(text, at + 2)
            return self._command(text[at + 2 : end - 1], end)
        if text[at] == "`":
            end = self._find("`", at + 1)
            return self._command(text[at + 1 : end], end + 1)
        self._at += 1
        return text[at]

    def _command(self, inner: str, end: int) -> str:
        self._at = end
        if inner.strip().split(" ")[0] == "uuidgen":
            return "{{uuid}}"
        self.commands[-1].ran.append(inner.strip().split(" ")[0][:40])
        return "{{command}}"

    def _find(self, what: str, start: int) -> int:
        found = self._text.find(what, start)
        return found if found >= 0 else len(self._text)


_DOUBLE_STOP = re.compile(r'[\\$`"]')


def _stop(text: str, start: int) -> int:
    found = _DOUBLE_STOP.search(text, start)
    return found.start() if found else len(text)


def _as_placeholder(found: re.Match[str]) -> str:
    return "{{" + (found["braced"] or found["name"] or f"argument-{found['number']}") + "}}"


def _closing(text: str, start: int) -> int:
    """Just after the bracket that closes the one before ``start``."""
    depth = 1
    for found in re.finditer(r"[()]", text[start : start + 10_000]):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return start + found.end()
    return len(text)


def ansi_c(text: str) -> str:
    r"""What ``$'…'`` holds: ``\n``, ``\x41``, ``\u00e4``; bytes make up UTF-8, halves of a pair one character."""
    out = bytearray()
    end = 0
    for found in _ANSI.finditer(text):
        out += _wide(text[end : found.start()])
        end = found.end()
        if found["hex"] or found["octal"]:
            out.append(int(found["hex"] or "0", 16) if found["hex"] else int(found["octal"], 8) & 255)
        elif found["u4"] or found["u8"]:
            out += _wide(chr(min(int(found["u4"] or found["u8"], 16), 0x10FFFF)))
        elif found["control"]:
            out.append(ord(found["control"][0]) & 31)
        else:
            out += _wide(_SIMPLE.get(found["one"], found["one"]))
    out += _wide(text[end:])
    decoded = out.decode("utf-8", "surrogatepass" if _is_valid(out) else "replace")
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _wide(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _is_valid(data: bytearray) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def cmd(text: str) -> list[Command]:
    """``^`` taken off as cmd does it, then words as a Windows program gets them."""
    lines = _without_carets(text.replace("\r\n", "\n"))
    return [Command(words) for line in lines if (words := windows_words(line))]


def _without_carets(text: str) -> list[str]:
    """One line for each command."""
    lines: list[list[str]] = [[]]
    quoted, at = False, 0
    while at < len(text):
        char = text[at]
        if char == "^" and not quoted:
            after = text[at + 1 : at + 2]
            if after == "\n" and text[at + 2 : at + 3] == "\n":
                lines[-1].append("\n")
                at += 3
            else:
                lines[-1].append("" if after == "\n" else after)
                at += 2
            continue
        if char == '"':
            quoted = not quoted
        if char == "\n" or (char == "&" and not quoted):
            lines.append([])
            quoted = False
        else:
            lines[-1].append(char)
        at += 1
    return [_CMD_VARIABLE.sub(r"{{\1}}", "".join(line)) for line in lines]


_WINDOWS_PIECE = re.compile(r'(?P<slashes>\\+)(?P<quote>")?|(?P<mark>"")|(?P<one>")|(?P<blank>[ \t\n]+)|(?P<plain>[^\\" \t\n]+)')


def windows_words(line: str) -> list[str]:
    r"""As Windows programs split their command line: ``\"`` is a quote, and blanks within quotes belong to the word."""
    words: list[str] = []
    word: list[str] | None = None
    quoted = False
    for found in _WINDOWS_PIECE.finditer(line):
        if found["blank"] is not None and not quoted:
            if word is not None:
                words.append("".join(word))
            word = None
            continue
        word = [] if word is None else word
        if found["slashes"] is not None:
            count = len(found["slashes"])
            if found["quote"] is None:
                word.append(found["slashes"])
                continue
            word.append("\\" * (count // 2))
            if count % 2:
                word.append('"')
            else:
                quoted = not quoted
        elif found["mark"] is not None:
            if quoted:
                word.append('"')  # two quotes inside quotes are one; outside they are an empty text
        elif found["one"] is not None:
            quoted = not quoted
        else:
            word.append(found[0])
    return [*words, "".join(word)] if word is not None else words
