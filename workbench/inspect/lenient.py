"""Lay out text that is almost JSON: a scanner without recursion that never gives up.

Used where msgspec refuses: NaN, lone surrogates, deep nesting, several documents, and plain mistakes.  It
keeps every token as it was written, notes the first place that is wrong, and guesses why.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_PLAIN = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|true|false|null"
_WHITE = rb"[ \t\r\n]*+"
_SCAN = re.compile(
    rb"(?P<blank>[ \t\r\n]++)|(?P<string>%b)|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)" % _STRING
    + rb'|(?P<escape>"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+")'
    + rb'|(?P<control>"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+")|(?P<broken>"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+)'
    + rb'|(?P<word>\$\{[^}\r\n]*\}|[^\s{}\[\],:"]++)|(?P<other>.)',
    re.DOTALL,
)
# A whole line at a time where nothing is unusual: several times as fast as token by token.
_VALUE = b"(?:(" + _STRING + b"|" + _PLAIN + b")" + _WHITE + rb"(?:(,)|(?=[}\]]))|([\[{]))"
_MEMBER = re.compile(_WHITE + b"(" + _STRING + b")" + _WHITE + b":" + _WHITE + _VALUE)
_ITEM = re.compile(_WHITE + b"()" + _VALUE)
_CLOSE = re.compile(_WHITE + rb"([\]}])(?:" + _WHITE + b"(,))?+")
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_GOOD_ESCAPE = re.compile(rb'[^\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})', re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x1f]")
_CLOSER = {b"{": b"}", b"[": b"]"}
_UNUSUAL = {b"NaN", b"Infinity", b"-Infinity"}
INDENT_MOST = 100
"""Levels that are indented; deeper ones keep this indent, or 100,000 levels would need gigabytes of blanks."""
_FLUSH = 4096
_PROGRESS = 1 << 16


@dataclass
class Layout:
    """``depths`` has one number per line of ``pretty``.  ``wrong_at`` is a byte of the input, -1 where nothing is wrong.

    ``unusual`` has the first line of each word that is not JSON but often sent; ``documents`` counts the root values.
    """

    pretty: bytes = b""
    depths: array[int] = field(default_factory=lambda: array("I"))
    wrong_at: int = -1
    message: str = ""
    guess: str = ""
    wrong_line: int = 0
    unusual: dict[str, int] = field(default_factory=dict)
    documents: int = 0


class _Writer:
    """Collects the laid-out lines."""

    def __init__(self, depths: array[int], indent_most: int) -> None:
        self._depths = depths
        self._indent_most = indent_most
        self._line: list[bytes] = []
        self._lines: list[bytes] = []
        self._done = BytesIO()
        self.depth = 0
        self.closing = False
        """The line at hand begins with a closing bracket; it must not open anything as well."""
        self._start_depth = 0

    @property
    def number(self) -> int:
        return len(self._depths)

    @property
    def waiting(self) -> bool:
        """Whether a line is begun."""
        return bool(self._line)

    def write(self, text: bytes) -> None:
        if not self._line:
            self._start_depth = self.depth
            self.closing = text in (b"]", b"}")
        self._line.append(text)

    def end_line(self) -> None:
        if self._line:
            self.whole_line(self.indent(self._start_depth) + b"".join(self._line), self._start_depth)
            self._line.clear()
            self.closing = False

    def whole_line(self, line: bytes, depth: int) -> None:
        self._lines.append(line)
        self._depths.append(depth)
        if len(self._lines) > _FLUSH:
            self._flush()

    def indent(self, depth: int) -> bytes:
        return b"  " * min(depth, self._indent_most)

    def result(self) -> bytes:
        self._flush()
        self._done.truncate(max(0, self._done.tell() - 1))
        return self._done.getvalue()

    def _flush(self) -> None:
        if self._lines:
            self._done.write(b"\n".join(self._lines) + b"\n")
            self._lines.clear()


class _Scanner:
    """What is expected next is ``value``, ``key``, ``colon`` or ``comma``; ``fresh`` means a container was just opened."""

    def __init__(self, data: bytes, indent_most: int, step: Callable[[float], None]) -> None:
        self.data = data
        self.step = step
        self.out = Layout()
        self.writer = _Writer(self.out.depths, indent_most)
        self.stack: list[bytes] = []
        self.expect = "value"
        self.fresh = False
        self.last_end = 0

    def run(self) -> Layout:
        at, told = 0, 0
        while at < len(self.data):
            if at - told > _PROGRESS:
                told = at
                self.step(at / len(self.data))
            at = self._lines(at) if self.stack else at
            found = _SCAN.match(self.data, at)
            if found is None:
                break
            at = found.end()
            if found.lastgroup != "blank":
                self._token(found.lastgroup or "other", found.group(), found.start())
                self.last_end = at
        self._end()
        self.out.pretty = self.writer.result()
        return self.out

    def _lines(self, at: int) -> int:
        """Whole lines as long as they are ordinary ones; where the first begins that is not, or no line may begin here."""
        data, most = self.data, at + _PROGRESS
        while self.stack and at < most:
            in_object = self.stack[-1] == b"{"
            if self.expect == "comma":
                found = _CLOSE.match(data, at)
                if found is None or not self._close_quickly(found):
                    return at
                at = found.end() if found.group(2) else found.end(1)
            elif self.expect == ("key" if in_object else "value") and (self.fresh or not self.writer.waiting):
                after = self._values_quickly(at, _MEMBER if in_object else _ITEM, most)
                if after == at:
                    return at
                at = after
            else:
                return at
        return at

    def _values_quickly(self, at: int, unit: re.Pattern[bytes], most: int) -> int:
        """Members or items that have one line each, up to one that opens a container, or the last."""
        found = unit.match(self.data, at)
        if found is None:
            return at
        self._break_if_fresh()
        writer = self.writer
        indent, depth = writer.indent(writer.depth), writer.depth
        while found is not None:
            key, value, comma, opener = found.groups()
            if opener:
                writer.write(key + b": " + opener if key else opener)
                self.stack.append(opener)
                self.fresh, self.expect = True, "key" if opener == b"{" else "value"
                self.last_end = found.end()
                return found.end()
            writer.whole_line(indent + (key + b": " + value if key else value) + (comma or b""), depth)
            at = found.end()
            if not comma:
                self.expect, self.last_end = "comma", found.end(2)
                return at
            self.last_end = at
            found = unit.match(self.data, at) if at < most else None
        return at

    def _close_quickly(self, found: re.Match[bytes]) -> bool:
        """Close the container at hand, if that is what stands here."""
        closer, comma = found.groups()
        if self.fresh or _CLOSER[self.stack[-1]] != closer or len(self.stack) < 2:
            return False
        self.stack.pop()
        writer = self.writer
        writer.end_line()
        writer.depth -= 1
        if comma:
            writer.whole_line(writer.indent(writer.depth) + closer + b",", writer.depth)
            self.expect = "key" if self.stack[-1] == b"{" else "value"
            self.last_end = found.end()
        else:
            writer.write(closer)
            self.expect, self.last_end = "comma", found.end(1)
        return True

    def _end(self) -> None:
        if self.stack:
            closers = b"".join(_CLOSER[opener] for opener in reversed(self.stack[-20:])).decode()
            self._wrong(len(self.data), "The text ends before it is complete.", f"A closing {closers} is missing at the end.")
        elif self.expect == "value" and self.out.documents == 0 and not self.writer.number:
            self._wrong(0, "There is no value.", "")
        self.writer.end_line()

    def _token(self, kind: str, text: bytes, at: int) -> None:
        if kind == "open":
            self._before_value(at)
            self._open(text)
        elif kind == "close":
            self._close(text, at)
        elif kind == "comma":
            self._comma(at)
        elif kind == "colon":
            self._colon(at)
        else:
            self._scalar(kind, text, at)

    def _open(self, text: bytes) -> None:
        if self.expect == "key":
            self._wrong(self.last_end, "A key in quotes was expected here.", "")
        self._break_if_fresh()
        if self.writer.closing:
            self.writer.end_line()
        self.writer.write(text)
        self.stack.append(text)
        self.fresh = True
        self.expect = "key" if text == b"{" else "value"

    def _close(self, text: bytes, at: int) -> None:
        shown = text.decode()
        if not self.stack:
            self._wrong(at, f"This {shown} closes nothing.", "It is one too many, or its opening bracket is missing.")
            self._break_if_fresh()
            self.writer.write(text)
            return
        opener = self.stack[-1]
        if _CLOSER[opener] != text:
            wanted = _CLOSER[opener].decode()
            self._wrong(at, f"Here a {wanted} was expected, not {shown}.", f"A closing {wanted} is missing before it.")
            if any(_CLOSER[other] == text for other in self.stack[:-1]):
                while _CLOSER[self.stack[-1]] != text:  # close what was left open, without writing what is not there
                    self.stack.pop()
                    self.writer.end_line()
                    self.writer.depth -= 0 if self.fresh else 1
                    self.fresh = False
        elif not self.fresh and self.expect in ("value", "key") and (opener == b"[" or self.expect == "key"):
            self._wrong(self._last_comma(at), "There is a comma before the closing bracket.", "Remove the comma.")
        elif self.expect == "colon" or (self.expect == "value" and opener == b"{"):
            self._wrong(at, "A key has no value.", "A colon and a value are missing.")
        self.stack.pop()
        if self.fresh:
            self.fresh = False
        else:
            self.writer.end_line()
            self.writer.depth -= 1
        self.writer.write(text)
        self._after_value()

    def _comma(self, at: int) -> None:
        if self.expect != "comma":
            self._wrong(at, "A value is missing before this comma.", "There is a comma too many.")
        elif not self.stack:
            self._wrong(at, "There is a comma after the end.", "The values are not inside an array.")
        self._break_if_fresh()
        self.writer.write(b",")
        self.writer.end_line()
        self.expect = "key" if self.stack and self.stack[-1] == b"{" else "value"

    def _colon(self, at: int) -> None:
        if self.expect != "colon":
            self._wrong(at, "A colon was not expected here.", "An opening brace or a key in quotes may be missing before it.")
        self._break_if_fresh()
        self.writer.write(b": ")
        self.expect = "value"

    def _scalar(self, kind: str, text: bytes, at: int) -> None:
        self._before_value(at)
        self._break_if_fresh()
        is_key = self.expect == "key"
        if is_key and kind in ("word", "other"):
            self._wrong(at, "A key in quotes was expected here.", "The quotes are missing." if kind == "word" else "")
        elif kind in ("escape", "control", "broken"):
            self._wrong_string(kind, text, at)
        elif kind == "word":
            self._check_word(text, at)
        elif kind == "other":
            self._wrong(at, f"The character {text.decode('utf-8', 'replace')!r} has no place here.", "")
        self.writer.write(text)
        if is_key:
            self.expect = "colon"
        else:
            self._after_value()

    def _wrong_string(self, kind: str, text: bytes, at: int) -> None:
        if kind == "escape":
            bad = 0
            while (good := _GOOD_ESCAPE.match(text, bad)) is not None:
                bad = good.end()
            escape = text[bad : bad + 2].decode("utf-8", "replace")
            guess = r"A backslash is written \\." if escape != "\\u" else r"After \u four hexadecimal digits have to follow."
            self._wrong(at + bad, f"“{escape}” is no escape of JSON.", guess)
        elif kind == "control":
            found = _CONTROL.search(text)
            place = found.start() if found else 0
            guess = r"A tab is written \t." if text[place] == 9 else rf"It is written \u{text[place]:04x}."
            self._wrong(at + place, f"A control character (U+{text[place]:04X}) stands in a text.", guess)
        else:
            self._wrong(
                at,
                "This text has no closing quote on its line.",
                "A quote is missing, or a quote or line break inside it is not escaped (?json_string does that).",
            )

    def _check_word(self, text: bytes, at: int) -> None:
        if text in (b"true", b"false", b"null") or _NUMBER.match(text):
            return
        shown = text[:120].decode("utf-8", "ignore")
        if text in _UNUSUAL:
            self.out.unusual.setdefault(shown, self.writer.number)
            return
        guess = "A text needs quotes around it."
        if shown.lower() in ("true", "false", "null", "none"):
            guess = f"JSON writes it {'null' if shown.lower() == 'none' else shown.lower()}."
        elif shown.startswith(("${", "<#")):
            guess = "It looks like a template expression that was not rendered."
        elif shown[:1].isdigit() or shown[:1] in "+-.":
            guess = "It looks like a number JSON does not allow (a leading zero or +, or no digit beside the point)."
        elif shown[:1].isspace():
            guess = "It begins with a blank that is none of JSON's."
        self._wrong(at, f"“{shown[:30]}” is not JSON.", guess)

    def _before_value(self, at: int) -> None:
        """A value begins: is one expected?"""
        if self.expect == "comma":
            if not self.stack:
                self.writer.end_line()  # another document: allowed by many senders, and noted
                return
            self._wrong(self.last_end, "Two values stand side by side.", "A comma is missing between them.")
            self.writer.end_line()
            self.expect = "key" if self.stack[-1] == b"{" else "value"
        elif self.expect == "colon":
            self._wrong(at, "A colon was expected after the key.", "The colon is missing.")
            self.writer.write(b" ")
            self.expect = "value"

    def _break_if_fresh(self) -> None:
        if self.fresh:
            self.writer.end_line()
            self.writer.depth += 1
            self.fresh = False

    def _after_value(self) -> None:
        self.expect = "comma"
        if not self.stack:
            self.out.documents += 1

    def _last_comma(self, at: int) -> int:
        return self.data.rfind(b",", 0, at)

    def _wrong(self, at: int, message: str, guess: str) -> None:
        """The first mistake is the one that is told; those after it usually follow from it."""
        if self.out.wrong_at < 0:
            self.out.wrong_at, self.out.message, self.out.guess = at, message, guess
            self.out.wrong_line = self.writer.number


def lay_out(data: bytes, indent_most: int = INDENT_MOST, step: Callable[[float], None] = lambda part: None) -> Layout:
    """Every token of UTF-8 text on lines by structure.  Raises only what ``step`` raises."""
    return _Scanner(data, indent_most, step).run()
