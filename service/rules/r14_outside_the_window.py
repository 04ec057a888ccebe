"""R14: the adequacy decision does not apply on the day.

Duty: a decision may be relied on from the day it takes effect to the day it ends, and on no other.
Source: GDPR Art. 45(3), (5), https://eur-lex.europa.eu/eli/reg/2016/679/oj, and the articles of each decision.
"""

from collections.abc import Iterator

from service.law import AnyDecision
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import FRAMEWORK, Tool, struck_down

RULE = Rule(
    id="R14",
    title="Adequacy decision not in force",
    about="tool",
    severities=("critical",),
    legal_basis=("GDPR Art. 45(3)",),
    effect="defeats",
    mechanisms=("adequacy",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 45A",),
    legal_basis_ch=("FADP Art. 16(1)",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a decision before its first day, after its last, or in the scenario that takes it as fallen."""
    hop, decision = tool.hop, tool.fitting
    if decision is None or hop.law.in_force(decision, hop.on) or struck_down(decision, hop.on):
        return
    begins = decision.valid_from > hop.on
    if begins and hop.regime == "ch" and decision.scope_code in FRAMEWORK:
        return  # R59 speaks of the day from which the Swiss-US framework counts.
    revoked = decision.id in hop.law.fallen
    yield Note(
        severity="critical",
        message=(
            f"For the transfer to {hop.importer}, {decision.decision} on {_about(tool, decision)} "
            f"{_when(decision, begins=begins, revoked=revoked)}."
        ),
        remedy=f"Sign another transfer tool for {hop.where} with {hop.importer}; until then stop the transfer.",
        since=None if begins or revoked else decision.first_day_without,
        confidence=decision.confidence,
        legal_basis=(decision.cited,),
    )


def _about(tool: Tool, decision: AnyDecision) -> str:
    return decision.name if decision.io_code is not None else tool.hop.where


def _when(decision: AnyDecision, *, begins: bool, revoked: bool) -> str:
    if begins:
        return f"applies from {decision.valid_from} only"
    return "is taken as fallen in this scenario" if revoked else f"could be relied on until {decision.last_day} only"
