"""PowerShell: Invoke-WebRequest with the body as bytes, the same in Windows PowerShell 5.1 and PowerShell 7.

Not curl.exe: its arguments lose their quotes in 5.1, its input gets a line break and another encoding.
"""

from __future__ import annotations

from workbench.snippets.call import Call, Part, Variable
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.quoting import powershell_quote

_FROM_ENVIRONMENT = r"""# A value from the environment, escaped for a JSON string.
function Get-JsonText([string] $Name) {
    $value = [Environment]::GetEnvironmentVariable($Name)
    if (-not $value) { throw "Set the environment variable $Name first." }
    $value.Replace('\', '\\').Replace('"', '\"').Replace("`n", '\n').Replace("`r", '\r').Replace("`t", '\t')
}
"""
_OWN_PARAMETERS = {"content-type": "ContentType", "user-agent": "UserAgent"}


def write_powershell(call: Call) -> Snippet:
    return Snippet(Language.POWERSHELL, powershell_script(call), general_notes(call))


def powershell_script(call: Call) -> str:
    values = "".join(f"${v.camel} = Get-JsonText '{v.name}'\n" for v in call.variables)
    body = "\n".join("    " + ", ".join(_part(part) for part in line) for line in call.lines)
    return f"{_FROM_ENVIRONMENT}\n{values}$body = -join @(\n{body}\n)\n\n$request = @{{\n{_parameters(call)}\n}}\n(Invoke-WebRequest @request).Content\n"


def _part(part: Part) -> str:
    return f"${part.camel}" if isinstance(part, Variable) else powershell_quote(part)


def _parameters(call: Call) -> str:
    own = [(_OWN_PARAMETERS[name.lower()], value) for name, value in call.headers if name.lower() in _OWN_PARAMETERS]
    others = [(name, value) for name, value in call.headers if name.lower() not in _OWN_PARAMETERS]
    rows = [("Method", "'Post'"), ("Uri", powershell_quote(call.url)), *((name, powershell_quote(value)) for name, value in own)]
    if others:
        rows.append(("Headers", "@{ " + "; ".join(f"{powershell_quote(n)} = {powershell_quote(v)}" for n, v in others) + " }"))
    # Windows PowerShell would send a text in Latin-1, and ask Internet Explorer to read the answer.
    rows += [("Body", "[Text.Encoding]::UTF8.GetBytes($body)"), ("UseBasicParsing", "$true")]
    return "\n".join(f"    {name:<15} = {value}" for name, value in rows)
