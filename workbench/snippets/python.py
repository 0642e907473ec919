"""Python: httpx, whose own JSON writer gives the bytes that the workbench sends."""

from __future__ import annotations

from workbench.snippets.call import Call, Part, Variable
from workbench.snippets.literals import DEEPEST, PYTHON, depth, literal
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.quoting import python_quote


def write_python(call: Call) -> Snippet:
    as_object = depth(call.value) <= DEEPEST
    imports = "import os" if as_object else "import json\nimport os"
    values = "".join(f'{v.snake} = os.environ["{v.name}"]\n' for v in call.variables)
    body = f"    json={literal(call, call.value, PYTHON, '    ')},\n" if as_object else _as_text(call)
    said = [(name, value) for name, value in call.headers if not as_object or (name, value) != ("Content-Type", "application/json")]
    headers = ", ".join(f"{python_quote(name)}: {python_quote(value)}" for name, value in said)
    text = f"""{imports}

import httpx

{values}
response = httpx.post(
    {python_quote(call.url)},
    headers={{{headers}}},
{body})
print(response.status_code)
print(response.text)
"""
    return Snippet(Language.PYTHON, text, (*general_notes(call), "It needs httpx 0.28 or newer; older ones put blanks into the JSON."))


def _as_text(call: Call) -> str:
    """For what is nested so deeply that Python's parser would give up."""
    rows = " +\n        ".join(" + ".join(_term(part) for part in line) for line in call.lines)
    return f"    content=(\n        {rows}\n    ).encode(),\n"


def _term(part: Part) -> str:
    return f"json.dumps({part.snake}, ensure_ascii=False)[1:-1]" if isinstance(part, Variable) else python_quote(part)
