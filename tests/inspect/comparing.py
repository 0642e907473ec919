"""What the tests of comparing share: generated documents, and an applier of JSON Patch written from its RFC."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

from workbench.inspect import Diff, DiffOptions, Document, diff, read

ODD_KEYS = ["", "~", "/", "~1", "a/b", "m~n", "a b", "é", '"', "\\", "0", "*", "ref", "id", "name", "x", "y", "tags", "items"]
keys = st.sampled_from(ODD_KEYS) | st.text(max_size=4)
numbers = st.sampled_from(["0", "-0", "1", "1.0", "1.10", "1e5", "1E5", "12345678901234567890123", "1e400", "0.1"])
scalars = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(alphabet='aé"\\~/ ', max_size=3) | numbers.map(lambda text: Exactly(text))
)


class Exactly:
    """A number with its spelling."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Exactly({self.text})"


def records(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists of objects with a ``ref``, which identifies them or repeats."""
    refs = st.permutations(range(6)) | st.lists(st.integers(0, 5), max_size=6)
    return st.builds(_records, refs, st.lists(inner, max_size=6))


def _records(refs: list[int], inner: list[Any]) -> list[Any]:
    return [{"ref": f"R{ref}", "v": value, "n": ref % 2} for ref, value in zip(refs, inner, strict=False)]


json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(keys, inner, max_size=5) | records(inner),
    max_leaves=25,
)


@st.composite
def edited(draw: st.DrawFn) -> tuple[Any, Any]:
    """A document and a copy in which some things were moved, inserted, deleted, changed."""
    left = draw(json_values)
    right = copy.deepcopy(left)
    for _ in range(draw(st.integers(0, 4))):
        right = _edit(draw, right)
    return left, right


def _edit(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, list) and value:
        place = draw(st.integers(0, len(value) - 1))
        action = draw(st.sampled_from(["inside", "inside", "move", "insert", "delete", "double", "reverse"]))
        if action == "inside":
            value[place] = _edit(draw, value[place])
        elif action == "move":
            value.insert(draw(st.integers(0, len(value) - 1)), value.pop(place))
        elif action == "insert":
            value.insert(place, draw(json_values))
        elif action == "delete":
            del value[place]
        elif action == "double":
            value.insert(place, copy.deepcopy(value[place]))
        else:
            value.reverse()
        return value
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        action = draw(st.sampled_from(["inside", "inside", "delete", "add", "order"]))
        if action == "inside":
            value[key] = _edit(draw, value[key])
        elif action == "delete":
            del value[key]
        elif action == "add":
            value[draw(keys)] = draw(scalars)
        else:
            value = dict(reversed(value.items()))
        return value
    return draw(json_values)


def text_of(value: Any) -> str:
    """JSON text with numbers as they are spelled."""
    if isinstance(value, Exactly):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{text_of(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def document(value: Any) -> Document:
    return read(text_of(value).encode("utf-8", "surrogatepass"))


def compare(left: Any, right: Any, options: DiffOptions | None = None) -> Diff:
    return diff(document(left), document(right), options)


class Number(str):
    """A number as it is spelled, which is not the text that reads the same."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(("number", str(self)))


def parsed(text: str | bytes) -> Any:
    """The JSON value, numbers by their spelling."""
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)


def exact(value: Any) -> Any:
    """For comparing values: true is not 1, and the order of keys does not count."""
    if isinstance(value, dict):
        return {"object": {key: exact(inner) for key, inner in value.items()}}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    return (type(value).__name__, value)


# -- RFC 6901 and RFC 6902 --------------------------------------------------------------------------


def resolve(pointer: str) -> list[str]:
    """The reference tokens of a JSON Pointer (RFC 6901, sections 3 and 4)."""
    if pointer == "":
        return []
    assert pointer.startswith("/")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def index(token: str, most: int) -> int:
    """An array index: no leading zeros, not beyond the end."""
    assert token == "0" or (token.isdigit() and not token.startswith("0")), token
    assert int(token) <= most
    return int(token)


def apply_patch(target: Any, operations: list[dict[str, Any]]) -> Any:
    """The target after all operations; an AssertionError or KeyError where one cannot be done (RFC 6902, section 4)."""
    root = [target]
    for operation in operations:
        tokens = resolve(operation["path"])
        match operation["op"]:
            case "add":
                _add(root, tokens, operation["value"])
            case "remove":
                _remove(root, tokens)
            case "replace":
                holder, at = _found(root, tokens)
                holder[at] = operation["value"]
            case "move":
                _add(root, tokens, _remove(root, resolve(operation["from"])))
            case other:
                raise AssertionError(other)
    return root[0]


def _holder(root: list[Any], tokens: list[str]) -> tuple[Any, str]:
    value: Any = root
    for token in ["0", *tokens[:-1]] if tokens else []:
        value = value[index(token, len(value) - 1)] if isinstance(value, list) else value[token]
    return (value, tokens[-1]) if tokens else (root, "0")


def _add(root: list[Any], tokens: list[str], value: Any) -> None:
    if not tokens:
        root[0] = value
        return
    holder, token = _holder(root, tokens)
    if isinstance(holder, list):
        holder.insert(len(holder) if token == "-" else index(token, len(holder)), value)
    else:
        holder[token] = value


def _found(root: list[Any], tokens: list[str]) -> tuple[Any, Any]:
    """The container and the key of a value that has to exist."""
    holder, token = _holder(root, tokens)
    at: Any = index(token, len(holder) - 1) if isinstance(holder, list) else token
    assert isinstance(holder, list) or at in holder, token
    return holder, at


def _remove(root: list[Any], tokens: list[str]) -> Any:
    assert tokens, "the whole document cannot be removed"
    holder, at = _found(root, tokens)
    return holder.pop(at)
