"""The gate of Chapter V for one hop. It knows no rule by name.

The order is that of the law: is it a transfer, does a tool carry it (Art. 45, then 46, then 49), and if not, then not.
"""

from collections.abc import Iterator, Sequence

from service.rules.catalogue import rules_about
from service.rules.hops import Hop
from service.rules.outcomes import Outcome, Said, Weighed, weigh
from service.rules.tools import Tool, tools_of
from service.transfers import Result


def through_the_gate(hop: Hop) -> Outcome:
    """Ask the rules about the place of a hop and then those about its tools; returns what comes of it."""
    placed = tuple((built.rule, note) for built in rules_about("place", hop.regime) for note in built.check(hop))
    settled = next((note.result for _, note in placed if note.result is not None), None)
    tools = tools_of(hop) if settled in (None, "undetermined") else ()
    weighed = tuple(weigh(tool, tuple(_said_of(tool))) for tool in tools)
    holding = tuple(sorted(_holding(weighed), key=lambda tool: tool.rank))
    result = settled or _result(hop, weighed, holding)
    return Outcome(hop=hop, result=result, placed=placed, weighed=weighed, holding=holding)


def _said_of(tool: Tool) -> Iterator[Said]:
    hop = tool.hop
    for built in rules_about("tool", hop.regime, tool.mechanism):
        if hop.country is not None or built.rule.undeclared:
            for note in built.check(tool):
                yield built.rule, note


def _holding(weighed: Sequence[Weighed]) -> Iterator[Weighed]:
    """Yield the tools that hold: a decision that several claims mean is one tool."""
    met: set[str] = set()
    for one in weighed:
        decision = one.tool.decision
        if one.holds and (decision is None or decision.id not in met):
            yield one
            met |= {decision.id} if decision is not None else set()


def _result(hop: Hop, weighed: Sequence[Weighed], holding: Sequence[Weighed]) -> Result:
    if holding:
        return holding[0].result
    if any(not tool.defeated for tool in weighed):
        return "undetermined"
    if hop.subprocessor is None or hop.subprocessor.safeguards is None:
        return "undetermined"
    territory = None if hop.standing is None else hop.standing.territory
    return territory.default_result or "unsafeguarded" if territory is not None else "unsafeguarded"
