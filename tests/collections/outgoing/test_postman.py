"""Postman: our export read back by our import is equal, and newman really sends what we send."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.collections.outgoing.things import USES_ALL, VALUES, as_export, collection, events, saved, titles
from tests.support import newman
from tests.support.loopback import Answer, Loopback
from workbench.collections import Collection, copy_sample
from workbench.collections.incoming import Fate, read_import
from workbench.collections.model import Item, SavedEvent, SavedRequest
from workbench.collections.outgoing import ExportError, ExportFolder, gather, placed, to_postman
from workbench.collections.outgoing.postman_personas import PREFIX, from_text
from workbench.domain import SANDBOX, SANDBOX_CLIENT_KEY, BrowserId, Email, FlowRequest, Identifiers, Secret, StreamEvent
from workbench.domain.builtins import Made
from workbench.domain.condition import Condition, Op
from workbench.domain.expectation import Decided, Expectation, NewBrowserId, StatusIs, ValueFits, VariantIs, Within
from workbench.domain.persona import Persona
from workbench.domain.placeholders import resolve
from workbench.domain.selector import ByPath
from workbench.personalize import CallOptions, Client
from workbench.sandbox import Sandbox

ROOT = Path(__file__).parents[3]
KEY = "k3yThatMustNeverBeSeen0123456789"
GUEST = BrowserId("12435206-1234-4f0b-9d55-6e46b0e4a42b")
SECRET = "sandbox-demo-token-0000"
several = settings(max_examples=4, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture
def sample(tmp_path: Path) -> ExportFolder:
    return gather(Collection(copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path / "sample"))).root


@pytest.fixture
def sandbox() -> Iterator[str]:
    server = Sandbox(ROOT / "resources" / "sandbox" / "flows")
    yield server.start()
    server.stop()


def ran(root: ExportFolder, url: str, **variables: str) -> list[newman.Ran]:
    with TemporaryDirectory() as folder:
        return newman.run(to_postman(root, url).data, Path(folder), {"clientKey": KEY, **variables})


def sent(root: ExportFolder, **variables: str) -> list[Any]:
    """The bodies that came, as JSON."""
    with Loopback([Answer(body=b'{"ref": "new-browser"}')]) as server:
        ran(root, server.url, **variables)
        return [json.loads(each.body) for each in server.received if each.target == "/v2/callFlows"]


def ours(root: ExportFolder) -> list[Any]:
    """The same as the workbench would send it."""
    made = Made("uuid", datetime(2026, 1, 1).astimezone(), "guest@example.com")
    resolved = [resolve(each.saved.request, each.layers, made) for each in placed(root)]
    assert not [problem for each in resolved for problem in each.problems]
    return [json.loads(each.request.body(Secret(KEY))) for each in resolved]


# -- there and back -------------------------------------------------------------------------------


def less_expected(root: ExportFolder) -> ExportFolder:
    """What is expected goes out as scripts and does not come back."""
    plain: list[Item | ExportFolder] = []
    for item in root.items:
        if isinstance(item, ExportFolder):
            plain.append(less_expected(item))
        elif isinstance(item, SavedRequest):
            plain.append(replace(item, expectations=(), setup=(), wait=None, variant=None))
        else:
            plain.append(item)
    return replace(root, items=tuple(plain))


def test_the_sample_comes_back_equal_but_for_what_it_expects(sample: ExportFolder) -> None:
    made = to_postman(sample)
    plan = read_import("x.json", made.data)
    assert as_export(plan.root) == less_expected(sample)
    assert plan.source == "Postman collection v2.1 of ours"
    assert plan.count(Fate.LEFT_OUT) == 0, [note for note in plan.notes if note.fate is Fate.LEFT_OUT]
    assert plan.count(Fate.CHANGED) == 0, [note for note in plan.notes if note.fate is Fate.CHANGED]
    assert not plan.keys


@given(st.lists(saved | events, min_size=1, max_size=4), st.lists(saved | events, min_size=1, max_size=3), titles)
@settings(max_examples=80)
def test_any_collection_comes_back_equal(above: list[Item], inside: list[Item], title: str) -> None:
    people = (Persona("Ada", Email("{{tier}}@b.c"), params={"t": "\\{{tier}}"}, values={"tier": 'a "b"', "n": 2**70}), Persona("Kim"))
    root = replace(collection(above, inside, title), personas=people)
    assert as_export(read_import("x.json", to_postman(root, "https://x.example").data).root) == root


def test_the_own_values_of_a_request_and_its_order_come_back() -> None:
    one = SavedRequest("One", FlowRequest("a", params={"t": "{{t}}"}), "*Look*", {"t": 'a "b"', "n": 3})
    root = ExportFolder(
        "x", "", {"n": 1}, (one, ExportFolder("F", "words", {}, (replace(USES_ALL, name="Z"), one)), replace(one, name="A"))
    )
    back = as_export(read_import("x.json", to_postman(root).data).root)
    assert back == root
    assert [each.where for each in placed(back)] == ["One", "F / Z", "F / One", "A"]
    assert next(placed(back)).saved.values["t"] == 'a "b"'
    assert next(placed(back)).saved.description == "*Look*"


@pytest.mark.parametrize(
    "persona",
    [
        Persona("Ada", Email("ada@example.com"), "WEB", "DE", "EUR", "shop", {"a": [1, {"b": None}]}, {"n": 1, "t": "ü"}, "*Who*"),
        Persona("Only values", values={"n": 2**70}),
        Persona("Kim / “quoted”", Identifiers("CRM", "1")),
        Persona("Nobody"),
    ],
)
def test_a_persona_can_be_read_from_its_variable(persona: Persona) -> None:
    variables = json.loads(to_postman(ExportFolder("x", personas=(persona,))).data)["variable"]
    (kept,) = [each for each in variables if each["key"].startswith(PREFIX)]
    assert from_text(kept["key"], kept["value"]) == persona
    assert from_text("other", kept["value"]) is None
    assert from_text(kept["key"], "[]") is None
    assert from_text(kept["key"], "{" * 100_000) is None


def test_a_script_or_variable_that_somebody_added_is_not_taken_for_ours() -> None:
    root = ExportFolder("x", values={"q": 'a "b"'}, items=(SavedRequest("a", FlowRequest("a", identity=GUEST, params={"q": "{{q}}"})),))
    made = json.loads(to_postman(root, "https://x.example").data)
    made["event"].append({"listen": "test", "script": {"exec": ["pm.test('ok', () => {});"]}})
    made["variable"] += [{"key": "persona:Odd", "value": "no persona"}, {"key": "token", "value": "s3cret-of-mine", "type": "secret"}]
    plan = read_import("x.json", json.dumps(made).encode())
    left = " ".join(note.why for note in plan.notes if note.fate is Fate.LEFT_OUT)
    assert "A script after the answer that checks the answer was left out" in left
    assert "token" in left
    assert "s3cret" not in repr(plan)
    assert plan.root.personas == ()
    assert "persona-Odd" in plan.root.values


# -- run by Postman's own runner ------------------------------------------------------------------


@newman.NEWMAN
@several
@given(st.lists(saved, min_size=8, max_size=12), st.lists(saved, min_size=8, max_size=12), titles)
@example([], [], "F")
def test_newman_sends_what_we_send(above: list[SavedRequest], inside: list[SavedRequest], title: str) -> None:
    """Types, escapes, values of folders and requests that are gone for the next one."""
    root = collection(above, inside, title)
    assert sent(root) == ours(root)


@newman.NEWMAN
def test_braces_that_are_meant_are_sent_as_braces() -> None:
    odd = {
        "{{tier}}": "\\{{tier}} {{tier}}",
        "in": ["\\{{", "{{ tier }}", "{{lit}}", "{{deep}}", "}}", "{{{tier}}}"],
        "half": "\\\\{{tier}}",
    }
    values = {"tier": "gold", "lit": "\\{{tier}} is {{tier}}", "deep": {"q": "\\{{n}}"}}
    root = ExportFolder("x", values=values, items=(SavedRequest("a", FlowRequest("a", identity=GUEST, params=odd)),))
    assert sent(root) == ours(root)


@newman.NEWMAN
def test_what_is_made_is_made_once_for_each_request() -> None:
    params = {"u": "{{uuid}} {{uuid}}", "via": "{{order}}", "now": "{{now-2h}}", "day": "{{today+7d}}", "mail": "{{random.email}}"}
    request = FlowRequest("a", identity=BrowserId("{{new_browser_id}}"), params=params)
    root = ExportFolder("x", values={"order": "no {{uuid}}"}, items=(SavedRequest("One", request), SavedRequest("Two", request)))
    one, two = sent(root)
    first, second = one["params"]["u"].split(" ")
    assert first == second != two["params"]["u"].split(" ")[0]
    assert one["params"]["via"] == f"no {first}"
    assert re.fullmatch(r"guest-[0-9a-f]{12}@example\.com", one["params"]["mail"])
    expected = Made.fresh()
    resolved = resolve(FlowRequest(params={"now": "{{now-2h}}", "day": "{{today+7d}}"}), (), expected).request.params
    assert one["params"]["day"] == resolved["day"]
    assert abs((datetime.fromisoformat(one["params"]["now"]) - datetime.fromisoformat(resolved["now"])).total_seconds()) < 60
    assert [one["browserId"], two["browserId"]] == ["new-browser"] * 2


@newman.NEWMAN
def test_a_new_browser_id_is_asked_for_only_where_it_is_needed() -> None:
    needs = SavedRequest("Needs", FlowRequest("a", identity=BrowserId("{{guest}}")))
    fixed = SavedRequest("Fixed", FlowRequest("b", identity=GUEST))
    root = ExportFolder("x", values={"guest": "{{new_browser_id}}"}, items=(needs, fixed), personas=(Persona("Ada", Email("ada@b.c")),))
    with Loopback([Answer(body=b'{"ref": "new-browser"}')]) as server:
        ran(root, server.url)
        assert [each.target.partition("?")[0] for each in server.received] == [
            "/v1.2/browser/create.json",
            "/v2/callFlows",
            "/v2/callFlows",
        ]
        assert f"client_key={KEY}" in server.received[0].target
    with Loopback([Answer(body=b'{"ref": "new-browser"}')]) as server:
        ran(root, server.url, persona="Ada")
        assert [each.target for each in server.received] == ["/v2/callFlows", "/v2/callFlows"]


@newman.NEWMAN
def test_sent_as_a_persona_it_is_what_we_send_as_that_persona() -> None:
    persona = Persona(
        "Ada, “DE”",
        Email("{{tier}}@example.com"),
        language="DE",
        params={"n": "{{n}}", "said": "{{said}}"},
        values={"tier": 'a "b"', "inner": "hers"},
    )
    asks = FlowRequest(
        "a", "WEB", identity=GUEST, params={"tier": "{{tier}}", "inner": "{{inner}}", "big": 2**70, "f": 1.5e-7, "t": "{ \\{{"}
    )
    folder = ExportFolder("F", values={"inner": "folder's"}, items=(SavedRequest("a", asks, values={"tier": "request's"}),))
    root = ExportFolder("x", values=VALUES, items=(folder, USES_ALL), personas=(Persona("Other"), persona))
    as_her = [
        SavedRequest(
            each.where,
            persona.apply(each.saved.request),
            values={**{k: v for at in reversed(each.layers) for k, v in at.values.items()}, **persona.values},
        )
        for each in placed(root)
    ]
    assert sent(root, persona=persona.name) == ours(ExportFolder("x", items=tuple(as_her)))
    assert sent(root) == ours(root)
    with pytest.raises(AssertionError, match="There is no persona “Nobody”"):
        sent(root, persona="Nobody")


@newman.NEWMAN
def test_an_event_is_sent_as_we_send_it_whoever_the_requests_are_sent_as() -> None:
    """With its values and a browser ID of its own; a persona changes requests only, and gives values to both."""
    view = StreamEvent("VIEW", "{{new_browser_id}}", page="{{page}}", fields={"ext": {"n": "{{n}}", "tier": "{{tier}}", "big": 2**70}})
    items = (SavedEvent("View", view, values={"page": 'a "b"'}), SavedRequest("Hero", FlowRequest("a", identity=GUEST)))
    persona = Persona("Ada", Email("ada@b.c"), params={"p": 1}, values={"tier": "gold"})
    root = ExportFolder("x", values={"n": 7, "tier": "none"}, items=items, personas=(persona,))
    for variables, tier, identity in (({}, "none", "browserId"), ({"persona": "Ada"}, "gold", "email")):
        with Loopback([Answer(body=b'{"ref": "new-browser"}')]) as server:
            ran(root, server.url, **variables)
            event, hero = [each for each in server.received if each.method == "POST"]
        assert event.target == "/v1.2/events"
        wire = {"client_key": KEY, "browser_id": "new-browser", "page": 'a "b"', "type": "VIEW"}
        assert json.loads(event.body) == {**wire, "ext": {"n": 7, "tier": tier, "big": 2**70}}
        assert identity in json.loads(hero.body)


@newman.NEWMAN
def test_the_environment_and_data_rows_come_before_values_as_they_do_with_us(tmp_path: Path) -> None:
    request = SavedRequest(
        "a",
        FlowRequest("a", identity=GUEST, params={"own": "{{own}}", "of_folder": "{{of_folder}}", "top": "{{top}}"}),
        values={"own": "1"},
    )
    root = ExportFolder("x", values={"top": 'a "3"'}, items=(ExportFolder("F", values={"of_folder": "2"}, items=(request,)),))
    with Loopback() as server:
        rows = json.dumps([{"own": "row"}, {"top": "row"}])
        newman.run(to_postman(root, server.url).data, tmp_path, {"clientKey": KEY, "of_folder": "environment"}, rows)
        bodies = [json.loads(each.body)["params"] for each in server.received]
    assert bodies == [
        {"own": "row", "of_folder": "environment", "top": 'a "3"'},
        {"own": "1", "of_folder": "environment", "top": "row"},
    ]


@newman.NEWMAN
def test_the_sample_runs_against_the_sandbox_and_is_answered_as_we_are(sample: ExportFolder, sandbox: str) -> None:
    """Where a guest is new at each send the answers differ from run to run; all others are equal to the byte, but for the time."""
    came = ran(sample, sandbox, **{"clientKey": SANDBOX_CLIENT_KEY, "secret:demo-token": SECRET})
    assert [each.name for each in came] == [each.saved.name for each in placed(sample)]
    assert [each.status for each in came] == [201 if isinstance(each.saved, SavedEvent) else 200 for each in placed(sample)]
    assert not [each.name for each in came if b"{{" in each.answer]
    steady = [(each, there) for each, there in zip(placed(sample), came, strict=True) if is_steady(each.saved.request)]
    assert len(steady) >= 4
    for each, there in steady:
        request = resolve(each.saved.request, each.layers, Made.fresh()).request
        assert timeless(there.answer) == timeless(asyncio.run(answered(request, sandbox))), each.where


def is_steady(request: FlowRequest) -> bool:
    return not any(word in repr(request) for word in ("new_browser_id", "random.email", "uuid", "today", "secret:", "{{order"))


def timeless(answer: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"<time>", answer)


async def answered(request: FlowRequest, url: str) -> bytes:
    client = Client(app_version="1.0")
    try:
        prepared = client.prepare_call_flows(request, replace(SANDBOX, base_url=url), Secret(SANDBOX_CLIENT_KEY), CallOptions())
        response = (await client.perform(prepared)).response
    finally:
        await client.aclose()
    assert response is not None
    return response.body


# -- what is in it and what is said ---------------------------------------------------------------


def test_no_key_and_no_secret_is_in_it_and_the_notes_say_so() -> None:
    root = ExportFolder("Shop", items=(SavedRequest("a", FlowRequest("a", params={"t": "{{secret:token}}"})),))
    made = to_postman(root)
    variables = {each["key"]: each for each in json.loads(made.data)["variable"]}
    assert variables["clientKey"] == {"key": "clientKey", "value": "", "type": "secret"}
    assert variables["secret:token"] == {"key": "secret:token", "value": "", "type": "secret"}
    assert made.notes[0] == "No key is in it: fill in the collection's variables clientKey and baseUrl in Postman."
    assert any("“secret:token”" in note for note in made.notes)
    assert any("No identity" in note and "“a”" in note for note in made.notes)
    assert made.suggested_name == "Shop.postman_collection.json"


def test_a_plain_collection_has_no_script() -> None:
    root = ExportFolder(
        "x", values={"tier": "gold", "n": 7}, items=(SavedRequest("a", FlowRequest("a", identity=GUEST, params={"t": "{{tier}}"})),)
    )
    made = to_postman(root, "https://x.example")
    assert b"event" not in made.data
    assert made.notes == ("No key is in it: fill in the collection's variable clientKey in Postman.",)


def test_values_that_are_called_like_ours_stay_what_they_are() -> None:
    values = {"baseUrl": "/home", "clientKey": "not a key", "persona": "x"}
    request = FlowRequest("a", identity=GUEST, params={name: f"{{{{{name}}}}}" for name in values})
    root = ExportFolder("x", values=values, items=(SavedRequest("a", request),), personas=(Persona("Ada"), Persona("Ada", Email("2@b.c"))))
    made = json.loads(to_postman(root, "https://x.example").data)
    variables = {each["key"]: each["value"] for each in made["variable"]}
    assert variables | values == variables
    assert (variables["baseUrl2"], variables["clientKey2"]) == ("https://x.example", "")
    assert {"persona2", "persona:Ada", "persona:Ada 2"} <= set(variables)
    assert '"clientKey": "{{clientKey2}}"' in made["item"][0]["request"]["body"]["raw"]


def test_headers_of_a_tenant_go_along_and_refused_ones_do_not() -> None:
    made = to_postman(
        ExportFolder("x", items=(SavedRequest("a", FlowRequest("a")),)), headers=(("accept", "*/*"), ("Cookie", "c"), ("X-Env", "t"))
    )
    headers = json.loads(made.data)["item"][0]["request"]["header"]
    assert [(each["key"], each["value"]) for each in headers] == [("Content-Type", "application/json"), ("accept", "*/*"), ("X-Env", "t")]


def test_what_postman_cannot_do_is_said() -> None:
    values = {"list": [1], "tier": "gold"}
    request = FlowRequest("a", identity=GUEST, params={"t": "all: {{list}}", "u": "{{tier}}"})
    root = ExportFolder("x", values=values, items=(SavedRequest("a", request),), personas=(Persona("Ada", values={"tier": 3}),))
    notes = " ".join(to_postman(root).notes)
    assert "“list” is a list or an object in the midst of a text" in notes
    assert "“Ada: tier”" in notes


def test_half_characters_and_deep_parameters_break_nothing() -> None:
    half = SavedRequest("\ud800", FlowRequest("a", params={"half \ud83d": "\udc00"}), "\udfff")
    root = ExportFolder("\ud800", items=(half,))
    raw = json.loads(to_postman(root).data)["item"][0]["request"]["body"]["raw"]
    assert json.loads(raw)["params"] == {"half \ud83d": "\udc00"}
    nest: Any = "x"
    for _ in range(5_000):
        nest = [nest]
    with pytest.raises(ExportError, match="nested too deeply"):
        to_postman(ExportFolder("x", items=(SavedRequest("a", FlowRequest("a", params={"n": nest})),)))


# -- what is expected -----------------------------------------------------------------------------

CHECKED: tuple[Expectation, ...] = (
    StatusIs((200, 204)),
    Within(60_000),
    VariantIs(("Control", "Hero")),
    *(
        ValueFits(Condition(path, op, value))
        for path, op, value in (
            ("$.offer.name", Op.EXISTS, None),
            ("offer.none", Op.ABSENT, None),
            ("$['offer']['price']", Op.EQUALS, 9.5),
            ("$.items[1]", Op.EQUALS, {"sku": "b"}),
            ("$.offer.name", Op.IN, ["Gold", "Gold \u2028 “plus”"]),
            ("$.offer.name", Op.CONTAINS, "Gold"),
            ("$.items", Op.CONTAINS, {"sku": "a"}),
            ("$.offer", Op.CONTAINS, "price"),
            ("$.offer.name", Op.MATCHES, "^Gold"),
            ("$.items", Op.TYPE, "array"),
            ("$.n", Op.TYPE, "integer"),
            ("$.items", Op.COUNT, 2),
        )
    ),
)
ANSWER = {"variantName": "Hero", "n": 1, "offer": {"name": "Gold \u2028 “plus”", "price": 9.5}, "items": [{"sku": "a"}, {"sku": "b"}]}
EXPECTING = SavedRequest("x", FlowRequest("a", identity=GUEST), expectations=CHECKED, variant=ByPath("$.variantName"))


def test_what_is_expected_becomes_tests_and_the_rest_is_told() -> None:
    one = replace(
        EXPECTING,
        expectations=(*CHECKED, Decided(), ValueFits(Condition("$..a", Op.EXISTS)), VariantIs(("{{tier}}",))),
        setup=(NewBrowserId(),),
    )
    made = to_postman(ExportFolder("x", items=(one,)))
    (event,) = [each for each in json.loads(made.data)["item"][0]["event"] if each["listen"] == "test"]
    tests = [line for line in event["script"]["exec"] if line.startswith("pm.test(")]
    assert [json.loads(line[len("pm.test(") : line.index(", () =>")]) for line in tests] == [str(each) for each in CHECKED]
    assert any("something was decided" in note and "$..a exists" in note and "{{tier}}" in note for note in made.notes)
    assert any("before the call" in note for note in made.notes)
    assert read_import("x.json", made.data).count(Fate.LEFT_OUT) == 0


@newman.NEWMAN
def test_newman_finds_what_is_expected() -> None:
    with Loopback([Answer(body=json.dumps(ANSWER).encode())]) as server:
        assert len(ran(ExportFolder("x", items=(EXPECTING,)), server.url)) == 1


@newman.NEWMAN
@pytest.mark.parametrize("expectation", CHECKED, ids=str)
def test_newman_misses_what_is_not_there(expectation: Expectation) -> None:
    one = replace(EXPECTING, expectations=(replace(expectation, milliseconds=0.0001) if isinstance(expectation, Within) else expectation,))
    with Loopback([Answer(404, "Not Found", body=b'{"offer": {"none": 1}}')]) as server, pytest.raises(AssertionError):
        ran(ExportFolder("x", items=(one,)), server.url)
