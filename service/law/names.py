"""How people call a legal fact: what `law show`, a scenario and an overlay go by."""

from service.law.adequacy import AnyDecision, Decision, folded, names_of
from service.law.safeguards import ClauseSet
from service.law.uk_swiss import Listed, NationalTool

Revocable = AnyDecision | ClauseSet | NationalTool


def called(fact: Revocable) -> frozenset[str]:
    """Return every name of what may fall, folded: what a claim names it by, its id, and its name in words."""
    if isinstance(fact, Decision | Listed):
        return frozenset((*names_of(fact), folded(fact.name)))
    word = fact.set if isinstance(fact, ClauseSet) else None
    return frozenset(folded(name) for name in (fact.id, word) if name is not None)
