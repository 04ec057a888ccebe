"""Why something turns: the day of the records that the day of the check met, in words."""

from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from service.law import load_law
from service.rules import Facts, assess
from service.rules.causes import Causes
from service.rules.dated_facts import DatedFact, dates_of_entry, dates_of_law
from service.rules.differences import Difference, differences
from service.rules.recording import Turn
from service.rules.stretches import reasons, stretches
from service.transfers import Verdict
from tests.rules.reading import GIVEN, facts_of

LAW = load_law()
LAST_DAY = "the last day of (EU) 2021/1772 as amended by (EU) 2025/2574 on the United Kingdom"
TIA = {"completed_on": "2026-03-31", "outcome": "equivalent", "review_on": None}


def told(found: Facts, until: date) -> dict[tuple[date, str | None], set[str]]:
    """Why what changes of the facts until a day, by the day and the rule (null: the result of a hop)."""
    causes, why = Causes((*dates_of_entry(found), *dates_of_law(LAW))), dict[tuple[date, str | None], set[str]]()

    def evaluate(on: date) -> Verdict:
        return assess(msgspec.structs.replace(found, on=on), LAW)

    for before, after in pairwise(stretches(evaluate, found.on, until)):
        wanted = list(differences(before.verdict, after.verdict))
        for difference, turns in zip(wanted, reasons(evaluate, before, wanted, causes.same), strict=True):
            why.setdefault((after.first, difference.rule), set()).update(causes.words(turns, difference))
    return why


def entry(**fields: object) -> Facts:
    """An entry in India under rules that are in good order."""
    document = {"locations": ["IN"], "safeguards": [{"like": "processor rules", "tias": [TIA]}]} | fields
    return facts_of({"subprocessor": document})


def contract(**fields: str) -> dict[str, object]:
    """The contract of the cases, with other days."""
    return {**GIVEN["subprocessor"]["dpa"], **fields}


@pytest.mark.parametrize(
    ("fields", "turns", "rule", "why"),
    [
        (
            {"dpa": contract(valid_until="2027-01-31")},
            "2027-02-01",
            "R42",
            "the last day of the contract with Acme is 2027-01-31",
        ),
        (
            {"dpa": contract(valid_until="2027-03-31")},
            "2027-01-30",
            "R42",
            "60 days before the last day of the contract with Acme, 2027-03-31",
        ),
        (
            {},
            "2027-04-01",
            "R30",
            "a year after the completion of the transfer impact assessment for Acme, 2026-03-31",
        ),
        (
            {"safeguards": [{"like": "processor rules", "tias": [TIA | {"review_on": "2027-01-15"}]}]},
            "2027-01-16",
            "R30",
            "the review day of the transfer impact assessment for Acme is 2027-01-15",
        ),
        (
            {"safeguards": [{"like": "processor rules", "tias": [TIA], "suspended_on": "2027-02-01"}]},
            "2027-02-01",
            "R37",
            "the suspension of transfers to Acme by an authority is 2027-02-01",
        ),
        (
            {"due_diligence": {"checked_on": "2026-05-01", "next_check_on": None}},
            "2027-05-02",
            "R51",
            "a year after the last verification of the guarantees of Acme, 2026-05-01",
        ),
    ],
)
def test_a_day_of_the_documents_is_named(fields: dict[str, object], turns: str, rule: str, why: str) -> None:
    """What turns on a day of the documents, or on one counted from it, names that day by what it is."""
    assert {why} == told(entry(**fields), date(2027, 6, 1))[date.fromisoformat(turns), rule]


@pytest.mark.parametrize(
    ("turns", "rule", "why"),
    [
        ("2029-12-27", "R20", f"24 months before {LAST_DAY}, 2031-12-27"),
        ("2031-09-27", "R20", f"3 months before {LAST_DAY}, 2031-12-27"),
        ("2031-12-28", None, f"{LAST_DAY} is 2031-12-27"),
        ("2031-12-28", "R23", f"{LAST_DAY} is 2031-12-27"),
    ],
)
def test_a_day_of_the_law_is_named(turns: str, rule: str | None, why: str) -> None:
    """The end of a decision, and the warnings before it, name the decision and the place."""
    found = facts_of({"subprocessor": {"locations": ["GB"], "safeguards": []}})
    assert {why} == told(found, date(2032, 6, 1))[date.fromisoformat(turns), rule]


def test_records_that_end_on_one_day_are_told_apart() -> None:
    """Of two records with the same day, each finding names its own."""
    tool = {"like": "processor rules", "tias": [TIA | {"review_on": "2026-12-31"}]}
    why = told(entry(dpa=contract(valid_until="2026-12-31"), safeguards=[tool]), date(2027, 2, 1))
    assert {"the last day of the contract with Acme is 2026-12-31"} == why[date(2027, 1, 1), "R42"]
    assert {"the review day of the transfer impact assessment for Acme is 2026-12-31"} == why[date(2027, 1, 1), "R30"]


def test_the_recipient_of_a_further_hop_is_named() -> None:
    """Of a chain the member is named whose contract ends, with the terms of that hop before those of the catalogue."""
    deep = GIVEN["subprocessor"] | {"name": "Deep", "dpa": contract(valid_until="2027-01-31")}
    engages = [{"subprocessor": "deep"}, {"subprocessor": "deeper", "dpa": contract(valid_until="2027-02-28")}]
    found = facts_of(
        {"subprocessor": {"locations": ["DE"], "engages": engages}, "chain": {"deep": deep, "deeper": deep}}
    )
    why = told(found, date(2027, 4, 1))
    assert {"the last day of the contract with Deep is 2027-01-31"} == why[date(2027, 2, 1), "R42"]
    assert {"the last day of the contract with deeper is 2027-02-28"} == why[date(2027, 3, 1), "R42"]


def test_a_day_that_nobody_recognises_is_given_alone() -> None:
    """A day counted in a way that the words do not know is told as a day."""
    causes = Causes(())
    turn = Turn(date(2027, 1, 1), date(2026, 12, 31), 0)
    (difference,) = list(differences(None, assess(entry(), LAW)))[:1]
    assert ("a day that is counted from the records is 2026-12-31",) == causes.words([turn], difference)


ABOUT = Difference(
    kind="result", subprocessor="acme", country="IN", regime="eu", chain=("acme",), before=None, after=None
)


def named(compared: date, *facts: DatedFact, about: Difference = ABOUT) -> tuple[str, ...]:
    """What a comparison with a computed day is about, these being the days of the records."""
    return Causes(facts).words([Turn(on=compared, compared=compared, shift=0)], about)


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("the day after the end, 2026-06-15", "2026-06-16"),
        ("the day before the end, 2026-06-15", "2026-06-14"),
        ("a year after the end, 2026-06-15", "2027-06-15"),
        ("3 months before the end, 2026-06-15", "2026-03-15"),
        ("12 months before the end, 2026-06-15", "2025-06-15"),
        ("24 months before the end, 2026-06-15", "2024-06-15"),
        ("30 days after the end, 2026-06-15", "2026-07-15"),
        ("60 days after the end, 2026-06-15", "2026-08-14"),
        ("90 days after the end, 2026-06-15", "2026-09-13"),
        ("30 days before the end, 2026-06-15", "2026-05-16"),
        ("60 days before the end, 2026-06-15", "2026-04-16"),
        ("90 days before the end, 2026-06-15", "2026-03-17"),
        ("the end is 2026-06-15", "2026-06-15"),
        ("a day that is counted from the records is 2026-06-20", "2026-06-20"),
    ],
)
def test_a_computed_day_is_named_by_how_far_it_is_from_one_of_the_records(words: str, counted: str) -> None:
    """A rule that counts from a day of the records meets a day that is told by the distance."""
    end = DatedFact(day=date(2026, 6, 15), words="the end", subprocessor="acme")
    assert (words,) == named(date.fromisoformat(counted), end)


@pytest.mark.parametrize(
    ("fields", "is_named"),
    [
        ({}, True),
        ({"subprocessor": "acme", "country": "IN", "regime": "eu"}, True),
        ({"subprocessor": "other"}, False),
        ({"country": "US"}, False),
        ({"regime": "uk"}, False),
        ({"subprocessor": "acme", "country": "US", "regime": "eu"}, False),
    ],
)
def test_a_day_of_something_else_is_no_cause(fields: dict[str, Any], is_named: bool) -> None:  # noqa: FBT001 — expected
    """A day of another recipient, another country or another regime is not named, though it may be the same day."""
    found = named(date(2026, 6, 16), DatedFact(day=date(2026, 6, 15), words="the end", **fields))
    assert is_named == ("the end" in found[0])


def test_where_a_difference_has_no_country_a_day_of_any_is_a_cause() -> None:
    """What is about all countries or regimes may hang on a day of one of them."""
    everywhere = msgspec.structs.replace(ABOUT, country=None, regime=None)
    fact = DatedFact(day=date(2026, 6, 15), words="the end", country="US", regime="uk")
    assert ("the day after the end, 2026-06-15",) == named(date(2026, 6, 16), fact, about=everywhere)
