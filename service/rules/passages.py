"""What the check says of a chain before it looks at the terms of the entry: outcomes of hops, and findings about them.

It depends on the scene alone, so entries of the same sub-processor under other terms pass the gate once.
"""

from collections.abc import Iterable, Iterator

import msgspec

from service.rules.catalogue import rules_about, rules_about_parties
from service.rules.contracts import contract_in_force
from service.rules.facts import Scene
from service.rules.findings import Spoken, Written, written
from service.rules.gate import through_the_gate
from service.rules.hops import hops_of
from service.rules.members import Member, members_of
from service.rules.outcomes import Outcome, Party, Said, basis_of
from service.rules.rule import Note, Rule
from service.transfers import Result, Transfer, worst


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """The members of a chain with what the gate let pass, and what the rules say of them, whatever the entry's terms.

    `transfers` come by length of the chain, regime and country.
    """

    parties: tuple[Party, ...]
    result: Result
    transfers: tuple[Transfer, ...]
    findings: Written


def passage_of(scene: Scene) -> Passage:
    """Take the sub-processor of an entry and everyone below it through the gate."""
    return passage_through(scene, members_of(scene))


def passage_through(scene: Scene, members: Iterable[Member]) -> Passage:
    """Take members through the gate, and let every rule speak of them that needs no more than the scene."""
    through = [(member, tuple(map(through_the_gate, hops_of(scene, member)))) for member in members]
    outcomes = [outcome for _, own in through for outcome in own]
    onward = tuple(
        outcome for outcome in outcomes if outcome.result == "unsafeguarded" and outcome.hop.member.is_onward
    )
    parties = tuple(
        Party(scene=scene, member=member, outcomes=own, onward=onward, contract=contract_in_force(scene, member))
        for member, own in through
    )
    spoken = [said for outcome in outcomes for said in _about_hop(outcome)]
    spoken += [said for party in parties for said in _about_party(party)]
    return Passage(
        parties=parties,
        result=worst([outcome.result for outcome in outcomes]),
        transfers=_transfers(outcomes),
        findings=written(spoken),
    )


def transfers_of(scene: Scene) -> tuple[Transfer, ...]:
    """Take an entry and everyone below it through the gate, and ask no rule for findings: the transfers alone."""
    return _transfers([through_the_gate(hop) for member in members_of(scene) for hop in hops_of(scene, member)])


def _about_hop(outcome: Outcome) -> Iterator[Spoken]:
    hop = outcome.hop
    for rule, note in outcome.placed:
        if note.severity is not None:
            yield _spoken(outcome, (rule, note), hop.region or "")
    for weighed in outcome.weighed:
        is_fallback = outcome.result == "adequate" and weighed.tool.mechanism != "adequacy"
        for rule, note in weighed.said:
            if note.severity is not None and _is_written(outcome, (rule, note), is_fallback=is_fallback):
                yield _spoken(outcome, (rule, note), weighed.tool.key, capped=_is_capped(outcome))
    for built in rules_about("hop", hop.regime):
        for note in built.check(outcome):
            yield _spoken(outcome, (built.rule, note), hop.region or "")


def _is_written(outcome: Outcome, said: Said, *, is_fallback: bool) -> bool:
    """Tell whether what a rule said of a tool becomes a finding.

    Where no country is recorded it is no finding that more is missing, only that a tool carries nothing anywhere; where
    adequacy carries the hop, gaps in a fallback are none either.
    """
    rule, note = said
    if (note.effect or rule.effect) != "defeats" and (outcome.hop.country is None or is_fallback):
        return False
    return note.only_if is None or outcome.result in note.only_if


def _is_capped(outcome: Outcome) -> bool:
    """Tell whether no tool can be the last hope of this hop: another holds, or it is not known to need one."""
    hop = outcome.hop
    if hop.country is None:
        return True
    territory = None if hop.standing is None else hop.standing.territory
    return bool(outcome.holding) or (territory is not None and territory.default_result is not None)


def _about_party(party: Party) -> Iterator[Spoken]:
    if party.member.returns:
        return
    for built in rules_about_parties("member", party.scene.exporter.regimes):
        for note in built.check(party):
            yield of_member(party, built.rule, note)


def of_member(party: Party, rule: Rule, note: Note) -> Spoken:
    """Return what a rule said of a member of the chain: of all its places, unless the note names one."""
    return Spoken(
        rule=rule,
        note=note,
        member=party.member,
        cited=note.regime or party.scene.exporter.regimes[0],
        regime=note.regime,
        country=note.country,
    )


def _spoken(outcome: Outcome, said: Said, key: str, *, capped: bool = False) -> Spoken:
    rule, note = said
    hop = outcome.hop
    return Spoken(
        rule=rule,
        note=note,
        member=hop.member,
        cited=hop.regime,
        regime=hop.regime,
        country=hop.country,
        key=key,
        capped=capped,
    )


def _transfers(outcomes: Iterable[Outcome]) -> tuple[Transfer, ...]:
    return tuple(_transfer(outcome) for outcome in sorted(outcomes, key=_position))


def _transfer(outcome: Outcome) -> Transfer:
    hop, holding = outcome.hop, outcome.holding
    carried = holding if outcome.result in ("adequate", "safeguarded", "derogation") else ()
    bases = [basis_of(weighed.tool) for weighed in carried]
    return Transfer(
        controller=None,
        subprocessor=hop.member.slug,
        country=hop.country,
        activities=hop.activities,
        chain=hop.member.chain,
        regime=hop.regime,
        exporter=hop.member.sender.name,
        importer=hop.importer,
        result=outcome.result,
        basis=bases[0] if bases else None,
        fallbacks=tuple(bases[1:]),
        manual_review=outcome.manual_review,
    )


def _position(outcome: Outcome) -> tuple[int, str, bool, str, tuple[str, ...]]:
    hop = outcome.hop
    return (len(hop.member.chain), hop.regime, hop.country is None, hop.country or hop.region or "", hop.member.chain)
