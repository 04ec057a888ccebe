"""How findings read: whole sentences that name what is recorded, claim no more, and say what to do next."""

import re

import pytest

from service.transfers import Finding
from tests.rules.reading import Case, all_cases, verdict_of

CASES = list(all_cases())
ODD = (" ,", "()", "((", "..", "  ", ": not recorded:", " ;", ",.", "None", "_")
CLAUSES = {"locations": ["IN"], "safeguards": ["module 3"]}
CLAUSES_2010 = {"like": "clauses of 2010", "processing_unchanged": False}
PARENT = {"legal_name": "Big Inc", "country": "US"}
NOT_LISTED = {"mechanism": "adequacy", "dpf": {"status": "none"}}
PUBLIC = {"mechanism": "public_instrument", "tias": []}


def found(rule: str, **case: object) -> Finding:
    """The first finding of a rule in a case."""
    return next(finding for finding in verdict_of(case).findings if finding.rule == rule)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{file}: {case['name']}") for file, case in CASES])
def test_a_finding_is_written_in_whole_sentences(case: Case) -> None:
    """Messages and remedies begin with a capital and end with a full stop; no source is cited twice."""
    for finding in verdict_of(case).findings:
        for text in (finding.message, finding.remedy):
            assert re.match(r'[A-Z0-9"(]', text), text
            assert text.endswith("."), text
            assert [] == [odd for odd in ODD if odd in re.sub(r"`\w+`", "X", text)], text
        assert len(set(finding.legal_basis)) == len(finding.legal_basis)


@pytest.mark.parametrize(
    ("rule", "case", "words"),
    [
        (
            "R03",
            {"on": "1993-01-01", "subprocessor": {"locations": ["IS"], "safeguards": []}},
            "On the day of this check Iceland (IS) was a third country.",
        ),
        (
            "R09",
            {"subprocessor": {"locations": ["IE"], "parent": PARENT, "foreign_orders_policy": False}},
            "on orders of foreign authorities, and whether the parent can reach the data is not recorded.",
        ),
        (
            "R04",
            {"exporter": {"regimes": ["uk"]}, "subprocessor": {"locations": [{"region": "EU"}]}},
            "For Acme only a region is recorded, the EU. Where the data goes cannot be told.",
        ),
        (
            "R17",
            {"subprocessor": {"locations": ["US"], "safeguards": [{"mechanism": "adequacy"}]}},
            "is recorded for Acme Ltd in the United States (US); (EU) 2023/1795 covers active entries only.",
        ),
        (
            "R17",
            {
                "subprocessor": {
                    "locations": ["US"],
                    "safeguards": [{"mechanism": "adequacy", "dpf": {"status": "none"}}],
                }
            },
            "Acme Ltd in the United States (US) is recorded as having no entry on the Data Privacy Framework List;",
        ),
        (
            "R24",
            {"on": "2022-06-01", "subprocessor": {"locations": ["IN"], "safeguards": [CLAUSES_2010]}},
            "these, signed on 2019-03-01 and with processing that changed since, carry nothing since 2021-09-27.",
        ),
        (
            "R24",
            {
                "on": "2022-06-01",
                "subprocessor": {"locations": ["IN"], "safeguards": [CLAUSES_2010 | {"processing_unchanged": None}]},
            },
            "carries the transfer until 2022-12-27; not recorded: whether the processing changed since.",
        ),
    ],
)
def test_a_message_says_what_is_recorded(rule: str, case: Case, words: str) -> None:
    """What is recorded, what is not, and what follows stand in the message, and no more than that."""
    assert words in found(rule, **case).message


@pytest.mark.parametrize(
    ("rule", "case", "words"),
    [
        (
            "R04",
            {"subprocessor": {"locations": ["IE"], "parent": {"access": "admin"}}},
            "Ask Acme where its parent company sits, and record the country.",
        ),
        (
            "R04",
            {"subprocessor": {"locations": ["IE"], "engages": [{"subprocessor": "deep"}]}},
            "Ask Acme Ltd who deep is, and record its document with its places and tools.",
        ),
        ("R22", {"subprocessor": {"locations": ["CH"], "dpa": {"status": "none"}}}, "Sign a contract, and record"),
        (
            "R23",
            {"subprocessor": {"locations": ["DE"], "international_organisation": "UNIDO", "safeguards": []}},
            "or send it no data; until then stop the transfer.",
        ),
        (
            "R23",
            {"revoke": ["2021/914"], "subprocessor": CLAUSES},
            "Sign authorised ad hoc clauses (GDPR Art. 46(3)(a)) with Acme Ltd and assess",
        ),
        ("R24", {"revoke": ["2021/914"], "subprocessor": CLAUSES}, "Rest the transfer on a tool that is in force"),
        (
            "R37",
            {"subprocessor": {"locations": ["IN"], "public_authority": False, "safeguards": [PUBLIC]}},
            "Sign the clauses of (EU) 2021/914, or use another tool; until then stop the transfer.",
        ),
        (
            "R40",
            {
                "engagement": {"frequency": "one_off"},
                "subprocessor": {
                    "locations": ["IN"],
                    "safeguards": [{"mechanism": "derogation", "ground": "contract", "necessity": False}],
                },
            },
            "Use a tool of Art. 46; until then stop the transfer.",
        ),
    ],
)
def test_a_remedy_fits_what_is_wrong(rule: str, case: Case, words: str) -> None:
    """What to do next follows from what is wrong, and is no advice that the facts rule out."""
    assert words in found(rule, **case).remedy


def test_a_name_is_written_as_its_owner_writes_it() -> None:
    """A sentence that begins with a name leaves its small letter."""
    chain = {"deep": {"locations": ["IN"], "safeguards": []}}
    shared = {"name": "eShop", "legal_name": "eShop Inc", "locations": ["IE"], "engages": [{"subprocessor": "deep"}]}
    messages = [f.message for f in verdict_of({"subprocessor": shared, "chain": chain}).findings if f.rule == "R48"]
    assert any(message.startswith("eShop Inc hands data on to Deep") for message in messages)


def test_a_name_with_a_full_stop_ends_a_sentence() -> None:
    """A sentence that ends with "Inc." has one full stop."""
    parties = {"like": "module 3", "parties_match": False}
    finding = found("R28", subprocessor={"legal_name": "Acme Inc.", "locations": ["IN"], "safeguards": [parties]})
    assert finding.message.endswith("and Acme Inc.")


def test_r23_names_who_hands_the_data_on() -> None:
    """Two ways down to the same recipient are told apart by who sends the data."""
    terms = {"locations": ["DE"], "engages": [{"subprocessor": "deep"}]}
    verdict = verdict_of(
        {
            "subprocessor": {"locations": ["IE"], "engages": [{"subprocessor": "one"}, {"subprocessor": "two"}]},
            "chain": {"one": terms, "two": terms, "deep": {"locations": ["IN"], "safeguards": []}},
        }
    )
    sent = {finding.message.partition(" to ")[0] for finding in verdict.findings if finding.rule == "R23"}
    assert {"Data goes from One", "Data goes from Two"} == sent


def test_r23_names_a_tool_of_another_law_without_a_rule() -> None:
    """An agreement of UK law, which says nothing under the GDPR where both laws apply, is named all the same."""
    shared = {"locations": ["IN"], "safeguards": [{"mechanism": "idta", "signed_on": "2025-01-01"}]}
    finding = found("R23", exporter={"regimes": ["eu", "uk"]}, subprocessor=shared)
    assert finding.message.endswith("nothing carries it: the International Data Transfer Agreement.")


def test_r23_names_only_rules_that_speak_against_a_tool() -> None:
    """A finding that lets the tool stand, such as that of R11, is no reason why nothing carries the transfer."""
    shared = {"locations": ["IN"], "subject_to_gdpr": True, "safeguards": [{"like": "module 3", "modules": [2]}]}
    finding = found("R23", subprocessor=shared)
    assert "standard contractual clauses (2021/914) (R26)." in finding.message
