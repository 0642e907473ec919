"""``workbench history``: list, search, show, export."""

from __future__ import annotations

import argparse
import json

from workbench.cli.common import find_tenant, open_history
from workbench.cli.exits import HELD, Stop
from workbench.cli.output import show_exchange
from workbench.cli.streams import emit, emit_bytes, emit_json, printable, say
from workbench.domain import Operation
from workbench.history import Query, Row
from workbench.usecases import Workbench
from workbench.usecases.export import export_file, export_parts


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    return {"list": _list, "search": _list, "show": _show, "export": _export}[args.action](args, workbench)


def _list(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant_id = find_tenant(workbench, args.tenant).id if args.tenant else ""
    text = args.text if args.action == "search" else ""
    history = open_history(workbench)
    query = Query(text=text, tenant_id=tenant_id, friendly_id=args.friendly_id, status=args.status)
    rows = history.search(query, limit=args.limit)
    if args.format == "json":
        emit_json(json.dumps([_entry(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        emit(*(printable(_line(row)) for row in rows))
    say(f"{len(rows)} of {history.count(query)}")
    return HELD


def _line(row: Row) -> str:
    when = row.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    came = str(row.status) if row.status is not None else (row.failure or "pending")
    what = f"{row.friendly_id} event".strip() if row.operation == Operation.SEND_EVENT else row.friendly_id or row.operation
    return f"#{row.number:<6} {when}  {came:<11} {row.total_ms:7.0f} ms  {what}  {row.identity}  {row.tenant_name}  {row.label}".rstrip()


def _entry(row: Row) -> dict[str, object]:
    is_event = row.operation == Operation.SEND_EVENT
    return {
        "number": row.number,
        "startedAt": row.started_at.isoformat(),
        "tenant": row.tenant_name,
        "operation": row.operation,
        "friendlyId": row.friendly_id if not is_event else "",
        "eventType": row.friendly_id if is_event else "",
        "identity": row.identity,
        "status": row.status,
        "failure": row.failure or None,
        "totalMs": round(row.total_ms, 1),
        "size": row.size,
        "pinned": row.pinned,
        "label": row.label,
        "note": row.note,
    }


def _show(args: argparse.Namespace, workbench: Workbench) -> int:
    show_exchange(open_history(workbench).get(args.number), args.format)
    return HELD


def _export(args: argparse.Namespace, workbench: Workbench) -> int:
    history = open_history(workbench)
    if args.to is None:
        emit_bytes(b"".join(export_parts(history, args.numbers, args.form, workbench.app_version)))
        return HELD
    try:
        export_file(history, args.numbers, args.form, workbench.app_version, args.to)
    except OSError as problem:
        raise Stop(f"{args.to} cannot be written: {problem.strerror}.") from None
    say(f"Wrote {args.to}")
    return HELD
