"""The tools of a hop beside adequacy, each with what the rules say of it (sections C and D)."""

from dataclasses import dataclass

from tests.rules.oracle.assessments import assessment_rules
from tests.rules.oracle.clauses import clauses_rules, idta_rules
from tests.rules.oracle.derogations import derogation_rules
from tests.rules.oracle.flows import DEFEATS, OPEN, STANDS, Flow, Outcome, Plain, claimed_here, r37_suspended
from tests.rules.oracle.other_tools import r25, r34, r35, r36, r37


@dataclass(slots=True)
class Tool:
    """A tool that somebody claims, and what the rules say of it."""

    mechanism: str
    reference: str | None
    outcomes: list[Outcome]

    @property
    def state(self) -> str:
        """Whether it is defeated, open, or stands."""
        effects = [outcome.effect for outcome in self.outcomes]
        return DEFEATS if DEFEATS in effects else OPEN if OPEN in effects else STANDS


def tools_of(flow: Flow, *, adequate: bool) -> list[Tool]:
    """Weigh all claims but adequacy; derogations last, since R38 asks whether anything else holds."""
    claims = [one for one in claimed_here(flow) if one["mechanism"] not in ("adequacy", "derogation")]
    found = [_weighed(flow, claim) for claim in claims]
    another_holds = adequate or any(tool.state == STANDS for tool in found)
    for claim in claimed_here(flow):
        if claim["mechanism"] == "derogation":
            outcomes = [
                *derogation_rules(flow, claim, another_holds=another_holds),
                r37_suspended(flow, claim),
            ]
            found.append(Tool("derogation", None, [outcome for outcome in outcomes if outcome]))
    return found


def _weighed(flow: Flow, claim: Plain) -> Tool:
    mechanism = claim["mechanism"]
    outcomes: list[Outcome | None] = [r37_suspended(flow, claim)]
    if mechanism == "scc":
        outcomes += clauses_rules(flow, claim)
    elif mechanism == "idta":
        outcomes += idta_rules(flow, claim)
    else:
        outcomes += [rule(flow, claim) for rule in _RULES[mechanism]]
    is_no_tool_here = mechanism == "other" or (mechanism == "idta" and flow.regime != "uk")
    if not is_no_tool_here:
        outcomes += assessment_rules(flow, claim)
    return Tool(mechanism, claim.get("set"), [outcome for outcome in outcomes if outcome])


def of_a_tool_anywhere(flow: Flow, claim: Plain) -> list[Outcome | None]:
    """What can be said of a tool without a place: repealed or no tool at all, not approved, an exception as a rule."""
    mechanism = claim["mechanism"]
    if mechanism == "scc":
        return [one for one in clauses_rules(flow, claim) if one is not None and one.rule in ("R24", "R25", "R58")]
    if mechanism == "idta":
        return idta_rules(flow, claim)
    if mechanism == "bcr":
        return [r34(flow, claim)]
    if mechanism in ("certification", "code_of_conduct"):
        return [r36(flow, claim)]
    if mechanism == "derogation":
        return derogation_rules(flow, claim, another_holds=False)[:2]
    return [r25(flow, claim)] if mechanism == "other" else []


_RULES = {
    "bcr": (r34, r35),
    "certification": (r36,),
    "code_of_conduct": (r36,),
    "ad_hoc_clauses": (r37,),
    "administrative_arrangement": (r37,),
    "public_instrument": (r37,),
    "other": (r25,),
}
