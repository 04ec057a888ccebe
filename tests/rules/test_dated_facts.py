"""The days of the records, each in the words by which a forecast names it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from dateutil.relativedelta import relativedelta

from service.law import load_law
from service.rules.counted import CountedDay
from service.rules.dated_facts import dated, dated_law
from tests.rules.reading import Case, all_cases, facts_of

LAW = load_law()
DAY = "2027-03-01"
CLAUSES = "standard contractual clauses"
BINDING = "binding corporate rules"


def tool(mechanism: str, **fields: Any) -> Case:  # noqa: ANN401 — fields of any type
    """A sub-processor with one tool."""
    return {"subprocessor": {"safeguards": [{"mechanism": mechanism} | fields]}}


def terms(**fields: Any) -> Case:  # noqa: ANN401 — as above
    """An entry on these terms."""
    return {"engagement": fields}


# Where a day stands, and how it is named.
WORDS: list[tuple[Case, str]] = [
    ({"subprocessor": {"dpa": {"status": "signed", "signed_on": DAY}}}, "the signature of the contract with Acme"),
    ({"subprocessor": {"dpa": {"status": "signed", "valid_from": DAY}}}, "the first day of the contract with Acme"),
    ({"subprocessor": {"dpa": {"status": "signed", "valid_until": DAY}}}, "the last day of the contract with Acme"),
    (
        tool("scc", tias=[{"completed_on": DAY}]),
        "the completion of the transfer impact assessment for Acme",
    ),
    (tool("scc", tias=[{"review_on": DAY}]), "the review day of the transfer impact assessment for Acme"),
    (
        tool("scc", tias=[{"triggered_on": DAY}]),
        "the event that calls for a new look at the transfer impact assessment for Acme",
    ),
    (
        tool("adequacy", dpf={"next_certification_on": DAY}),
        "the next certification of Acme on the Data Privacy Framework List",
    ),
    (
        tool("adequacy", dpf={"checked_on": DAY}),
        "the last look at the entry of Acme on the Data Privacy Framework List",
    ),
    (
        {"subprocessor": {"due_diligence": {"checked_on": DAY}}},
        "the last verification of the guarantees of Acme",
    ),
    (
        {"subprocessor": {"due_diligence": {"next_check_on": DAY}}},
        "the next verification of the guarantees of Acme",
    ),
    (terms(deletion={"done_on": DAY}), "the deletion or return of the data by Acme"),
    (terms(authorisation={"decided_on": DAY}), "the decision on the authorisation of Acme"),
    (terms(arrangement={"signed_on": DAY}), "the signature of the arrangement with Acme"),
    ({"controller": {"privacy_notice": {"dated": DAY}}}, "the day of the privacy notice"),
    ({"controller": {"record": {"updated_on": DAY}}}, "the last update of the record of processing"),
    (tool("scc", suspended_on=DAY), "the suspension of transfers to Acme by an authority"),
    (tool("scc", signed_on=DAY), f"the signature of {CLAUSES} with Acme"),
    (tool("certification", valid_from=DAY), "the first day of a certification of Acme"),
    (tool("certification", valid_until=DAY), "the last day of a certification of Acme"),
    (tool("bcr", approved_on=DAY), f"the approval of {BINDING} of Acme"),
    (tool("bcr", withdrawn_on=DAY), f"the withdrawal of {BINDING} of Acme"),
    (tool("ad_hoc_clauses", authorised_on=DAY), "the authorisation of ad hoc clauses with Acme"),
    (
        tool("derogation", authority_informed_on=DAY),
        "the day on which the authority is informed of transfers to Acme",
    ),
    (
        tool("derogation", subjects_informed_on=DAY),
        "the day on which the people are informed of transfers to Acme",
    ),
    ({"effective_from": DAY}, "the first day of the engagement of Acme"),
    ({"effective_until": DAY}, "the first day after the engagement of Acme"),
    ({"notice": {"published_on": DAY}}, "the notice about Acme"),
    ({"notice": {"objection_until": DAY}}, "the end of the time in which one may object to Acme"),
    ({"notice": {"starts_on": DAY}}, "the first day of what the notice about Acme tells of"),
    (
        {"controller": {"safeguards": [{"mechanism": "scc", "signed_on": DAY}]}},
        f"the signature of {CLAUSES} with Customer",
    ),
    (
        {"subprocessor": {"engages": [{"subprocessor": "deep", "dpa": {"status": "signed", "signed_on": DAY}}]}},
        "the signature of the contract with deep",
    ),
    (
        {"chain": {"deep": {"dpa": {"status": "signed", "signed_on": DAY}}}},
        "the signature of the contract with Deep",
    ),
]


def days_in(value: object) -> Iterator[CountedDay]:
    """Every day that knows what it is, of what is given to the check."""
    if isinstance(value, CountedDay):
        yield value
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from days_in(getattr(value, field))
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from days_in(item)


@pytest.mark.parametrize(("case", "words"), WORDS, ids=[words for _, words in WORDS])
def test_a_day_of_an_entry_has_words(case: Case, words: str) -> None:
    """A day of a document is named by what it is the day of, and of whom; it is found once."""
    found = [day for day in days_in(dated(facts_of(case))) if str(day) == DAY]
    assert [words] == [day.fact.words for day in found]
    assert [(date.fromisoformat(DAY), relativedelta())] == [(day.fact.day, day.distance) for day in found]


def test_nothing_else_is_another() -> None:
    """Facts with days that know what they are are the same facts, and so is the law, in a scenario too."""
    for _, case in all_cases():
        found = facts_of(case)
        assert found == dated(found)
    law = LAW.without(["2021/914", "US-DPF-2023-1795"])
    assert law == dated_law(law)


OF_LAW = [
    ("2023-07-10", "the first day of (EU) 2023/1795 on the United States"),
    ("2020-07-15", "the last day of (EU) 2016/1250 on the United States"),
    ("2023-10-12", "the first day of SI 2023/1028 on the United States"),
    ("2024-09-15", "the first day of DPO Annex 1 on the United States"),
    ("2001-09-03", "the first day of the clauses of 2001/497/EC"),
    ("2021-09-26", "the last day for new contracts on 2001/497/EC"),
    ("2021-09-27", "the repeal of 2001/497/EC"),
    ("2022-12-27", "the last day of contracts on 2001/497/EC"),
    ("2013-06-30", "the last day of the time in which Croatia is third country"),
    ("2013-07-01", "the first day of the time in which Croatia is eu"),
    ("2026-04-15", "the first day of Europrivacy 82 as a transfer tool"),
    ("2024-03-21", "the last day of Old EU clauses (2001/497, 2004/915, 2010/87)"),
    ("2022-09-21", "the last day for new contracts on Old EU clauses (2001/497, 2004/915, 2010/87)"),
    ("2022-12-31", "the last day of Old EU clauses (2001/497, 2004/915, 2010/87)"),
    ("2025-07-15", "the first day of (EU) 2025/1382 on European Patent Organisation"),
]


@pytest.mark.parametrize(("day", "words"), OF_LAW, ids=[" ".join(told) for told in OF_LAW])
def test_a_day_of_the_law_has_words(day: str, words: str) -> None:
    """A day of the law is named by its record."""
    assert (day, words) in {(str(found.fact.day), found.fact.words) for found in days_in(dated_law(LAW))}


def test_the_last_day_of_a_decision_is_named_where_the_record_holds_the_day_after_it() -> None:
    """A rule that asks for the last day of a decision meets a day of that name, whichever day is recorded."""
    days = {decision.id: decision.last_day for decision in dated_law(LAW).decisions if decision.last_day is not None}
    assert any(not one.valid_until_inclusive for one in LAW.decisions if one.valid_until)
    for one in LAW.decisions:
        if one.last_day is not None:
            day = days[one.id]
            assert isinstance(day, CountedDay)
            assert (one.last_day, relativedelta()) == (day.fact.day, day.distance)
            assert day.fact.words.startswith("the last day of ")
