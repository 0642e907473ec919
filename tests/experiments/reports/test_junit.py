"""JUnit XML that keeps to the schemas, adds up, and is read back by a parser that is not ours."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import junitparser
import pytest

from tests.experiments.reports.samples import ANSWERS, REPORT, STARTED, hostile
from tests.experiments.reports.support import written
from workbench.experiments.answer import Answer, Check, Shown, Shows
from workbench.experiments.reports.junit import write_junit
from workbench.experiments.reports.model import Report, Verdict, VerdictLevel

COUNT, TIME, TEXT = r"\d+", r"\d+\.\d{3}", r"[\s\S]*"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
COUNTS = {"name": TEXT, "tests": COUNT, "failures": COUNT, "errors": COUNT, "skipped": COUNT, "time": TIME}
# What the schemas of Jenkins (junit-10.xsd) and Azure DevOps and the documentation of GitLab have in common:
# for each element its attributes, all of them, and its children in the order they must have.
SCHEMA: dict[str, tuple[dict[str, str], str]] = {
    "testsuites": (COUNTS, r"testsuite "),
    "testsuite": ({**COUNTS, "timestamp": MOMENT}, r"properties (?:testcase )*"),
    "properties": ({}, r"(?:property )*"),
    "property": ({"name": TEXT, "value": TEXT}, r""),
    "testcase": ({"name": r"[\s\S]{1,256}", "classname": r"[\s\S]{1,256}", "time": TIME}, r"(?:failure |error |skipped )?"),
    "failure": ({"message": r"[\s\S]+", "type": r"\w+"}, r""),
    "error": ({"message": r"[\s\S]+", "type": r"\w+"}, r""),
    "skipped": ({"message": TEXT}, r""),
}


def valid(text: str) -> ET.Element:
    """The root of a document that keeps to the schema, whose counts add up and whose names are unique."""
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text), "characters that XML 1.0 has"
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = SCHEMA[element.tag]
        assert set(element.attrib) == set(attributes), element.tag
        for name, pattern in attributes.items():
            assert re.fullmatch(pattern, element.attrib[name]), (element.tag, name, element.attrib[name])
        assert re.fullmatch(children, "".join(f"{child.tag} " for child in element)), element.tag
    cases = list(root.iter("testcase"))
    for suite in (root, *root.iter("testsuite")):
        assert int(suite.attrib["tests"]) == len(cases)
        for counted, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[counted]) == len(list(suite.iter(tag)))
        assert float(suite.attrib["time"]) == pytest.approx(sum(float(case.attrib["time"]) for case in cases), abs=0.01)
    names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
    assert len(set(names)) == len(names)
    return root


def cases_of(report: Report) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in valid(written(write_junit, report)).iter("testcase")}


def test_each_call_is_a_case_and_the_verdict_one_of_its_own() -> None:
    cases = cases_of(REPORT)
    assert [case[0].tag if len(case) else "" for case in cases.values()] == ["failure", "", "failure", "error", "", "skipped", "failure"]
    assert next(iter(cases)) == "Verdict"
    assert cases["Verdict"][0].attrib["message"] == REPORT.verdict.sentence
    error = cases["New · EMAIL"][0]
    assert error.attrib["type"] == "NoResponse" and error.attrib["message"].startswith("Timed out")
    failure = cases["Broken"][0]
    assert failure.attrib["message"] == "status: expected 200, found 502; readable did not hold"
    assert "Shows: Unreadable (The response is no JSON.)" in (failure.text or "")
    assert cases["Off"][0].attrib["message"] == "The request is switched off."
    assert cases["Returning, DE · WEB"].attrib["time"] == "0.184"


def test_a_parser_that_is_not_ours_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "results.xml"
    file.write_text(written(write_junit, REPORT), encoding="utf-8", newline="")
    read = junitparser.JUnitXml.fromfile(str(file))
    assert (read.tests, read.failures, read.errors, read.skipped) == (7, 3, 1, 1)
    (suite,) = list(read)
    assert suite.timestamp == "2026-03-02T09:30:05"
    facts = {entry.name: entry.value for entry in suite.properties()}  # type: ignore[no-untyped-call]
    assert facts["friendlyId"] == "home_banner"
    kinds = [type(result).__name__ for case in suite for result in case.result]
    assert kinds == ["Failure", "Failure", "Error", "Skipped", "Failure"]
    before = (read.tests, read.failures, read.errors, read.skipped)
    read.update_statistics()  # type: ignore[no-untyped-call]
    assert (read.tests, read.failures, read.errors, read.skipped) == before, "its own count of the cases"


def test_the_verdict_of_a_suite_is_told_by_its_calls() -> None:
    assert "Verdict" not in cases_of(replace(REPORT, kind="Suite"))
    held = (ANSWERS[0],)
    assert list(cases_of(Report("Suite", "All held", Verdict(VerdictLevel.HELD, "All held."), STARTED, answers=lambda: held))) == [
        ANSWERS[0].name
    ]


@pytest.mark.parametrize("level", [VerdictLevel.FAILED, VerdictLevel.OPEN])
def test_a_suite_whose_calls_do_not_tell_its_verdict_says_it(level: VerdictLevel) -> None:
    held = (ANSWERS[0],)
    verdict = cases_of(Report("Suite", "Broken off", Verdict(level, "The run was broken off."), STARTED, answers=lambda: held))["Verdict"]
    assert verdict[0].tag == ("failure" if level is VerdictLevel.FAILED else "skipped")
    assert verdict[0].attrib["message"] == "The run was broken off."


def test_names_that_are_there_twice_get_their_number() -> None:
    names = ("Same", "Other", "Same", "", "x" * 300, "x" * 299)
    answers = tuple(Answer(place, name, Shown(Shows.VARIANT, "Gold")) for place, name in enumerate(names))
    found = list(cases_of(Report("Suite", "Names", Verdict(VerdictLevel.HELD, ""), STARTED, answers=lambda: answers)))
    assert found[:4] == ["Same #1", "Other", "Same #3", " #4"]
    assert found[4].endswith("… #5") and found[5].endswith("… #6")


def test_hostile_texts_keep_to_the_schema() -> None:
    root = valid(written(write_junit, hostile()))
    assert root.attrib["time"] == f"{(sum(1 for _ in hostile().answers()) - 1) * 0.0015:.3f}", "what is no number counts nothing"


def test_a_reason_is_never_empty() -> None:
    answers = (
        Answer(0, "a", Shown(Shows.ERROR), status=500),
        Answer(1, "b", Shown(Shows.VARIANT, "Gold"), status=200, checks=(Check("", False),)),
    )
    cases = cases_of(Report("Suite", "Reasons", Verdict(VerdictLevel.FAILED, "No."), STARTED, answers=lambda: answers))
    assert cases["a"][0].attrib["message"] == "Error" and cases["a"][0].attrib["type"] == "Response"
    assert cases["b"][0].attrib["message"] == "An expectation did not hold"
