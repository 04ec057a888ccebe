"""The gate: what is expected of a case, hop by hop, in the order of section 0 of the rules."""

from dataclasses import dataclass, field
from itertools import groupby

from tests.rules.oracle.adequacy import Adequacy, examine, r17_unclaimed, r20, r21
from tests.rules.oracle.flows import (
    CRITICAL,
    DEFEATS,
    HIGH,
    LOW,
    MEDIUM,
    OPEN,
    STANDS,
    Flow,
    Outcome,
    Plain,
    claimed_here,
    modified,
    needs_more_care,
)
from tests.rules.oracle.hops import flows_of
from tests.rules.oracle.tables import HOMES, in_eea, is_unsettled
from tests.rules.oracle.tools import Tool, of_a_tool_anywhere, tools_of

HopKey = tuple[tuple[str, ...], str | None, str | None, str]  # chain, country, region, regime
Said = frozenset[tuple[str, str]]  # rule and severity

# Of several tools that hold, the first in this order is the basis; adequacy comes before all of them.
_ORDER = (
    "bcr",
    "scc",
    "idta",
    "certification",
    "code_of_conduct",
    "public_instrument",
    "ad_hoc_clauses",
    "administrative_arrangement",
    "derogation",
)


@dataclass(frozen=True, slots=True)
class Hop:
    """What is expected of one hop."""

    result: str
    mechanism: str | None = None
    reference: str | None = None  # the id of the decision, or the set of the clauses
    fallbacks: tuple[str, ...] = ()
    findings: Said = frozenset()


@dataclass(slots=True)
class Expected:
    """What is expected of a case: its hops, and what R09 says of a member of the chain as a whole."""

    hops: dict[HopKey, Hop] = field(default_factory=dict)
    members: dict[tuple[tuple[str, ...], str], Said] = field(default_factory=dict)  # by chain and regime


def expected(case: Plain) -> Expected:
    """Return what the rules ask for in a case: a dict of plain documents, as DESIGN section 4 has them."""
    found = Expected()
    for (chain, regime), group in groupby(flows_of(case), key=lambda flow: (flow.chain, flow.regime)):
        flows = list(group)
        for flow in flows:
            found.hops[chain, flow.country, flow.region, regime] = _hop(flow)
        said = _r09(flows, [found.hops[chain, flow.country, flow.region, regime].result for flow in flows])
        if said:
            found.members[chain, regime] = said
    return found


def _hop(flow: Flow) -> Hop:
    if not flow.receives:
        return Hop("no_transfer")
    settled = _settled_by_the_place(flow)
    if settled:
        return Hop(settled)
    if flow.region is not None and flow.regime == "eu" and flow.organisation is None:
        return Hop("inside_eea", findings=frozenset({("R04", MEDIUM)}))
    if flow.country is None:
        return _undeclared(flow)
    if flow.regime == "uk" and flow.returns:
        return Hop("no_transfer")
    return _transfer(flow)


def _settled_by_the_place(flow: Flow) -> str | None:
    """R01, R03: what lies inside the EEA under the GDPR, or at home under the other two, whoever receives it there."""
    if flow.organisation is not None or flow.country is None:
        return None
    if flow.regime == "eu":
        return "inside_eea" if in_eea(flow.country, flow.day) else None
    return "no_transfer" if flow.country == HOMES[flow.regime] else None


def _undeclared(flow: Flow) -> Hop:
    """R04; of the tools only what carries nothing wherever the place may be, and no higher than high."""
    outcomes = []
    for claim in claimed_here(flow):
        outcomes += [one for one in of_a_tool_anywhere(flow, claim) if one is not None and one.effect == DEFEATS]
    return Hop("undetermined", findings=_said(outcomes, softened=True) | {("R04", modified(HIGH, flow))})


def _transfer(flow: Flow) -> Hop:
    adequacy = examine(flow)
    tools = tools_of(flow, adequate=bool(adequacy.holding))
    holding = [tool for tool in tools if tool.state == STANDS]
    holding.sort(key=lambda tool: _ORDER.index(tool.mechanism))
    if adequacy.holding:
        return _adequate(flow, adequacy, tools, holding)
    outcomes = [*adequacy.outcomes]
    for tool in tools:
        outcomes += tool.outcomes
    if holding:
        first, *rest = holding
        result = "derogation" if first.mechanism == "derogation" else "safeguarded"
        fallbacks = tuple(tool.mechanism for tool in rest)
        return Hop(result, first.mechanism, first.reference, fallbacks, _said(outcomes, softened=True))
    return _nothing_holds(flow, adequacy, tools, outcomes)


def _adequate(flow: Flow, adequacy: Adequacy, tools: list[Tool], holding: list[Tool]) -> Hop:
    """Extra tools are no fault, and what they lack is none either; that one carries nothing is still said."""
    basis, *others = adequacy.holding
    outcomes = [*adequacy.outcomes]
    for tool in tools:
        outcomes += [outcome for outcome in tool.outcomes if outcome.effect == DEFEATS]
    fallbacks = ("adequacy",) * len(others) + tuple(tool.mechanism for tool in holding)
    beside = any(tool.state != DEFEATS and tool.mechanism != "derogation" for tool in tools)
    for outcome in (r20(flow, basis, fallback=bool(fallbacks)), r21(flow, basis, tool_beside=beside)):
        if outcome:
            outcomes.append(outcome)
    return Hop("adequate", "adequacy", basis.id, fallbacks, _said(outcomes, softened=True))


def _nothing_holds(flow: Flow, adequacy: Adequacy, tools: list[Tool], outcomes: list[Outcome]) -> Hop:
    unsettled = _is_unsettled(flow)
    claim_open = adequacy.claim_open or any(tool.state == OPEN for tool in tools)
    said = _said(outcomes, softened=unsettled)
    if claim_open:
        return Hop("undetermined", findings=said)
    if adequacy.open or flow.safeguards is None or unsettled:
        return Hop("undetermined", findings=said | {("R23", HIGH)})  # and no claim says why
    without = r17_unclaimed(flow, adequacy)
    more = _said([without] if without else [], softened=False)
    return Hop("unsafeguarded", findings=said | more | {("R23", CRITICAL)})


def _is_unsettled(flow: Flow) -> bool:
    """SJ: nobody calls it unsafeguarded without a lawyer, whatever list has Norway on it."""
    return flow.country is not None and is_unsettled(flow.country)


def _said(outcomes: list[Outcome], *, softened: bool) -> Said:
    """Return the findings; a critical one about a tool drops to high where another tool holds."""
    found = set()
    for outcome in outcomes:
        severity = outcome.severity
        if softened and severity == CRITICAL:
            severity = HIGH
        if outcome.rule != "silent":
            found.add((outcome.rule, severity))
    return frozenset(found)


def _r09(flows: list[Flow], results: list[str]) -> Said:
    """R09: all processing is in the EEA and nobody outside has access, but the parent is in a third country."""
    flow = flows[0]
    if flow.regime != "eu" or flow.organisation is not None or flow.returns or "inside_eea" not in results:
        return frozenset()
    if any(result not in ("inside_eea", "no_transfer") for result in results):
        return frozenset()
    parent = flow.importer.get("parent") or {}
    if parent.get("country") is None or in_eea(parent["country"], flow.day):
        return frozenset()
    worse = flow.importer.get("foreign_orders_policy") is False or needs_more_care(flow.engagement)
    return frozenset({("R09", MEDIUM if worse else LOW)})
