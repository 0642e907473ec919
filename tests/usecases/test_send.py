"""Sending with placeholders: resolved at the last step, refused before anything leaves, and secrets kept nowhere."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.keychain.test_keychain import MemoryBackend
from tests.support.loopback import Answer, Loopback
from workbench.domain import (
    SANDBOX,
    SANDBOX_SECRETS,
    BrowserId,
    Email,
    Exchange,
    FailureKind,
    FlowRequest,
    InvalidInput,
    Operation,
    Recorded,
    Secret,
    SecretKind,
    Tenant,
)
from workbench.domain.builtins import Made
from workbench.domain.placeholders import Layer
from workbench.history import Query
from workbench.history.export import to_har, to_json
from workbench.keychain import Keychain, KeyStore
from workbench.keychain.backends import ALLOWED
from workbench.personalize import CallOptions, Progress
from workbench.usecases import Places, Workbench

KEY = Secret("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6")
TOKEN = 'tök/en+"{{uuid}}"\\<0123>'
BROWSER = "12435206-1234-4f0b-9d55-6e46b0e4a42b"
REQUEST = FlowRequest("home_hero", identity=BrowserId(BROWSER))
RESOURCES = Path(__file__).parents[2] / "resources"
CREATED = Answer(201, "Created", body=json.dumps({"ref": BROWSER, "client_key": KEY.reveal()}).encode())


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setitem(ALLOWED, MemoryBackend.__module__, "Test keychain")
    made = Workbench(Places(tmp_path / "config", tmp_path / "data", tmp_path / "cache", tmp_path / "logs", RESOURCES), "1.0")
    made.key_store._make = lambda: KeyStore(Keychain(backend=MemoryBackend()))
    yield made
    made.close()


def send(workbench: Workbench, request: FlowRequest, tenant: Tenant, layers: Sequence[Layer] = (), made: Made | None = None) -> Recorded:
    async def run() -> Recorded:
        try:
            return await workbench.send()(request, tenant, CallOptions(total_timeout=10), layers=layers, made=made)
        finally:
            await workbench.close_client()

    return asyncio.run(run())


def add_tenant(workbench: Workbench, url: str, **changes: object) -> Tenant:
    added = replace(SANDBOX, id="", name="Acme", base_url=url, keys=frozenset(), secrets=(), **changes)  # type: ignore[arg-type]
    return asyncio.run(workbench.keys().set(workbench.tenants().add(added), SecretKind.CLIENT_KEY, KEY))


def keep(workbench: Workbench, tenant: Tenant, value: str = TOKEN, name: str = "crm") -> Tenant:
    return asyncio.run(workbench.keys().set_named(tenant, name, Secret(value)))


def exchanges(workbench: Workbench) -> list[Exchange]:
    """Of the whole history, the oldest first."""
    return [workbench.history().get(row.number).exchange for row in reversed(workbench.history().search(Query()))]


# -- values -----------------------------------------------------------------------------------------


def test_values_are_sent_and_recorded_and_the_request_stays_as_it_is(workbench: Workbench) -> None:
    request = replace(REQUEST, friendly_id="{{id}}", params={"n": "{{n}}", "u": ["{{uuid}}", "{{uuid}}"], "literal": "\\{{x}}"})
    before = repr(request)
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url, values={"id": "far", "n": 3})
        recorded = send(workbench, request, tenant, [Layer("this request", {"id": "near"})])
        body = json.loads(server.received[0].body)
    assert (body["friendlyId"], body["params"]["n"], body["params"]["literal"]) == ("near", 3, "{{x}}")
    assert len(set(body["params"]["u"])) == 1
    assert repr(request) == before
    kept = recorded.exchange.request
    assert kept is not None
    assert kept.wire(KEY) == body
    assert json.loads(recorded.exchange.sent.body)["params"] == body["params"]
    assert workbench.history().get(recorded.number) == recorded


def test_without_layers_built_ins_and_the_tenants_values_still_stand(workbench: Workbench) -> None:
    made = Made.preview()
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url, values={"page": "home"})
        send(workbench, replace(REQUEST, identity=Email("{{random.email}}"), params={"p": "{{page}} {{today}}"}), tenant, made=made)
        body = json.loads(server.received[0].body)
    assert (body["email"], body["params"]) == (made.email, {"p": f"home {made.now.date().isoformat()}"})


def test_each_send_makes_its_own(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url)
        for _ in range(2):
            send(workbench, replace(REQUEST, identity=Email("{{random.email}}"), params={"u": "{{uuid}}"}), tenant)
        one, two = (json.loads(received.body) for received in server.received)
    assert one["email"] != two["email"]
    assert one["params"] != two["params"]


@pytest.mark.parametrize(
    ("params", "values", "said"),
    [
        ({"a": "{{nothing}}"}, {}, "Nothing is known by the name “nothing”"),
        ({"a": "{{a}}"}, {"a": "{{b}}", "b": "{{a}}"}, "a → b → a"),
        ({"a": "{{ a"}, {}, "no }} ends it"),
        ({"a": "{{secret:nothing}}"}, {}, "Acme has no secret “nothing”. Store it with the tenant"),
    ],
)
def test_what_cannot_be_resolved_is_refused_before_anything_leaves(
    workbench: Workbench, params: dict[str, object], values: dict[str, object], said: str
) -> None:
    request = replace(REQUEST, identity=BrowserId("{{new_browser_id}}"), params=params)
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url)
        with pytest.raises(InvalidInput) as caught:
            send(workbench, request, tenant, [Layer("row 1", values)])
        assert server.received == []
    assert said in str(caught.value)
    assert workbench.history().count(Query()) == 0


def test_the_rules_are_those_of_the_resolved_request(workbench: Workbench) -> None:
    request = replace(REQUEST, currency_code="{{c}}")
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url)
        assert send(workbench, request, tenant, [Layer("row 1", {"c": "CHF"})]).exchange.response is not None
        with pytest.raises(InvalidInput, match="Currency"):
            send(workbench, request, tenant, [Layer("row 2", {"c": "chf"})])
        assert len(server.received) == 1


def test_the_key_that_a_value_brings_in_is_refused_and_so_is_one_that_only_lies_there(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = add_tenant(workbench, server.url)
        for request, values, field in (
            (replace(REQUEST, params={"a": "{{a}}{{b}}"}), {"a": KEY.reveal()[:16], "b": KEY.reveal()[16:]}, "Parameters"),
            (REQUEST, {"unused": KEY.reveal()}, "the values of folder “F”"),
        ):
            with pytest.raises(InvalidInput, match=f"stands in {field}") as caught:
                send(workbench, request, tenant, [Layer("folder “F”", values)])
            assert KEY.reveal() not in str(caught.value)
        assert server.received == []


# -- secrets ----------------------------------------------------------------------------------------


def spellings(value: str) -> list[str]:
    return [value, quote(value, safe=""), json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1].replace("/", "\\/")]


def everything_kept(workbench: Workbench, home: Path) -> str:
    """What History says, what it exports, and every byte on the disk."""
    history = workbench.history()
    recorded = [history.get(row.number) for row in history.search(Query())]
    said = [repr(recorded), to_json(recorded).decode(), to_har(recorded, "1.0").decode(), *(repr(row) for row in history.search(Query()))]
    workbench.close()
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name.startswith("history") for path in files)
    return "\n".join(str(text) for text in said) + "\n".join(path.read_bytes().decode("latin-1") for path in files)


def test_a_secret_reaches_the_host_and_nothing_that_is_kept(
    workbench: Workbench, tmp_path: Path, private_home: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The host sends it back in every spelling, wherever it can."""
    caplog.set_level(logging.DEBUG)
    echo = " | ".join(spellings(TOKEN))
    headers = (("Content-Type", "application/json"), ("X-Echo", quote(TOKEN)), ("X-Key", KEY.reveal()))
    answers = [
        Answer(200, quote(TOKEN), headers, json.dumps({"echo": TOKEN, "all": echo, "key": KEY.reveal()}).encode()),
        Answer(400, "Bad", headers, echo.encode()),
        Answer(body=echo.encode("utf-16")),
        Answer(raw=f"HTTP/1.1 2x0 {quote(TOKEN)}\r\nX: {echo}\r\n\r\n".encode()),
        Answer(raw=f"{echo}\r\n\r\n".encode()),
    ]
    request = replace(REQUEST, params={"t": "{{secret:crm}}", "auth": "{{auth}}"}, extra={"deep": [{"t": "x{{secret:crm}}x"}]})
    with Loopback(answers) as server:
        tenant = keep(workbench, add_tenant(workbench, server.url, values={"auth": "Bearer {{secret:crm}}"}))
        recorded = [send(workbench, request, tenant) for _ in answers]
        bodies = [json.loads(received.body) for received in server.received]
    for body in bodies:
        assert body["params"] == {"t": TOKEN, "auth": f"Bearer {TOKEN}"}
        assert body["deep"] == [{"t": f"x{TOKEN}x"}]
    for each in recorded:
        exchange = each.exchange
        assert exchange.request is not None
        assert exchange.request.params == {"t": "{{secret:crm}}", "auth": "Bearer {{secret:crm}}"}
        assert json.loads(exchange.sent.body)["deep"] == [{"t": "x{{secret:crm}}x"}]
    first = recorded[0].exchange.response
    assert first is not None
    assert json.loads(first.body)["echo"] == "{{secret:crm}}"
    assert (first.header("x-echo"), first.reason) == ("{{secret:crm}}", "{{secret:crm}}")
    assert first.redactions == 9
    assert {each.exchange.failure.kind for each in recorded if each.exchange.failure} == {FailureKind.PROTOCOL}

    out, err = capfd.readouterr()
    kept = everything_kept(workbench, tmp_path) + everything_at(private_home) + caplog.text + out + err
    for secret in (TOKEN, KEY.reveal()):
        for spelled in spellings(secret):
            assert spelled not in kept
            assert spelled.encode().decode("latin-1") not in kept


def everything_at(home: Path) -> str:
    return "\n".join(path.read_bytes().decode("latin-1") for path in home.rglob("*") if path.is_file())


def test_a_plain_secret_is_in_no_file_either(workbench: Workbench, tmp_path: Path) -> None:
    """Letters and digits, which every form of a file would show."""
    plain = "PlainSecret0123456789"
    answer = Answer(body=json.dumps({"echo": plain * 3}).encode(), headers=(("Content-Type", "text/plain"), ("X-Echo", plain)))
    with Loopback([answer, Answer(raw=f"{plain}\r\n\r\n".encode())]) as server:
        tenant = keep(workbench, add_tenant(workbench, server.url), plain)
        for _ in range(2):
            send(workbench, replace(REQUEST, params={"t": "{{secret:crm}}"}), tenant)
        assert plain in server.received[0].body.decode()
    assert plain not in everything_kept(workbench, tmp_path)


def test_a_secret_typed_elsewhere_is_refused(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = keep(workbench, add_tenant(workbench, server.url))
        request = replace(REQUEST, params={"t": "{{secret:crm}}"})
        cases = (
            (replace(request, extra={"x": [TOKEN.replace("{{", "\\{{")]}), (), tenant, "Extra fields"),
            (request, [Layer("persona “Anna”", {"unused": TOKEN})], tenant, "the values of persona “Anna”"),
            (request, (), replace(tenant, extra_headers=(("X-T", quote(TOKEN, safe="")),)), "Extra headers"),
        )
        for changed, layers, where, field in cases:
            with pytest.raises(InvalidInput, match=f"“crm” itself stands in {field}") as caught:
                send(workbench, changed, where, layers)
            assert TOKEN not in str(caught.value)
        assert server.received == []
    assert workbench.history().count(Query()) == 0


def test_a_secret_that_somebody_shortened_in_the_keychain_is_refused(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = keep(workbench, add_tenant(workbench, server.url))
        workbench.key_store().set(tenant.named_secret("crm"), Secret("abc"))
        with pytest.raises(InvalidInput, match="fewer than 8"):
            send(workbench, replace(REQUEST, params={"t": "{{secret:crm}}"}), tenant)
        assert server.received == []


def test_what_a_secret_holds_is_no_placeholder(workbench: Workbench) -> None:
    with Loopback() as server:
        tenant = keep(workbench, add_tenant(workbench, server.url), "{{secret:other}}{{uuid}}\\{{")
        send(workbench, replace(REQUEST, params={"t": "{{secret:crm}}"}), tenant)
        assert json.loads(server.received[0].body)["params"] == {"t": "{{secret:other}}{{uuid}}\\{{"}


def test_the_sandbox_has_a_secret_to_show(workbench: Workbench) -> None:
    ((name, value),) = SANDBOX_SECRETS.items()
    request = replace(REQUEST, friendly_id="echo_request", params={"token": f"{{{{secret:{name}}}}}"})
    recorded = send(workbench, request, SANDBOX)
    assert recorded.exchange.response is not None
    assert recorded.exchange.response.redactions >= 1
    assert json.loads(recorded.exchange.response.body)["params"] == {"token": f"{{{{secret:{name}}}}}"}
    assert value not in repr(recorded)
    with pytest.raises(InvalidInput, match="demo-token"):
        send(workbench, replace(REQUEST, params={"token": "{{secret:nothing}}"}), SANDBOX)


def test_the_keychain_is_told_of_before_it_is_asked(workbench: Workbench) -> None:
    phases: list[str] = []

    async def run(tenant: Tenant) -> None:
        def note(progress: Progress) -> None:
            phases.append(progress.phase)

        request = replace(REQUEST, params={"t": "{{secret:crm}}"})
        await workbench.send()(request, tenant, CallOptions(), client_key=KEY, on_progress=note)
        await workbench.close_client()

    with Loopback() as server:
        asyncio.run(run(keep(workbench, add_tenant(workbench, server.url))))
    assert phases[0] == "keychain"


# -- a new browser ID -------------------------------------------------------------------------------

NEW = replace(REQUEST, identity=BrowserId("{{new_browser_id}}"), params={"again": "id {{new_browser_id}}"})


def test_a_new_browser_id_is_asked_for_once_and_recorded_by_itself(workbench: Workbench) -> None:
    with Loopback([CREATED, Answer()]) as server:
        recorded = send(workbench, NEW, add_tenant(workbench, server.url))
        assert [received.method for received in server.received] == ["GET", "POST"]
        body = json.loads(server.received[1].body)
    assert (body["browserId"], body["params"]) == (BROWSER, {"again": f"id {BROWSER}"})
    assert recorded.exchange.request is not None
    assert recorded.exchange.request.identity == BrowserId(BROWSER)
    assert [exchange.operation for exchange in exchanges(workbench)] == [Operation.CREATE_BROWSER, Operation.CALL_FLOWS]


def test_two_sends_to_the_sandbox_are_two_guests(workbench: Workbench) -> None:
    ids = {send(workbench, NEW, SANDBOX).exchange.request.identity for _ in range(2)}  # type: ignore[union-attr]
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("answer", "kind", "why"),
    [
        (Answer(401, "Unauthorized", body=b'{"message": "no such key"}'), FailureKind.NOT_SENT, "no such key"),
        (Answer(200, body=b"{}"), FailureKind.NOT_SENT, "without a browser ID"),
        (Answer(raw=b"nonsense\r\n\r\n"), FailureKind.PROTOCOL, "proper HTTP"),
    ],
)
def test_where_no_browser_id_comes_the_request_is_recorded_as_not_sent(
    workbench: Workbench, answer: Answer, kind: FailureKind, why: str
) -> None:
    with Loopback([answer]) as server:
        tenant = keep(workbench, add_tenant(workbench, server.url))
        recorded = send(workbench, replace(NEW, extra={"t": "{{secret:crm}}"}), tenant)
        assert [received.method for received in server.received] == ["GET"]
    failure = recorded.exchange.failure
    assert failure is not None
    assert failure.kind is kind
    assert failure.what == "No new browser ID came (#1), so the request was not sent."
    assert why in failure.next
    assert workbench.history().get(recorded.number) == recorded
    assert [exchange.operation for exchange in exchanges(workbench)] == [Operation.CREATE_BROWSER, Operation.CALL_FLOWS]
    assert recorded.exchange.request is not None
    assert recorded.exchange.request.identity == BrowserId("{{new_browser_id}}")
    assert TOKEN not in repr(recorded)


def test_a_cancel_while_the_browser_id_is_asked_for_ends_the_send(workbench: Workbench) -> None:
    async def run(server: Loopback, tenant: Tenant) -> Recorded:
        task = asyncio.create_task(workbench.send()(NEW, tenant, CallOptions(total_timeout=30)))
        while not server.received:
            await asyncio.wait([task], timeout=0.01)
        task.cancel()
        recorded = await task
        await workbench.close_client()
        return recorded

    with Loopback([replace(CREATED, delay=20.0)]) as server:
        recorded = asyncio.run(run(server, add_tenant(workbench, server.url)))
        assert len(server.received) == 1
    assert recorded.exchange.failure is not None
    assert recorded.exchange.failure.kind is FailureKind.CANCELLED
    assert [exchange.operation for exchange in exchanges(workbench)] == [Operation.CREATE_BROWSER, Operation.CALL_FLOWS]


def test_no_guest_is_made_for_a_request_that_would_be_refused(workbench: Workbench) -> None:
    with Loopback([CREATED]) as server:
        tenant = add_tenant(workbench, server.url)
        with pytest.raises(InvalidInput):
            send(workbench, replace(NEW, currency_code="eur"), tenant)
        assert server.received == []
