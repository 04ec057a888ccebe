"""Why something turns: the day of the records that the day of the check met, in words."""

import os
from collections.abc import Hashable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from dateutil.relativedelta import relativedelta

from service.law import load_law
from service.rules import Facts, assess
from service.rules.causes import words
from service.rules.counted import CountedDay, DatedFact, counted, origin
from service.rules.dated_facts import dated, dated_law
from service.rules.differences import Difference, differences, fact_of
from service.rules.recording import Turn
from service.rules.stretches import reasons, stretches
from service.transfers import Verdict
from tests.rules import generated
from tests.rules.perfect import clauses, framework_entry
from tests.rules.reading import GIVEN, Case, facts_of

LAW = dated_law(load_law())
SEEDS = range(int(os.environ.get("SUBREG_TEST_FORECASTS", "12")))  # a campaign of any size
LAST_DAY = "the last day of (EU) 2021/1772 as amended by (EU) 2025/2574 on the United Kingdom"
TIA = {"completed_on": "2026-03-31", "outcome": "equivalent", "review_on": None}


def coming(given: Facts, until: date) -> Iterator[tuple[date, Difference, tuple[Turn, ...]]]:
    """What changes until a day of facts whose days know what they are: when, what, and what turned."""

    def evaluate(on: date) -> Verdict:
        return assess(msgspec.structs.replace(given, on=on), LAW)

    for before, after in pairwise(stretches(evaluate, given.on, until)):
        wanted = list(differences(before.verdict, after.verdict))
        for difference, turns in zip(wanted, reasons(evaluate, before, wanted), strict=True):
            yield after.first, difference, turns


def told(found: Facts, until: date) -> dict[tuple[date, str | None], set[str]]:
    """Why what changes of the facts until a day, by the day and the rule (null: the result of a hop)."""
    why: dict[tuple[date, str | None], set[str]] = {}
    for on, difference, turns in coming(dated(found), until):
        why.setdefault((on, difference.rule), set()).update(words(turns))
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


# Records whose days lie so that a day counted from one of them falls on one counted from another.
LOOK = "the last look at the entry of Acme on the Data Privacy Framework List"
VERIFIED = "a year after the last verification of the guarantees of Acme, 2026-11-20"
ASSESSED = "a year after the completion of the transfer impact assessment for Acme, 2026-11-20"
NEXT = "the next certification of Acme on the Data Privacy Framework List is 2027-11-20"
SIGNED = {"dpa": contract(signed_on="2026-11-20", valid_from="2026-11-20")}
COLLIDING: list[tuple[str, Any, str, str, str]] = [
    (
        "a contract that ends sixty days after a month of the engagement",
        {
            "subprocessor": {"locations": ["DE"], "safeguards": [], "dpa": contract(valid_until="2027-02-28")},
            "effective_from": "2026-11-30",
            "controller": {"privacy_notice": {"dated": "2026-11-30"}},
        },
        "2026-12-30",
        "R42",
        "60 days before the last day of the contract with Acme, 2027-02-28",
    ),
    *(
        (
            f"a certification that is due a year after everything was signed: {rule}",
            {
                "subprocessor": SIGNED
                | {
                    "locations": ["US"],
                    "safeguards": [{"mechanism": "adequacy", "dpf": framework_entry("2026-11-20", "2027-11-20")}],
                    "due_diligence": {"checked_on": "2026-11-20"},
                }
            },
            "2027-11-21",
            rule,
            why,
        )
        for rule, why in (("R51", VERIFIED), ("R19", NEXT))
    ),
    *(
        (
            f"everything done on one day: {rule}",
            {
                "subprocessor": SIGNED
                | {
                    "locations": ["IN"],
                    "safeguards": [clauses("2026-11-20", 3, tias=[TIA | {"completed_on": "2026-11-20"}])],
                    "due_diligence": {"checked_on": "2026-11-20"},
                }
            },
            "2027-11-21",
            rule,
            why,
        )
        for rule, why in (("R30", ASSESSED), ("R51", VERIFIED))
    ),
    (
        "a privacy notice of the day of the last look at the list",
        {
            "subprocessor": {
                "locations": ["US"],
                "safeguards": [{"mechanism": "adequacy", "dpf": framework_entry("2026-11-20", "2027-11-20")}],
            },
            "controller": {"privacy_notice": {"dated": "2026-11-20"}, "record": {"updated_on": "2026-11-20"}},
            "engagement": {"authorisation": {"type": "general", "status": "granted", "decided_on": "2026-11-20"}},
        },
        "2027-02-19",
        "R19",
        f"90 days after {LOOK}, 2026-11-20",
    ),
    (
        "a contract that ends with the decision on the place",
        {"subprocessor": {"locations": ["GB"], "safeguards": [], "dpa": contract(valid_until="2031-12-27")}},
        "2029-12-27",
        "R20",
        f"24 months before {LAST_DAY}, 2031-12-27",
    ),
]


@pytest.mark.parametrize(
    ("case", "turns", "rule", "why"), [case[1:] for case in COLLIDING], ids=[c[0] for c in COLLIDING]
)
def test_of_days_that_fall_together_the_one_that_the_rule_counts_from_is_named(
    case: Case, turns: str, rule: str, why: str
) -> None:
    """A cause is the record that a rule compared, however many others lie at some distance from the same day."""
    turning = date.fromisoformat(turns)
    assert {why} == told(facts_of(case), turning)[turning, rule]


def test_days_that_are_both_needed_are_both_named() -> None:
    """Where a transfer loses both of its tools on one day, it is both that leave it without one."""
    certificate = {"like": "certificate", "valid_until": "2027-01-31", "tias": [TIA]}
    tools = [{"like": "processor rules", "tias": [TIA], "suspended_on": "2027-02-01"}, certificate]
    why = told(entry(safeguards=tools), date(2027, 2, 1))
    suspended = "the suspension of transfers to Acme by an authority is 2027-02-01"
    over = "the last day of a certification of Acme is 2027-01-31"
    assert [{suspended, over}] * 2 == [why[date(2027, 2, 1), rule] for rule in (None, "R23")]


def test_days_of_which_each_is_enough_are_both_named() -> None:
    """A finding that two records bring on one day, each for itself, names both, and nothing else of that day."""
    tools = [{"mechanism": "adequacy", "dpf": framework_entry("2026-11-20", "2027-03-21")}]
    verified = {"checked_on": "2026-02-18", "next_check_on": None}
    found = facts_of({"subprocessor": {"locations": ["US"], "safeguards": tools, "due_diligence": verified}})
    why = told(found, date(2027, 2, 19))
    stale = f"90 days after {LOOK}, 2026-11-20"
    due = "30 days before the next certification of Acme on the Data Privacy Framework List, 2027-03-21"
    assert {stale, due} == why[date(2027, 2, 19), "R19"]
    assert {"a year after the last verification of the guarantees of Acme, 2026-02-18"} == why[date(2027, 2, 19), "R51"]


def moved(value: Any, fact: DatedFact, days: int) -> Any:  # noqa: ANN401 — facts or a part of them
    """What is given to the check with the day of one record so many days later."""
    match value:
        case CountedDay():
            return value + timedelta(days=days) if value.fact == fact else value
        case msgspec.Struct():
            fields = {name: moved(getattr(value, name), fact, days) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        case tuple():
            return tuple(moved(item, fact, days) for item in value)
        case dict():
            return {name: moved(item, fact, days) for name, item in value.items()}
    return value


@pytest.mark.parametrize("seed", SEEDS)
def test_what_comes_moves_with_its_causes(seed: int) -> None:
    """Whatever people record: had the record that is named another day, the change would not come on the same one."""
    (case,) = generated.cases(seed, 1)
    given = dated(facts_of(case))
    until = date(given.on.year + 2, 1, 1)
    for on, difference, turns in coming(given, until):
        for compared in {origin(turn.compared): turn.compared for turn in turns}.values():
            assert isinstance(compared, CountedDay)  # nobody could tell where it comes from
            others = [moved(given, compared.fact, days) for days in (-1, 1)]
            if given not in others:  # a day of the law stays where it is
                same = [(on, fact_of(difference)) in times(other, until) for other in others]
                assert not all(same), (difference.rule, compared.fact)


def times(given: Facts, until: date) -> set[tuple[date, Hashable]]:
    """What changes until a day, and when."""
    return {(on, fact_of(difference)) for on, difference, _ in coming(given, until)}


def named(day: date, shift: int = 0) -> str:
    """What a comparison with a day is about, where the day of the check was counted forth too."""
    (why,) = words([Turn(on=day, compared=day, shift=shift)])
    return why


END = DatedFact(day=date(2026, 6, 15), words="the end")


@pytest.mark.parametrize(
    ("distance", "why"),
    [
        (timedelta(0), "the end is 2026-06-15"),
        (timedelta(days=1), "the day after the end, 2026-06-15"),
        (timedelta(days=-1), "the day before the end, 2026-06-15"),
        (timedelta(days=2), "2 days after the end, 2026-06-15"),
        (timedelta(days=365), "365 days after the end, 2026-06-15"),
        (timedelta(days=-60), "60 days before the end, 2026-06-15"),
        (relativedelta(years=1), "a year after the end, 2026-06-15"),
        (relativedelta(months=-3), "3 months before the end, 2026-06-15"),
        (relativedelta(months=-12), "12 months before the end, 2026-06-15"),
        (relativedelta(months=30), "30 months after the end, 2026-06-15"),
        (relativedelta(months=12, days=1), "the day after a year after the end, 2026-06-15"),
    ],
)
def test_a_day_is_named_by_how_far_it_was_counted(distance: timedelta | relativedelta, why: str) -> None:
    """A rule that counts from a day of the records meets a day that is told by the distance."""
    assert why == named(counted(END.day, END) + distance)


def test_what_the_day_of_the_check_was_counted_forth_is_told_too() -> None:
    """It makes no difference from which side a rule counts."""
    assert "60 days before the end, 2026-06-15" == named(counted(END.day, END), shift=60)
    assert "the end is 2026-06-15" == named(counted(END.day, END) + timedelta(days=60), shift=60)


def test_a_day_that_nobody_recognises_is_given_alone() -> None:
    """A day that did not come from the records is told as a day."""
    assert "a day that is counted from the records is 2026-12-31" == named(date(2026, 12, 31))
    assert "2 days before a day that is counted from the records, 2026-12-31" == named(date(2026, 12, 31), shift=2)


def test_causes_are_told_once_and_in_alphabetical_order() -> None:
    """Two comparisons with one day are one cause."""
    other = DatedFact(day=date(2026, 6, 15), words="a beginning")
    turns = [Turn(END.day, counted(END.day, fact), 0) for fact in (END, other, END)]
    assert ("a beginning is 2026-06-15", "the end is 2026-06-15") == words(turns)
