"""What several commands need: find a tenant, read a key from where it may come from, ask a person."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from workbench.cli.exits import Stop
from workbench.domain import JsonObject, Problem, Secret, Tenant, parse_object
from workbench.usecases import Workbench


def find_tenant(workbench: Workbench, name: str) -> Tenant:
    """By name, whatever its case.  Names the known ones where there is none."""
    found = workbench.tenants().by_name(name)
    for notice in workbench.tenants().notices:
        say(notice)
    if found is None:
        known = ", ".join(tenant.name for tenant in workbench.tenants().list())
        raise Stop(f"there is no tenant “{name}”. Known are: {known}. Add one with: workbench tenants add NAME --region eu")
    return found


def key_from_environment(variable: str | None) -> Secret | None:
    """The key a CI job hands over.  It is taken out of the environment, so that no child process inherits it."""
    if not variable:
        return None
    value = os.environ.pop(variable, "").strip()
    if not value:
        raise Stop(f"the environment variable {variable} is not set or empty; --client-key-env expects the client key in it.")
    return Secret(value)


def read_object(argument: str, field: str) -> JsonObject:
    """A JSON object from the argument itself or, after ``@``, from a file."""
    text, name = argument, field
    if argument.startswith("@"):
        path = Path(argument[1:])
        name = f"{field} in {path}"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            raise Stop(f"{path} cannot be read: {problem}") from None
    value = parse_object(text, name)
    if isinstance(value, Problem):
        raise Stop(str(value))
    return value


def confirm(question: str, *, yes: bool) -> None:
    """Ask on a terminal; without one, ``--yes`` has to say it."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Stop(f"{question} There is no terminal to ask: add --yes to go ahead.")
    sys.stderr.write(f"{question} Go ahead? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Stop("nothing was sent.")


def say(text: str) -> None:
    """Everything that is not the result goes to stderr."""
    print(text, file=sys.stderr)
