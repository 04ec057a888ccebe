"""An operator's own file over the shipped facts: what it changes, and how its mistakes are told."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.errors import Invalid
from service.law import OverlayText, load_law
from service.rules import assess
from service.transfers import Verdict
from tests.law.overlays import KENYA, LISTED, end, overlaid, written
from tests.rules.reading import Case, facts_of

PAGE = Path(__file__).parents[2] / "docs" / "law.md"


def verdict(case: Case, **members: Any) -> Verdict:  # noqa: ANN401 — members of an overlay
    return assess(facts_of(case), overlaid(**members))


def entry(country: str, on: str, regime: str = "eu", **fields: Any) -> Case:  # noqa: ANN401 — fields of a case
    exporter = {"country": {"eu": "DE", "uk": "GB", "ch": "CH"}[regime], "regimes": [regime]}
    return {"on": on, "exporter": exporter, "subprocessor": {"locations": [country], "safeguards": []} | fields}


def fired(found: Verdict) -> set[str]:
    return {finding.rule for finding in found.findings}


def refusal(given: OverlayText) -> str:
    with pytest.raises(Invalid) as caught:
        load_law(given)
    return caught.value.detail


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
    early = KENYA | {"valid_from": "2026-01-01"}
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


DECISION_TWICE = [KENYA, KENYA | {"celex": "32027D0002"}]


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"decisons": []}, "/decisons: Object contains unknown field"),
        ({"decisions": [KENYA | {"colour": "blue"}]}, "/decisions/0/colour: Object contains unknown field"),
        ({"decisions": [{"id": "KE-2027-1"}]}, "/decisions/0: Object missing required field"),
        ({"decisions": [KENYA | {"valid_from": "2027-02-30"}]}, "/decisions/0/valid_from: no such day; write one"),
        ({"decisions": [KENYA | {"valid_from": "1949-12-31"}]}, "KE-2027-1: valid_from 1949-12-31 is not between"),
        ({"decisions": [KENYA | {"name": "Kenya\u202e"}]}, "/decisions/0/name: write text without control"),
        ({"decisions": [KENYA | {"name": "Kenya\x00"}]}, "/decisions/0/name: write text without control"),
        ({"decisions": DECISION_TWICE}, "ke-2027-1: is added 2 times"),
        ({"decisions": [KENYA | {"id": "CH-2000-518"}]}, "CH-2000-518: the shipped facts have a record of this id"),
        ({"decisions": [KENYA | {"id": "uk-us"}]}, "uk-us: the shipped facts have a record of this id"),
        ({"decisions": [KENYA | {"id": "a,b"}]}, "'a,b': an id is"),
        ({"decisions": [KENYA | {"id": ""}]}, "'': an id is"),
        ({"decisions": [KENYA | {"territory_code": "UK"}]}, "KE-2027-1: 'UK' is no ISO 3166-1"),
        ({"decisions": [KENYA | {"territory_code": "EEA"}]}, "KE-2027-1: 'EEA' is no ISO 3166-1"),
        ({"decisions": [KENYA | {"io_code": "EPO"}]}, "KE-2027-1: name either territory_code or io_code"),
        ({"decisions": [KENYA | {"territory_code": None, "io_code": "the bank"}]}, "io_code 'the bank' is not"),
        ({"decisions": [KENYA | {"celex": "2027/1"}]}, "KE-2027-1: celex '2027/1' is no CELEX number"),
        ({"decisions": [KENYA | {"celex": "32023D1795"}]}, "celex 32023D1795 is that of US-DPF-2023-1795"),
        ({"decisions": [KENYA | {"scope_code": "ful"}]}, "KE-2027-1: there is no scope_code ful"),
        ({"decisions": [KENYA | {"valid_until": "2028-01-01"}]}, "valid_until and valid_until_inclusive go together"),
        ({"decisions": [KENYA | {"confidence": "sure"}]}, "/decisions/0/confidence: Invalid enum value 'sure'"),
        ({"listed": {"uk": [LISTED | {"code": None}]}}, "UK-KE: name either code or io_code"),
        ({"listed": {"uk": [LISTED | {"scope_code": "ful"}]}}, "UK-KE: there is no scope_code ful"),
        ({"listed": {"uk": [LISTED | {"valid_until": "2027-01-01"}]}}, "UK-KE: it ends before it begins"),
        ({"listed": {"eu": []}}, "/listed/eu: Object contains unknown field"),
        (
            {"scope_codes": {"full": {"test": "", "fail_result": None, "unknown_result": "in_scope"}}},
            "/scope_codes/full",
        ),
        (
            {"watch_list": [{"id": "CH-2000-519", "event": "x", "status": "x", "kind": "contested"}]},
            "/watch_list/0: there is no decision 'CH-2000-519'; near it: HU-2000-519, CH-2000-518",
        ),
        ({"end": [end("US-DFP-2023-1795")]}, "'US-DFP-2023-1795'; near it: US-DPF-2023-1795"),
        ({"end": [end("zzzzzzzz")]}, "`subreg law list` prints all ids"),
        ({"end": [end("CH-2000-518"), end("CH-2000-518")]}, "CH-2000-518: is ended 2 times"),
        ({"end": [end("2021/914"), end("(EU) 2021/914")]}, "(EU) 2021/914: is ended 2 times"),
        ({"end": [end("CH-2000-518", "2000-07-26")]}, "CH-2000-518: it begins on 2000-07-26, so it cannot be over on"),
        (
            {"end": [end("CH-2000-518", "9999-12-31", valid_until_inclusive=True)]},
            "valid_until 9999-12-31 is not between",
        ),
        ({"end": [end("CH-2000-518", "0001-01-01")]}, "CH-2000-518: valid_until 0001-01-01 is not between"),
        ({"end": [end("US-PS-2016-1250")]}, "US-PS-2016-1250: it is over on 2020-07-16 already"),
        ({"end": [end("GB-2025-2574", "2032-01-01")]}, "GB-2025-2574: it is over on 2031-12-28 already"),
        ({"end": [end("CH-2000-518", succeeded_by="CH-2")]}, "CH-2000-518: succeeded_by CH-2 does not begin where"),
        ({"decisions": [KENYA], "end": [end("KE-2027-1")]}, "KE-2027-1: is added and ended by this file"),
        ({"end": [end("2010/87")]}, "2010/87: it was repealed on 2021-09-27 already"),
        ({"end": [end("2021/914", "2021-06-27")]}, "2021/914: it begins on 2021-06-27"),
        ({"end": [end("2021/914", invalidated_by=["C-1/27"])]}, "2021/914: a set of clauses has no invalidated_by"),
        ({"end": [{"id": "CH-2000-518", "valid_until": "2027-01-01", "end_reason": "x"}]}, "`valid_until_inclusive`"),
    ],
)
def test_mistake_is_told_with_file_and_place(members: dict[str, Any], told: str) -> None:
    """What does not fit is refused with the name of the file, the place or id, what is wrong, and where to look."""
    detail = refusal(written(**members))
    assert any(line.startswith("  ours.json, ") and told in line for line in detail.splitlines()), detail
    assert "subreg law verify" in detail.splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "line 1, column 1: it is not JSON here"),
        (b'{"end": [}', "line 1, column 10: it is not JSON here"),
        (b'{"note": "\xff"}', "byte 10: it is not UTF-8 here"),
        (b'{"end": [], "end": []}', "/: the member 'end' is written twice"),
        (b"[" * 100_000, "/: it is nested too deep"),
        (b"[]", "/: Expected `object`, got `array`"),
        (b"null", "/: Expected `object`, got `null`"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(text: bytes, told: str) -> None:
    """A file that is no JSON object, or says a thing twice, is refused with the place."""
    assert f"  ours.json, {told}" in refusal(OverlayText(name="ours.json", text=text))


def test_all_mistakes_are_told_together() -> None:
    """Everything that does not fit stands in one error, a line each."""
    members: dict[str, Any] = {
        "decisions": [KENYA | {"territory_code": "XX", "celex": "x"}],
        "end": [end("nothing"), end("UK-XX")],
    }
    lines = [line for line in refusal(written(**members)).splitlines() if line.startswith("  ours.json, ")]
    assert 4 == len(lines)
