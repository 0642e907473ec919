"""Print an exchange: laid out, as JSON with everything around it, or the bytes that came."""

from __future__ import annotations

import json
import os
import sys

from workbench.cli.exits import FAILED, HELD, INTERRUPTED, NOTHING_CAME
from workbench.cli.streams import emit_bytes, emit_json, printable, say, writing
from workbench.domain import Exchange, FailureKind, JsonObject, Meaning, Operation, Recorded, Response, read_outcome

_COLORS = {"key": "34", "string": "32", "number": "33", "literal": "35", "error": "31"}


def show_exchange(recorded: Recorded, form: str) -> int:
    """Print the response to stdout and a summary to stderr; the exit code."""
    exchange = recorded.exchange
    if form == "json":
        emit_json(_envelope(recorded))
    elif exchange.response is not None:
        _print_body(exchange.response, form)
    if exchange.failure is not None:
        say(f"workbench: {exchange.failure} (#{recorded.number})")
        return INTERRUPTED if exchange.failure.kind is FailureKind.CANCELLED else NOTHING_CAME
    if exchange.response is None:
        say(f"No response yet: the call is still under way. (#{recorded.number})")
        return HELD
    _summarise(recorded, exchange.response)
    return HELD if exchange.response.is_success else FAILED


def _summarise(recorded: Recorded, response: Response) -> None:
    from workbench.inspect import size_text

    timing = recorded.exchange.timing
    say(f"{response.status} {response.reason} · {timing.total:.0f} ms · {size_text(len(response.body))} · #{recorded.number}")
    if timing.slower_than_jss and recorded.exchange.operation is Operation.CALL_FLOWS:
        say("Slower than 400 ms: Sitecore JSS would drop this answer by default.")
    outcome = read_outcome(response, recorded.exchange.operation)
    if outcome.meaning is not Meaning.DECIDED or recorded.exchange.operation is Operation.SEND_EVENT:
        say(f"{outcome.headline}. {outcome.why}".strip())
        for cause in outcome.causes:
            say(f"  – {cause}")


def _print_body(response: Response, form: str) -> None:
    if form == "raw":
        emit_bytes(response.body)
        return
    from workbench.inspect import read

    document = read(response.body, response.content_type)
    colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    with writing():
        for number in range(document.line_count):
            text = document.line(number)
            print(_colored(text, document.tokens(number)) if colored else printable(text))


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
        "request": _sent(exchange),
    }
    if response is None and failure is None:
        fields["pending"] = True
    if failure is not None:
        fields["failure"] = {"kind": failure.kind.value, "what": failure.what, "next": failure.next, "phase": failure.phase}
    if response is None:
        return json.dumps(fields, ensure_ascii=True)
    fields |= {"status": response.status, "reason": response.reason, "headers": [list(pair) for pair in response.headers]}
    head = json.dumps(fields, ensure_ascii=True)
    return f'{head[:-1]}, "body": {_body_json(response.body)}}}'


def _sent(exchange: Exchange) -> JsonObject | None:
    if (event := exchange.event) is not None:
        return event.wire(None)
    return exchange.request.wire(None) if exchange.request is not None else None


def _body_json(body: bytes) -> str:
    """The body's own spelling where it is JSON by the standard, less a byte order mark; else all of it as one text."""
    try:
        text = body.decode(json.detect_encoding(body)).removeprefix("\ufeff").strip(" \t\r\n")
        json.loads(text, parse_constant=_refuse)
        return text
    except (ValueError, RecursionError):
        return json.dumps(body.decode("utf-8", "replace"), ensure_ascii=True)


def _refuse(constant: str) -> None:
    """Python reads NaN and Infinity; JSON has neither."""
    raise ValueError(constant)
