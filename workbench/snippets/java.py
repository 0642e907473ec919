"""Java 11 and newer: java.net.http."""

from __future__ import annotations

from workbench.snippets.call import Call
from workbench.snippets.model import Language, Snippet
from workbench.snippets.notes import general_notes
from workbench.snippets.pieces import is_long, listed, summed
from workbench.snippets.quoting import java_quote

_REFUSED = {"expect", "upgrade"}
"""Headers that java.net.http sets itself and lets nobody set."""

_START = """import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class CallFlows {
    public static void main(String[] args) throws IOException, InterruptedException {
"""
_END = r"""
    /** A value from the environment, escaped for a JSON string. */
    private static String fromEnvironment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("Set the environment variable " + name + " first.");
        }
        return value.replace("\\", "\\\\").replace("\"", "\\\"")
                .replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }
}
"""


def write_java(call: Call) -> Snippet:
    indent = " " * 16
    values = "".join(f'        String {v.camel} = fromEnvironment("{v.name}");\n' for v in call.variables)
    body = f'String.join("",\n{indent}{listed(call, java_quote, indent)})' if is_long(call) else summed(call, java_quote, indent)
    headers = "".join(
        f"{indent}.header({java_quote(name)}, {java_quote(value)})\n" for name, value in call.headers if name.lower() not in _REFUSED
    )
    main = f"""{values}        String body = {body};

        HttpRequest request = HttpRequest.newBuilder(URI.create({java_quote(call.url)}))
                .timeout(Duration.ofSeconds(10))
{headers}{indent}.POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        System.out.println(response.statusCode());
        System.out.println(response.body());
    }}
"""
    return Snippet(Language.JAVA, f"{_START}{main}{_END}", (*general_notes(call), *_left_out(call)))


def _left_out(call: Call) -> tuple[str, ...]:
    names = [name for name, _ in call.headers if name.lower() in _REFUSED]
    return tuple(f"java.net.http does not let anybody set the header {name}; it is left out." for name in names)
