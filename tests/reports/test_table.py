"""The check and the import as people read them."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from service.imports.remarks import Remark
from service.register.importing import Report
from service.reports import checked
from service.reports.imports import imported
from service.transfers import Finding
from tests.reports.samples import ACCEPTED, DAY, HOSTILE, fallen, finding, findings_of_any_kind, supposed, verdict

BAD = "\x1b\x9b\x07\r\u202e\u2066\u2028\ufeff\U000e0041"


def table(*findings: Finding) -> str:
    """The table of the list acme at high, its cells joined again."""
    return checked({"acme": verdict(*findings)}, DAY, "high", "table")


def words(text: str) -> str:
    """The words of a table, without its lines."""
    return " ".join(text.replace("│", " ").split())


def test_a_finding_is_a_row() -> None:
    """The table names severity, rule, place, what is wrong, what to do and the articles."""
    text = table(finding())
    assert text.startswith("failed on 2026-12-23 at high: 1 list, findings: 1 critical, 0 high")
    wanted = ("critical", "R23", "acme", "nimbus", "IN", "regime eu", "-> Sign", "[GDPR Art. 44, GDPR Art. 46(1)]")
    assert [] == [word for word in wanted if word not in text]


def test_a_scenario_says_that_it_is_one() -> None:
    """The first line names what is supposed, and the last ones what breaks."""
    text = checked({"acme": verdict(finding())}, DAY, "high", "table", supposed(breaks=(fallen(),)))
    assert text.startswith("failed on 2026-12-23 at high, if US-DPF-2023-1795 and (EU) 2021/914 fell: 1 list")
    assert "  breaks  acme nimbus US eu: adequacy under (EU) 2023/1795 -> unsafeguarded" in text.splitlines()


def test_a_finding_tells_since_when() -> None:
    """The day from which the facts make it so stands behind the articles; where nothing tells it, nothing is said."""
    assert "GDPR Art. 46(1)], since 2026-12-23" in words(table(finding(since=DAY)))
    assert "since" not in words(table(finding(since=None)))


def test_an_accepted_finding_is_shown_as_such() -> None:
    """An accepted finding stays in the table with until when, by whom and why, and the check passes."""
    text = words(table(finding(severity="high", accepted=ACCEPTED)))
    assert (True, True) == (text.startswith("passed"), "accepted: 1 of them" in text)
    assert "accepted until 2027-02-01 by key:compliance: The move is under way." in text


def test_a_critical_finding_fails_although_it_is_accepted() -> None:
    """The check fails on a critical finding, accepted or not."""
    assert table(finding(accepted=ACCEPTED)).startswith("failed")


def test_what_is_below_is_counted_only() -> None:
    """A finding below the severity that fails is in the counts and not in the table."""
    text = table(finding(severity="medium"))
    assert ("1 medium" in text, "nimbus" in text) == (True, False)


def test_hostile_names_stay_text() -> None:
    """Markup and emoji codes are printed as they are; escape sequences and text direction are made visible."""
    text = words(table(finding(message=HOSTILE)))
    assert "[bold red]x[/] :boom:" in text
    assert [] == [character for character in BAD if character in text]


@settings(max_examples=50, deadline=None)
@given(st.lists(findings_of_any_kind(), max_size=3))
def test_no_finding_reaches_the_terminal_raw(findings: list[Finding]) -> None:
    """Whatever a finding says, the table has no control character but the line break."""
    assert [] == [character for character in BAD if character in table(*findings)]


@settings(max_examples=50, deadline=None)
@given(st.lists(findings_of_any_kind(), max_size=3))
def test_json_loses_nothing(findings: list[Finding]) -> None:
    """JSON is ASCII on one line, and gives back what the findings say."""
    text = checked({"acme": verdict(*findings)}, DAY, "high", "json")
    assert (True, True) == (text.isascii(), text.isprintable())
    assert [found.message for found in findings] == [item["message"] for item in json.loads(text)["items"]]


def test_what_an_import_says_is_text() -> None:
    """A remark that quotes the file cannot write to the terminal."""
    remark = Remark(line=2, column="purpose", kind="assumed", detail=f"{HOSTILE}\nacme: 9 added")
    report = Report(
        controller="acme",
        added=(),
        changed=(),
        unchanged=(),
        removed=(),
        changes=(),
        remarks=(remark,),
        not_in_file=(),
        dry_run=False,
    )
    text = imported(report)
    assert ([], 2) == ([character for character in BAD if character in text], len(text.splitlines()))
