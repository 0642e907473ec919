"""Schema: whether a parsed body fits a JSON Schema, of any draft, and where it does not.

Nothing is ever fetched: a ``$ref`` names what stands in the schema itself, a published draft, or a file handed in by name.
The only module with jsonschema_rs, which is loaded when the first schema is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from workbench.inspect.parsed import NotJson, parse_json
from workbench.inspect.paths import Path

if TYPE_CHECKING:
    from jsonschema_rs import Validator

MOST = 5
"""Places that are named where a body does not fit."""
_HERE = "beside:///"
_BACKTRACKS = 100_000
"""Steps back in a pattern of a schema, after which the text is said not to match."""


class SchemaError(ValueError):
    """It is no JSON Schema, or refers to what is not there; a sentence."""


class Schema:
    """Made by :func:`compile_schema`."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator

    def problems(self, parsed: Any) -> tuple[str, ...]:
        """Where a parsed body does not fit, some :data:`MOST` places: ``offer.price: "x" is not of type "number"``; empty where it fits."""
        try:
            found = islice(self._validator.iter_errors(parsed), MOST)
            return tuple(f"{Path(tuple(wrong.instance_path))}: {wrong.message}" for wrong in found)
        except RecursionError:
            return ("$: It is nested too deeply to be checked.",)
        except ValueError:  # half a character, or a number beyond every bound, for which the library has no form
            return ("$: It holds a text or a number that no JSON Schema speaks of.",)


def compile_schema(schema: Any, files: Mapping[str, bytes] | None = None) -> Schema:
    """``schema`` is parsed JSON, ``files`` are what its ``$ref`` may name.  Raises :class:`SchemaError`."""
    import jsonschema_rs

    known = files if files is not None else {}

    def bring(uri: str) -> Any:
        name = uri.removeprefix(_HERE)
        try:
            return parse_json(known[name])
        except KeyError:
            raise ValueError(f"“{name}” is not beside it, and nothing is fetched") from None

    if not isinstance(schema, dict | bool):
        raise SchemaError("A JSON Schema is an object; another value stands there.")
    try:
        made = jsonschema_rs.validator_for(
            schema,
            retriever=bring,
            base_uri=_HERE,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
        )
    except (ValueError, jsonschema_rs.ReferencingError) as wrong:
        raise SchemaError(f"It is no usable JSON Schema: {_first_line(wrong)}.") from None
    return Schema(made)


def read_schema(name: str, files: Mapping[str, bytes]) -> Schema:
    """A schema from the file of this name.  Raises :class:`SchemaError`."""
    try:
        schema = parse_json(files[name])
    except KeyError:
        raise SchemaError(f"There is no {name}.") from None
    except NotJson as wrong:
        raise SchemaError(f"{name}: {wrong}") from None
    try:
        return compile_schema(schema, files)
    except SchemaError as wrong:
        raise SchemaError(f"{name}: {wrong}") from None


def _first_line(wrong: Exception) -> str:
    return str(wrong).partition("\n")[0].strip().removesuffix(".")
