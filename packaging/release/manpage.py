"""The manual page, written from the parser, so that it is never behind it."""

from __future__ import annotations

import argparse

from release.project import NAME, SUMMARY, TITLE, Project

_FILES = """\
.SH ENVIRONMENT
.TP
.B WORKBENCH_HOME
A folder for everything the workbench writes, instead of those below.
.SH FILES
.TP
.I ~/.config/personalize-workbench
Settings and tenants, as TOML. No key is in them.
.TP
.I ~/.local/share/personalize-workbench
History and saved requests.
.TP
.I ~/.local/state/personalize-workbench/log
What went wrong, without requests, responses or keys; and reports of crashes, masked.
.TP
.I /etc/xdg/personalize-workbench/managed.toml
What an organisation fixes or forbids; the help page Installing says what may stand in it.
.PP
Keys lie in the keychain of the desktop (the Secret Service) and in no file.
.SH EXIT STATUS
0 held; 1 the HTTP status failed, two responses differ, or a check of the self-test failed; 2 wrong usage or configuration;
3 nothing came back; 4 the keychain is locked or missing; 130 interrupted.
"""


def make_manpage(project: Project, parser: argparse.ArgumentParser) -> str:
    """In troff, for section 1."""
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    lines = [
        f'.TH WORKBENCH 1 "{project.day:%Y-%m-%d}" "{NAME} {project.version}" "{TITLE}"',
        ".SH NAME",
        f"workbench \\- {_plain(SUMMARY[:1].lower() + SUMMARY[1:])}",
        ".SH SYNOPSIS",
        ".B workbench\n[\\-\\-theme light|dark|system] [\\-\\-size WxH] [\\-\\-open FILE]\n.br\n.B workbench\n.I COMMAND\n[options]",
        ".SH DESCRIPTION",
        "Without a command it opens the window. The commands do the same in a terminal: the response goes to the standard output,",
        "everything else to standard error. Each shows its options and an example with \\-\\-help.",
        ".SH COMMANDS",
    ]
    for choice in commands._choices_actions:
        lines += [".TP", f".B {_plain(choice.dest)}", f"{_plain(choice.help or '')}."]
    return "\n".join(lines) + "\n" + _FILES


def _plain(text: str) -> str:
    """Nothing in it is an order to troff."""
    return text.replace("\\", "\\e").replace("-", "\\-")
