"""The answer about a list entry: how its chain passes the gate, and what the rules say of its engagement."""

from collections.abc import Callable, Iterator

import msgspec

from service.law import Law
from service.rules.catalogue import not_evaluated, rules_about_parties
from service.rules.facts import Case, Facts, Scene, case_of
from service.rules.findings import Spoken, addressed, joined
from service.rules.keeping import kept_transfers
from service.rules.outcomes import Engaged
from service.rules.passages import Passage, of_member, passage_of
from service.transfers import Transfer, Verdict


def assess(facts: Facts, law: Law) -> Verdict:
    """Check one list entry on a day: its transfers, the worst result of them, and what every rule has to say.

    Transfers come by length of the chain, regime and country, findings from the worst down. Rules that need what was
    not given are listed in `not_evaluated`. Never raises for documents that passed validation.
    """
    return addressed(judge(facts, law), facts.controller_slug, facts.entry.effective_from)


def transfers(facts: Facts, law: Law) -> tuple[Transfer, ...]:
    """Return the transfers that `assess` would give, for whoever asks for no findings: most of its work is those.

    For plain days, as lists and notices have them (`kept_transfers`).
    """
    name = facts.controller_slug
    return tuple(msgspec.structs.replace(hop, controller=name) for hop in kept_transfers(case_of(facts, law).scene))


def judge(facts: Facts, law: Law, passage: Callable[[Scene], Passage] = passage_of) -> Verdict:
    """Check the terms of an entry, whoever's list it is on: equal terms give equal answers, to be asked for once.

    A `passage` that is given may remember what it found for an equal scene.
    """
    case = case_of(facts, law)
    return verdict_of(case, passage(case.scene))


def verdict_of(case: Case, passage: Passage) -> Verdict:
    """Let the rules about the engagement speak, and join what they say with what is said of the chain."""
    return Verdict(
        on=case.on,
        result=passage.result,
        transfers=passage.transfers,
        findings=joined(passage.findings, _about_engagement(case, passage), aggravated=case.aggravated),
        not_evaluated=not_evaluated(case.given),
    )


def _about_engagement(case: Case, passage: Passage) -> Iterator[Spoken]:
    rules = rules_about_parties("engagement", case.scene.exporter.regimes, case.given)
    for party in passage.parties:
        if not party.member.returns:
            engaged = Engaged(case=case, party=party)
            for built in rules:
                for note in built.check(engaged):
                    yield of_member(party, built.rule, note)
