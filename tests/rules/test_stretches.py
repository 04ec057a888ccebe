"""The days on which a verdict changes, found by recording comparisons, against every day tried one by one."""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.law import load_law
from service.rules import Facts, ListFacts, assess, assess_list
from service.rules.counted import CountedDay, DatedFact, counted
from service.rules.dated_facts import dated
from service.rules.differences import differences
from service.rules.stretches import Evaluate, reasons, stretches
from service.transfers import Finding, Transfer, Verdict
from tests.campaigns import tried_on
from tests.rules import generated
from tests.rules.hostile import facts
from tests.rules.reading import GIVEN, all_cases, facts_of

LAW = load_law()
DAY = timedelta(days=1)
THREE_YEARS = 3 * 365 + 1
SEEDS = range(int(os.environ.get("SUBREG_TEST_FORECASTS", "12")))  # a campaign of any size


def evaluating(given: Facts) -> Evaluate:
    """The check of the same facts on any day."""
    return lambda on: assess(msgspec.structs.replace(given, on=on), LAW)


def said(verdict: Verdict) -> tuple[Any, ...]:
    """Everything that a verdict says but its day."""
    return verdict.result, verdict.transfers, verdict.findings, verdict.not_evaluated


def rests_on(hop: Transfer) -> tuple[str | None, ...] | None:
    """The tool and the decision or clauses that carry a hop."""
    return None if hop.basis is None else (hop.basis.mechanism, hop.basis.decision or hop.basis.reference)


def sure(finding: Finding) -> tuple[str, ...]:
    """How grave a finding is, for which facts that are not recorded, and how sure the law is."""
    return (finding.fingerprint, finding.severity, finding.confidence, *sorted(finding.unknown))


def changes(verdicts: Iterator[tuple[date, Verdict]]) -> list[date]:
    """The days on which a result of a hop or what it rests on, or a finding in what it is sure of, is not as before."""

    def outcome(verdict: Verdict) -> tuple[Any, ...]:
        hops = [(hop.chain, hop.country, hop.regime, hop.result, rests_on(hop)) for hop in verdict.transfers]
        return sorted(map(str, hops)), sorted(map(sure, verdict.findings))

    (_, first), *rest = verdicts
    last, found = outcome(first), []
    for day, verdict in rest:
        now = outcome(verdict)
        if now != last:
            found.append(day)
        last = now
    return found


def assert_exact(evaluate: Evaluate, first: date, days: int = THREE_YEARS) -> list[date]:
    """Compare the forecast with all days tried: the same verdicts, word for word, and the same days of change."""
    last = first + DAY * days
    found = list(stretches(evaluate, first, last))
    daily = [(first + DAY * number, evaluate(first + DAY * number)) for number in range(days + 1)]
    ends = [stretch.first for stretch in found[1:]] + [last + DAY]
    for stretch, end in zip(found, ends, strict=True):
        same = said(stretch.verdict)
        wrong = [day for day, verdict in daily if stretch.first <= day < end and said(verdict) != same]
        assert [] == wrong[:3]
    forecast = [later.first for earlier, later in pairwise(found) if any(differences(earlier.verdict, later.verdict))]
    assert changes(iter(daily)) == forecast
    return forecast


def contract(valid_until: str, review_on: str) -> Facts:
    """An entry in India whose contract and assessment have these days."""
    tia = {"completed_on": "2026-01-10", "outcome": "equivalent", "review_on": review_on}
    return facts_of(
        {
            "subprocessor": {
                "locations": ["IN"],
                "safeguards": [{"like": "processor rules", "tias": [tia]}],
                "dpa": GIVEN["subprocessor"]["dpa"] | {"valid_until": valid_until},
            }
        }
    )


def test_one_day_among_several_is_the_reason() -> None:
    """Where two records end on one day, each difference has the one that it hangs on."""
    found = dated(contract("2027-03-31", "2027-03-31"))
    dpa, (tool, *_) = found.entry.subprocessor.dpa, found.entry.subprocessor.safeguards or ()
    assert dpa is not None
    evaluate = evaluating(found)
    before, after = list(stretches(evaluate, date(2027, 3, 31), date(2027, 4, 1)))
    wanted = list(differences(before.verdict, after.verdict))
    assert {("severity", "R42"), ("finding_appears", "R30")} == {
        (difference.kind, difference.rule) for difference in wanted
    }
    days = {"R42": dpa.valid_until, "R30": (tool.tias or ())[0].review_on}
    for difference, why in zip(wanted, reasons(evaluate, before, wanted), strict=True):
        assert [True] == [turn.compared is days[difference.rule or ""] for turn in why]


END = date(2027, 3, 31)
A, B, C, D, E = (counted(END, DatedFact(day=END, words=letter)) for letter in "ABCDE")


@pytest.mark.parametrize(
    ("brings", "named"),
    [
        (lambda on: A < on, "A"),
        (lambda on: (A < on) & (B < on), "AB"),
        (lambda on: (A < on) | (B < on), "AB"),
        (lambda on: (A < on) & ((B < on) | (C < on)), "A"),
        (lambda on: ((A < on) & (B < on)) | ((C < on) & (D < on)), "ABCDE"),
    ],
    ids=["one", "both", "either", "one and either", "nobody can tell"],
)
def test_the_comparisons_that_bring_a_difference_are_its_reasons(brings: Callable[[date], bool], named: str) -> None:
    """Named are those that are needed; where none is, those that are enough; where none is that either, all."""
    verdict = evaluating(contract("2027-01-31", "2027-01-31"))(END)

    def evaluate(on: date) -> Verdict:
        _, brought = E < on, brings(on)
        return msgspec.structs.replace(verdict, findings=verdict.findings if brought else ())

    before, after = stretches(evaluate, END, END + DAY)
    wanted = list(differences(before.verdict, after.verdict))
    for turns in reasons(evaluate, before, wanted):
        assert list(named) == sorted(
            turn.compared.fact.words for turn in turns if isinstance(turn.compared, CountedDay)
        )
    assert wanted


def test_a_comparison_that_turns_alone_is_the_reason_of_all_that_comes() -> None:
    """Nothing is asked again where a single record turned, however often it was compared."""
    verdict, asked = evaluating(contract("2027-01-31", "2027-01-31"))(END), list[date]()

    def evaluate(on: date) -> Verdict:
        asked.append(on)
        return msgspec.structs.replace(verdict, findings=verdict.findings if (A < on) & (A + DAY <= on) else ())

    before, after = stretches(evaluate, END, END + DAY)
    assert [END, END + DAY] == [before.verdict.on, after.verdict.on]
    wanted = list(differences(before.verdict, after.verdict))
    assert [before.turns] * 2 == reasons(evaluate, before, wanted)
    assert [END, END + DAY] == asked


thorough = tried_on(25, share=50)  # an example is a thousand evaluations


@thorough
@given(facts())
def test_any_entry_changes_on_the_days_that_the_forecast_names(given: Facts) -> None:
    """Over three years the forecast of any entry has the days of a day-by-day evaluation, no more and no fewer."""
    assert_exact(evaluating(given), given.on)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_likely_entry_changes_on_the_days_that_the_forecast_names(seed: int) -> None:
    """The same holds for entries as people record them, with days on and around those of the law."""
    (case,) = generated.cases(seed, 1)
    found = facts_of(case)
    assert_exact(evaluating(found), found.on)


@pytest.mark.timeout(300)
def test_every_case_is_evaluated_without_a_look_at_its_day() -> None:
    """No rule does anything with the day of a case but compare it; the cases name every rule."""
    for _, case in all_cases():
        found = facts_of(case)
        evaluate = evaluating(found)
        (verdict, *_) = (stretch.verdict for stretch in stretches(evaluate, found.on, found.on))
        assert said(evaluate(found.on)) == said(verdict)


@thorough
@given(st.integers(0, 2**32))
def test_a_list_itself_changes_on_the_days_that_the_forecast_names(seed: int) -> None:
    """The way back to a controller, and what is said of its list, are forecast as entries are."""
    found = next(facts for case in generated.cases(seed, 200) if (facts := facts_of(case)).controller is not None)
    assert found.controller is not None
    own = ListFacts(on=found.on, exporter=found.exporter, controller=found.controller)
    assert_exact(lambda on: assess_list(msgspec.structs.replace(own, on=on), LAW), found.on, 400)
