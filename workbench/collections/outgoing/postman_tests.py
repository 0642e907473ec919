"""What a Postman export tests: the expectations that a short script can check by itself; the others are told, not lost quietly."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from workbench.collections.outgoing.postman_scripts import MARK
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Expectation, StatusIs, ValueFits, VariantIs, Within, has_placeholders
from workbench.domain.selector import ByPath, Selector

_STEP = re.compile(r"\.?([^\W\d][\w-]*)|\[(\d+)\]|\['([^'\\]*)'\]|\[\"([^\"\\]*)\"\]")
_OWN = (
    'const own = (value, step) => value !== null && typeof value === "object" && Array.isArray(value) === (typeof step === "number")'
    " && Object.prototype.hasOwnProperty.call(value, step);"
)
_HAS = (
    'const has = (value, part) => (typeof value === "string" ? typeof part === "string" && value.includes(part)'
    " : Array.isArray(value) ? value.some((item) => JSON.stringify(item) === JSON.stringify(part)) : own(value, part));"
)
_HELPERS = (
    "const body = (() => { try { return pm.response.json(); } catch (wrong) { return undefined; } })();",
    _OWN,
    "const at = (...steps) => steps.reduce((value, step) => (own(value, step) ? value[step] : undefined), body);",
    'const kind = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);',
    _HAS,
)


def checks_script(expectations: Sequence[Expectation], selector: Selector | None) -> tuple[list[str], list[str]]:
    """The lines of the script, none where nothing can be checked, and the sentences of what Postman does not check."""
    lines: list[str] = []
    left_out: list[str] = []
    for expectation in expectations:
        if said := _said(expectation, selector):
            lines.append(f"pm.test({_js(str(expectation))}, () => {{ {said} }});")
        else:
            left_out.append(str(expectation))
    return ([MARK, *_HELPERS, *lines] if lines else []), left_out


def _said(expectation: Expectation, selector: Selector | None) -> str:
    if has_placeholders(expectation):  # in a script Postman takes them as they are
        return ""
    match expectation:
        case StatusIs(statuses):
            return f"pm.expect({_js(list(statuses))}).to.include(pm.response.code);"
        case Within(milliseconds):
            return f"pm.expect(pm.response.responseTime).to.be.at.most({_js(milliseconds)});"
        case VariantIs(variants) if isinstance(selector, ByPath) and (at := _at(selector.path)):
            return f"pm.expect({_js(list(variants))}).to.include(String({at}));"
        case ValueFits(condition) if at := _at(condition.path):
            return _fits(condition, at)
    return ""


def _fits(condition: Condition, at: str) -> str:
    value = _js(condition.value)
    match condition.op:
        case Op.EXISTS:
            return f"pm.expect({at} !== undefined).to.equal(true);"
        case Op.ABSENT:
            return f"pm.expect({at}).to.equal(undefined);"
        case Op.EQUALS:
            return f"pm.expect({at}).to.eql({value});"
        case Op.IN:
            return f"pm.expect({value}).to.deep.include({at});"
        case Op.CONTAINS:
            return f"pm.expect(has({at}, {value})).to.equal(true);"
        case Op.MATCHES:
            return f'pm.expect({at}).to.be.a("string").and.match(new RegExp({value}));'
        case Op.TYPE if condition.value == "integer":
            return f"pm.expect(Number.isInteger({at})).to.equal(true);"
        case Op.TYPE:
            return f"pm.expect(kind({at})).to.equal({value});"
        case Op.COUNT:
            return f"const found = {at}; pm.expect(Array.isArray(found) ? found.length : Number(found !== undefined)).to.equal({value});"


def _at(path: str) -> str:
    """The way to one value as JavaScript; empty for a path that may find several."""
    rest = path.strip().removeprefix("$")
    steps: list[Any] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or (at and found[1] and rest[at] != "."):
            return ""
        steps.append(int(found[2]) if found[2] else next(name for name in (found[1], found[3], found[4]) if name is not None))
        at = found.end()
    return f"at({', '.join(map(_js, steps))})"


def _js(value: Any) -> str:
    """JSON is JavaScript; what is not ASCII is escaped, so that nothing in it can end a line."""
    return json.dumps(value, ensure_ascii=True)
