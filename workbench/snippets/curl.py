"""cURL for bash, as a script that hides the key from the list of processes, and as one command that other tools read."""

from __future__ import annotations

from workbench.snippets.call import Call, Part, Variable
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.quoting import bash_quote

_JSON_TEXT = r"""# Escapes a text for a JSON string.
json_text() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"} text=${text//$'\n'/\\n} text=${text//$'\r'/\\r} text=${text//$'\t'/\\t}
  printf '%s' "$text"
}
"""


def write_curl(call: Call) -> Snippet:
    checks = "".join(f': "${{{v.name}:?Set this environment variable first.}}"\n' for v in call.variables)
    values = "".join(f'{v.snake}=$(json_text "${v.name}")\n' for v in call.variables)
    body = " \\\n".join(f"  {_body_line(line)}" for line in call.lines)
    options = " \\\n".join(f"    {option}" for option in (*_headers(call), "--data-binary @-"))
    # The body goes through a pipe: arguments are seen by everybody on the computer, and their length is limited.
    text = f"#!/usr/bin/env bash\n{_JSON_TEXT}\n{checks}{values}\nprintf '%s' \\\n{body} |\n  curl {_address(call)} \\\n{options}\n"
    export = "Postman and other tools read a single cURL command: Export → cURL writes one."
    return Snippet(Language.CURL, text, (*general_notes(call), export))


def bash_command(call: Call) -> str:
    """One command, as tools copy and import it: the body in ``--data-raw``, the key as a variable of the shell."""
    body = "".join(_command_part(part) for part in _joined(call))
    options = " \\\n".join(f"  {option}" for option in (*_headers(call), f"--data-raw {body}"))
    return f"curl {_address(call)} \\\n{options}\n"


def _body_line(line: tuple[Part, ...]) -> str:
    return "".join(f'"${part.snake}"' if isinstance(part, Variable) else bash_quote(part) for part in line)


def _command_part(part: Part) -> str:
    return f'"${part.name}"' if isinstance(part, Variable) else bash_quote(part)


def _joined(call: Call) -> list[Part]:
    """The whole body with neighbouring texts put together."""
    parts: list[Part] = []
    for part in (part for line in call.lines for part in line):
        if parts and isinstance(part, str) and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def _address(call: Call) -> str:
    """curl reads brackets and braces of a URL as a pattern unless told not to."""
    return ("--globoff " if set("[]{}") & set(call.url) else "") + bash_quote(call.url)


def _headers(call: Call) -> list[str]:
    # With a colon an empty header would be taken out, with a semicolon it is sent.
    return [f"--header {bash_quote(f'{name}: {value}' if value else f'{name};')}" for name, value in call.headers]
