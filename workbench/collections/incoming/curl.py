"""cURL command lines, as browsers, documentation and people write them.  No file that one names is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from workbench.collections.incoming.plain import quoted_list
from workbench.collections.incoming.shells import Command, bash, cmd
from workbench.collections.incoming.source import Call, Group, Remark, Source, Unread, changed, left_out
from workbench.domain import Secret

_SHORT_WITH_VALUE = set("AbcCdDeEFHKmoPQrtTuUwxXyYz")
_OPTIONS = """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation
    dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
    ftp-method ftp-port happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hsts interface ipfs-gateway json keepalive-time key
    key-type krb limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file
    noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy
    proxy-header proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry
    retry-delay retry-max-time service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr telnet-option
    time-cond tls-max tls13-ciphers tlspassword tlsuser trace trace-ascii unix-socket upload-file url url-query user user-agent
    variable write-out
"""
_LONG_WITH_VALUE = frozenset(_OPTIONS.split())
_SHORT = {"X": "request", "H": "header", "d": "data", "F": "form", "u": "user", "b": "cookie", "A": "user-agent", "e": "referer"}
_SHORT |= {"G": "get", "I": "head", "K": "config", "T": "upload-file", "x": "proxy"}
_DATA = ("data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json")
_SILENT = {"output", "write-out", "cookie-jar", "dump-header", "stderr", "trace", "trace-ascii", "connect-timeout", "max-time", "retry"}
_SILENT |= {"retry-delay", "retry-max-time", "output-dir", "max-redirs"}
_CURL = re.compile(r"(?:.*[\\/])?curl(?:\.exe)?", re.IGNORECASE)
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_BEFORE = {"$", ">", "PS>", "sudo", "time", "exec", "command", "export", "set", "%"}


def read_curl(text: str) -> Source:
    """Every cURL command of a text; other commands are named, not run."""
    text = re.sub(r"(?m)^```.*$", "", text)
    windows = re.search(r'\^\r?\n|\^"', text) is not None
    return source_of(cmd(text) if windows else bash(text), f"cURL ({'cmd' if windows else 'bash'})")


def source_of(commands: Iterable[Command], label: str) -> Source:
    """Calls and assigned variables of commands that are taken apart already."""
    items: list[Call | Unread | Group] = []
    values: dict[str, Any] = {}
    secrets: list[Secret] = []
    others: list[str] = []
    for command in commands:
        words = _assignments(command.words, values)
        while words and words[0] in _BEFORE:
            words = _assignments(words[1:], values)
        if not words:
            continue
        if not _CURL.fullmatch(words[0]):
            others.append(words[0])
            continue
        for part in _each_next(words[1:]):
            options = _Options(part, command)
            items.append(options.call())
            secrets += options.secrets
    calls = [item for item in items if isinstance(item, Call)]
    remarks = (left_out(f"Other commands were not run: {quoted_list(list(dict.fromkeys(others)))}."),) if others else ()
    label = f"{label}, {len(calls)} commands" if len(calls) > 1 else label
    return Source(label, Group("", tuple(items), values=values, remarks=remarks), secrets=tuple(secrets))


def _assignments(words: list[str], values: dict[str, Any]) -> list[str]:
    """``NAME=value`` before or without a command."""
    while words and (found := _ASSIGNED.fullmatch(words[0])):
        if found[2] != "{{command}}":
            values[found[1]] = found[2]
        words = words[1:]
    return words


def _each_next(words: list[str]) -> list[list[str]]:
    """``--next`` starts another call within one command."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word in ("--next", "-:"):
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


@dataclass(slots=True)
class _Options:
    """The options of one call."""

    words: list[str]
    command: Command
    urls: list[str] = field(default_factory=list)
    method: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    is_json: bool = False
    get: bool = False
    no_body: str = ""
    query: list[str] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def call(self) -> Call:
        self._read()
        url = self.urls[0] if self.urls else ""
        body = ("" if self.is_json else "&").join(self.data)
        query = [*self.query, *([body] if self.get and body else [])]
        if query:
            url += ("&" if "?" in url else "?") + "&".join(query)
        if self.get:
            body = ""
        has_body = bool(self.data or self.no_body) and not self.get
        if len(self.urls) > 1:
            self.remarks.append(left_out(f"Further URLs of the same command: {len(self.urls) - 1}."))
        if self.command.ran:
            ran = quoted_list(sorted(set(self.command.ran)))
            self.remarks.append(changed(f"What a shell would have worked out was not run ({ran}); {{{{command}}}} stands there now."))
        return Call(
            name="",
            method=self.method or ("POST" if has_body else "GET"),
            url=url,
            headers=tuple(self.headers),
            body=body,
            no_body=self.no_body,
            remarks=tuple(self.remarks),
        )

    def _read(self) -> None:
        words = self.words
        at = 0
        while at < len(words):
            word = words[at]
            at += 1
            if word == "--":
                self.urls += words[at:]
                break
            if word.startswith("--"):
                name, equals, value = word[2:].partition("=")
                if name in _LONG_WITH_VALUE and not equals:
                    value = words[at] if at < len(words) else ""
                    at += 1
                self._option(name, value)
            elif word.startswith("-") and len(word) > 1:
                at = self._short(word, at)
            else:
                self.urls.append(word)

    def _short(self, word: str, at: int) -> int:
        """``-sSXPOST``: letters up to the first that takes a value; the rest is that value, or the next word."""
        for place, letter in enumerate(word[1:], 2):
            if letter not in _SHORT_WITH_VALUE:
                self._option(_SHORT.get(letter, ""), "")
                continue
            value = word[place:]
            if not value:
                value = self.words[at] if at < len(self.words) else ""
                at += 1
            self._option(_SHORT.get(letter, "output"), value)
            break
        return at

    def _option(self, name: str, value: str) -> None:
        if name in _DATA:
            self._datum(name, value)
        elif name == "request":
            self.method = value.upper()
        elif name == "header":
            self._header(value)
        elif name == "url":
            self.urls.append(value)
        elif name == "url-query":
            self.query.append(value)
        elif name == "get":
            self.get = True
        elif name == "head":
            self.method = "HEAD"
        elif name in ("user-agent", "referer", "cookie"):
            self.headers.append((name.title(), value))
        elif name in ("form", "form-string"):
            self.no_body = "Its body is a form, and a call that runs a flow takes JSON."
        elif name == "upload-file":
            self.no_body = "Its body is a file that the command only names; no other file is read."
            self.method = self.method or "PUT"
        elif name in ("user", "oauth2-bearer", "proxy-user", "pass", "tlspassword"):
            self._credential(name, value)
        elif name in ("config", "proxy", "resolve", "connect-to", "cert", "key", "cacert"):
            self.remarks.append(left_out(f"--{name} was left out: it belongs to the machine, not to the request."))
        elif value and name not in _SILENT:
            self.remarks.append(left_out(f"--{name} was left out."))

    def _header(self, value: str) -> None:
        name, colon, rest = value.partition(":")
        if colon and rest.strip():
            self.headers.append((name.strip(), rest.strip()))

    def _datum(self, name: str, value: str) -> None:
        self.is_json = self.is_json or name == "json"
        if name == "data-urlencode":
            value = self._urlencoded(value)
        elif value.startswith("@") and name != "data-raw":
            if value in ("@-", "@/dev/stdin") and self.command.stdin is not None:
                value = self.command.stdin
            else:
                self.no_body = "Its body is a file that the command only names; no other file is read."
                return
        self.data.append(value)

    def _urlencoded(self, value: str) -> str:
        name, equals, content = value.partition("=")
        if not equals and "@" in value:
            self.no_body = "Its body is a file that the command only names; no other file is read."
            return ""
        if not equals:
            return _encoded(value)
        return f"{name}={_encoded(content)}" if name else _encoded(content)

    def _credential(self, name: str, value: str) -> None:
        parts = [part for part in (value, value.partition(":")[2]) if part and "{{" not in part]
        self.secrets += [Secret(part) for part in parts]
        self.remarks.append(left_out(f"--{name} was left out: a call that runs a flow needs no login, and no credential is kept."))


def _encoded(text: str) -> str:
    return quote(text, safe="")
