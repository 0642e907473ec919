"""Kotlin: OkHttp 4 and 5."""

from __future__ import annotations

import re

from workbench.snippets.call import Call, Part, Variable
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.pieces import is_long, listed
from workbench.snippets.quoting import kotlin_inside, kotlin_quote

_START = """import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody

fun main() {
"""
_END = r"""
/** A value from the environment, escaped for a JSON string. */
private fun fromEnvironment(name: String): String =
    (System.getenv(name) ?: error("Set the environment variable $name first."))
        .replace("\\", "\\\\").replace("\"", "\\\"")
        .replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
"""


def write_kotlin(call: Call) -> Snippet:
    values = "".join(f'    val {v.camel} = fromEnvironment("{v.name}")\n' for v in call.variables)
    indent = " " * 8
    if is_long(call):
        body = f'listOf(\n{indent}{listed(call, kotlin_quote, indent)}\n    ).joinToString("")'
    else:
        body = f" +\n{indent}".join(_template(line) for line in call.lines)
    headers = "".join(f"{indent}.header({kotlin_quote(name)}, {kotlin_quote(value)})\n" for name, value in call.headers)
    # As bytes: to a text OkHttp would add a charset to the Content-Type.
    main = f"""{values}    val body = {body}

    val request = Request.Builder()
        .url({kotlin_quote(call.url)})
{headers}        .post(body.toByteArray().toRequestBody())
        .build()

    OkHttpClient().newCall(request).execute().use {{ response ->
        println(response.code)
        println(response.body?.string())
    }}
}}
"""
    return Snippet(Language.KOTLIN, f"{_START}{main}{_END}", general_notes(call))


def _template(line: tuple[Part, ...]) -> str:
    """One literal in which variables stand as templates."""
    text = ""
    for part, follows in zip(line, (*line[1:], ""), strict=True):
        if isinstance(part, str):
            text += kotlin_inside(part)
        elif isinstance(follows, Variable) or re.match(r"\w|`", follows):
            text += f"${{{part.camel}}}"
        else:
            text += f"${part.camel}"
    return f'"{text}"'
