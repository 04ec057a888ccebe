"""What is said of a list as a whole, once, instead of for each of its entries: the way back, and gaps of the record."""

from collections.abc import Iterable

import msgspec

from service.law import Law
from service.rules.catalogue import RULES
from service.rules.facts import Facts, ListCase, ListFacts, case_of
from service.rules.findings import addressed, finding_of_list, worst_first
from service.rules.members import returning_member
from service.rules.passages import passage_through
from service.rules.verdicts import assess, verdict_of
from service.transfers import Finding, Verdict, worst

# The rules that look at a list or at the way back: no other is missed where no entry is asked about.
_OF_LISTS = {built.rule.id for built in RULES if built.check_list or "controller_place" in built.rule.needs}


def assess_list(facts: ListFacts, law: Law) -> Verdict:
    """Check a list itself: the transfers back to its controller outside the EEA, and what is said of it as a whole.

    A rule that needs what was not given says nothing.
    """
    case = case_of(facts.as_entry(), law)
    member = returning_member(case)
    back = verdict_of(case, passage_through(case.scene, () if member is None else (member,)))
    findings = tuple(sorted((*back.findings, *_said(facts, law)), key=worst_first))
    silent = tuple(rule for rule in back.not_evaluated if rule in _OF_LISTS)
    own = msgspec.structs.replace(back, findings=findings, not_evaluated=silent)
    return addressed(own, facts.controller_slug, None)


def assess_whole(facts: Facts, law: Law) -> Verdict:
    """Check an entry and, where its controller is given, the list it is on: what a stateless question gets."""
    own = assess(facts, law)
    if facts.controller is None:
        return own
    around = assess_around(facts, law)
    return msgspec.structs.replace(
        own,
        result=worst([own.result, around.result]),
        transfers=(*own.transfers, *around.transfers),
        findings=tuple(sorted((*own.findings, *around.findings), key=worst_first)),
    )


def assess_around(facts: Facts, law: Law) -> Verdict:
    """Check the list that an entry is on; its controller must be given."""
    if facts.controller is None:
        msg = "there is no list without its controller"
        raise ValueError(msg)
    around = ListFacts(
        on=facts.on,
        exporter=facts.exporter,
        controller=facts.controller,
        controller_slug=facts.controller_slug,
        processor=facts.processor,
    )
    return assess_list(around, law)


def _said(facts: ListFacts, law: Law) -> Iterable[Finding]:
    case = ListCase(facts=facts, law=law)
    return (
        finding_of_list(facts, built.rule, note)
        for built in RULES
        if built.check_list is not None
        and facts.given.issuperset(built.rule.needs)
        and any(regime in built.rule.regimes for regime in facts.exporter.regimes)
        for note in built.check_list(case)
    )
