"""Lay out text that is almost JSON: a scanner without recursion that never gives up.

Used where msgspec refuses: NaN, lone surrogates, deep nesting, several documents, and plain mistakes.  It
keeps every token as it was written, notes the first place that is wrong, and guesses why.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

_SCAN = re.compile(
    r'(?P<blank>[ \t\r\n]+)|(?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)'
    r'|(?P<broken>"(?:[^"\\\r\n]|\\.)*)|(?P<word>\$\{[^}\r\n]*\}|[^\s{}\[\],:"]+)|(?P<other>.)',
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\Z")
_CLOSER = {"{": "}", "[": "]"}
_UNUSUAL = {"NaN", "Infinity", "-Infinity"}
INDENT_MOST = 100
"""Levels that are indented; deeper ones keep this indent, or 100,000 levels would need gigabytes of blanks."""


@dataclass
class Layout:
    """``depths`` has one number per line.  ``wrong_at`` is a character of the text, -1 where nothing is wrong."""

    lines: list[str] = field(default_factory=list)
    depths: array[int] = field(default_factory=lambda: array("I"))
    wrong_at: int = -1
    message: str = ""
    guess: str = ""
    wrong_line: int = 0
    unusual: dict[str, int] = field(default_factory=dict)
    documents: int = 0


class _Writer:
    """Collects the laid-out lines."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._line: list[str] = []
        self.depth = 0
        self._start_depth = 0

    @property
    def number(self) -> int:
        return len(self._layout.lines)

    def write(self, text: str) -> None:
        if not self._line:
            self._start_depth = self.depth
        self._line.append(text)

    def end_line(self) -> None:
        if self._line:
            self._layout.lines.append("  " * min(self._start_depth, INDENT_MOST) + "".join(self._line))
            self._layout.depths.append(self._start_depth)
            self._line.clear()


class _Scanner:
    """What is expected next is ``value``, ``key``, ``colon`` or ``comma``; ``fresh`` means a container was just opened."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out = Layout()
        self.writer = _Writer(self.out)
        self.stack: list[str] = []
        self.expect = "value"
        self.fresh = False
        self.last_end = 0

    def run(self) -> Layout:
        for found in _SCAN.finditer(self.text):
            kind = found.lastgroup
            if kind == "blank":
                continue
            self._token(kind or "other", found.group(), found.start())
            self.last_end = found.end()
        if self.stack:
            closers = "".join(_CLOSER[opener] for opener in reversed(self.stack[-20:]))
            self._wrong(len(self.text), "The text ends before it is complete.", f"A closing {closers} is missing at the end.")
        elif self.expect == "value" and self.out.documents == 0 and not self.writer.number:
            self._wrong(0, "There is no value.", "")
        self.writer.end_line()
        return self.out

    def _token(self, kind: str, text: str, at: int) -> None:
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

    def _open(self, text: str) -> None:
        self._break_if_fresh()
        self.writer.write(text)
        self.stack.append(text)
        self.fresh = True
        self.expect = "key" if text == "{" else "value"

    def _close(self, text: str, at: int) -> None:
        if not self.stack:
            self._wrong(at, f"This {text} closes nothing.", "It is one too many, or its opening bracket is missing.")
            self._break_if_fresh()
            self.writer.write(text)
            return
        opener = self.stack[-1]
        if _CLOSER[opener] != text:
            self._wrong(at, f"Here a {_CLOSER[opener]} was expected, not {text}.", f"A closing {_CLOSER[opener]} is missing before it.")
            if any(_CLOSER[other] == text for other in self.stack[:-1]):
                while _CLOSER[self.stack[-1]] != text:  # close what was left open, without writing what is not there
                    self.stack.pop()
                    self.writer.end_line()
                    self.writer.depth -= 0 if self.fresh else 1
                    self.fresh = False
        elif not self.fresh and self.expect in ("value", "key"):
            self._wrong(self._last_comma(at), "There is a comma before the closing bracket.", "Remove the comma.")
        elif self.expect == "colon" or (self.expect == "value" and opener == "{"):
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
        self._break_if_fresh()
        self.writer.write(",")
        self.writer.end_line()
        self.expect = "key" if self.stack and self.stack[-1] == "{" else "value"

    def _colon(self, at: int) -> None:
        if self.expect != "colon":
            self._wrong(at, "A colon was not expected here.", "An opening brace or a key in quotes may be missing before it.")
        self.writer.write(": ")
        self.expect = "value"

    def _scalar(self, kind: str, text: str, at: int) -> None:
        self._before_value(at)
        self._break_if_fresh()
        is_key = self.expect == "key"
        if is_key and kind != "string":
            self._wrong(at, "A key in quotes was expected here.", "The quotes are missing." if kind == "word" else "")
        elif kind == "broken":
            self._wrong(
                at,
                "This text has no closing quote on its line.",
                "A quote is missing, or a quote or line break inside it is not escaped (?json_string does that).",
            )
        elif kind == "word" and not is_key:
            self._check_word(text, at)
        elif kind == "other":
            self._wrong(at, f"The character {text!r} has no place here.", "")
        self.writer.write(text)
        if is_key:
            self.expect = "colon"
        else:
            self._after_value()

    def _check_word(self, text: str, at: int) -> None:
        if text in ("true", "false", "null") or _NUMBER.match(text):
            return
        if text in _UNUSUAL:
            self.out.unusual.setdefault(text, self.writer.number)
            return
        guess = "A text needs quotes around it."
        if text.lower() in ("true", "false", "null", "none"):
            guess = f"JSON writes it {'null' if text.lower() == 'none' else text.lower()}."
        elif text.startswith("${") or text.startswith("<#"):
            guess = "It looks like a template expression that was not rendered."
        elif text[0].isdigit() or text[0] in "+-.":
            guess = "It looks like a number JSON does not allow (a leading zero or +, or no digit beside the point)."
        self._wrong(at, f"“{text[:30]}” is not JSON.", guess)

    def _before_value(self, at: int) -> None:
        """A value begins: is one expected?"""
        if self.expect == "comma":
            if not self.stack:
                self.writer.end_line()  # another document: allowed by many senders, and noted
                return
            self._wrong(self.last_end, "Two values stand side by side.", "A comma is missing between them.")
            self.writer.end_line()
            self.expect = "key" if self.stack[-1] == "{" else "value"
        elif self.expect == "colon":
            self._wrong(at, "A colon was expected after the key.", "The colon is missing.")
            self.writer.write(" ")
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
        return self.text.rfind(",", 0, at)

    def _wrong(self, at: int, message: str, guess: str) -> None:
        """The first mistake is the one that is told; those after it usually follow from it."""
        if self.out.wrong_at < 0:
            self.out.wrong_at, self.out.message, self.out.guess = at, message, guess
            self.out.wrong_line = self.writer.number


def lay_out(text: str) -> Layout:
    """Every token of ``text`` on lines by structure.  Never raises."""
    return _Scanner(text).run()
