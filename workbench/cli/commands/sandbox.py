"""``workbench sandbox``: the demo tenant, for app developers to point their app at."""

from __future__ import annotations

import argparse

from workbench.cli.exits import HELD
from workbench.cli.streams import emit, finish, say
from workbench.domain import SANDBOX_CLIENT_KEY
from workbench.sandbox import Sandbox
from workbench.usecases import Workbench


def run(args: argparse.Namespace, workbench: Workbench) -> int:
    sandbox = Sandbox(args.flows or workbench.places.sandbox_flows, port=args.port, on_request=_log)
    url = sandbox.start()
    emit(url)
    finish()
    say(f"Not Sitecore: a demo tenant on this computer. Its client key, which is no secret, is {SANDBOX_CLIENT_KEY}")
    say("Ctrl+C stops it.")
    try:
        sandbox.serve_forever()
    finally:
        sandbox.stop()
    return HELD


def _log(method: str, path: str, status: int, milliseconds: float) -> None:
    say(f"{method} {path.partition('?')[0]} {status} {milliseconds:.0f} ms")
