"""``workbench history``: list, search, show, export."""

from __future__ import annotations

import argparse
import json
import sys

from workbench.cli.common import find_tenant, say
from workbench.cli.exits import HELD
from workbench.cli.output import printable, show_exchange
from workbench.history import Query, Row, to_har, to_json
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    return {"list": _list, "search": _list, "show": _show, "export": _export}[args.action](args, workbench)


def _list(args: argparse.Namespace, workbench: Workbench) -> int:
    tenant_id = find_tenant(workbench, args.tenant).id if args.tenant else ""
    text = args.text if args.action == "search" else ""
    history = workbench.history()
    for notice in history.notices:
        say(notice)
    query = Query(text=text, tenant_id=tenant_id, friendly_id=args.friendly_id, status=args.status)
    rows = history.search(query, limit=max(0, args.limit))
    if args.format == "json":
        print(json.dumps([_entry(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        for row in rows:
            print(printable(_line(row)))
    say(f"{len(rows)} of {history.count(query)}")
    return HELD


def _line(row: Row) -> str:
    when = row.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    came = str(row.status) if row.status is not None else (row.failure or "pending")
    what = row.friendly_id or row.operation
    return f"#{row.number:<6} {when}  {came:<11} {row.total_ms:7.0f} ms  {what}  {row.identity}  {row.tenant_name}  {row.label}".rstrip()


def _entry(row: Row) -> dict[str, object]:
    return {
        "number": row.number,
        "startedAt": row.started_at.isoformat(),
        "tenant": row.tenant_name,
        "friendlyId": row.friendly_id,
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
    show_exchange(workbench.history().get(args.number), args.format)
    return HELD


def _export(args: argparse.Namespace, workbench: Workbench) -> int:
    records = [workbench.history().get(number) for number in args.numbers]
    data = to_har(records, workbench.app_version) if args.form == "har" else to_json(records)
    if args.to is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return HELD
    from workbench.domain.files import atomic_write

    atomic_write(args.to, data)
    say(f"Wrote {args.to}")
    return HELD
