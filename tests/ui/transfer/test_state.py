"""What the transfer dialogs say, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.transfer.plans import ACME, BETA, EU, KEY, NOTES, OTHER_KEY, US, plan
from workbench.collections.incoming.plan import Fate, FoundKey, ImportedFolder, ImportNote, ImportPlan
from workbench.collections.model import SavedEvent, SavedRequest
from workbench.domain import FlowRequest, Region, Secret, StreamEvent, Tenant
from workbench.domain.persona import Persona
from workbench.ui.transfer import state


def test_the_headline_says_what_was_recognised_and_how_much_it_is() -> None:
    assert state.headline(plan()) == "Postman collection v2.1: 3 requests and 1 persona"
    assert state.headline(plan(empty=True)) == "Postman collection v2.1: 0 requests"
    environment = ImportPlan("Postman environment", ImportedFolder("Production", values={"pos": "shop", "lang": "DE"}))
    assert state.headline(environment) == "Postman environment: 0 requests and 2 values"
    people = ImportPlan(
        "Workbench file", ImportedFolder("x", personas=(Persona("A"),), items=(ImportedFolder("y", personas=(Persona("B"),)),))
    )
    assert state.headline(people) == "Workbench file: 2 personas"
    event = SavedEvent("View", StreamEvent("VIEW"))
    assert state.headline(ImportPlan("HAR 1.2", ImportedFolder("x", items=(event,)))) == "HAR 1.2: 1 event"
    both = ImportedFolder("x", items=(SavedRequest("a", FlowRequest("a")), event, ImportedFolder("y", items=(event,))))
    assert state.headline(ImportPlan("HAR 1.2", both)) == "HAR 1.2: 1 request and 2 events"


def test_the_summary_counts_each_fate_in_words() -> None:
    assert state.summary(plan()) == "2 taken as they are, 1 changed, 1 left out."
    assert state.summary(plan(notes=NOTES[:1])) == "1 taken as it is."
    assert state.summary(plan(notes=NOTES[:1] * 1_234)) == "1,234 taken as they are."
    assert state.summary(plan(notes=())) == "There is nothing in it."


def test_where_it_was_sent_is_named_and_cut_where_there_are_many() -> None:
    assert state.addressed(replace(plan(), base_urls=())) == ""
    assert state.addressed(plan()) == "The requests went to api-engage-eu.sitecorecloud.io; here they go to the tenant you choose."
    many = state.addressed(replace(plan(), base_urls=tuple(f"https://h{n}.example" for n in range(9))))
    assert "h0.example, h1.example, h2.example and 6 more" in many


def test_what_holds_nothing_for_a_collection_is_empty() -> None:
    assert state.is_empty(plan(empty=True))
    assert not state.is_empty(plan())
    assert not state.is_empty(ImportPlan("x", ImportedFolder("x", values={"a": 1})))
    assert not state.is_empty(ImportPlan("x", ImportedFolder("x", personas=(Persona("A"),))))


# -- keys -------------------------------------------------------------------------------------------


def test_a_key_is_named_by_its_place_and_never_shown() -> None:
    labels = [state.key_label(key) for key in plan(keys=2).keys]
    assert labels == ["Environment “Production” · api-engage-eu.sitecorecloud.io", "Checkout / Cart · api-engage-us.sitecorecloud.io"]
    assert state.key_label(FoundKey("a\nb", Secret(KEY))) == "a b"
    assert state.keys_sentence(1).startswith("1 client key was found. It is never written into a file.")
    assert state.keys_sentence(2).startswith("2 client keys were found. They are never written into a file.")


def test_a_tenant_is_proposed_only_where_it_is_beyond_doubt() -> None:
    keys = plan(keys=2).keys
    assert state.proposed_tenants(keys, (ACME, BETA)) == ("acme", ""), "Beta has a key, which would be replaced"
    assert state.proposed_tenants(keys, (ACME, Tenant("acme-2", "Acme 2", Region.EU))) == ("", ""), "two tenants are on that server"
    twice = (keys[0], FoundKey("elsewhere", Secret(OTHER_KEY), EU))
    assert state.proposed_tenants(twice, (ACME,)) == ("", ""), "which of the two keys would be a guess"
    assert state.proposed_tenants((FoundKey("x", Secret(KEY)),), (ACME,)) == ("",)
    assert state.proposed_tenants((FoundKey("x", Secret(KEY), f"{EU.upper()}/"),), (ACME,)) == ("acme",)
    assert state.proposed_tenants((FoundKey("x", Secret(KEY), US),), ()) == ("",)


def test_two_keys_for_one_tenant_are_a_problem() -> None:
    assert "“Acme”" in state.keys_problem({0: "acme", 1: "acme"}, (ACME, BETA))
    assert state.keys_problem({0: "acme", 1: "beta"}, (ACME, BETA)) == ""
    assert state.keys_problem({}, (ACME, BETA)) == ""


# -- the report -------------------------------------------------------------------------------------


def test_the_report_is_copied_in_columns_one_item_a_line() -> None:
    text = state.report_text(NOTES)
    assert text.splitlines()[3] == "left out\tEvents / VIEW\tEvents come with <b>suites</b>."


@given(st.lists(st.builds(ImportNote, st.sampled_from(Fate), st.text(), st.text())))
def test_a_report_of_anything_has_a_line_and_three_columns_for_each_item(notes: list[ImportNote]) -> None:
    text = state.report_text(notes)
    assert [line.count("\t") for line in text.split("\n") if notes] == [2] * len(notes)
    text.encode()  # half characters are none any more


@pytest.mark.parametrize(("fate", "count"), [("", 4), ("taken", 2), ("changed", 1), ("left out", 1)])
def test_the_report_is_filtered_by_what_became_of_it(fate: str, count: int) -> None:
    assert len(state.filtered(NOTES, fate)) == count


# -- exports ----------------------------------------------------------------------------------------


def test_a_preview_shows_the_first_lines_and_says_that_more_follow() -> None:
    assert state.preview(b"a\r\nb\n") == (["a", "b"], False)
    lines, more = state.preview(b"x\n" * 1_000) or ([], False)
    assert (len(lines), more) == (state.PREVIEW_LINES, True)
    lines, more = state.preview(b"y" * 10_000) or ([], False)
    assert (len(lines[0]), lines[0][-1], more) == (state.PREVIEW_COLUMNS + 1, "…", False)


def test_what_is_no_text_has_no_preview() -> None:
    assert state.preview(b"PK\x03\x04\0\0") is None
    assert state.preview(b"\xff\xfe\xfa") is None
    assert state.preview("ä".encode("latin-1")) is None


def test_a_preview_of_much_text_is_never_cut_inside_a_character() -> None:
    for shift in range(4):
        data = b"a" * shift + "😀".encode() * (state.PREVIEW_SEEN // 4 + 1)
        seen = state.preview(data)
        assert seen is not None
        assert seen[1]
        assert seen[0][0].startswith("a" * shift + "😀")


@given(st.binary())
def test_a_preview_of_anything_is_text_or_nothing(data: bytes) -> None:
    seen = state.preview(data)
    if seen is not None:
        assert data.decode().startswith(seen[0][0][:1])
        assert len(seen[0]) <= state.PREVIEW_LINES


@pytest.mark.parametrize(("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (10_400, "10 kB"), (2_340_000, "2.3 MB")])
def test_a_size_is_told_as_people_say_it(size: int, text: str) -> None:
    assert state.size_text(size) == text


def test_notes_are_listed_where_there_are_several() -> None:
    assert state.bullets(()) == ""
    assert state.bullets(("One.",)) == "One."
    assert state.bullets(("One.", "Two.")) == "• One.\n• Two."
