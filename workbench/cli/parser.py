"""The command line, declared.  ``--help`` of every command and verb ends with an example that works as typed."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.cli.parser_experiments import add_experiments, whole
from workbench.domain import Channel, Region

_EPILOG = """\
start with:
  workbench send home_hero --tenant sandbox --new-browser-id

options of the window, which opens without a COMMAND:
  --theme light|dark|system  how it looks, this time
  --size WxH                 how large it is, for example 1280x800
  --open FILE                look at what a file would bring into a collection
  --offscreen                do without a display: send the sample, print the answer, save a picture of the window
  --screenshot FILE          where that picture goes
"""
NUMBERS = 999_999_999_999
"""The highest number of an exchange that can be typed; far beyond any there is."""


def build_parser(version: str) -> argparse.ArgumentParser:
    """The whole parser; ``args.command`` names the command, ``args.action`` its verb where it has several."""
    parser = argparse.ArgumentParser(
        prog="workbench",
        description="Test Sitecore Personalize flow executions. Without a command it opens the window.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"personalize-workbench {version}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _send(commands)
    _tenants(commands)
    _keys(commands)
    _history(commands)
    _compare(commands)
    _import(commands)
    _export(commands)
    add_experiments(commands)
    _sandbox(commands)
    _completion(commands)
    _selftest(commands)
    return parser


Commands = argparse._SubParsersAction  # argparse gives no public name


def _command(commands: Commands[argparse.ArgumentParser], name: str, help_text: str, example: str) -> argparse.ArgumentParser:
    """A command, or one of its verbs."""
    return commands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[:1].upper()}{help_text[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _send(commands: Commands[argparse.ArgumentParser]) -> None:
    send = _command(
        commands,
        "send",
        "Run a flow once, or send a saved event, and print the response",
        'workbench send home_hero --tenant sandbox --new-browser-id --params \'{"page": "home"}\'',
    )
    send.add_argument(
        "target",
        metavar="FRIENDLY_ID|FILE",
        help="ID of a live interactive experience or experiment; or a saved FILE.request.toml or FILE.event.toml, which the options below change for this time",
    )
    _tenant_option(send)
    send.add_argument("--channel", default="", help=f"one of {', '.join(Channel)}; default: the tenant's, else WEB")
    send.add_argument("--language", default="", metavar="CODE", help="two-letter ISO 639 code; default: the tenant's")
    send.add_argument("--currency", default="", metavar="CODE", help="ISO 4217 code; default: the tenant's")
    send.add_argument("--point-of-sale", default="", metavar="POS", help="name of a point of sale; default: the tenant's")
    who = send.add_argument_group("identity, one at most where the file or the persona has one, else exactly one")
    who = who.add_mutually_exclusive_group()
    who.add_argument("--browser-id", metavar="ID", help="keeps the run in the guest's browser session")
    who.add_argument("--new-browser-id", action="store_true", help="ask for a fresh anonymous guest first")
    who.add_argument("--email", metavar="E", help="the guest's email address")
    who.add_argument("--identifier", metavar="PROVIDER=ID", help="an identifier, for example CRM=12345")
    send.add_argument("--params", default="", metavar="JSON|@FILE", help="a JSON object, or @ and the name of a file that holds one")
    send.add_argument(
        "--extra", default="", metavar="JSON|@FILE", help="further top-level fields, for what the documentation does not name"
    )
    send.add_argument("--persona", metavar="FILE", help="send it as this guest: a FILE.persona.toml of a collection")
    send.add_argument(
        "--value", action="append", default=[], metavar="NAME=VALUE", help="what stands for {{NAME}}, before all other values; repeatable"
    )
    send.add_argument(
        "--timeout",
        type=_seconds,
        metavar="S",
        help="seconds for the whole call, less waiting for the keychain; default: the settings', 30",
    )
    send.add_argument(
        "--format",
        choices=("pretty", "json", "raw"),
        default="pretty",
        help="pretty: laid out · json: with status, headers and timing · raw: the bytes that came",
    )
    send.add_argument("--yes", action="store_true", help="a call to a real tenant is a real execution: go ahead")
    _key_option(send)
    send.add_argument(
        "--secret-env",
        action="append",
        default=[],
        metavar="NAME=VAR",
        help="read what stands for {{secret:NAME}} from this environment variable instead of the keychain; repeatable",
    )


def _tenants(commands: Commands[argparse.ArgumentParser]) -> None:
    tenants = _command(
        commands, "tenants", "List, add and remove tenants", "workbench tenants add Acme --region eu --point-of-sale acme/ireland"
    )
    verbs = tenants.add_subparsers(dest="action", metavar="list|add|remove", required=True)
    listing = _command(verbs, "list", "every tenant, its address and whether a key is stored", "workbench tenants list --format json")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    add = _command(
        verbs, "add", "add a tenant", "workbench tenants add Acme --region eu --point-of-sale acme/ireland --language EN --currency EUR"
    )
    add.add_argument("name", metavar="NAME")
    where = add.add_mutually_exclusive_group(required=True)
    where.add_argument("--region", choices=[region.value for region in Region])
    where.add_argument("--base-url", metavar="URL", help="a custom base URL, for example a proxy")
    add.add_argument(
        "--point-of-sale", action="append", default=[], metavar="POS", help="may be given several times; the first is the default"
    )
    add.add_argument("--channel", default="")
    add.add_argument("--language", default="", metavar="CODE")
    add.add_argument("--currency", default="", metavar="CODE")
    add.add_argument("--allow-http", action="store_true", help="plain http to another computer; the client key travels readable")
    remove = _command(verbs, "remove", "remove a tenant; its history stays", "workbench tenants remove Acme --delete-keys")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--delete-keys", action="store_true", help="delete its keys from the keychain first; else they stay there")


def _keys(commands: Commands[argparse.ArgumentParser]) -> None:
    keys = _command(commands, "keys", "Store and delete a tenant's client key and named secrets in the keychain", "workbench keys set Acme")
    verbs = keys.add_subparsers(dest="action", metavar="set|status|delete", required=True)
    for name, help_text in (
        ("set", "store the client key or a named secret, read from a prompt or from stdin, never from an argument"),
        ("status", "say whether a key is stored, which secrets are, and whether the keychain is there"),
        ("delete", "delete the client key or a named secret from the keychain"),
    ):
        verb = _command(verbs, name, help_text, f"workbench keys {name} Acme{' < key.txt' if name == 'set' else ''}")
        verb.add_argument("tenant", metavar="TENANT")
        verb.add_argument("--secret", metavar="NAME", help="the secret that {{secret:NAME}} refers to, instead of the client key")


def _history(commands: Commands[argparse.ArgumentParser]) -> None:
    history = _command(commands, "history", "Read what was ever sent", "workbench history search gold")
    verbs = history.add_subparsers(dest="action", metavar="list|search|show|export", required=True)
    listing = _command(verbs, "list", "the newest exchanges", "workbench history list --limit 5 --status failed")
    found_in = "exchanges with these words in friendly ID, identity, parameters, body, label or note"
    search = _command(verbs, "search", found_in, "workbench history search gold --tenant Acme")
    search.add_argument("text", metavar="TEXT")
    for verb in (listing, search):
        verb.add_argument("--limit", type=whole(0, 1_000_000), default=20, metavar="N")
        verb.add_argument("--tenant", default="", metavar="T")
        verb.add_argument("--friendly-id", default="", metavar="ID")
        verb.add_argument("--status", default="", help="200, 2xx, 4xx, 5xx or failed")
        verb.add_argument("--format", choices=("text", "json"), default="text")
    show = _command(verbs, "show", "one exchange: the body that came", "workbench history show 12 --format json")
    show.add_argument("number", type=whole(1, NUMBERS), metavar="NUMBER")
    show.add_argument("--format", choices=("pretty", "json", "raw"), default="pretty")
    export = _command(
        verbs, "export", "exchanges as JSON or HAR; no key is in them", "workbench history export 12 13 --as har --to two.har"
    )
    export.add_argument("numbers", type=whole(1, NUMBERS), nargs="+", metavar="NUMBER")
    export.add_argument("--as", dest="form", choices=("json", "har"), default="json")
    export.add_argument("--to", type=Path, metavar="FILE")


def _compare(commands: Commands[argparse.ArgumentParser]) -> None:
    compare = _command(
        commands,
        "compare",
        "Compare two responses by structure; exit 0 where they are equal, 1 where they differ",
        "workbench compare 12 13 --ignore '$..timestamp' --format html",
    )
    each = "a file, or the number of an exchange in History"
    compare.add_argument("left", metavar="LEFT", help=each)
    compare.add_argument("right", metavar="RIGHT", help=each)
    compare.add_argument(
        "--ignore", action="append", default=[], metavar="PATH", help="a path that is no difference, for example $.items[*].ref; repeatable"
    )
    compare.add_argument("--tolerance", type=_tolerance, default=0.0, metavar="N", help="how far two numbers may be apart")
    compare.add_argument("--ignore-case", action="store_true")
    compare.add_argument("--ignore-blanks", action="store_true")
    compare.add_argument("--ignore-order", action="store_true", help="of the items of a list")
    compare.add_argument("--format", choices=("text", "json", "patch", "html"), default="text")


def _import(commands: Commands[argparse.ArgumentParser]) -> None:
    bring = _command(
        commands,
        "import",
        "Bring requests of other tools into a collection, with a report of every item",
        "workbench import shop.postman_collection.json --into ~/work/shop --yes",
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="of Postman, Bruno, Insomnia, a HAR, cURL commands, or .workbench.zip")
    bring.add_argument(
        "--into", type=Path, required=True, metavar="FOLDER", help="a folder of a collection; another one becomes a collection"
    )
    bring.add_argument("--tenant", metavar="T", help="whose keychain entry takes a client key that is found")
    bring.add_argument("--yes", action="store_true", help="do not ask")


def _export(commands: Commands[argparse.ArgumentParser]) -> None:
    hand = _command(
        commands,
        "export",
        "Write a collection, a folder or a request for another tool; no key is in it",
        "workbench export ~/work/shop --as postman --to shop.postman_collection.json",
    )
    hand.add_argument("path", type=Path, metavar="PATH")
    hand.add_argument("--as", dest="form", choices=("zip", "postman", "curl", "curl-powershell", "har"), required=True)
    hand.add_argument("--to", type=Path, metavar="FILE", help="default: stdout")
    hand.add_argument("--tenant", default="sandbox", metavar="T", help="whose address, defaults and values are in it; default: sandbox")


def _tolerance(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return number


def _sandbox(commands: Commands[argparse.ArgumentParser]) -> None:
    sandbox = _command(commands, "sandbox", "Run the demo tenant for other programs to call", "workbench sandbox --port 8123")
    sandbox.add_argument("--port", type=whole(0, 65_535), default=0, metavar="P", help="default: any free port")
    sandbox.add_argument("--flows", type=Path, metavar="DIR", help="your own flow files instead of the shipped ones")


def _completion(commands: Commands[argparse.ArgumentParser]) -> None:
    completion = _command(
        commands,
        "completion",
        "Print a completion script for your shell",
        "workbench completion bash > ~/.local/share/bash-completion/completions/workbench",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def _selftest(commands: Commands[argparse.ArgumentParser]) -> None:
    _command(
        commands,
        "selftest",
        "Try everything once in a folder of its own, and say what held; exit 0 where nothing failed",
        "workbench selftest",
    )


def _tenant_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", default="sandbox", metavar="T", help="name of a tenant; default: sandbox")


def _key_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--client-key-env", metavar="VAR", help="read the client key from this environment variable instead of the keychain"
    )


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of seconds up to 3600")
    return value
