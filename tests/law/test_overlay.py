"""An operator's own file over the shipped facts: what it changes in the answers of the check."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.law import OverlayText, load_law
from service.rules import assess
from service.transfers import Verdict
from tests.law.overlays import KENYA, LISTED, end, overlaid
from tests.rules.reading import Case, facts_of

PAGE = Path(__file__).parents[2] / "docs" / "law.md"


def verdict(case: Case, **members: Any) -> Verdict:  # noqa: ANN401 — members of an overlay
    return assess(facts_of(case), overlaid(**members))


def entry(country: str, on: str, regime: str = "eu", **fields: Any) -> Case:  # noqa: ANN401 — fields of a case
    exporter = {"country": {"eu": "DE", "uk": "GB", "ch": "CH"}[regime], "regimes": [regime]}
    return {"on": on, "exporter": exporter, "subprocessor": {"locations": [country], "safeguards": []} | fields}


def fired(found: Verdict) -> set[str]:
    return {finding.rule for finding in found.findings}


def test_added_decision_carries_from_its_day_on() -> None:
    """An entry in a country with a decision of the overlay is adequate from its first day, and not the day before."""
    before, after = (verdict(entry("KE", on), decisions=[KENYA]) for on in ("2027-01-31", "2027-02-01"))
    assert ("unsafeguarded", "adequate") == (before.result, after.result)
    basis = after.transfers[0].basis
    assert basis is not None
    assert ("KE-2027-1", "(EU) 2027/1 (CELEX 32027D0001)") == (basis.decision, basis.reference)


def test_shipped_law_stays_as_it_is() -> None:
    """An overlay is laid over a copy: whoever loads the law without one does not see it."""
    overlaid(decisions=[KENYA], end=[end("CH-2000-518")])
    assert () == load_law().decisions_about("KE")
    assert load_law().decisions_about("CH")[0].last_day is None


@pytest.mark.parametrize(("regime", "list_"), [("uk", "UK-KE"), ("ch", "CH-KE")])
def test_added_list_entry_carries_under_its_regime(regime: str, list_: str) -> None:
    """An entry that a national list gained makes a transfer adequate under that regime alone, from its day on."""
    members = {"listed": {regime: [LISTED | {"id": list_}]}}
    before, after = (verdict(entry("KE", on, regime), **members) for on in ("2027-01-31", "2027-02-01"))
    assert ("unsafeguarded", "adequate") == (before.result, after.result)
    assert "unsafeguarded" == verdict(entry("KE", "2027-02-01"), **members).result


def test_ended_decision_falls_on_its_day() -> None:
    """An entry under a decision that the overlay ends is adequate until the day before, and R14 names the end."""
    members = {"end": [end("NZ-2013-65")]}
    claim: Case = {"safeguards": [{"mechanism": "adequacy"}]}
    before, after = (verdict(entry("NZ", on, **claim), **members) for on in ("2027-02-28", "2027-03-01"))
    assert ("adequate", "unsafeguarded") == (before.result, after.result)
    assert ("R14" in fired(before), "R14" in fired(after)) == (False, True)
    (finding,) = (finding for finding in after.findings if finding.rule == "R14")
    assert date(2027, 3, 1) == finding.since


def test_ended_by_a_judgment_is_r15() -> None:
    """A decision that the overlay ends by a judgment falls under R15, which names the judgment."""
    members = {"end": [end("NZ-2013-65", invalidated_by=["C-1/27"])]}
    claim: Case = {"safeguards": [{"mechanism": "adequacy", "decision": "NZ-2013-65"}]}
    before, after = (verdict(entry("NZ", on, **claim), **members) for on in ("2027-02-28", "2027-03-01"))
    assert ("R15" in fired(before), "R15" in fired(after), "R14" in fired(after)) == (False, True, False)
    assert any("C-1/27" in finding.message for finding in after.findings)


def test_last_good_day_is_good() -> None:
    """An end with `valid_until_inclusive` names the last good day."""
    members = {"end": [end("NZ-2013-65", valid_until_inclusive=True)]}
    results = [verdict(entry("NZ", on), **members).result for on in ("2027-03-01", "2027-03-02")]
    assert ["adequate", "unsafeguarded"] == results


@pytest.mark.parametrize(("regime", "name"), [("uk", "UK-NZ"), ("ch", "CH-NZ")])
def test_ended_list_entry_falls_under_its_regime(regime: str, name: str) -> None:
    """An entry of a national list that the overlay ends falls under that regime alone."""
    members = {"end": [end(name)]}
    results = [verdict(entry("NZ", on, regime), **members).result for on in ("2027-02-28", "2027-03-01")]
    assert (["adequate", "unsafeguarded"], "adequate") == (
        results,
        verdict(entry("NZ", "2027-03-01"), **members).result,
    )


@pytest.mark.parametrize("name", ["2021/914", "(EU) 2021/914"])
def test_ended_clauses_carry_nothing(name: str) -> None:
    """A set of clauses that the overlay ends, by id or by its word, is repealed from its day on."""
    members = {"end": [end(name)]}
    signed: Case = {"safeguards": ["module 3"]}
    before, after = (verdict(entry("IN", on, **signed), **members) for on in ("2027-02-28", "2027-03-01"))
    assert ("safeguarded", "unsafeguarded") == (before.result, after.result)
    assert ("R24" in fired(before), "R24" in fired(after)) == (False, True)


def test_heir_takes_over() -> None:
    """A decision that ends and names its heir passes claims of the old one on to the new one, without a gap."""
    heir = KENYA | {"id": "NZ-2027-9", "territory_code": "NZ", "valid_from": "2027-03-01"}
    members = {"decisions": [heir], "end": [end("NZ-2013-65", succeeded_by="NZ-2027-9")]}
    claim: Case = {"safeguards": [{"mechanism": "adequacy", "decision": "2013/65/EU"}]}
    results = [verdict(entry("NZ", on, **claim), **members).result for on in ("2027-02-28", "2027-03-01")]
    assert ["adequate", "adequate"] == results


def test_scope_of_ones_own() -> None:
    """A decision of the overlay may bring the scope that says what missing facts mean."""
    scope = {"test": "banks only", "fail_result": "out_of_scope", "unknown_result": "undetermined"}
    members = {"decisions": [KENYA | {"scope_code": "banks"}], "scope_codes": {"banks": scope}}
    assert "undetermined" == verdict(entry("KE", "2027-02-01"), **members).result


def test_watched_event_is_told() -> None:
    """An event that the overlay adds to a decision in force is found by R21."""
    event = {"id": "NZ-2013-65", "event": "C-2/27", "status": "pending", "kind": "contested"}
    found = verdict(entry("NZ", "2027-02-01"), watch_list=[event])
    assert any("C-2/27" in finding.message for finding in found.findings if finding.rule == "R21")


def test_what_holds_already_may_be_added() -> None:
    """A decision that was in force on the day of the shipped facts may come by an overlay all the same."""
    early = KENYA | {"adopted": "2025-12-20", "valid_from": "2026-01-01"}
    assert "adequate" == verdict(entry("KE", "2026-11-23"), decisions=[early]).result


@pytest.mark.parametrize("confidence", ["verified", "general", "uncertain"])
def test_finding_is_as_sure_as_the_fact_of_the_overlay(confidence: str) -> None:
    """A finding that rests on a decision of the overlay carries the confidence which the overlay gives it."""
    short = KENYA | {"valid_until": "2028-01-01", "valid_until_inclusive": False, "confidence": confidence}
    found = verdict(entry("KE", "2027-12-01"), decisions=[short])
    assert {"R20": confidence} == {one.rule: one.confidence for one in found.findings if one.rule == "R20"}


def test_scenario_revokes_what_an_overlay_added() -> None:
    """A decision of the overlay can be taken as fallen by its id like any other."""
    law = overlaid(decisions=[KENYA]).without(["KE-2027-1"])
    assert "unsafeguarded" == assess(facts_of(entry("KE", "2027-02-01")), law).result


def test_empty_overlay_changes_nothing() -> None:
    """A file with nothing in it but a note is one that changes nothing."""
    law = overlaid(note="to come")
    assert load_law().decisions == law.decisions
    assert law.files.overlay is not None
    assert frozenset() == law.files.overlay.added | law.files.overlay.ended


def test_byte_order_mark_is_no_mistake() -> None:
    """The mark that some editors put in front of UTF-8 is skipped."""
    assert load_law(OverlayText(name="ours.json", text=b"\xef\xbb\xbf{}")).files.overlay is not None


def test_example_of_the_documentation_is_one() -> None:
    """The overlay that docs/law.md shows can be loaded, and does what the page says."""
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    law = load_law(OverlayText(name="example.json", text=example.encode()))
    kenya = [assess(facts_of(entry("KE", on)), law).result for on in ("2027-01-31", "2027-02-01")]
    assert ["unsafeguarded", "adequate"] == kenya
    dpf = [assess(facts_of(entry("US", on, safeguards=["framework"])), law) for on in ("2027-02-28", "2027-03-01")]
    assert ["adequate", "unsafeguarded"] == [found.result for found in dpf]
    assert "R15" in fired(dpf[1])
