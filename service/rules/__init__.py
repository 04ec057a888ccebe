"""The check: pure functions of list entry, exporter, legal facts and day. No clock, no input or output.

`assess(facts, law)` runs the gate of Chapter V and the rules of Art. 28 GDPR for one list entry, `assess_list` looks at
the list itself: what goes back to a controller abroad, and what would be said of every entry alike. What is taken as
fallen in a scenario is `law.without(ids)`. One rule is one module (`r17_dpf_not_active.py`): its duty and source, its
title, what it does to a transfer tool, and a function from the thing it is about to what it has to say. The modules are
found by walking this package; the engine knows none of them:

    facts -> scene -> members of the chain -> hops (place by regime) -> gate: tools -> result     (passages)
          -> what is said of the engagement, and all findings                                     (verdicts)

Whoever needs the transfers alone asks for `transfers(facts, law)`: the same gate, and no rule is asked for findings.
A passage depends on the scene alone, so whoever checks many entries takes each scene through the gate once.
"""

from service.rules.facts import Facts, ListFacts, Scene
from service.rules.lists import assess_list, assess_whole
from service.rules.passages import Passage, passage_of
from service.rules.verdicts import assess, judge, transfers

__all__ = [
    "Facts",
    "ListFacts",
    "Passage",
    "Scene",
    "assess",
    "assess_list",
    "assess_whole",
    "judge",
    "passage_of",
    "transfers",
]
