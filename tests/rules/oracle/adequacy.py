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
from tests.rules.oracle.tables import SCOPES, Decision, decisions, names_a_decision

_DPF = "dpf_participant"
_SWISS_FRAMEWORK_FROM = date(2024, 9, 15)


@dataclass(slots=True)
class Adequacy:
    """What Art. 45 says of a flow: the decisions that hold, what is left open, and the findings."""

    table: tuple[Decision, ...]
    holding: list[Decision] = field(default_factory=list)
    open: bool = False
    suspended: bool = False
    any_claim: bool = False
    claim_open: bool = False  # what is open is a claim, so that its findings say why
    outcomes: list[Outcome] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)  # ids of the decisions that somebody claims

    def add(self, decision: Decision, outcomes: list[Outcome], *, claimed: bool) -> None:
        """Note how one decision fares: nothing against it, something open, or something that defeats it."""
        self.outcomes += outcomes
        effects = [outcome.effect for outcome in outcomes]
        if DEFEATS in effects:
            return
        if OPEN in effects:
            self.open = True
            self.claim_open = self.claim_open or claimed
        elif decision not in self.holding:
            self.holding.append(decision)


def examine(flow: Flow) -> Adequacy:
    """Weigh every claim of adequacy, then the decisions in force that count without a claim."""
    assert flow.country is not None
    found = Adequacy(decisions(flow.regime, flow.country, flow.organisation, flow.day))
    for claim in claimed_here(flow):
        if claim["mechanism"] == "adequacy" and _is_about_this_place(flow, claim):
            _weigh_claim(flow, claim, found)
    if found.suspended:
        return found  # an authority ordered the flow to stop; no decision that nobody claims brings it back
    for decision in found.table:
        if decision.holds_on(flow.day) and decision.id not in found.claimed:
            _weigh_unclaimed(flow, decision, found)
    _r14_unclaimed(flow, found)
    return found


def _is_about_this_place(flow: Flow, claim: Plain) -> bool:
    """A claim that names the decision on another place, or an entry on the DPF List, was made for that place alone."""
    if claim.get("countries") is not None:
        return True
    assert flow.country is not None
    names_any = False
    for regime in ("eu", "uk", "ch"):
        names_any = names_any or names_a_decision(regime, claim)
        about = decisions(regime, flow.country, flow.organisation, flow.day)
        if any(decision.is_named_by(claim) for decision in about):
            return True
    return not names_any


def _weigh_claim(flow: Flow, claim: Plain, found: Adequacy) -> None:
    claim = claim | {"in_scope": _recorded_scope(flow, claim, found.table)}
    suspended = r37_suspended(flow, claim)
    against = [suspended] if suspended else []
    found.any_claim = True
    found.suspended = found.suspended or suspended is not None
    meant = _meant(flow, claim, found.table)
    if meant is None:
        found.outcomes += [_never_listed(flow), *against]
        return
    found.claimed.add(meant.id)
    if not meant.holds_on(flow.day):
        found.outcomes += [_not_in_force(flow, meant), *against]
    elif meant.scope == _DPF:
        found.add(meant, framework_rules(flow, claim) + against, claimed=True)
    else:
        found.add(meant, _r16(flow, claim, meant) + against, claimed=True)


def _recorded_scope(flow: Flow, claim: Plain, table: tuple[Decision, ...]) -> bool | None:
    """What a claim does not say of the scope of a decision, another claim of the same decision may."""
    meant = _meant(flow, claim, table)
    if claim.get("in_scope") is not None or meant is None:
        return claim.get("in_scope")
    claims = [one for one in claimed_here(flow) if one["mechanism"] == "adequacy" and _is_about_this_place(flow, one)]
    recorded = [
        one["in_scope"] for one in claims if one.get("in_scope") is not None and _meant(flow, one, table) == meant
    ]
    return all(recorded) if recorded else None


def _meant(flow: Flow, claim: Plain, table: tuple[Decision, ...]) -> Decision | None:
    """Return the decision that a claim means: of those it names, else of all on the place, the one of the day.

    That is the first in force; where none is, the one that ended last, else the first that is still to come.
    """
    named = [decision for decision in table if decision.is_named_by(claim)]
    named += [later for later in table if later.id in {one.succeeded_by for one in named} and later not in named]
    if not named and names_a_decision(flow.regime, claim):
        return None  # it names the decision on some other place
    candidates = named or list(table)
    # A list of participants that no claim can join is not what somebody means who says "adequacy".
    candidates = [decision for decision in candidates if _can_be_meant(decision)] or candidates
    for decision in candidates:
        if decision.holds_on(flow.day):
            return decision
    ended = [decision for decision in candidates if decision.ended_before(flow.day)]
    if ended:
        return max(ended, key=lambda decision: decision.last or date.max)
    return candidates[0] if candidates else None


def _can_be_meant(decision: Decision) -> bool:
    code = SCOPES[decision.scope]
    return decision.scope == _DPF or code.get("claimed_result", code["unknown_result"]) != "out_of_scope"


def _weigh_unclaimed(flow: Flow, decision: Decision, found: Adequacy) -> None:
    """A decision in force whose scope is met counts without a claim; R16 and R17 have no claim to speak of."""
    verdict, assumed = _scope(flow, {}, decision)
    if verdict == "in_scope":
        found.add(decision, [Outcome("R16", INFO, STANDS)] if assumed else [], claimed=False)
    elif verdict == "undetermined":
        found.open = True


def _scope(flow: Flow, claim: Plain, decision: Decision) -> tuple[str, bool]:
    """Return in_scope, undetermined or out_of_scope, and whether that is assumed for a reason to be told."""
    code = SCOPES[decision.scope]
    recorded = claim.get("in_scope")
    if code["fail_result"] is None or recorded is True:
        return "in_scope", False
    if recorded is False:
        return "out_of_scope", False
    if flow.importer.get("public_authority") is True and "public_authority_result" in code:
        return code["public_authority_result"], False
    if claim.get("decision") in decision.names and "claimed_result" in code:
        return code["claimed_result"], True
    return code["unknown_result"], "unknown_reason" in code


def _r16(flow: Flow, claim: Plain, decision: Decision) -> list[Outcome]:
    """R16: known out is critical, as is what the table takes to be out; facts missing is high; assumptions are said."""
    verdict, assumed = _scope(flow, claim, decision)
    if verdict == "out_of_scope":
        return [Outcome("R16", CRITICAL, DEFEATS)]
    if verdict == "undetermined":
        return [Outcome("R16", HIGH, OPEN)]
    return [Outcome("R16", INFO, STANDS)] if assumed else []


def _not_in_force(flow: Flow, meant: Decision) -> Outcome:
    """R14, R15, R59: what is claimed is not there on the day, or was struck down."""
    if flow.regime == "ch" and meant.scope == _DPF and flow.day < _SWISS_FRAMEWORK_FROM:
        return Outcome("R59", CRITICAL, DEFEATS)
    if meant.ended_before(flow.day) and meant.invalidated:
        return Outcome("R15", CRITICAL, DEFEATS)
    return Outcome("R14", CRITICAL, DEFEATS)


def _never_listed(flow: Flow) -> Outcome:
    """R13, R57, R59: what is claimed was never there; the EU has it and the regime of the exporter has not."""
    assert flow.country is not None
    if flow.regime != "eu":
        for decision in decisions("eu", flow.country, flow.organisation, flow.day):
            if decision.holds_on(flow.day):
                return Outcome("R57" if flow.regime == "uk" else "R59", CRITICAL, DEFEATS)
    return Outcome("R13", CRITICAL, DEFEATS)


def _r14_unclaimed(flow: Flow, found: Adequacy) -> None:
    """R14: a hop whose last decision ended has the finding with or without a claim.

    The frameworks for listed participants never spoke for the whole place, so that nothing ended for it with them.
    """
    whole = [decision for decision in found.table if SCOPES[decision.scope]["unknown_result"] != "out_of_scope"]
    ended = [decision for decision in whole if decision.ended_before(flow.day)]
    if any(decision.holds_on(flow.day) for decision in found.table) or not ended:
        return
    last = max(ended, key=lambda decision: decision.last or date.max)
    if last.id not in found.claimed:
        found.outcomes.append(Outcome("R14", CRITICAL, DEFEATS))


def r17_unclaimed(flow: Flow, found: Adequacy) -> Outcome | None:
    """R17 where nobody claims the framework nor anything else for the hop, and it ends without a tool."""
    others = [claim for claim in claimed_here(flow) if claim["mechanism"] != "adequacy"]
    if others or found.any_claim:
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


def r21(flow: Flow, decision: Decision, *, tool_beside: bool) -> Outcome | None:
    """R21: the decision is contested, and no tool of Art. 46 is recorded that could take over."""
    if not decision.contested or tool_beside:
        return None
    return Outcome("R21", modified(LOW, flow), STANDS)


def counts_as_adequate(country: str, regime: str, on: date) -> bool:
    """Return whether keys may lie in a place: a decision in force covers it while nothing else is recorded."""
    for decision in decisions(regime, country, None, on):
        if decision.holds_on(on) and SCOPES[decision.scope]["unknown_result"] == "in_scope":
            return True
    return False
