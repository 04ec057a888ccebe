"""Section B of the rules, and R57 and R59: is the place adequate on the day, and inside the scope?"""

from dataclasses import dataclass, field
from datetime import date

from tests.rules.oracle.flows import (
    CRITICAL,
    DEFEATS,
    HIGH,
    INFO,
    LOW,
    MEDIUM,
    OPEN,
    STANDS,
    Flow,
    Outcome,
    Plain,
    claimed_here,
    modified,
    months_after,
    r37_suspended,
)
from tests.rules.oracle.privacy_framework import framework_rules
from tests.rules.oracle.tables import SCOPES, Decision, decisions, is_about_elsewhere

_DPF = "dpf_participant"
_SWISS_FRAMEWORK_FROM = date(2024, 9, 15)
_ARTICLE_46 = (
    "idta",
    "bcr",
    "code_of_conduct",
    "certification",
    "ad_hoc_clauses",
    "administrative_arrangement",
    "public_instrument",
)


@dataclass(slots=True)
class Adequacy:
    """What Art. 45 says of a flow: the decisions that hold, whether one is left open, and the findings."""

    table: tuple[Decision, ...]
    holding: list[Decision] = field(default_factory=list)
    open: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    is_suspended: bool = False  # an authority ordered the flow to stop, whatever the claim is called
    claimed: set[str] = field(default_factory=set)  # ids of the decisions in force that somebody claims

    def add(self, decision: Decision, outcomes: list[Outcome]) -> None:
        """Note how one decision fares: nothing against it, something open, or something that defeats it."""
        self.outcomes += outcomes
        effects = [outcome.effect for outcome in outcomes]
        if DEFEATS in effects:
            return
        if OPEN in effects:
            self.open = True
        else:
            self.holding.append(decision)

    @property
    def basis(self) -> Decision | None:
        """The first decision of the table that holds."""
        for decision in self.table:
            if decision in self.holding:
                return decision
        return None


def examine(flow: Flow) -> Adequacy:
    """Weigh every claim of adequacy, then the decisions in force that count without a claim."""
    assert flow.country is not None
    found = Adequacy(decisions(flow.regime, flow.country, flow.organisation, flow.day))
    for claim in claimed_here(flow):
        if claim["mechanism"] == "adequacy":
            _weigh_claim(flow, claim, found)
    for decision in found.table:
        if decision.holds_on(flow.day) and decision.id not in found.claimed and not found.is_suspended:
            _weigh_unclaimed(flow, decision, found)
    _r14_unclaimed(flow, found)
    return found


def _weigh_claim(flow: Flow, claim: Plain, found: Adequacy) -> None:
    if is_about_elsewhere(claim.get("decision"), flow.country or "", flow.organisation):
        if claim.get("countries") is None:
            return  # it was made for other places
        if flow.regime == "eu":
            suspended = r37_suspended(flow, claim)
            found.is_suspended = found.is_suspended or suspended is not None
            found.outcomes += [Outcome("R13", CRITICAL, DEFEATS), *([suspended] if suspended else [])]
            return
    named = _named(claim, found.table)
    is_framework = any(decision.scope == _DPF for decision in found.table)
    if not named and claim.get("dpf") is not None and (flow.organisation is not None or not is_framework):
        return  # the framework is about companies in the US
    if not named and claim.get("dpf") is not None:
        named = [decision for decision in found.table if decision.scope == _DPF]  # the entry says what is meant
    in_force = [decision for decision in named or found.table if decision.holds_on(flow.day)]
    found.claimed |= {decision.id for decision in in_force}
    suspended = r37_suspended(flow, claim)
    against = [suspended] if suspended else []
    if in_force:
        decision, outcomes = _best(flow, claim, in_force, named=bool(named))
        found.add(decision, outcomes + against)
    else:
        found.outcomes += [_not_in_force(flow, named or list(found.table)), *against]


def _named(claim: Plain, table: tuple[Decision, ...]) -> list[Decision]:
    """Return the decisions that a claim names, and those that took their place."""
    found = [decision for decision in table if claim.get("decision") in decision.names]
    for decision in found:
        for later in table:
            if later.id == decision.succeeded_by and later not in found:
                found.append(later)
    return found


def _best(flow: Flow, claim: Plain, candidates: list[Decision], *, named: bool) -> tuple[Decision, list[Outcome]]:
    """Return the best of the decisions that a claim may mean: one that holds, else one left open, else the failure."""
    weighed = []
    for decision in candidates:
        if decision.scope == _DPF:
            weighed.append((decision, framework_rules(flow, claim)))
        else:
            weighed.append((decision, _r16(flow, claim, decision, named=named)))
    for unwanted in ((DEFEATS, OPEN), (DEFEATS,)):
        for decision, outcomes in weighed:
            if not any(outcome.effect in unwanted for outcome in outcomes):
                return decision, outcomes
    for decision, outcomes in weighed:
        if any(outcome.severity == CRITICAL for outcome in outcomes):
            return decision, outcomes
    return weighed[0]


def _weigh_unclaimed(flow: Flow, decision: Decision, found: Adequacy) -> None:
    """A decision in force whose scope is met counts without a claim; R16 and R17 have no claim to speak of."""
    verdict, assumed = _scope(flow, None, decision, named=False)
    if verdict == "in_scope":
        found.add(decision, [Outcome("R16", INFO, STANDS)] if assumed else [])
    elif verdict == "undetermined":
        found.open = True


def _scope(flow: Flow, claim: Plain | None, decision: Decision, *, named: bool) -> tuple[str, bool]:
    """Return in_scope, undetermined, out_of_scope or unknown (out for want of facts), and whether it is assumed."""
    code = SCOPES[decision.scope]
    recorded = None if claim is None else claim.get("in_scope")
    if code["fail_result"] is None:
        return "in_scope", False  # it covers the whole territory, whatever is recorded
    if recorded is not None:
        return ("in_scope" if recorded else "out_of_scope"), False
    for_authorities = None
    if flow.importer.get("public_authority") is True:
        for_authorities = code.get("public_authority_result")
    if for_authorities is not None:
        return for_authorities, False
    if named and "claimed_result" in code:
        return code["claimed_result"], True
    if code["unknown_result"] == "out_of_scope":
        return "unknown", False
    return code["unknown_result"], "unknown_reason" in code


def _r16(flow: Flow, claim: Plain, decision: Decision, *, named: bool) -> list[Outcome]:
    """R16: known out is critical, facts missing is high; what is assumed is said."""
    verdict, assumed = _scope(flow, claim, decision, named=named)
    if verdict == "out_of_scope":
        return [Outcome("R16", CRITICAL, DEFEATS)]
    if verdict == "unknown":
        return [Outcome("R16", HIGH, DEFEATS)]
    if verdict == "undetermined":
        return [Outcome("R16", HIGH, OPEN)]
    return [Outcome("R16", INFO, STANDS)] if assumed else []


def _not_in_force(flow: Flow, meant: list[Decision]) -> Outcome:
    """R13, R14, R15, R57, R59: what is claimed was never there, is not there on the day, or was struck down."""
    if flow.regime == "ch" and flow.country == "US" and not flow.organisation and flow.day < _SWISS_FRAMEWORK_FROM:
        return Outcome("R59", CRITICAL, DEFEATS)
    if not meant:
        return _never_listed(flow)
    ended = [decision for decision in meant if decision.ended_before(flow.day)]
    if ended and ended[-1].invalidated:
        return Outcome("R15", CRITICAL, DEFEATS)
    return Outcome("R14", CRITICAL, DEFEATS)


def _never_listed(flow: Flow) -> Outcome:
    assert flow.country is not None
    if flow.regime != "eu":
        for decision in decisions("eu", flow.country, flow.organisation, flow.day):
            if decision.holds_on(flow.day):
                return Outcome("R57" if flow.regime == "uk" else "R59", CRITICAL, DEFEATS)
    return Outcome("R13", CRITICAL, DEFEATS)


def _r14_unclaimed(flow: Flow, found: Adequacy) -> None:
    """R14: a hop whose last decision ended has the finding with or without a claim (R15 says it of one struck down)."""
    ended = False
    for decision in found.table:
        if decision.holds_on(flow.day):
            return
        if decision.ended_before(flow.day):
            ended = True
    said = any(outcome.rule in ("R14", "R15") for outcome in found.outcomes)
    if ended and not said:
        found.outcomes.append(Outcome("R14", CRITICAL, DEFEATS))


def r17_unclaimed(flow: Flow, found: Adequacy) -> Outcome | None:
    """R17 where nobody claims the framework and no other tool holds; silent where no tools are recorded at all."""
    if flow.safeguards is None:
        return None
    for decision in found.table:
        if decision.holds_on(flow.day) and decision.scope == _DPF and decision.id not in found.claimed:
            return Outcome("R17", CRITICAL, DEFEATS)
    return None


def r20(flow: Flow, decision: Decision, *, fallback: bool) -> Outcome | None:
    """R20: the end of the decision comes within 24 months (low), 12 (medium), 3 without a fallback (high)."""
    if decision.last is None or decision.invalidated or decision.succeeded_by:
        return None  # a judgment is no sunset, and a successor took over without a gap
    if flow.day >= months_after(decision.last, -3) and not fallback:
        return Outcome("R20", HIGH, STANDS)
    if flow.day >= months_after(decision.last, -12):
        return Outcome("R20", MEDIUM, STANDS)
    if flow.day >= months_after(decision.last, -24):
        return Outcome("R20", LOW, STANDS)
    return None


def r21(flow: Flow, decision: Decision) -> Outcome | None:
    """R21: the decision is contested, and no tool of Art. 46 is recorded."""
    if not decision.contested:
        return None
    for safeguard in claimed_here(flow):
        if safeguard["mechanism"] in _ARTICLE_46:
            return None
        if safeguard["mechanism"] == "scc" and safeguard.get("set") != "2021/915":  # that one is no transfer tool
            return None
    return Outcome("R21", modified(LOW, flow), STANDS)


def counts_as_adequate(country: str, regime: str, on: date) -> bool:
    """Return whether keys may lie in a place: a decision in force covers it while nothing else is recorded."""
    for decision in decisions(regime, country, None, on):
        if decision.holds_on(on) and SCOPES[decision.scope]["unknown_result"] == "in_scope":
            return True
    return False
