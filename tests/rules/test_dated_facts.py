"""The days of the records, each in the words by which a forecast names it."""

from typing import Any

import pytest

from service.law import load_law
from service.rules.dated_facts import dates_of_entry, dates_of_law
from tests.rules.reading import Case, facts_of

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


@pytest.mark.parametrize(("case", "words"), WORDS, ids=[words for _, words in WORDS])
def test_a_day_of_an_entry_has_words(case: Case, words: str) -> None:
    """A day of a document is named by what it is the day of, and of whom; it is found once."""
    found = [fact.words for fact in dates_of_entry(facts_of(case)) if str(fact.day) == DAY]
    assert [words] == found


def test_a_day_knows_whose_it_is() -> None:
    """A day of a member is told of that member alone, one of the controller of everybody."""
    dpa = {"status": "signed", "signed_on": DAY}
    facts = facts_of(
        {
            "subprocessor": {"dpa": dpa, "engages": [{"subprocessor": "deep", "dpa": dpa}]},
            "chain": {"deep": {"dpa": dpa}},
            "controller": {"record": {"updated_on": DAY}},
        }
    )
    assert ["acme", "deep", "deep", None] == [
        fact.subprocessor for fact in dates_of_entry(facts) if str(fact.day) == DAY
    ]


OF_LAW = [
    ("2023-07-10", "the first day of (EU) 2023/1795 on the United States", "US", "eu"),
    ("2020-07-15", "the last day of (EU) 2016/1250 on the United States", "US", "eu"),
    ("2023-10-12", "the first day of SI 2023/1028 on the United States", "US", "uk"),
    ("2024-09-15", "the first day of DPO Annex 1 on the United States", "US", "ch"),
    ("2001-09-03", "the first day of the clauses of 2001/497/EC", None, None),
    ("2021-09-26", "the last day for new contracts on 2001/497/EC", None, None),
    ("2021-09-27", "the repeal of 2001/497/EC", None, None),
    ("2022-12-27", "the last day of contracts on 2001/497/EC", None, None),
    ("2013-06-30", "the last day of the time in which Croatia is third country", "HR", None),
    ("2013-07-01", "the first day of the time in which Croatia is eu", "HR", None),
    ("2026-04-15", "the first day of Europrivacy 82 as a transfer tool", None, "eu"),
    ("2024-03-21", "the last day of Old EU clauses (2001/497, 2004/915, 2010/87)", None, "uk"),
    ("2022-09-21", "the last day for new contracts on Old EU clauses (2001/497, 2004/915, 2010/87)", None, "uk"),
    ("2022-12-31", "the last day of Old EU clauses (2001/497, 2004/915, 2010/87)", None, "ch"),
]


@pytest.mark.parametrize("told", OF_LAW, ids=lambda told: f"{told[1]} {told[3]}")
def test_a_day_of_the_law_has_words(told: tuple[str, str, str | None, str | None]) -> None:
    """A day of the law is named by its record, and tells the place and the regime that it is about."""
    found = [(str(fact.day), fact.words, fact.country, fact.regime) for fact in dates_of_law(LAW)]
    assert [told] == [one for one in found if one == told]


def test_the_law_has_days_of_organisations() -> None:
    """A decision on an international organisation is named by the organisation."""
    assert "the first day of (EU) 2025/1382 on European Patent Organisation" in {
        fact.words for fact in dates_of_law(LAW)
    }
