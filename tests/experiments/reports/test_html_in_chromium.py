"""The page in a real browser: opens without a complaint, runs and fetches nothing, even where escaping should fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.experiments.charts.samples import EVERY
from tests.experiments.reports.samples import REPORT, hostile
from tests.experiments.reports.support import written
from workbench.experiments.reports.html import write_html
from workbench.experiments.reports.model import Section

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """(address, paths asked for) of a server on loopback that counts who comes."""
    paths: list[str] = []

    class Counts(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counts)
    thread = Thread(target=server.serve_forever, name="loopback-counts", daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


def opened(page: Path, home: Path, *options: str) -> tuple[str, str]:
    """(the document after loading, what the console said)."""
    assert CHROMIUM is not None
    quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions")
    command = [CHROMIUM, "--headless", "--disable-gpu", f"--user-data-dir={home / 'profile'}", "--enable-logging=stderr", "--v=0", *quiet]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    done = subprocess.run([*command, *options, page.as_uri()], capture_output=True, timeout=120, check=True, env=env)
    console = [line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]
    return done.stdout.decode(), "\n".join(console)


def attack(address: str) -> str:
    tags = (
        f'<img src="{address}/image">',
        f'<link rel="stylesheet" href="{address}/style">',
        f'<script src="{address}/script"></script>',
        f'<iframe src="{address}/frame"></iframe>',
        f"<style>body {{ background: url({address}/background) }}</style>",
        "<script>document.title = 'taken over'; console.error('ran')</script>",
        "<svg><image href='" + address + "/svg'/></svg>",
    )
    return "".join(tags)


def test_the_page_opens_without_a_complaint(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    report = replace(REPORT, sections=(*REPORT.sections, Section("Every chart", charts=EVERY)))
    page.write_text(written(write_html, report), encoding="utf-8")
    document, console = opened(page, tmp_path, "--dump-dom")
    assert console == ""
    assert document.count("<svg") == 4 + len(EVERY)
    assert "Home banner: is the split right? – Split check</title>" in document


def test_attacks_in_texts_neither_run_nor_fetch(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, paths = asked
    report = hostile()
    text = attack(address)
    page = tmp_path / "report.html"
    section = replace(report.sections[0], sentences=(text,), code=((text, text),))
    page.write_text(written(write_html, replace(report, title=text, sections=(section,))), encoding="utf-8")
    document, console = opened(page, tmp_path, "--dump-dom")
    assert console == ""
    assert paths == []
    assert "taken over</title>" not in document


def test_the_policy_holds_where_escaping_should_fail_and_this_test_would_notice(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, paths = asked
    whole = written(write_html, REPORT)
    broken = whole.replace("</main>", f"{attack(address)}</main>")
    page = tmp_path / "report.html"
    page.write_text(broken, encoding="utf-8")
    document, console = opened(page, tmp_path, "--dump-dom")
    assert paths == []
    assert "taken over</title>" not in document
    assert "Content Security Policy" in console

    page.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]+>', "", broken), encoding="utf-8")
    document, console = opened(page, tmp_path, "--dump-dom")
    assert {"/image", "/style", "/script", "/frame"} <= set(paths), "without the policy the same page does fetch"
    assert "taken over</title>" in document and "ran" in console


def test_it_prints_on_a4(tmp_path: Path) -> None:
    page, sheet = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(written(write_html, REPORT), encoding="utf-8")
    opened(page, tmp_path, f"--print-to-pdf={sheet}", "--no-pdf-header-footer")
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet.read_bytes()))
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
