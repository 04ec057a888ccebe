"""The gate: what is expected of a case, hop by hop, in the order of section 0 of the rules."""

from dataclasses import dataclass, field
from itertools import groupby

from tests.rules.oracle.adequacy import Adequacy, examine, r17_unclaimed, r20, r21
from tests.rules.oracle.assessments import assessment_rules
from tests.rules.oracle.clauses import clauses_rules, idta_rules, is_left_to_the_idta
from tests.rules.oracle.derogations import derogation_rules
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
    r37_suspended,
)
from tests.rules.oracle.hops import flows_of
from tests.rules.oracle.other_tools import r25, r34, r35, r36, r37
from tests.rules.oracle.tables import HOMES, in_eea, is_unsettled

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


@dataclass(slots=True)
class _Tool:
    mechanism: str
    reference: str | None
    outcomes: list[Outcome]

    @property
    def state(self) -> str:
        effects = [outcome.effect for outcome in self.outcomes]
        return DEFEATS if DEFEATS in effects else OPEN if OPEN in effects else STANDS


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
    known = flow.country is not None
    if not flow.receives or (flow.regime == "uk" and flow.returns and flow.country is not None):
        return Hop("no_transfer")
    if known and flow.country == HOMES.get(flow.regime) and flow.organisation is None:
        return Hop("no_transfer")
    gdpr_decides = flow.regime == "eu" and flow.organisation is None
    if flow.region is not None and gdpr_decides:
        return Hop("inside_eea", findings=frozenset({("R04", MEDIUM)}))
    if flow.country is None:
        return Hop("undetermined", findings=frozenset({("R04", modified(HIGH, flow))}))
    if gdpr_decides and in_eea(flow.country, flow.day):
        return Hop("inside_eea")
    return _transfer(flow)


def _transfer(flow: Flow) -> Hop:
    adequacy = examine(flow)
    basis = adequacy.basis
    tools = _tools(flow, adequate=basis is not None)
    holding = [tool for tool in tools if tool.state == STANDS]
    holding.sort(key=lambda tool: _ORDER.index(tool.mechanism))
    outcomes = [*adequacy.outcomes]
    for tool in tools:
        outcomes += tool.outcomes
    if basis is not None:
        for outcome in (r20(flow, basis, fallback=bool(holding)), r21(flow, basis)):
            if outcome:
                outcomes.append(outcome)
        fallbacks = tuple(tool.mechanism for tool in holding)
        return Hop("adequate", "adequacy", basis.id, fallbacks, _said(outcomes, softened=True))
    if holding:
        first, *rest = holding
        result = "derogation" if first.mechanism == "derogation" else "safeguarded"
        fallbacks = tuple(tool.mechanism for tool in rest)
        return Hop(result, first.mechanism, first.reference, fallbacks, _said(outcomes, softened=True))
    return _nothing_holds(flow, adequacy, tools, outcomes)


def _nothing_holds(flow: Flow, adequacy: Adequacy, tools: list[_Tool], outcomes: list[Outcome]) -> Hop:
    unclaimed = r17_unclaimed(flow, adequacy)
    if unclaimed:
        outcomes.append(unclaimed)
    unsettled = _is_unsettled(flow)
    if flow.safeguards is None:
        outcomes.append(Outcome("R23", HIGH, OPEN))
    is_open = adequacy.open or flow.safeguards is None or any(tool.state == OPEN for tool in tools)
    if is_open or unsettled:
        return Hop("undetermined", findings=_said(outcomes, softened=unsettled))
    outcomes.append(Outcome("R23", CRITICAL, DEFEATS))
    return Hop("unsafeguarded", findings=_said(outcomes, softened=False))


def _is_unsettled(flow: Flow) -> bool:
    """SJ: nobody calls it unsafeguarded without a lawyer, under any regime."""
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


def _tools(flow: Flow, *, adequate: bool) -> list[_Tool]:
    """Weigh all claims but adequacy; derogations last, since R38 asks whether anything else holds."""
    claims = [one for one in claimed_here(flow) if one["mechanism"] not in ("adequacy", "derogation")]
    found = []
    for claim in claims:
        tool = _weighed(flow, claim, adequate=adequate)
        if tool:
            found.append(tool)
    another_holds = adequate or any(tool.state == STANDS for tool in found)
    for claim in claimed_here(flow):
        if claim["mechanism"] == "derogation":
            outcomes = [
                *derogation_rules(flow, claim, another_holds=another_holds),
                r37_suspended(flow, claim),
            ]
            found.append(_Tool("derogation", None, [outcome for outcome in outcomes if outcome]))
    return found


def _weighed(flow: Flow, claim: Plain, *, adequate: bool) -> _Tool | None:
    mechanism = claim["mechanism"]
    outcomes: list[Outcome | None] = [r37_suspended(flow, claim)]
    if mechanism == "scc":
        if is_left_to_the_idta(flow, claim):
            return None
        outcomes += clauses_rules(flow, claim)
    elif mechanism == "idta":
        if flow.regime != "uk" and "uk" in flow.regimes:
            return None  # it is there for the other regime
        outcomes += idta_rules(flow, claim)
    else:
        outcomes += [rule(flow, claim) for rule in _RULES[mechanism]]
    if not any(outcome is not None and outcome.rule == "R25" for outcome in outcomes):
        outcomes += assessment_rules(flow, claim, adequate=adequate)
    return _Tool(mechanism, claim.get("set"), [outcome for outcome in outcomes if outcome])


_RULES = {
    "bcr": (r34, r35),
    "certification": (r36,),
    "code_of_conduct": (r36,),
    "ad_hoc_clauses": (r37,),
    "administrative_arrangement": (r37,),
    "public_instrument": (r37,),
    "other": (r25,),
}


def _r09(flows: list[Flow], results: list[str]) -> Said:
    """R09: all processing is in the EEA and nobody outside has access, but the parent is in a third country."""
    flow = flows[0]
    if flow.regime != "eu" or flow.organisation is not None or flow.returns or "inside_eea" not in results:
        return frozenset()
    if any(result not in ("inside_eea", "no_transfer") for result in results):
        return frozenset()
    parent, country = flow.importer.get("parent") or {}, flow.importer.get("country")
    abroad = parent.get("country") is not None and not in_eea(parent["country"], flow.day)
    if not abroad or (country is not None and not in_eea(country, flow.day)):
        return frozenset()
    worse = flow.importer.get("foreign_orders_policy") is False or needs_more_care(flow.engagement)
    return frozenset({("R09", MEDIUM if worse else LOW)})
