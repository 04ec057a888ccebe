"""What is said of a list as a whole, once, instead of for each of its entries."""

from service.law import Law
from service.rules.catalogue import RULES
from service.rules.facts import ListCase, ListFacts
from service.rules.findings import finding_of_list
from service.transfers import Finding


def assess_list(facts: ListFacts, law: Law) -> tuple[Finding, ...]:
    """Return the findings about a list itself, by rule; a rule that needs what was not given says nothing."""
    case = ListCase(facts=facts, law=law)
    return tuple(
        finding_of_list(facts, built.rule, note)
        for built in RULES
        if built.check_list is not None
        and facts.given.issuperset(built.rule.needs)
        and any(regime in built.rule.regimes for regime in facts.exporter.regimes)
        for note in built.check_list(case)
    )
