"""What holds of the check whatever is recorded: properties over generated list entries."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from service.law import load_law
from service.rules import Facts, assess
from service.transfers import worst
from tests.campaigns import tried_on
from tests.rules.hostile import facts

LAW = load_law()
anything = tried_on(150)


@anything
@given(facts())
def test_the_result_is_that_of_the_worst_hop(given: Facts) -> None:
    """The check answers for every entry, and its result is the worst of its transfers, of which there is always one."""
    verdict = assess(given, LAW)
    assert verdict.transfers
    assert worst([transfer.result for transfer in verdict.transfers]) == verdict.result


@anything
@given(facts())
def test_every_unsafeguarded_hop_has_r23_once(given: Facts) -> None:
    """Each unsafeguarded hop has one critical R23, and no other hop has one."""
    verdict = assess(given, LAW)
    hops = [(t.subprocessor, t.country, t.regime) for t in verdict.transfers if t.result == "unsafeguarded"]
    found = [
        (f.subprocessor, f.country, f.regime) for f in verdict.findings if (f.rule, f.severity) == ("R23", "critical")
    ]
    assert sorted(hops, key=str) == sorted(found, key=str)


@anything
@given(facts())
def test_what_carries_a_hop_is_named(given: Facts) -> None:
    """A hop that rests on a tool names it, and no other hop names one."""
    for transfer in assess(given, LAW).transfers:
        assert (transfer.result in ("adequate", "safeguarded", "derogation")) == (transfer.basis is not None)


@anything
@given(facts())
def test_only_the_gdpr_knows_the_inside_of_the_eea(given: Facts) -> None:
    """Under the UK GDPR and the FADP no hop is inside the EEA, and what stays at home is no transfer."""
    document = given.entry.subprocessor
    for transfer in assess(given, LAW).transfers:
        at_home = transfer.country is not None and transfer.country == {"uk": "GB", "ch": "CH"}.get(transfer.regime)
        assert transfer.regime == "eu" or transfer.result != "inside_eea"
        if at_home and document.international_organisation is None and len(transfer.chain) == 1:
            assert "no_transfer" == transfer.result


@anything
@given(facts())
def test_unknown_facts_are_at_most_high_before_the_modifier(given: Facts) -> None:
    """A finding that only misses facts is critical for no other reason than the modifier M or the framework list."""
    plain = msgspec.structs.replace(given.entry.engagement, special_categories=None, large_scale=None)
    entry = msgspec.structs.replace(given.entry, engagement=plain)
    verdict = assess(msgspec.structs.replace(given, entry=entry), LAW)
    assert [] == [
        f for f in verdict.findings if f.unknown and f.severity == "critical" and f.rule not in ("R16", "R17")
    ]


@anything
@given(facts())
def test_the_same_facts_give_the_same_findings(given: Facts) -> None:
    """The check is a function: the same facts give the same verdict, and fingerprints tell its findings apart."""
    verdict = assess(given, LAW)
    assert assess(given, LAW) == verdict
    assert len(verdict.findings) == len({finding.fingerprint for finding in verdict.findings})


@anything
@given(facts(), st.integers(1, 400))
def test_a_fingerprint_outlives_the_day(given: Facts, days: int) -> None:
    """Whether there is no contract has one fingerprint on all days."""
    later = msgspec.structs.replace(given, on=given.on + timedelta(days=days))
    prints = [{f.fingerprint for f in assess(facts, LAW).findings if f.rule == "R50"} for facts in (given, later)]
    assert prints[0] == prints[1]


@anything
@given(facts())
def test_a_member_of_the_chain_is_asked_for_terms_of_its_own_alone(given: Facts) -> None:
    """What only the entry itself can answer for is said of no other member of its chain."""
    own = {"R45", "R46", "R52", "R53", "R54", "R55"}
    assert {given.entry.slug} >= {f.subprocessor for f in assess(given, LAW).findings if f.rule in own}


@anything
@given(facts())
def test_a_contract_is_missing_or_has_gaps_and_never_both(given: Facts) -> None:
    """Where there is no contract, or none is recorded, nothing is said of its terms."""
    alone = msgspec.structs.replace(given.entry.subprocessor, engages=None)
    entry = msgspec.structs.replace(given.entry, subprocessor=alone)
    found = assess(msgspec.structs.replace(given, entry=entry), LAW).findings
    missing = [f for f in found if f.rule == "R42" and f.severity in ("high", "critical")]
    assert not missing or not [f for f in found if f.rule in ("R43", "R44")]
