"""Guests become pseudonyms: everywhere, the same one for the same guest, and nobody else's words change."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tests.experiments.reports.samples import BROWSER, EMAIL, FLOW_REF, NUMBER, REPORT
from workbench.experiments.answer import Answer, Shown, Shows
from workbench.experiments.reports.masking import Masker, atom, masked, parts
from workbench.experiments.reports.model import Bar, BarChart, Report, Section

KEY = b"k" * 32


def told_of(report: Report) -> list[Answer]:
    return list(report.answers())


def test_the_same_guest_has_the_same_pseudonym_however_spelled() -> None:
    masker = Masker(KEY)
    assert masker.pseudonym(EMAIL) == masker.pseudonym(f"email: {EMAIL.upper()}") == masker.pseudonym("maria.lopez%40example.com")
    assert masker.pseudonym(BROWSER) == masker.pseudonym(BROWSER.upper()) == masker.pseudonym(f"bid {BROWSER}")
    assert len({masker.pseudonym(who) for who in (EMAIL, BROWSER, NUMBER)}) == 3
    assert masker.pseudonym(EMAIL).startswith("guest ") and len(masker.pseudonym(EMAIL)) == 14


def test_pseudonyms_depend_on_the_key_and_agree_between_reports_with_the_same() -> None:
    one, same = (masked(replace(REPORT, mask_key=b"first key")) for _ in range(2))
    other = masked(replace(REPORT, mask_key=b"other"))
    assert told_of(one) == told_of(same)
    assert told_of(one)[0].identity != told_of(other)[0].identity
    assert told_of(masked(REPORT))[0].identity == told_of(masked(REPORT))[0].identity, "in one process, one key"
    assert "mask_key" not in repr(one)


def test_texts_about_the_run_are_masked_where_they_speak_of_a_guest() -> None:
    report = masked(replace(REPORT, mask_key=KEY))
    maria, browser, number = (Masker(KEY).pseudonym(who) for who in (EMAIL, BROWSER, NUMBER))
    assert report.sections[0].sentences == (f"800 visitors, one of them {maria}.", f"Browser {browser} got Gold twice.")
    assert report.sections[0].tables[0].rows[1] == (number, "1", "0")
    assert f'"email": "{maria}"' in report.sections[3].code[0][1]
    assert f'"browserId": "{browser}"' in report.sections[3].code[0][1]
    assert dict(report.facts)["Flow ref"] == FLOW_REF
    assert report.verdict == REPORT.verdict and report.title == REPORT.title and report.sections[0].charts == REPORT.sections[0].charts


def test_answers_are_masked_in_every_text() -> None:
    maria, number = (Masker(KEY).pseudonym(who) for who in (EMAIL, NUMBER))
    answers = told_of(masked(replace(REPORT, mask_key=KEY)))
    assert answers[1].name == f"{maria} · WEB"
    assert answers[1].checks[1].found == f"Silver for {maria}"
    assert answers[2].failure == f"Timed out for {number}, {number}."
    assert [answer.place for answer in answers] == [0, 1, 2, 3, 4, 5]
    assert answers[0].identity == answers[3].identity, "one browser ID, spelled in two ways"
    assert answers[4].identity == ""


def test_charts_are_masked_too_and_figures_stay() -> None:
    section = Section("Per guest", charts=(BarChart("Guests", (Bar(EMAIL, 0.5, note=f"and {BROWSER}"),)),))
    (chart,) = masked(replace(REPORT, sections=(section,))).sections[0].charts
    assert isinstance(chart, BarChart)
    assert chart.bars[0].label.startswith("guest ") and BROWSER not in chart.bars[0].note
    assert chart.bars[0].value == 0.5


def test_short_identities_are_masked_in_their_own_answer_but_not_in_every_number() -> None:
    answers = (Answer(0, "Guest 7 of 77", Shown(Shows.VARIANT, "Gold 7"), identity="7"),)
    report = masked(replace(REPORT, answers=lambda: answers, sections=(Section("7 of 10 calls held"),)))
    (answer,) = told_of(report)
    assert answer.name == f"Guest {answer.identity} of 77"
    assert report.sections[0].title == "7 of 10 calls held"


@given(st.text(min_size=1, max_size=30), st.text(max_size=30), st.text(max_size=30))
@example("ﬀ", "", "")
@example("Straße 12", "ß", "")
def test_no_identity_is_left_standing_as_a_word(identity: str, before: str, after: str) -> None:
    answer = Answer(0, f"{before} {identity} {after}", Shown(Shows.VARIANT, "Gold"), identity=identity)
    told = Masker(KEY).answer(answer)
    if identity.strip():
        # Told apart from what the pseudonym itself says, a hash of letters and digits.
        left = told.name.replace(told.identity, "")
        assert not any(f" {part} " in f" {left} ".casefold() for part in parts(identity) if part.strip() and len(part) > 1)
        assert told.identity == Masker(KEY).pseudonym(identity)


@given(st.text(max_size=60))
def test_texts_without_a_guest_stay_as_they_are(text: str) -> None:
    if "@" not in text:
        assert Masker(KEY, [EMAIL, BROWSER]).text(text) == text


def test_a_known_identity_is_found_in_text_whose_letters_fold_to_more() -> None:
    masker = Masker(KEY, ["Straße 12345"])
    assert masker.text("In der Straße 12345") == f"in der {masker.pseudonym('STRASSE 12345')}"


def test_atoms_and_parts() -> None:
    assert atom(f" Email: {EMAIL.upper()} ") == EMAIL
    assert parts("CRM 4711-88") == ("crm 4711-88", "4711-88")
    assert parts("  ") == ()
