"""The update check: one question without anything of ours, and every odd answer told in a sentence."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import trustme

from tests.support.loopback import Answer, Loopback
from workbench.personalize import updates
from workbench.personalize.errors import UpdateError
from workbench.personalize.updates import MAX_BYTES, Announced, fetch_announced

GOOD = {"version": "0.2.0", "notes": "<b>Faster</b>", "url": "https://example.com/new"}


def told(*answers: Answer) -> Announced:
    with Loopback(list(answers)) as server:
        return asyncio.run(fetch_announced(f"{server.url}/latest.json"))


def as_json(value: object) -> Answer:
    return Answer(body=json.dumps(value).encode())


def test_the_answer_as_it_is_and_nothing_of_ours_in_the_question(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Loopback([as_json(GOOD)]) as server:
        came = asyncio.run(fetch_announced(f"{server.url}/latest.json", user_agent="PersonalizeWorkbench/1", proxy="http://127.0.0.1:9"))
        (asked,) = server.received
    assert came == Announced("0.2.0", "<b>Faster</b>", "https://example.com/new")
    headers = {name.lower(): value for name, value in asked.headers.items()}
    assert (asked.method, asked.target, asked.body) == ("GET", "/latest.json", b"")
    assert headers.keys() <= {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert headers["user-agent"] == "PersonalizeWorkbench/1"


def test_a_redirect_is_not_followed() -> None:
    with Loopback([as_json(GOOD)]) as other:
        with pytest.raises(UpdateError, match="not followed"):
            told(Answer(302, "Found", (("Location", f"{other.url}/x"),), b""))
        assert not other.received


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(404, "Not Found"), "answered 404 Not Found"),
        (Answer(body=b"<html>"), "did not send JSON"),
        (Answer(body=b"\xff\xfe"), "did not send JSON"),
        (Answer(body=b"[" * 100_000), "did not send JSON"),
        (as_json([]), "named no version"),
        (as_json({"version": 2}), "named no version"),
        (as_json({"version": "1\n2"}), "named no version"),
        (as_json(GOOD | {"notes": 1}), "no texts"),
        (as_json(GOOD | {"url": "http://example.com"}), "no https address"),
        (as_json(GOOD | {"url": "file:///etc/passwd"}), "no https address"),
        (Answer(body=b" " * (MAX_BYTES + 1)), "more than 1 MB"),
        (Answer(headers=(("Content-Encoding", "gzip"),)), "packed"),
    ],
)
def test_odd_answers_are_told(answer: Answer, said: str) -> None:
    with pytest.raises(UpdateError, match=said):
        told(answer)


def test_one_that_drips_is_left_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the end never does."""
    monkeypatch.setattr(updates, "SECONDS", 0.5)
    dripping = Answer(chunks=(b" ",) * 1000, pause=0.05)
    with Loopback([dripping]) as server, pytest.raises(UpdateError, match="did not answer within"):
        asyncio.run(fetch_announced(server.url))


@pytest.mark.parametrize("url", ["", "http://example.com/x", "https://me:pw@example.com", "ftp://example.com", "https://", "https://a b"])
def test_only_https_or_this_computer_is_asked(url: str) -> None:
    with pytest.raises(UpdateError, match="https://"):
        asyncio.run(fetch_announced(url))


def test_a_certificate_nobody_trusts_is_refused() -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost", "127.0.0.1").configure_cert(context)
    with Loopback([as_json(GOOD)], tls=context) as server, pytest.raises(UpdateError, match=r"No secure connection.*trust"):
        asyncio.run(fetch_announced(f"https://127.0.0.1:{server.port}/"))


def test_a_host_that_is_not_there_is_told() -> None:
    with Loopback() as server:
        port = server.port
    with pytest.raises(UpdateError, match="could not be reached"):
        asyncio.run(fetch_announced(f"http://127.0.0.1:{port}/"))
