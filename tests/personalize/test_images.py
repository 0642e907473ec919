"""An image is fetched when asked for: bounded, without anything of ours, and never a program."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.loopback import Answer, Loopback
from workbench.personalize import images
from workbench.personalize.errors import ImageError
from workbench.personalize.images import fetch_image

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


def image(status: int = 200, kind: str = "image/png", body: bytes = PNG, **more: str) -> Answer:
    return Answer(status, "OK", (("Content-Type", kind), *more.items()), body)


def refused(answer: Answer) -> str:
    with Loopback([answer]) as server, pytest.raises(ImageError) as caught:
        asyncio.run(fetch_image(f"{server.url}/a.png"))
    return str(caught.value)


def test_an_image_comes_as_it_is_and_nothing_of_ours_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Loopback([image()]) as server:
        came = asyncio.run(fetch_image(f"{server.url}/hero.png?w=1"))
    assert (came.data, came.content_type, came.host) == (PNG, "image/png", "127.0.0.1")
    assert server.received[0].target == "/hero.png?w=1"
    assert not {"authorization", "cookie", "referer"} & server.received[0].headers.keys()


def test_a_redirect_is_followed() -> None:
    with Loopback([image()]) as last, Loopback([image(302, Location=f"{last.url}/b.png")]) as first:
        assert asyncio.run(fetch_image(f"{first.url}/a.png")).data == PNG
        assert last.received[0].target == "/b.png"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (image(404), "404"),
        (image(kind="image/svg+xml"), "SVG"),
        (image(kind="text/html; charset=utf-8"), "text/html"),
        (Answer(raw=b"nonsense\r\n\r\n"), "could not be fetched"),
    ],
)
def test_what_is_no_image_is_refused_with_its_reason(answer: Answer, word: str) -> None:
    assert word in refused(answer)


def test_too_large_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 2**20)
    assert "larger than 1 MB" in refused(image(body=b"x" * (2**20 + 1)))


def test_a_silent_host_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "SECONDS", 0.2)
    assert "did not answer" in refused(Answer(delay=20))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/a.png", "data:image/png;base64,AAAA", "http://["])
def test_only_http_is_fetched(url: str) -> None:
    with pytest.raises((ImageError, ValueError)):
        asyncio.run(fetch_image(url))
