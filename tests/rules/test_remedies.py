"""No remedy advises what carries nothing on the day: clauses that a scenario or an operator's own file ended."""

import re
from datetime import date
from typing import Any

import pytest

from service.law import Law, load_law
from service.rules import assess, assess_whole
from service.transfers import Finding
from tests.law.overlays import end, overlaid
from tests.rules.reading import Case, all_cases, facts_of

CASES = list(all_cases())
BEGUN = date(2021, 6, 28)
ENDED = overlaid(end=[end("2021/914", str(BEGUN))])
SIGN_THEM = re.compile(r"2021/914|[Ss]ign (?:it|module|the clauses)|UK Addendum to them|Keep the clauses")
US = [{"mechanism": "adequacy", "decision": "DPF", "dpf": {"status": "none"}}]
FRAMEWORK = ["framework"]
OLD = [{"like": "clauses of 2010", "signed_on": "2019-03-01"}]


def found(case: Case, law: Law) -> tuple[Finding, ...]:
    """What the check says of a case under a law."""
    check = assess_whole if case.get("whole") else assess
    return check(facts_of(case), law.without(case.get("revoke", ()))).findings


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{file}: {case['name']}") for file, case in CASES])
def test_ended_clauses_are_not_advised(case: Case) -> None:
    """Whatever is wrong, nobody is told to sign the clauses of (EU) 2021/914 after their end."""
    laws = [load_law().without(["2021/914"])]
    laws += [ENDED] if case.get("on", "2026-11-23") >= str(BEGUN) else []
    said = [(one.rule, one.remedy) for law in laws for one in found(case, law)]
    assert [] == [one for one in said if SIGN_THEM.search(one[1])]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{file}: {case['name']}") for file, case in CASES])
def test_fallen_clauses_of_the_uk_and_of_switzerland_are_not_advised(case: Case) -> None:
    """Where what the UK or Switzerland add to the clauses has fallen, nobody is told to sign them with it."""
    law = load_law().without(["idta", "uk_addendum", "eu_scc_swiss"])
    said = [(one.rule, one.remedy) for one in found(case, law)]
    assert [] == [one for one in said if re.search(r"Transfer Agreement|UK Addendum|with the Swiss", one[1])]


@pytest.mark.parametrize(
    ("rule", "subprocessor"),
    [
        ("R17", {"locations": ["US"], "safeguards": US}),
        ("R21", {"locations": ["US"], "safeguards": FRAMEWORK}),
        ("R23", {"locations": ["IN"], "safeguards": []}),
        ("R24", {"locations": ["IN"], "safeguards": OLD}),
    ],
)
def test_clauses_are_advised_until_their_last_day(rule: str, subprocessor: dict[str, Any]) -> None:
    """On the last day of the clauses a remedy names them, on the next one what a contract can bring instead."""
    law = overlaid(end=[end("2021/914", "2026-11-24")])
    case: Case = {"subprocessor": subprocessor, "engagement": {"hr_data": False}}
    last, after = (
        next(one.remedy for one in found(case | {"on": on}, law) if one.rule == rule)
        for on in ("2026-11-23", "2026-11-24")
    )
    assert ("clauses of (EU) 2021/914" in last, "authorised ad hoc clauses" in after) == (True, True)


@pytest.mark.parametrize(
    ("regime", "revoked", "words"),
    [
        ("eu", ["2021/914"], "Sign authorised ad hoc clauses (GDPR Art. 46(3)(a)) with Acme Ltd"),
        ("eu", ["uk_addendum", "eu_scc_swiss"], "Sign the clauses of (EU) 2021/914, module 3, with Acme Ltd"),
        ("uk", ["2021/914"], "Sign the International Data Transfer Agreement with Acme Ltd"),
        ("uk", ["uk_addendum"], "Sign the International Data Transfer Agreement with Acme Ltd"),
        ("uk", ["idta"], "Sign the clauses of (EU) 2021/914 with the UK Addendum, module 3, with Acme Ltd"),
        ("uk", ["idta", "2021/914"], "Sign authorised ad hoc clauses (UK GDPR Art. 46(3)(a)) with Acme Ltd"),
        ("ch", ["2021/914"], "Sign notified ad hoc clauses (FADP Art. 16(2)(b)) with Acme Ltd"),
        ("ch", ["eu_scc_swiss"], "Sign notified ad hoc clauses (FADP Art. 16(2)(b)) with Acme Ltd"),
    ],
)
def test_next_tool_is_that_of_the_regime(regime: str, revoked: list[str], words: str) -> None:
    """What is advised in place of fallen clauses is a tool of the exporter's own law that has not fallen."""
    case: Case = {"exporter": {"regimes": [regime]}, "subprocessor": {"locations": ["IN"], "safeguards": []}}
    (remedy,) = [one.remedy for one in found(case, load_law().without(revoked)) if one.rule == "R23"]
    assert remedy.startswith(words)
