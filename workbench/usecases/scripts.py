"""Requests and events as one script of commands for bash or PowerShell, which reads keys from the environment when it runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.collections.outgoing import Exported
from workbench.collections.outgoing.texts import listed, one_line
from workbench.domain import FlowRequest, StreamEvent
from workbench.domain.builtins import NEW_BROWSER_ID
from workbench.domain.placeholders import Resolution
from workbench.snippets import KEY_VARIABLE, Language, Shell, SnippetError, curl_command, write_snippet
from workbench.snippets.quoting import bash_quote, powershell_quote

_LONGEST_ARGUMENT = 100_000
"""Bytes of a body; Linux hands no argument over that is longer than 131,072."""

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A request or event with its values in it, save for what only a send can know."""

    where: str
    found: Resolution
    is_event: bool = False

    def content(self, late: Mapping[str, str] | None = None) -> FlowRequest | StreamEvent:
        """With ``late`` for what was still missing, or as far as it is known."""
        request = self.found.request if late is None else self.found.finish(late)
        return StreamEvent.of_request(request) if self.is_event else request


def script(name: str, requests: Sequence[Ready], base_url: str, headers: Headers, *, powershell: bool) -> Exported:
    """One command after the other, each below a comment that says which request it is."""
    shell = Shell.POWERSHELL if powershell else Shell.BASH
    late = _free_name({secret for each in requests for secret in each.found.secrets})
    variable = f"PERSONALIZE_SECRET_{late.upper().replace('-', '_')}"
    parts: list[str] = []
    left: list[str] = []
    asks = False
    for each in requests:
        try:
            command = _command(each.content({NEW_BROWSER_ID: f"{{{{secret:{late}}}}}"}), base_url, headers, shell)
        except SnippetError as wrong:
            left.append(f"{each.where} ({wrong})")
            continue
        asks = asks or each.found.needs_browser_id
        before = f"{_assignment(variable, shell)}\n" if each.found.needs_browser_id else ""
        parts.append(f"# {one_line(each.where)}\n{before}{command.rstrip()}\n")
    text = _powershell(name, parts, base_url, asks=asks) if powershell else _bash(name, parts, base_url, asks=asks)
    notes = _notes({secret for each in requests for secret in each.found.secrets}, left, powershell=powershell)
    # Windows PowerShell takes a file without this mark for one in the code page of the computer.
    return Exported(text.encode("utf-8-sig" if powershell and not text.isascii() else "utf-8"), name, notes)


def _command(request: FlowRequest | StreamEvent, base_url: str, headers: Headers, shell: Shell) -> str:
    command = curl_command(request, base_url, headers, shell)
    if shell is Shell.BASH and len(command.encode("utf-8", "surrogatepass")) > _LONGEST_ARGUMENT:
        return write_snippet(Language.CURL, request, base_url, headers).text.partition("\n")[2]
    return command


def _bash(name: str, parts: Sequence[str], base_url: str, *, asks: bool) -> str:
    head = f'#!/usr/bin/env bash\n# {one_line(name)}\nset -eu\n: "${{{KEY_VARIABLE}:?Set this environment variable first.}}"\n'
    if asks:
        head += f"""
# Each call makes a guest.
new_browser_id() {{
  curl --silent --show-error --get {bash_quote(f"{base_url}/v1.2/browser/create.json")} \\
    --data-urlencode "client_key=${KEY_VARIABLE}" --data-urlencode 'message={{}}' |
    sed -n 's/.*"ref" *: *"\\([^"]*\\)".*/\\1/p' | grep . || {{ echo 'No new browser ID came.' >&2; return 1; }}
}}
"""
    return "\n".join([head, *(f"{part}echo\n" for part in parts)])


def _powershell(name: str, parts: Sequence[str], base_url: str, *, asks: bool) -> str:
    """What every command begins with (a function) stands once, above them all."""
    head = [f"# {one_line(name)}\n$ErrorActionPreference = 'Stop'\n"]
    beginnings = {re.split(r"\n\n", _without_comment(part), maxsplit=1)[0] for part in parts}
    if len(parts) > 1 and len(beginnings) == 1:
        (beginning,) = beginnings
        head.append(f"{beginning}\n")
        parts = [part.replace(f"{beginning}\n\n", "", 1) for part in parts]
    if asks:
        head.append(f"""# Each call makes a guest.
function Get-NewBrowserId {{
    $url = {powershell_quote(f"{base_url}/v1.2/browser/create.json?message=%7B%7D&client_key=")}
    $answer = Invoke-RestMethod -UseBasicParsing -Uri ($url + [Uri]::EscapeDataString($env:{KEY_VARIABLE}))
    if (-not $answer.ref) {{ throw 'No new browser ID came.' }}
    $answer.ref
}}
""")
    return "\n".join([*head, *parts])


def _without_comment(part: str) -> str:
    """The command itself: what stands above it differs."""
    return re.sub(r"\A# [^\n]*\n(?:\$env:[^\n]*\n)?", "", part)


def _assignment(variable: str, shell: Shell) -> str:
    return f"{variable}=$(new_browser_id)" if shell is Shell.BASH else f"$env:{variable} = Get-NewBrowserId"


def _free_name(secrets: set[str]) -> str:
    """The name under which a new browser ID is handed to a command, which no secret shares."""
    taken = {re.sub(r"[^a-z0-9]+", "-", secret.lower()) for secret in secrets}
    name = "new-browser-id"
    while name in taken:
        name += "-x"
    return name


def _notes(secrets: set[str], left: Sequence[str], *, powershell: bool) -> tuple[str, ...]:
    notes = [f"No key is in it: the script reads it from the environment variable {KEY_VARIABLE}."]
    if secrets:
        notes.append(f"Secrets are read from the environment too, from variables named PERSONALIZE_SECRET_…: {listed(sorted(secrets))}.")
    if not powershell:
        notes.append("While a command runs, this computer's list of processes shows the key with it.")
    if left:
        notes.append(f"Left out: {listed(left)}.")
    return tuple(notes)
