"""C#: HttpClient, in the language of .NET Framework 4.7 (C# 7.1), so that it runs there and on every newer .NET."""

from __future__ import annotations

from workbench.snippets.call import Call
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.pieces import summed
from workbench.snippets.quoting import csharp_quote

_CONTENT_HEADERS = {"allow", "expires", "last-modified"}
"""With ``Content-…`` the ones that .NET keeps with the content, not with the request."""

_START = """using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

public static class CallFlows
{
    private static readonly HttpClient Client = new HttpClient();

    public static async Task Main()
    {
"""
_END = r"""
    /// <summary>A value from the environment, escaped for a JSON string.</summary>
    private static string FromEnvironment(string name)
    {
        string value = Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException("Set the environment variable " + name + " first.");
        return value.Replace("\\", "\\\\").Replace("\"", "\\\"")
            .Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
    }
}
"""


def write_csharp(call: Call) -> Snippet:
    values = "".join(f'        string {v.camel} = FromEnvironment("{v.name}");\n' for v in call.variables)
    body = summed(call, csharp_quote, " " * 12)
    # As bytes: to a text StringContent would add a charset to the Content-Type.
    main = f"""{values}        string body =
            {body};

        using (var request = new HttpRequestMessage(HttpMethod.Post, {csharp_quote(call.url)}))
        {{
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
{"".join(_header(name, value) for name, value in call.headers)}
            using (HttpResponseMessage response = await Client.SendAsync(request))
            {{
                Console.WriteLine((int)response.StatusCode);
                Console.WriteLine(await response.Content.ReadAsStringAsync());
            }}
        }}
    }}
"""
    return Snippet(Language.CSHARP, f"{_START}{main}{_END}", general_notes(call))


def _header(name: str, value: str) -> str:
    of_content = name.lower().startswith("content-") or name.lower() in _CONTENT_HEADERS
    owner = "request.Content.Headers" if of_content else "request.Headers"
    return f"            {owner}.TryAddWithoutValidation({csharp_quote(name)}, {csharp_quote(value)});\n"
