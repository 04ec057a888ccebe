"""The gate of Chapter V, hop by hop, and the findings of all rules. It knows no rule by name.

The order is that of the law: is it a transfer, does a tool carry it (Art. 45, then 46, then 49), and if not, then not.
"""

from collections.abc import Iterable, Iterator

from service.law import Law
from service.rules.catalogue import not_evaluated, rules_about
from service.rules.facts import Case, Facts
from service.rules.findings import Spoken, addressed, findings_of
from service.rules.hops import Hop, hops_of
from service.rules.members import Member, members_of
from service.rules.outcomes import Outcome, Party, Said, Weighed, basis_of
from service.rules.tools import Tool, tools_of
from service.transfers import Result, Transfer, Verdict, worst


def assess(facts: Facts, law: Law) -> Verdict:
    """Check one list entry on a day: its transfers, the worst result of them, and what every rule has to say.

    Transfers come by length of the chain, regime and country, findings from the worst down. Rules that need what was
    not given are listed in `not_evaluated`. Never raises for documents that passed validation.
    """
    return addressed(judge(facts, law), facts.controller_slug, facts.entry.effective_from)


def judge(facts: Facts, law: Law) -> Verdict:
    """Check the terms of an entry, whoever's list it is on: equal terms give equal answers, to be asked for once."""
    case = Case(facts=facts, law=law)
    return verdict_of(case, members_of(case))


def verdict_of(case: Case, members: Iterable[Member]) -> Verdict:
    """Take members through the gate, and let every rule speak of them."""
    through = [(member, tuple(map(_through_the_gate, hops_of(case, member)))) for member in members]
    outcomes = [outcome for _, own in through for outcome in own]
    onward = tuple(
        outcome for outcome in outcomes if outcome.result == "unsafeguarded" and outcome.hop.member.is_onward
    )
    parties = [Party(case=case, member=member, outcomes=own, onward=onward) for member, own in through]
    spoken = [said for outcome in outcomes for said in _about_hop(outcome)]
    spoken += [said for party in parties for said in _about_member(party)]
    return Verdict(
        on=case.on,
        result=worst([outcome.result for outcome in outcomes]),
        transfers=tuple(_transfer(outcome) for outcome in sorted(outcomes, key=_position)),
        findings=findings_of(case, _once(spoken)),
        not_evaluated=not_evaluated(case.facts.given),
    )


def _once(spoken: Iterable[Spoken]) -> Iterator[Spoken]:
    """Leave out what was said already of a member that data reaches by two ways: of its own facts there is one set.

    Two ways are two contracts and two tools: what is said of a contract names the sender, and of tools all is kept.
    """
    said: set[tuple[str, ...]] = set()
    for one in spoken:
        place = (one.regime or "", one.country or "", one.key)
        key = (one.rule.id, one.member.slug or one.member.name, *place, one.note.message)
        if one.rule.about not in ("place", "member") or key not in said:
            yield one
        said.add(key)


def _through_the_gate(hop: Hop) -> Outcome:
    placed = tuple((built.rule, note) for built in rules_about("place", hop.regime) for note in built.check(hop))
    settled = next((note.result for _, note in placed if note.result is not None), None)
    if settled is not None:
        weighed = _weighed(hop) if settled == "undetermined" else ()
        return Outcome(hop=hop, result=settled, placed=placed, weighed=weighed)
    weighed = _weighed(hop)
    return Outcome(hop=hop, result=_result(hop, weighed), placed=placed, weighed=weighed)


def _weighed(hop: Hop) -> tuple[Weighed, ...]:
    return tuple(Weighed(tool=tool, said=tuple(_said_of(tool))) for tool in tools_of(hop))


def _said_of(tool: Tool) -> Iterator[Said]:
    hop = tool.hop
    for built in rules_about("tool", hop.regime, tool.mechanism):
        if hop.country is not None or built.rule.undeclared:
            yield from ((built.rule, note) for note in built.check(tool))


def _result(hop: Hop, weighed: tuple[Weighed, ...]) -> Result:
    holding = [tool for tool in weighed if tool.holds]
    if holding:
        return min(holding, key=lambda tool: tool.rank).result
    if any(not tool.defeated for tool in weighed):
        return "undetermined"
    if hop.subprocessor is None or hop.subprocessor.safeguards is None:
        return "undetermined"
    territory = None if hop.standing is None else hop.standing.territory
    return territory.default_result or "unsafeguarded" if territory is not None else "unsafeguarded"


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


def _about_member(party: Party) -> Iterator[Spoken]:
    if party.member.returns:
        return
    given = party.case.facts.given
    for built in rules_about("member"):
        if given.issuperset(built.rule.needs) and any(
            regime in built.rule.regimes for regime in party.case.facts.exporter.regimes
        ):
            for note in built.check(party):
                yield Spoken(
                    rule=built.rule, note=note, member=party.member, regime=note.regime, country=note.country, key=""
                )


def _spoken(outcome: Outcome, said: Said, key: str, *, capped: bool = False) -> Spoken:
    rule, note = said
    hop = outcome.hop
    return Spoken(
        rule=rule, note=note, member=hop.member, regime=hop.regime, country=hop.country, key=key, capped=capped
    )


def _transfer(outcome: Outcome) -> Transfer:
    hop, holding = outcome.hop, outcome.holding
    carried = holding if outcome.result in ("adequate", "safeguarded", "derogation") else []
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
