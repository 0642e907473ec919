"""The self-test: everything once, in a home of its own that is deleted again; one line for each check.

It is what packaging runs on the built and on the installed program, and what support asks a person for.  Nothing of
the user's is read or written but, where there is a keychain that is open, one entry that is deleted at once; nothing
outside this computer is called.
"""

from __future__ import annotations

import asyncio
import os
import platform
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workbench import __version__
from workbench.app.paths import find_places
from workbench.cli.exits import FAILED, HELD
from workbench.cli.streams import emit, finish, printable
from workbench.domain import SANDBOX, Region, Secret, SecretKind, Tenant
from workbench.usecases import Workbench

Check = tuple[str, Callable[[], str]]
KEYCHAIN_SECONDS = 15.0
LARGE = 2_000_000
"""Bytes; bodies of this size are laid out in a process of its own, which a frozen program has to be able to start."""


class Skipped(Exception):
    """There is nothing here to check, for the reason given."""


def run_selftest() -> int:
    """Run every check, print what it found; the exit code."""
    began = time.perf_counter()
    with _private_home():
        workbench = Workbench(find_places(), __version__)
        counts = dict.fromkeys(("ok", "failed", "skipped"), 0)
        try:
            for name, check in _checks_without_a_window(workbench):
                counts[_report(name, check)] += 1
            for outcome in _try_window(workbench):
                counts[outcome] += 1
        finally:
            workbench.close()
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    emit(f"{told} in {time.perf_counter() - began:.1f} s")
    return FAILED if counts["failed"] else HELD


def _checks_without_a_window(workbench: Workbench) -> tuple[Check, ...]:
    return (
        ("program", _program),
        ("resources", lambda: _resources(workbench)),
        ("TLS roots", _tls_roots),
        ("sandbox", lambda: f"answers at {workbench.sandbox().resolve(SANDBOX).api_base}"),
        ("large body", _large_body),
        ("inspection", _inspection),
        ("keychain", lambda: asyncio.run(_keychain(workbench))),
    )


def _try_window(workbench: Workbench) -> Iterator[str]:
    try:
        from workbench.ui.shell.trial import NoWindow, WindowTrial
    except ImportError as problem:  # a library of the system that Qt needs, most likely
        why = problem
        yield _report("window", lambda: _raise(why))
        return
    for name, check in WindowTrial(workbench).checks():
        yield _report(name, check, NoWindow)


def _report(name: str, check: Callable[[], str], *untried: type[Exception]) -> str:
    """Run one check and print its line; ``ok``, ``failed`` or ``skipped``."""
    try:
        outcome, why = "ok", check()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # whatever went wrong, a panic of a library too, is what this command is there to tell
        is_untried = isinstance(problem, (Skipped, *untried))
        outcome, why = ("skipped", str(problem)) if is_untried else ("failed", f"{type(problem).__name__}: {problem}")
    emit(printable(f"{outcome:<8} {name:<11} {' '.join(why.split())}"))
    finish()
    return outcome


def _raise(problem: Exception) -> str:
    raise problem


@contextmanager
def _private_home() -> Iterator[None]:
    """A folder of its own for everything that is written, and no display, whatever the environment says."""
    changed = ("WORKBENCH_HOME", "QT_QPA_PLATFORM")
    before = {name: os.environ.get(name) for name in changed}
    with tempfile.TemporaryDirectory(prefix="workbench-selftest-", ignore_cleanup_errors=True) as home:
        os.environ.update(WORKBENCH_HOME=home, QT_QPA_PLATFORM="offscreen")
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


# -- checks ---------------------------------------------------------------------------------------


def _program() -> str:
    kind = "frozen" if getattr(sys, "frozen", False) else "from Python files"
    return f"personalize-workbench {__version__}, {kind}, Python {platform.python_version()} on {platform.system()} {platform.machine()}"


def _resources(workbench: Workbench) -> str:
    from workbench.collections import copy_sample
    from workbench.sandbox.flows import load_flows

    places, collections = workbench.places, workbench.collections()
    flows = load_flows(places.sandbox_flows)
    shipped = sorted((places.resources / "samples").iterdir())
    samples = [collections.open(copy_sample(folder, places.data / "samples")) for folder in shipped]
    requests = [collections.load(path) for sample in samples for path in sorted(sample.rglob("*.request.toml"))]
    if not flows or not requests:
        raise RuntimeError(f"{len(flows)} flows and {len(requests)} sample requests were found in {places.resources}")
    return f"{len(flows)} flows of the Sandbox, {len(requests)} requests of the sample"


def _tls_roots() -> str:
    from workbench.personalize.roots import describe_roots

    return describe_roots()


def _large_body() -> str:
    from workbench.inspect.apart import lay_out_apart

    body = b"[" + b",".join(b'{"number": %d}' % n for n in range(LARGE // 16)) + b"]"
    laid = lay_out_apart(body, "application/json", lambda part: None)
    if laid.pretty.count(b'"number"') != LARGE // 16:
        raise RuntimeError("The reader's process gave back something else than it was given.")
    return f"{len(body):,} bytes laid out in a process of its own"


def _inspection() -> str:
    """JSONPath and JSON Schema come from compiled libraries that are loaded when first asked for."""
    from workbench.inspect import read, select
    from workbench.inspect.schema import compile_schema

    document = read(b'{"items": [{"price": 12.5}, {"price": 80, "sku": "S-1"}]}', "application/json")
    matches = select(document, "$.items[?@.price > 20 && match(@.sku, 'S.*')]").matches
    cheap = compile_schema({"properties": {"items": {"items": {"properties": {"price": {"maximum": 50}}}}}})
    problems = cheap.problems({"items": [{"price": 12.5}, {"price": 80}]})
    if len(matches) != 1 or len(problems) != 1 or "80" not in problems[0]:
        raise RuntimeError(f"JSONPath found {matches}, the schema {problems}")
    return f"{len(matches)} places by JSONPath, {len(problems)} by JSON Schema"


async def _keychain(workbench: Workbench) -> str:
    """Never with a dialog: a keychain that would ask somebody for a password is left alone."""
    from workbench.keychain import KeychainState
    from workbench.keychain.backends import load_libraries

    load_libraries()
    keys = workbench.keys()
    keys.patience = KEYCHAIN_SECONDS
    status = await keys.status()
    if status.state is not KeychainState.READY:
        raise Skipped(status.sentence)
    tenant = workbench.tenants().add(Tenant(id="", name=f"Self-test {secrets.token_hex(8)}", region=Region.EU))
    secret = Secret(secrets.token_hex(16))
    try:
        await keys.set(tenant, SecretKind.CLIENT_KEY, secret)
        if await keys.client_key(tenant) != secret:
            raise RuntimeError("What was stored is not what was read.")
    finally:
        await keys.delete(tenant, SecretKind.CLIENT_KEY)
        workbench.tenants().remove(tenant.id)
    if await keys.client_key(tenant) is not None:
        raise RuntimeError("What was deleted is still there.")
    return f"stored, read and deleted in the {status.backend_name}"
