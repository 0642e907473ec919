"""Print an exchange: laid out, as JSON with everything around it, or the bytes that came."""

from __future__ import annotations

import json
import os
import sys

from workbench.cli.common import say
from workbench.cli.exits import FAILED, HELD, INTERRUPTED, NOTHING_CAME
from workbench.domain import FailureKind, Meaning, Recorded, Response, read_outcome

_COLORS = {"key": "34", "string": "32", "number": "33", "literal": "35", "error": "31"}


def show_exchange(recorded: Recorded, form: str) -> int:
    """Print the response to stdout and a summary to stderr; the exit code."""
    exchange = recorded.exchange
    if form == "json":
        print(_envelope(recorded))
    elif exchange.response is not None:
        _print_body(exchange.response, form)
    if exchange.failure is not None:
        say(f"workbench: {exchange.failure} (#{recorded.number})")
        return INTERRUPTED if exchange.failure.kind is FailureKind.CANCELLED else NOTHING_CAME
    assert exchange.response is not None
    _summarise(recorded, exchange.response)
    return HELD if exchange.response.is_success else FAILED


def _summarise(recorded: Recorded, response: Response) -> None:
    from workbench.inspect import size_text

    timing = recorded.exchange.timing
    say(f"{response.status} {response.reason} · {timing.total:.0f} ms · {size_text(len(response.body))} · #{recorded.number}")
    if timing.slower_than_jss:
        say("Slower than 400 ms: Sitecore JSS would drop this answer by default.")
    outcome = read_outcome(response)
    if outcome.meaning is not Meaning.DECIDED:
        say(f"{outcome.headline}. {outcome.why}".strip())
        for cause in outcome.causes:
            say(f"  – {cause}")


def _print_body(response: Response, form: str) -> None:
    if form == "raw":
        sys.stdout.flush()
        sys.stdout.buffer.write(response.body)
        sys.stdout.buffer.flush()
        return
    from workbench.inspect import read

    document = read(response.body, response.content_type)
    colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for number in range(document.line_count):
        text = document.line(number)
        print(_colored(text, document.tokens(number)) if colored else printable(text))


def printable(text: str) -> str:
    """Text a terminal can show: what cannot be encoded is escaped, control characters cannot act."""
    encoding = sys.stdout.encoding or "utf-8"
    clean = "".join(c if c >= " " or c == "\t" else f"\\u{ord(c):04x}" for c in text).replace("\x7f", "\\u007f").replace("\x9b", "\\u009b")
    return clean.encode(encoding, "backslashreplace").decode(encoding)


def _colored(text: str, tokens: object) -> str:
    parts, end = [], 0
    for token in tokens:  # type: ignore[attr-defined]
        parts.append(printable(text[end : token.start]))
        color = _COLORS.get(str(token.kind))
        piece = printable(text[token.start : token.end])
        parts.append(f"\x1b[{color}m{piece}\x1b[0m" if color else piece)
        end = token.end
    return "".join(parts) + printable(text[end:])


def _envelope(recorded: Recorded) -> str:
    """One JSON object; a body that is JSON stands in it as it came, any other as text."""
    exchange = recorded.exchange
    response, failure, timing = exchange.response, exchange.failure, exchange.timing
    fields: dict[str, object] = {
        "number": recorded.number,
        "operation": exchange.operation.value,
        "tenant": exchange.tenant_name,
        "startedAt": exchange.started_at.isoformat(),
        "timing": {"total": round(timing.total, 1), **{name: round(ms, 1) for name, ms in timing.phases()}},
        "request": exchange.request.wire(None) if exchange.request is not None else None,
    }
    if failure is not None:
        fields["failure"] = {"kind": failure.kind.value, "what": failure.what, "next": failure.next, "phase": failure.phase}
    if response is None:
        return json.dumps(fields, ensure_ascii=True)
    fields |= {"status": response.status, "reason": response.reason, "headers": [list(pair) for pair in response.headers]}
    head = json.dumps(fields, ensure_ascii=True)
    return f'{head[:-1]}, "body": {_body_json(response.body)}}}'


def _body_json(body: bytes) -> str:
    try:
        json.loads(body)
        return body.decode("utf-8").strip()
    except (ValueError, RecursionError):
        return json.dumps(body.decode("utf-8", "replace"), ensure_ascii=True)
