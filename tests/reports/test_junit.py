"""The check as JUnit XML, read by a parser that is not ours."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml, TestCase, TestSuite

from service.register.checking import failing
from service.reports import checked
from service.reports.ahead import Ahead
from service.transfers import Finding, Severity
from tests.reports.samples import (
    ACCEPTED,
    DAY,
    HOSTILE,
    fallen,
    finding,
    findings_of_any_kind,
    supposed,
    transfer,
    verdict,
)


def suites_of(verdicts: dict[str, Any], fail_on: Severity = "high", ahead: Ahead | None = None) -> list[TestSuite]:
    """The suites of a report."""
    text = checked(verdicts, DAY, fail_on, "junit", ahead)
    assert text.isascii()
    return list(JUnitXml.fromstring(text.encode()))


def cases_of(*findings: Finding, fail_on: Severity = "high", **parts: Any) -> dict[str, TestCase]:  # noqa: ANN401 — parts of a verdict
    """The cases of the list acme, by name."""
    (suite,) = suites_of({"acme": verdict(*findings, **parts)}, fail_on)
    return {case.name: case for case in suite}


def failures(case: TestCase) -> list[tuple[str, str]]:
    """The failures of a case: severity and message."""
    return [(failure.type, failure.message) for failure in case.result]


def test_every_list_is_a_suite() -> None:
    """Each list is a suite with its counts, the day, the severity that fails, and the rules that did not speak."""
    one, two = suites_of({"acme": verdict(finding(), silent=("R45", "R54")), "beta": verdict()})
    assert ("acme", 2, 1, 0, 0) == (one.name, one.tests, one.failures, one.errors, one.skipped)
    assert ("beta", 1, 0) == (two.name, two.tests, two.failures)
    properties = {prop.name: prop.value for prop in one.properties()}  # type: ignore[no-untyped-call]  # junitparser
    assert ("2026-12-23", "high", "R45 R54") == tuple(properties[name] for name in ("on", "fail_on", "not_evaluated"))


def test_the_counts_of_the_report_are_those_of_its_suites() -> None:
    """The report as a whole counts the cases and failures of all lists."""
    text = checked({"acme": verdict(finding()), "beta": verdict(finding())}, DAY, "high", "junit")
    report = JUnitXml.fromstring(text.encode())
    assert (4, 2, 0) == (report.tests, report.failures, report.errors)


def test_everybody_on_the_list_is_a_case() -> None:
    """The list itself, its entries and the members of their chains are cases of the list, once each."""
    transfers = (transfer("nimbus"), transfer("nimbus", country="US"), transfer("deep", chain=("nimbus", "deep")))
    cases = cases_of(transfers=transfers)
    assert ["the list itself", "deep", "nimbus"] == list(cases)
    assert {"acme"} == {case.classname for case in cases.values()}
    assert all(case.is_passed for case in cases.values())


def test_a_case_fails_with_all_that_fails_it() -> None:
    """A case has one failure: the worst finding in a line, and all of them in its text."""
    case = cases_of(finding(), finding("R42", severity="high", message="The contract is a draft."))["nimbus"]
    assert [("critical", f"critical R23: {finding().message}")] == failures(case)
    text = case.result[0].text
    wanted = ("IN, regime eu, since 2026-11-01", "-> Sign the clauses", "GDPR Art. 44", "high R42", "is a draft")
    assert [] == [word for word in wanted if word not in text]


def test_findings_below_stand_in_the_output() -> None:
    """What is below the severity that fails is printed and fails nothing."""
    case = cases_of(finding(severity="medium"))["nimbus"]
    assert (True, True) == (case.is_passed, "medium R23" in case.system_out)


def test_the_severity_that_fails_is_a_choice() -> None:
    """The same finding fails a case where less is allowed."""
    assert failures(cases_of(finding(severity="medium"), fail_on="medium")["nimbus"])


def test_an_accepted_finding_fails_nothing() -> None:
    """An accepted finding is in the output with until when, by whom and why."""
    case = cases_of(finding(severity="high", accepted=ACCEPTED))["nimbus"]
    assert case.is_passed
    assert "accepted until 2027-02-01 by key:compliance: The move is under way." in case.system_out


def test_a_critical_finding_fails_although_it_is_accepted() -> None:
    """An acceptance does not turn a critical finding into a passed case."""
    assert [("critical", f"critical R23: {finding().message}")] == failures(
        cases_of(finding(accepted=ACCEPTED))["nimbus"]
    )


def test_a_finding_about_the_list_fails_the_list() -> None:
    """A finding without a recipient fails the case of the list itself."""
    cases = cases_of(finding(subprocessor=None), transfers=(transfer(),))
    assert (False, True) == (cases["the list itself"].is_passed, cases["nimbus"].is_passed)


def told(suite: TestSuite) -> dict[str, str]:
    """The properties of a suite."""
    return {prop.name: prop.value for prop in suite.properties()}  # type: ignore[no-untyped-call]  # junitparser


def test_a_scenario_says_that_it_is_one() -> None:
    """Suites and classes are called by what is supposed, and properties tell what breaks and holds on a list."""
    held = fallen("GB", controller="beta", after="safeguarded", basis_after=HOSTILE)
    ahead = supposed(breaks=(fallen(), fallen("CA")), holds=(held,))
    acme, beta = suites_of({"acme": verdict(finding()), "beta": verdict()}, ahead=ahead)
    names = [f"{name}, if US-DPF-2023-1795 and (EU) 2021/914 fell" for name in ("acme", "beta")]
    assert (names, {names[0]}) == ([acme.name, beta.name], {case.classname for case in acme})
    assert {"US-DPF-2023-1795, (EU) 2021/914"} == {told(suite)["revoke"] for suite in (acme, beta)}
    framework = "adequacy under (EU) 2023/1795 -> unsafeguarded"
    assert f"acme nimbus US eu: {framework}; acme nimbus CA eu: {framework}" == told(acme)["breaks"]
    assert ("", "", True) == (told(acme)["holds"], told(beta)["breaks"], "beta nimbus GB" in told(beta)["holds"])


def test_the_law_as_it_is_is_no_scenario() -> None:
    """Without a scenario no property tells of one."""
    (suite,) = suites_of({"acme": verdict(finding())})
    assert {"on", "fail_on", "not_evaluated", "subreg"} == set(told(suite))


def test_hostile_names_stay_text() -> None:
    """Markup in a name is text, and control characters are visible."""
    case = cases_of(finding(message=HOSTILE, remedy=HOSTILE))["nimbus"]
    assert ("<script>alert('&')</script> ]]>" in case.result[0].text, "\x1b" in case.result[0].text) == (True, False)


@settings(max_examples=100, deadline=None)
@given(st.lists(findings_of_any_kind(), max_size=4))
def test_whatever_a_finding_says_the_report_can_be_read(findings: list[Finding]) -> None:
    """No text of a finding breaks the XML, and a suite fails exactly where a finding fails the check."""
    (suite,) = suites_of({"acme": verdict(*findings)})
    assert bool(failing(findings, "high")) == bool(suite.failures)
