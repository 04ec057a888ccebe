"""The digest of the facts under a finding: what changes it, and what leaves it as it is."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from service.law import load_law
from service.rules import Facts, assess
from service.rules.digests import digest
from tests.rules.reading import GIVEN, Case, all_cases, facts_of

LAW = load_law()
CASES = [pytest.param(case, id=f"{file}: {case['name']}") for file, case in all_cases()]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
RULES: Case = {"like": "processor rules", "tias": []}
# Binding rules without an assessment, for India and the United States, and a contract that is not signed.
SUBJECT: Case = {
    "subprocessor": {"locations": ["IN", "US support"], "safeguards": [RULES], "dpa": {"status": "draft"}},
}


def digests(facts: Facts, law: Any = LAW) -> dict[str, bytes]:  # noqa: ANN401 — the legal facts
    """The digest of each finding about the facts, by fingerprint."""
    return {finding.fingerprint: digest(finding, facts, law) for finding in assess(facts, law).findings}


def of_rule(case: Case, rule: str, country: str | None) -> bytes:
    """The digest of the one finding of a rule about a country."""
    facts = facts_of(case)
    found = [f for f in assess(facts, LAW).findings if (f.rule, f.country) == (rule, country)]
    assert 1 == len(found), [(f.rule, f.country) for f in assess(facts, LAW).findings]
    return digest(found[0], facts, LAW)


def with_(part: str = "subprocessor", **fields: Any) -> Case:  # noqa: ANN401 — fields of any type
    """The subject with some fields of one of its documents changed."""
    return SUBJECT | {part: SUBJECT.get(part, {}) | fields}


@pytest.mark.parametrize("case", CASES)
def test_digest_does_not_know_the_day(case: Case) -> None:
    """On two days that follow each other a finding that says the same rests on the same facts."""
    law = LAW.without(case.get("revoke", ()))
    facts = facts_of(case)
    following = msgspec.structs.replace(facts, on=facts.on + timedelta(days=1))
    said = {f.fingerprint: f for f in assess(facts, law).findings}
    later = {f.fingerprint: f for f in assess(following, law).findings}
    before, after = digests(facts, law), digests(following, law)
    same = [
        name
        for name in said.keys() & later.keys()
        if said[name].severity == later[name].severity
        and _DAY.sub("", said[name].message) == _DAY.sub("", later[name].message)
    ]
    assert {name: before[name] for name in same} == {name: after[name] for name in same}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(with_(locations=["IN backup", "US support"]), id="another activity there"),
        pytest.param(with_(locations=["IN", "IN backup", "US support"]), id="another location there"),
        pytest.param(with_(safeguards=[RULES | {"approved_on": "2024-02-02"}]), id="rules approved again"),
        pytest.param(with_(legal_name="Another Ltd"), id="another legal entity"),
        pytest.param(with_(subject_to_gdpr=True), id="another fact about the entity"),
        pytest.param(with_("engagement", special_categories=True), id="other data"),
        pytest.param(with_(safeguards=[RULES | {"tias": [{"completed_on": "2030-01-01"}]}]), id="assessment to come"),
        pytest.param(with_(safeguards=[RULES | {"suspended_on": "2030-01-01"}]), id="suspension to come"),
    ],
)
def test_digest_changes_with_the_facts(changed: Case) -> None:
    """A finding about a hop rests on its places, its tools, its legal entity and the data."""
    assert of_rule(SUBJECT, "R29", "IN") != of_rule(changed, "R29", "IN")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(with_(website="https://example.org"), id="website"),
        pytest.param(with_(name="Acme Cloud"), id="name"),
        pytest.param(with_(contact={"name": "Somebody"}), id="contact"),
        pytest.param(with_(locations=["US support", "IN"]), id="order of the locations"),
        pytest.param(with_(locations=["IN", "US support", "BR"]), id="another country"),
        pytest.param(with_(locations=["IN"]), id="without the other country"),
        pytest.param(with_(safeguards=[RULES | {"countries": ["IN", "US"]}]), id="reach of the rules"),
        pytest.param(with_(safeguards=[RULES, {"mechanism": "idta", "countries": ["US"]}]), id="tool of the other"),
        pytest.param(with_(dpa={"status": "ended"}), id="contract"),
        pytest.param(with_("engagement", authorisation={"type": "general"}), id="authorisation"),
        pytest.param(with_("engagement", deletion={"kind": "deleted"}), id="deletion"),
        pytest.param(SUBJECT | {"chain": {"other": {"locations": ["CN"]}}}, id="another sub-processor"),
    ],
)
def test_digest_stays_when_something_else_changes(changed: Case) -> None:
    """Other countries, other sub-processors and editorial fields are no facts of a finding about a hop."""
    assert of_rule(SUBJECT, "R29", "IN") == of_rule(changed, "R29", "IN")


def test_assessments_of_other_countries_are_not_counted() -> None:
    """Of the assessments of a tool only those of the hop's own country are facts of a finding about it."""
    old = {"completed_on": "2020-01-01", "countries": ["IN"], "outcome": "equivalent"}
    new = {"completed_on": "2026-11-01", "countries": ["US"], "outcome": "equivalent"}
    changed = old | {"measures": [{"kind": "technical"}]}
    found = [
        of_rule(with_(safeguards=[RULES | {"tias": tias}]), "R30", "IN") for tias in ([old], [old, new], [changed, new])
    ]
    assert found[0] == found[1]
    assert found[1] != found[2]


def test_finding_about_a_member_rests_on_its_whole_document() -> None:
    """A finding about a legal entity changes with any field of its document but name, website and contact."""
    before = of_rule(SUBJECT, "R42", None)
    for editorial in ({"website": "https://example.org"}, {"name": "Acme Cloud"}, {"contact": {"name": "Somebody"}}):
        assert before == of_rule(with_(**editorial), "R42", None)
    assert before != of_rule(with_(locations=["IN"]), "R42", None)
    assert before != of_rule(with_(dpa={"status": "draft", "reference": "A-1"}), "R42", None)
    assert before != of_rule(with_("engagement", purpose="Something else"), "R42", None)


def test_override_that_says_the_same_changes_nothing() -> None:
    """Whether a fact stands in the catalogue or in the engagement makes no difference to what rests on it."""
    own = {"locations": ["IN", "US support"]}
    assert of_rule(SUBJECT, "R29", "IN") == of_rule(with_("engagement", **own), "R29", "IN")


def test_name_in_the_message_is_not_a_fact() -> None:
    """The digest leaves out what the member is called, however its name is written in the sentence."""
    nameless = GIVEN["subprocessor"] | {"legal_name": None}
    one, other = (with_(**nameless | {"name": name, **SUBJECT["subprocessor"]}) for name in ("acme", "Acme (Cloud)"))
    assert of_rule(one, "R29", "IN") == of_rule(other, "R29", "IN")
