"""A judge that remembers chains answers of every entry what the check answers of it alone."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import msgspec
import pytest

from service.documents import from_plain
from service.engagements import Engagement
from service.law import load_law
from service.register.judging import Judge
from service.rules import Facts, Passage, Scene, judge, passage_of
from tests.rules.reading import Case, all_cases, facts_of

LAW = load_law()
# For each field of an engagement values that differ in what rules may make of it.
FIELDS: dict[str, list[Any]] = {
    "purpose": [None, "Support"],
    "data_categories": [None, [], ["Health data"], ["Names", "E-mail addresses"]],
    "special_categories": [None, True],
    "criminal_data": [True],
    "children": [True],
    "vulnerable_people": [True],
    "hr_data": [None, False, True],
    "large_scale": [None, False, True],
    "role": ["processor", "independent_controller", "joint_controller"],
    "own_purposes": [None, True],
    "frequency": [None, "continuous", "one_off"],
    "authorisation": [None, {"type": "general", "status": "pending"}, {"type": "specific", "status": "refused"}],
    "arrangement": [None, {"signed_on": "2020-01-01"}],
    "disclosure_basis": [None, "Art. 6(1)(f)"],
    "deletion": [None, {"done_on": "2026-01-01"}],
    "locations": [[], [{"country": "IN", "activity": "hosting"}]],
    "dpa": [{"status": "none"}],
    "safeguards": [[]],
}
DAYS = [("2020-01-01", None), ("2030-01-01", None), ("2020-01-01", "2026-10-01")]


def others(facts: Facts) -> Iterator[Facts]:
    """Yield the same entry under other terms, one fact changed at a time, then under other days."""
    for field, values in FIELDS.items():
        for value in values:
            changed = from_plain({field: value}, Engagement)
            terms = msgspec.structs.replace(facts.entry.engagement, **{field: getattr(changed, field)})
            yield with_entry(facts, engagement=terms)
    for start, end in DAYS:
        ended = None if end is None else date.fromisoformat(end)
        yield with_entry(facts, effective_from=date.fromisoformat(start), effective_until=ended)


def itself(facts: Facts) -> Facts:
    """Give facts that are known already to a judge that asks for them."""
    return facts


def with_entry(facts: Facts, **changed: object) -> Facts:
    """Return facts whose entry differs."""
    return msgspec.structs.replace(facts, entry=msgspec.structs.replace(facts.entry, **changed))


@pytest.mark.parametrize("case", [case for _, case in all_cases()][::7])
def test_what_was_found_of_a_chain_serves_other_terms_where_it_is_the_same(case: Case) -> None:
    """Whatever was asked before of the same sub-processor, the verdict on terms is that of the check by itself."""
    facts, law = facts_of(case), LAW.without(case.get("revoke", ()))
    remembering = Judge(law)
    for number, asked in enumerate([facts, *others(facts), facts]):
        assert judge(asked, law) == remembering.terms(number, partial(itself, asked))


def test_terms_that_bind_their_entry_alone_pass_the_gate_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other purposes, authorisations and people do not take a chain through the gate again; other data does."""
    passed: list[str] = []

    def counted(scene: Scene) -> Passage:
        passed.append(scene.slug)
        return passage_of(scene)

    monkeypatch.setattr("service.register.judging.passage_of", counted)
    facts, remembering = facts_of({}), Judge(LAW)
    for number, field in enumerate(("purpose", "authorisation", "children", "deletion", "hr_data")):
        value = getattr(from_plain({field: FIELDS[field][-1]}, Engagement), field)
        terms = msgspec.structs.replace(facts.entry.engagement, **{field: value})
        asked = with_entry(facts, engagement=terms)
        remembering.terms(number, partial(itself, asked))
    assert ["acme", "acme"] == passed
