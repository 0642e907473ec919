"""Newman, the runner of Postman collections: run on a file, and what it sent and got told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import toolchains

PROGRAM = toolchains.MODULES / "newman" / "bin" / "newman.js"
NEWMAN = toolchains.needs("node", PROGRAM)


@dataclass(frozen=True)
class Ran:
    """One call that runs a flow: the item it belongs to, the body as it was sent, the answer."""

    name: str
    sent: bytes
    status: int
    answer: bytes


def run(collection: bytes, folder: Path, variables: Mapping[str, str], rows: str = "") -> list[Ran]:
    """Every callFlows call of a run, in order; an error in a script fails.  ``variables`` are those of the environment."""
    file, report, data = folder / "collection.json", folder / "report.json", folder / "rows.json"
    file.write_bytes(collection)
    data.write_text(rows)
    given = [part for name, value in variables.items() for part in ("--env-var", f"{name}={value}")]
    options = ["--iteration-data", str(data)] if rows else []
    reporting = ("--reporters", "json", "--reporter-json-export", report, "--suppress-exit-code")
    toolchains.run("node", PROGRAM, "run", file, *given, *options, *reporting)
    told = json.loads(report.read_text(encoding="utf-8"))["run"]
    assert not told["failures"], [each["error"]["message"] for each in told["failures"]]
    executions = told["executions"]
    # What a script sends stands in the report too, before the request it was sent for.
    last = {(each["cursor"]["iteration"], each["cursor"]["position"]): each for each in executions}
    return [_ran(each) for each in last.values()]


def _ran(execution: dict[str, Any]) -> Ran:
    response = execution["response"]
    return Ran(execution["item"]["name"], execution["request"]["body"]["raw"].encode(), response["code"], bytes(response["stream"]["data"]))
