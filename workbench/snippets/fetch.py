"""JavaScript: fetch, in Node 18 and newer."""

from __future__ import annotations

from workbench.snippets.call import Call, Part, Variable
from workbench.snippets.literals import DEEPEST, JAVASCRIPT, depth, is_exact_in_javascript, literal
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.quoting import javascript_quote

_FROM_ENVIRONMENT = """function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set the environment variable ${name} first.`);
  return value;
}
"""


def write_fetch(call: Call) -> Snippet:
    values = "".join(f'const {v.camel} = fromEnvironment("{v.name}");\n' for v in call.variables)
    headers = "".join(f"    {javascript_quote(name)}: {javascript_quote(value)},\n" for name, value in call.headers)
    text = f"""{_FROM_ENVIRONMENT}
{values}
const response = await fetch({javascript_quote(call.url)}, {{
  method: "POST",
  headers: {{
{headers}  }},
  body: {_body(call)},
  signal: AbortSignal.timeout(10_000),
}});
console.log(response.status);
console.log(await response.text());
"""
    server = "Keep it on a server: in a browser there is no environment, and the page would carry the key."
    return Snippet(Language.FETCH, text, (*general_notes(call), server))


def _body(call: Call) -> str:
    if is_exact_in_javascript(call.value) and depth(call.value) <= DEEPEST:
        return f"JSON.stringify({literal(call, call.value, JAVASCRIPT, '  ')})"
    rows = " +\n    ".join(" + ".join(_term(part) for part in line) for line in call.lines)
    return f"// As text: JavaScript would write this object's names or numbers in another way.\n    {rows}"


def _term(part: Part) -> str:
    return f"JSON.stringify({part.camel}).slice(1, -1)" if isinstance(part, Variable) else javascript_quote(part)
