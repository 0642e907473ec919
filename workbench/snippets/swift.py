"""Swift 5.5 and newer: URLSession."""

from __future__ import annotations

from workbench.snippets.call import Call, Part, Variable
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.quoting import swift_hashes, swift_inside, swift_quote

_START = r"""import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A value from the environment, escaped for a JSON string.
func fromEnvironment(_ name: String) -> String {
    guard let value = ProcessInfo.processInfo.environment[name] else {
        fatalError("Set the environment variable \(name) first.")
    }
    return value.unicodeScalars.map { (scalar: Unicode.Scalar) -> String in
        switch scalar {
        case "\\": return "\\\\"
        case "\"": return "\\\""
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: return String(scalar)
        }
    }.joined()
}

"""


def write_swift(call: Call) -> Snippet:
    values = "".join(f'let {v.camel} = fromEnvironment("{v.name}")\n' for v in call.variables)
    hashes = swift_hashes("".join(part for line in call.lines for part in line if isinstance(part, str)))
    # One literal, its line breaks taken out by a backslash: a long sum takes the compiler minutes.
    body = f"\\{hashes}\n".join(f"    {_line(line, hashes)}" for line in call.lines)
    headers = "".join(f"request.setValue({swift_quote(value)}, forHTTPHeaderField: {swift_quote(name)})\n" for name, value in call.headers)
    main = f'''{values}let body = {hashes}"""
{body}
    """{hashes}

var request = URLRequest(url: URL(string: {swift_quote(call.url)})!)
request.httpMethod = "POST"
{headers}request.httpBody = Data(body.utf8)

let (data, response) = try await URLSession.shared.data(for: request)
print((response as? HTTPURLResponse)?.statusCode ?? 0)
print(String(decoding: data, as: UTF8.self))
'''
    device = "On a device there is no such environment: hand the key in through your build settings instead."
    return Snippet(Language.SWIFT, f"{_START}{main}", (*general_notes(call), device))


def _line(line: tuple[Part, ...], hashes: str) -> str:
    return "".join(f"\\{hashes}({part.camel})" if isinstance(part, Variable) else swift_inside(part, hashes) for part in line)
