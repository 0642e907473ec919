"""What is typed into the dialogs of expectations, read; what is wrong is told by the field's name.  Qt-free."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from workbench.domain import Problem, StreamEvent, parse_object, pretty_object
from workbench.domain.condition import TYPES, Condition, Op
from workbench.domain.expectation import (
    Decided,
    EqualsBaseline,
    Expectation,
    FitsSchema,
    StatusIs,
    Until,
    ValueFits,
    VariantIs,
    Wait,
    Within,
)

Problems = dict[str, str]
"""From a field's name to what is wrong with it and what to do next; empty where all is well."""

ADDABLE: tuple[tuple[str, Expectation], ...] = (
    ("The status is 200", StatusIs((200,))),
    ("The answer comes within 400 ms", Within(400.0)),
    ("Something was decided", Decided()),
    ("The body equals the approved baseline", EqualsBaseline()),
)
"""What is added at once; each can be edited afterwards."""
MOST = 1e9
ALONE = (Op.EXISTS, Op.ABSENT)
EITHER = (Op.EQUALS, Op.CONTAINS)
"""Operations whose value is a text or JSON, as one says."""


@dataclass(frozen=True, slots=True)
class OpWords:
    """``name`` stands in the list, ``example`` in the empty field, ``help`` under it."""

    name: str
    example: str = ""
    help: str = ""


OPS: dict[Op, OpWords] = {
    Op.EXISTS: OpWords("exists"),
    Op.ABSENT: OpWords("is absent"),
    Op.EQUALS: OpWords("equals", "Gold", "Every value found is this."),
    Op.IN: OpWords("is one of", '["Gold", "Silver"]', "A JSON list; every value found is one of these."),
    Op.CONTAINS: OpWords("contains", "Gold", "A text that holds this text, a list this item, an object this key."),
    Op.MATCHES: OpWords("matches", "^Gold", "A regular expression that fits somewhere in the text."),
    Op.TYPE: OpWords("is of the type", "array", f"{', '.join(TYPES[:-1])} or {TYPES[-1]}."),
    Op.COUNT: OpWords("has as many", "3", "How many values are found; where one list is, how many items it has."),
}


@dataclass(frozen=True, slots=True)
class TypedValue:
    """The dialog of a value, as typed.  ``as_json`` counts for :data:`EITHER`."""

    path: str = ""
    op: Op = Op.EQUALS
    value: str = ""
    as_json: bool = False

    @classmethod
    def of(cls, expectation: ValueFits) -> TypedValue:
        condition = expectation.condition
        if condition.op in ALONE:
            return cls(condition.path, condition.op)
        is_text = isinstance(condition.value, str)
        text = condition.value if is_text else json.dumps(condition.value, ensure_ascii=False)
        return cls(condition.path, condition.op, text, not is_text)

    def read(self) -> tuple[ValueFits | None, Problems]:
        problems = _path_problems(self.path)
        value, wrong = self._value()
        problems |= {"Value": wrong} if wrong else {}
        if problems:
            return None, problems
        return ValueFits(Condition(self.path.strip(), self.op, value)), {}

    def _value(self) -> tuple[Any, str]:
        if self.op in ALONE:
            return None, ""
        if self.op in EITHER and not self.as_json:
            if self.op is Op.CONTAINS and not self.value:
                return None, "The text is empty, which every text contains. Type what it has to hold."
            return self.value, ""
        if self.op is Op.TYPE:
            kind = self.value.strip()
            return kind, "" if kind in TYPES else f"That is no type. Type one of {', '.join(TYPES)}."
        if self.op is Op.MATCHES:
            return self.value, _pattern_problem(self.value)
        value, wrong = read_json(self.value)
        if wrong:
            return None, wrong
        if self.op is Op.IN and not isinstance(value, list):
            return None, 'A list is expected. Type one like ["Gold", "Silver"].'
        if self.op is Op.COUNT and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            return None, "A whole number is expected. Type one like 3."
        return value, ""


def read_json(text: str) -> tuple[Any, str]:
    """The value, or what is wrong with the text."""
    from workbench.collections.plain import fits_json

    def refuse(word: str) -> Any:
        raise ValueError(word)

    if not text.strip():
        return None, "The value is empty. Type one; a text stands in quotes."
    try:
        value = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None, "This is not valid JSON. Put a text in quotes, or choose Text."
    return (value, "") if fits_json(value) else (None, "The number is larger than JSON can hold. Type a smaller one.")


def read_statuses(text: str) -> tuple[StatusIs | None, Problems]:
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if not parts or not all(part.isascii() and part.isdigit() and 100 <= int(part[:4]) <= 599 for part in parts):
        return None, {"Status": "A status is a number from 100 to 599. Type one like 200, or several like 200, 204."}
    return StatusIs(tuple(dict.fromkeys(map(int, parts)))), {}


def read_within(text: str) -> tuple[Within | None, Problems]:
    number, wrong = _number(text, "400")
    return (None, {"Milliseconds": wrong}) if wrong else (Within(number), {})


def read_variants(text: str) -> tuple[VariantIs | None, Problems]:
    names = _lines(text)
    if not names:
        return None, {"Variant": "No variant is named. Type its name, or several, one a line."}
    return VariantIs(names), {}


def read_baseline(text: str) -> tuple[EqualsBaseline | None, Problems]:
    from workbench.usecases.read_variant import SelectorError, compile_ignore

    paths = _lines(text)
    try:
        compile_ignore(paths)
    except SelectorError as wrong:
        return None, {"Less these paths": f"{wrong} Type paths like $.decidedAt, one a line."}
    return EqualsBaseline(paths), {}


def read_event(kind: str, page: str, fields: str, keep: StreamEvent) -> tuple[StreamEvent | None, Problems]:
    """What the dialog does not show is kept from ``keep``."""
    from dataclasses import replace

    made = parse_object(fields, "Fields")
    problems: Problems = {} if kind.strip() else {"Type": "An event needs a type. Type VIEW, IDENTITY, or the name of a custom event."}
    if isinstance(made, Problem):
        return None, problems | {"Fields": f"{made.why} {made.fix}"}
    return (None, problems) if problems else (replace(keep, type=kind.strip(), page=page.strip(), fields=made), {})


def read_wait(until: Until, seconds: str, calls: str, every: str) -> tuple[Wait | None, Problems]:
    read = {
        "Seconds, at most": _number(seconds, "20"),
        "Calls, at most": _number(calls, "20", whole=True),
        "Seconds between calls": _number(every, "1"),
    }
    problems = {name: wrong for name, (_, wrong) in read.items() if wrong}
    if problems:
        return None, problems
    return Wait(until, read["Seconds, at most"][0], int(read["Calls, at most"][0]), read["Seconds between calls"][0]), {}


def selector_problem(path: str) -> str:
    """What is wrong with a path typed as variant selector; an empty one leaves it to the folders."""
    return _path_problems(path).get("Path", "") if path.strip() else ""


def why_not_edited(expectation: Expectation) -> str:
    """Why it has no dialog; empty where it has."""
    return "A JSON Schema is edited in the file." if isinstance(expectation, FitsSchema) else ""


def number_text(number: float) -> str:
    return f"{number:.10g}"


def fields_text(event: StreamEvent) -> str:
    return pretty_object(event.fields)


def _path_problems(path: str) -> Problems:
    from workbench.usecases.read_variant import SelectorError, compile_values

    if not path.strip():
        return {"Path": "The path is empty. Type one like $.offer.name."}
    try:
        compile_values(path.strip())
    except SelectorError as wrong:
        return {"Path": f"{wrong} Type one like $.offer.name."}
    return {}


def _pattern_problem(pattern: str) -> str:
    from workbench.usecases.read_variant import SelectorError, compile_condition

    if not pattern:
        return "The pattern is empty. Type a regular expression like ^Gold."
    try:
        compile_condition(Condition("$", Op.MATCHES, pattern))
    except SelectorError as wrong:
        return f"{wrong} Type a regular expression like ^Gold."
    return ""


def _number(text: str, example: str, *, whole: bool = False) -> tuple[float, str]:
    try:
        number = float(text.strip().replace(",", ""))
    except ValueError:
        number = 0.0
    if not 0 < number < MOST or (whole and number != int(number)):
        return 0.0, f"{'A whole number' if whole else 'A number'} above 0 is expected. Type one like {example}."
    return number, ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
