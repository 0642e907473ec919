"""Reports to write: one like a person's, one that attacks whatever reads it, one of a hundred thousand calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.experiments.charts.samples import HOSTILE, LATENCY, MATRIX, OVER_TIME, SHARES
from workbench.experiments.answer import Answer, Check, Shown, Shows
from workbench.experiments.reports.model import Report, Section, Table, Verdict, VerdictLevel

STARTED = datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC)
EMAIL = "maria.lopez@example.com"
BROWSER = "2f6d1f0e-9c2b-4a53-8f0d-6b1b6f3a7c11"
NUMBER = "CRM 4711-88"
FLOW_REF = "b4cf4a2e-11d0-4f63-9e36-0c2d2f8f5a10"

ANSWERS = (
    Answer(
        0,
        "Returning, DE · WEB",
        Shown(Shows.VARIANT, "Gold"),
        101,
        200,
        184.4,
        STARTED,
        BROWSER,
        {"Persona": "Returning, DE", "Channel": "WEB"},
        (Check("status", True, "200", "200"), Check("variant", True, "Gold", "Gold")),
    ),
    Answer(
        1,
        f"{EMAIL} · WEB",
        Shown(Shows.VARIANT, "Silver"),
        102,
        200,
        220.9,
        STARTED + timedelta(seconds=1),
        EMAIL,
        {"Persona": "Returning, FR", "Channel": "WEB"},
        (Check("status", True, "200", "200"), Check("variant", False, "Gold", f"Silver for {EMAIL.upper()}")),
    ),
    Answer(
        2,
        "New · EMAIL",
        Shown(Shows.ERROR, why="No response came."),
        103,
        None,
        5000.0,
        STARTED,
        NUMBER,
        failure=f"Timed out for 4711-88, {NUMBER}.",
    ),
    Answer(
        3,
        "New · KIOSK",
        Shown(Shows.NOTHING, why="The flow decided nothing."),
        104,
        200,
        91.0,
        STARTED,
        BROWSER.upper(),
        {"Persona": "New", "Channel": "KIOSK"},
    ),
    Answer(4, "Off", Shown(Shows.NOTHING), skipped="The request is switched off."),
    Answer(
        5,
        "Broken",
        Shown(Shows.UNREADABLE, why="The response is no JSON."),
        105,
        502,
        12.0,
        STARTED,
        checks=(Check("status", False, "200", "502"), Check("readable", False)),
    ),
)

REPORT = Report(
    kind="Split check",
    title="Home banner: is the split right?",
    verdict=Verdict(
        VerdictLevel.FAILED,
        "The split is not the planned one: Gold got 36.2 % of the visitors instead of 50 %.",
        ("Chi-squared 31.4, p = 0.000002.", "Anytime-valid p = 0.00004, below the limit of 0.01."),
    ),
    started_at=STARTED,
    ended_at=STARTED + timedelta(minutes=4, seconds=5),
    facts=(
        ("Tenant", "Sandbox"),
        ("friendlyId", "home_banner"),
        ("Flow ref", FLOW_REF),
        ("Visitors", "800"),
        ("Rate", "10 calls per second"),
    ),
    sections=(
        Section(
            "The split",
            (f"800 visitors, one of them {EMAIL}.", f"Browser {BROWSER} got Gold twice."),
            (SHARES, OVER_TIME),
            (Table(("Variant", "Visitors", "Planned"), (("Gold", "290", "400"), (NUMBER, "1", "0")), frozenset({1, 2}), frozenset({0})),),
        ),
        Section("Latency", charts=(LATENCY,)),
        Section("Who gets what", charts=(MATRIX,)),
        Section(
            "Requests",
            code=(
                (
                    "As sent, redacted",
                    'POST /v2/callFlows\n{\n  "clientKey": "•••",\n  "email": "maria.lopez%40example.com",\n  "browserId": "'
                    + BROWSER
                    + '"\n}',
                ),
            ),
        ),
    ),
    answers=lambda: ANSWERS,
    app_version="0.1.0",
)


def hostile() -> Report:
    """Every text of it attacks."""
    answers = tuple(
        Answer(
            place,
            text,
            Shown(Shows.VARIANT, text),
            place,
            200,
            float("nan") if place == 0 else 1.5,
            STARTED,
            text,
            {text: text},
            (Check(text, place % 2 == 0, text, text),),
        )
        for place, text in enumerate((*HOSTILE, "=1+1", "+SUM(A1)", "@here", "| pipe | `tick` |", "</pre></code>", "```", "\t=1"))
    )
    texts = tuple(HOSTILE)
    section = Section(
        HOSTILE[0],
        texts,
        (SHARES,),
        (Table(texts, (texts, texts[::-1]), frozenset({1}), frozenset({1})),),
        tuple((text, text) for text in (*texts, "```\n````")),
    )
    return Report(
        HOSTILE[1],
        HOSTILE[0],
        Verdict(VerdictLevel.OPEN, HOSTILE[1], texts),
        STARTED,
        facts=tuple((text, text) for text in texts),
        sections=(section,),
        answers=lambda: answers,
    )


def large(count: int = 100_000) -> Report:
    """Answers made while they are walked; every thousandth does not hold."""

    def answers() -> Iterator[Answer]:
        for place in range(count):
            checks = (Check("variant", place % 1000 != 999, "Gold", "Silver"),)
            identity = f"00000000-0000-4000-8000-{place:012x}"
            yield Answer(
                place, f"Row {place}", Shown(Shows.VARIANT, "Gold"), place, 200, 12.5, STARTED, identity, {"Row": str(place)}, checks
            )

    verdict = Verdict(VerdictLevel.FAILED, "100 of 100,000 calls did not hold.")
    return Report("Suite", "A hundred thousand rows", verdict, STARTED, STARTED + timedelta(hours=2), answers=answers)
