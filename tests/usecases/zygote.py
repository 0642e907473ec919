"""A process that has loaded everything and forks a sender whenever it is told to, so that two hundred cost seconds.

``python -m tests.usecases.zygote FOLDER URL``.  Told ``go FIRST``, it forks and says ``pid N``; the fork sends FIRST,
FIRST + 1, … by the use case itself, for ever, and says ``done N NUMBER`` for each that came back.  Told ``end``, it ends.
"""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys
from pathlib import Path

import workbench.history
import workbench.keychain
import workbench.personalize.transport
import workbench.usecases.send
from workbench.domain import BrowserId, FlowRequest, Secret, Tenant
from workbench.personalize import CallOptions, Client
from workbench.usecases import Places, Workbench

LOADED = (workbench.history, workbench.keychain, workbench.personalize.transport, workbench.usecases.send)
"""Before the first fork, so that no fork has to."""

KEY = Secret("k3yOfTheKilledSenders0123456789ab")
TRUST = ssl.create_default_context()  # loaded once, not by every fork
GUEST = BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b")


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # unbuffered and in one piece


def places(folder: Path) -> Places:
    return Places(folder, folder, folder, folder, folder)


def request(number: int) -> FlowRequest:
    return FlowRequest("killed", "WEB", "EN", "EUR", "demo-store", GUEST, {"number": number})


async def send_for_ever(folder: Path, url: str, first: int) -> None:
    bench = Workbench(places(folder), "1.0")
    bench.client._make = lambda: Client(app_version="1.0", ssl_context=TRUST)
    tenant = Tenant("t", "Acme", base_url=url)
    number = first
    while True:
        recorded = await bench.send()(request(number), tenant, CallOptions(), client_key=KEY)
        say("done", number, recorded.number)
        number += 1


def main() -> None:
    folder, url = Path(sys.argv[1]), sys.argv[2]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    say("ready")
    for line in sys.stdin:
        if line.strip() == "end":
            return
        child = os.fork()
        if child == 0:
            asyncio.run(send_for_ever(folder, url, int(line.split()[1])))
        say("pid", child)


if __name__ == "__main__":
    main()
