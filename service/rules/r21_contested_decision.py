"""R21: the adequacy decision that carries the transfer is contested, and nothing else is in place.

Duty: whoever relies on a decision that a court may annul accounts for what happens then.
Source: GDPR Art. 5(2); C-703/25 P (pending); EDPB letter of 2026-07-31; the watch list of the legal facts.
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.outcomes import ART_46, Outcome
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import listed

RULE = Rule(
    id="R21",
    title="Contested decision without a fallback",
    about="hop",
    severities=("low",),
    legal_basis=("GDPR Art. 5(2)", "GDPR Art. 24(1)"),
    modifier_m=True,
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 16(1)",),
)


def check(outcome: Outcome) -> Iterator[Note]:
    """Advise a tool of Art. 46 beside a decision on the watch list, where none is recorded that could take over."""
    decision, hop = outcome.adequacy, outcome.hop
    if decision is None:
        return
    events = [event for event in hop.law.watched(decision) if event.kind == "contested"]
    if not events or any(w.tool.mechanism in ART_46 and not w.defeated for w in outcome.weighed):
        return
    others = [weighed.tool.name for weighed in outcome.holding[1:]]
    beside = f"; beside it only {listed(others)} {'holds' if len(others) == 1 else 'hold'}" if others else ""
    yield Note(
        severity="low",
        message=(
            f"The transfer to {hop.importer} in {hop.where} rests on {decision.decision}"
            f"{'' if others else ' alone'}, which is contested: {listed(event.event for event in events)}{beside}."
        ),
        remedy=f"Sign {usual_tool(hop)} as a fallback.",
        confidence=decision.confidence,
        legal_basis=(decision.cited,),
    )
