"""The commands that run many calls: matrix, split, stick, runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

_RULES = '"$.variantName", "body" for the whole response, or JSON like {"rules": [{"path": "$.offer.name", "contains": "Gold", "variant": "Gold"}]}'
MOST_CALLS = 1_000_000

Commands = argparse._SubParsersAction  # argparse gives no public name


def add_experiments(commands: Commands[argparse.ArgumentParser]) -> None:
    _run(commands)
    _split(commands)
    _stick(commands)
    _matrix(commands)
    _runs(commands)


def command(
    commands: Commands[argparse.ArgumentParser], name: str, help_text: str, example: str, more: str = ""
) -> argparse.ArgumentParser:
    """A command, or one of its verbs."""
    return commands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[:1].upper()}{help_text[1:]}.{more}",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


EXIT_CODES = """

Exit code: 0 held · 1 failed, or no verdict is possible · 2 wrong usage · 3 nothing came back · 4 keychain · 130 stopped"""


def _run(commands: Commands[argparse.ArgumentParser]) -> None:
    suite = command(
        commands,
        "run",
        "Run a collection, a folder or a saved request and check every expectation",
        "workbench run ~/work/shop --data rows.csv --junit results.xml --html results.html",
        EXIT_CODES,
    )
    suite.add_argument("path", type=Path, metavar="PATH", help="a collection, a folder in one, or a FILE.request.toml")
    suite.add_argument("--data", type=Path, metavar="ROWS", help="a CSV or JSON file: each of its rows runs every request once")
    suite.add_argument(
        "--persona", action="append", default=[], metavar="FILE", help="repeatable: every request once as each FILE.persona.toml"
    )
    suite.add_argument(
        "--value", action="append", default=[], metavar="NAME=VALUE", help="what stands for {{NAME}}, before all other values; repeatable"
    )
    _run_options(suite)


def _split(commands: Commands[argparse.ArgumentParser]) -> None:
    split = command(
        commands,
        "split",
        "Check with fresh visitors whether an experiment's split is as planned",
        'workbench split home_hero --expect "Control=50,Hero with offer=50" --visitors 400 --html split.html',
        EXIT_CODES,
    )
    split.add_argument("target", metavar="FRIENDLY_ID|FILE", help="ID of a live experiment, or a saved FILE.request.toml")
    split.add_argument("--expect", required=True, metavar="A=50,B=50", help="the planned shares, in any scale")
    split.add_argument("--visitors", type=whole(1, MOST_CALLS), default=400, metavar="N", help="at most; default: 400")
    split.add_argument("--deviation", type=share, default=10.0, metavar="POINTS", help="the smallest one worth finding; default: 10")
    split.add_argument(
        "--method",
        choices=("unique", "universal", "optimized"),
        default="unique",
        help="the tenant's assignment method; a bandit (optimized) gets no verdict",
    )
    split.add_argument("--allocation", type=share, default=100.0, metavar="PERCENT", help="traffic allocation; default: 100")
    split.add_argument("--alpha", type=number(0, 0.5), default=0.05, metavar="P", help="accepted chance of a false alarm; default: 0.05")
    split.add_argument("--fixed", action="store_true", help="do not stop early: one chi-squared test when all visitors have come")
    split.add_argument("--guest-email", default="", metavar="PATTERN", help="emails instead of fresh browser IDs, like qa+{n}@example.com")
    split.add_argument("--guest-identifier", default="", metavar="PROVIDER=PATTERN", help="identifiers instead, like QA=run-{n}")
    _request_options(split)
    _run_options(split)


def _stick(commands: Commands[argparse.ArgumentParser]) -> None:
    stick = command(
        commands,
        "stick",
        "Check whether guests always get the same variant",
        "workbench stick home_hero --new-guests 5 --times 10",
        EXIT_CODES,
    )
    stick.add_argument("target", metavar="FRIENDLY_ID|FILE")
    who = stick.add_argument_group("guests, each repeatable")
    who.add_argument("--browser-id", action="append", default=[], metavar="ID")
    who.add_argument("--email", action="append", default=[], metavar="E")
    who.add_argument("--identifier", action="append", default=[], metavar="PROVIDER=ID")
    who.add_argument("--new-guests", type=whole(1, 1000), metavar="N", help="fresh anonymous guests, made first")
    who.add_argument("--same-guest", action="store_true", help="all identities given are one guest's, and should show one variant")
    stick.add_argument("--times", type=whole(2, 10_000), default=5, metavar="K", help="calls for each identity; default: 5")
    stick.add_argument(
        "--every", type=number(0, 86_400), default=0.0, metavar="S", help="seconds between two calls for one identity; default: at once"
    )
    _request_options(stick, many_places=True)
    _run_options(stick)


def _matrix(commands: Commands[argparse.ArgumentParser]) -> None:
    matrix = command(
        commands,
        "matrix",
        "See who gets what over every combination, and what decides it",
        "workbench matrix home_hero --language EN,DE --channel WEB,EMAIL --new-guests",
        EXIT_CODES,
    )
    matrix.add_argument("path", metavar="PATH", help="a FILE.matrix.toml, a FILE.request.toml, or a friendly ID")
    matrix.add_argument("--tenant", action="append", default=[], metavar="T", help="repeatable; default: the file's, else sandbox")
    matrix.add_argument("--friendly-id", action="append", default=[], metavar="ID", help="repeatable: several flows")
    matrix.add_argument("--persona", action="append", default=[], metavar="FILE", help="repeatable: FILE.persona.toml")
    for name in ("channel", "language", "currency", "point-of-sale"):
        matrix.add_argument(f"--{name}", action="append", default=[], metavar="A,B", help="repeatable, or with commas between")
    matrix.add_argument("--times", type=whole(1, 100), metavar="N", help="ask each combination so often: chance shows then; default: once")
    matrix.add_argument("--new-guests", action="store_true", help="a fresh anonymous guest for each combination without an identity")
    matrix.add_argument(
        "--approve", action="store_true", help="keep the results beside the FILE.matrix.toml; later runs are compared with them"
    )
    _params(matrix)
    _run_options(matrix, tenant=False)


def _runs(commands: Commands[argparse.ArgumentParser]) -> None:
    runs = command(commands, "runs", "List and read runs, go on with one, write its reports again", "workbench runs list")
    verbs = runs.add_subparsers(dest="action", metavar="list|show|resume|delete", required=True)
    listing = command(verbs, "list", "the latest runs", "workbench runs list --limit 10")
    listing.add_argument("--limit", type=whole(1, 10_000), default=20, metavar="N")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    show = command(verbs, "show", "the result of a run, and its reports", "workbench runs show 7 --html run-7.html")
    show.add_argument("number", type=whole(1, 10**12), metavar="NUMBER")
    _outputs(show)
    resume = command(
        verbs, "resume", "go on with a run that was stopped, paused or broken off; no call is made twice", "workbench runs resume 7"
    )
    resume.add_argument("number", type=whole(1, 10**12), metavar="NUMBER")
    _run_options(resume, tenant=False)
    delete = command(verbs, "delete", "take a run and its calls away for good; pinned ones stay", "workbench runs delete 7")
    delete.add_argument("number", type=whole(1, 10**12), metavar="NUMBER")
    delete.add_argument("--yes", action="store_true", help="do not ask")


def _request_options(parser: argparse.ArgumentParser, *, many_places: bool = False) -> None:
    parser.add_argument("--channel", default="")
    parser.add_argument("--language", default="", metavar="CODE")
    parser.add_argument("--currency", default="", metavar="CODE")
    if many_places:
        parser.add_argument("--point-of-sale", action="append", default=[], metavar="POS", help="repeatable: each guest at each of them")
    else:
        parser.add_argument("--point-of-sale", default="", metavar="POS")
    _params(parser)


def _params(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--params", default="", metavar="JSON|@FILE", help="a JSON object, or @ and the name of a file that holds one")
    parser.add_argument("--extra", default="", metavar="JSON|@FILE", help="further top-level fields")
    parser.add_argument("--value", action="append", default=[], metavar="NAME=VALUE", help="what stands for {{NAME}}; repeatable")
    parser.add_argument("--variant", default="", metavar="RULE", help=f"how variants are told apart: {_RULES}")


def _run_options(parser: argparse.ArgumentParser, *, tenant: bool = True) -> None:
    if tenant:
        parser.add_argument("--tenant", default="sandbox", metavar="T", help="name of a tenant; default: sandbox")
    pace = parser.add_argument_group("pace")
    pace.add_argument(
        "--max-rate",
        type=number(0, 100_000),
        metavar="R",
        help="calls a second at most; default: 5 to a real tenant, 0 (no limit) to the Sandbox",
    )
    pace.add_argument("--jobs", type=whole(1, 64), metavar="N", help="calls at once; default: 2 to a real tenant, 4 to the Sandbox")
    pace.add_argument(
        "--retry-unsafe",
        action="store_true",
        help="try again also after a timeout or a lost connection, when a call may have been executed",
    )
    pace.add_argument("--timeout", type=number(0.001, 3600), metavar="S", help="seconds for each call; default: the settings', 30")
    parser.add_argument("--revision", default="", metavar="TEXT", help="the flow's revision, for the report: the API does not tell it")
    parser.add_argument("--yes", action="store_true", help="calls to a real tenant are real executions: go ahead")
    parser.add_argument(
        "--client-key-env", metavar="VAR", help="read the client key from this environment variable instead of the keychain"
    )
    parser.add_argument(
        "--secret-env",
        action="append",
        default=[],
        metavar="NAME=VAR",
        help="read {{secret:NAME}} from this environment variable; repeatable",
    )
    _outputs(parser)


def _outputs(parser: argparse.ArgumentParser) -> None:
    from workbench.cli.report_files import FILES

    out = parser.add_argument_group("results")
    out.add_argument("--format", choices=("text", "json"), default="text", help="of what is printed")
    for name, help_text in FILES:
        out.add_argument(f"--{name}", dest=f"{name}_file", type=Path, metavar="FILE", help=help_text)
    out.add_argument("--mask", action="store_true", help="write emails, browser IDs and identifiers as pseudonyms in these files")


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:  # no number, or one too long for Python to read
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from {low} to {high}")
        return value

    return read


def number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number from {low:g} to {high:g}")
        return value

    return read


def share(text: str) -> float:
    return number(0, 100)(text.removesuffix("%").strip())
