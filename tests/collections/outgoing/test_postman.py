"""Postman: our export read back by our import is equal, and newman really runs it against the sandbox."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import toolchains
from workbench.collections import Collection, copy_sample
from workbench.collections.incoming import ImportedFolder, read_import
from workbench.collections.model import SavedRequest
from workbench.collections.outgoing import ExportFolder, gather, placed, to_postman
from workbench.domain import SANDBOX_CLIENT_KEY, BrowserId, Email, FlowRequest, Identifiers
from workbench.sandbox import Sandbox

ROOT = Path(__file__).parents[3]
NEWMAN = toolchains.MODULES / ".bin" / "newman"


def back(root: ExportFolder) -> ImportedFolder:
    return read_import("x.json", to_postman(root).data).root


def as_export(folder: ImportedFolder, personas: bool = False) -> ExportFolder:
    items = tuple(item if isinstance(item, SavedRequest) else as_export(item) for item in folder.items)
    return ExportFolder(folder.name, folder.description, dict(folder.values), items)


def without_personas(folder: ExportFolder) -> ExportFolder:
    items = tuple(item if isinstance(item, SavedRequest) else without_personas(item) for item in folder.items)
    return ExportFolder(folder.name, folder.description, dict(folder.values), items)


def test_the_sample_comes_back_equal(tmp_path: Path) -> None:
    root = gather(Collection(copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path))).root
    assert as_export(back(root)) == without_personas(root)
    assert "Gold member, Germany" in " ".join(to_postman(root).notes)


_LETTERS = st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "So", "Sc"), exclude_characters="{}\\")
words = st.text(_LETTERS, min_size=1, max_size=20).map(lambda text: text if text.isprintable() else "printable")
plain = words | st.sampled_from(["{{tier}}", "a {{tier}} b", "{{n}}", "{{uuid}}", "{{today+7d}}", 'quotes " and \\n', "{{secret:token}}"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
identities = (
    st.builds(BrowserId, st.just("12435206-1234-4f0b-9d55-6e46b0e4a42b")) | st.builds(Email, words) | st.builds(Identifiers, words, words)
)
flow_requests = st.builds(
    FlowRequest,
    friendly_id=st.from_regex("[a-z_]{1,12}", fullmatch=True),
    channel=st.sampled_from(["", "WEB"]),
    language=st.sampled_from(["", "DE", "{{tier}}"]),
    point_of_sale=words,
    identity=identities,
    params=st.dictionaries(words, json_values, min_size=1, max_size=4),
)
saved = st.builds(
    SavedRequest,
    name=words,
    request=flow_requests,
    description=words,
    values=st.just({}) | st.fixed_dictionaries({"n": st.integers(), "tier": words}),
)


USES = SavedRequest("Uses them", FlowRequest("uses", point_of_sale="{{shop}}", params={"t": "{{tier}}", "n": "{{n}}"}))


@given(st.lists(saved, min_size=1, max_size=4), st.lists(saved, min_size=1, max_size=3), words)
@settings(max_examples=60, deadline=None)
def test_any_collection_comes_back_equal(above: list[SavedRequest], inside: list[SavedRequest], name: str) -> None:
    """Values that a request uses are kept; those that none uses are left out by any import, which says so."""
    folder = ExportFolder(name, "words", {"tier": "gold", "n": 7}, (*inside, USES))
    root = ExportFolder("Shop", "", {"shop": "de"}, (folder, *above, USES))
    assert without_own_values(as_export(back(root))) == without_own_values(root)


def without_own_values(folder: ExportFolder) -> ExportFolder:
    items = tuple(replace(item, values={}) if isinstance(item, SavedRequest) else without_own_values(item) for item in folder.items)
    return replace(folder, items=items)


def test_no_key_and_no_secret_is_in_it() -> None:
    root = ExportFolder("x", items=(SavedRequest("a", FlowRequest("a", params={"t": "{{secret:token}}"})),))
    made = to_postman(root)
    value = json.loads(made.data)
    variables = {each["key"]: each for each in value["variable"]}
    assert variables["clientKey"] == {"key": "clientKey", "value": "", "type": "secret"}
    assert variables["secret:token"]["value"] == ""
    assert "clientKey" in made.notes[0]


def test_a_text_with_quotes_reaches_the_body_as_it_is() -> None:
    """Postman puts texts in as they are; the script hands them over escaped."""
    root = ExportFolder("x", values={"said": 'he said "no"\n'}, items=(SavedRequest("a", FlowRequest("a", params={"t": "{{said}}"})),))
    (event,) = json.loads(to_postman(root).data)["event"]
    assert event["script"]["exec"] == ['pm.variables.set("said", "he said \\\\\\"no\\\\\\"\\\\n");']
    assert back(root).values == {"said": 'he said "no"\n'}


@toolchains.needs("node", NEWMAN)
def test_newman_runs_it_against_the_sandbox(tmp_path: Path) -> None:
    """Every request of the sample is answered as ours is; secrets are filled in as a person would."""
    root = gather(Collection(copy_sample(ROOT / "resources" / "samples" / "sandbox-tour", tmp_path))).root
    server = Sandbox(ROOT / "resources" / "sandbox" / "flows")
    server.start()
    try:
        file, report = tmp_path / "c.json", tmp_path / "report.json"
        file.write_bytes(to_postman(root, server.base_url).data)
        toolchains.run(
            "node", NEWMAN, "run", file, "--env-var", f"clientKey={SANDBOX_CLIENT_KEY}", "--env-var", "secret:demo-token=demo",
            "--reporters", "json", "--reporter-json-export", report, "--suppress-exit-code",
        )  # fmt: skip
    finally:
        server.stop()
    executions: list[dict[str, Any]] = json.loads(report.read_text())["run"]["executions"]
    calls = [each for each in executions if each["item"]["name"] != "New browser ID"]
    assert [each["item"]["name"] for each in calls] == [each.saved.name for each in placed(root)]
    assert {each["response"]["code"] for each in calls} == {200}
    for each, ours in zip(calls, placed(root), strict=True):
        sent = json.loads(each["item"]["request"]["body"]["raw"]) if "{{" not in each["item"]["request"]["body"]["raw"] else None
        body = bytes(each["response"]["stream"]["data"])
        assert body, ours.saved.name
        assert b"{{" not in body, (ours.saved.name, sent)


def test_names_of_one_request_alone() -> None:
    root = ExportFolder("Only", items=(SavedRequest("Only", FlowRequest("only")),))
    assert [each.where for each in placed(root)] == ["Only"]
    assert replace(to_postman(root), data=b"").suggested_name == "Only.postman_collection.json"
