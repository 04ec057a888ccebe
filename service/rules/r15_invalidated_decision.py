"""R15: the adequacy decision was declared invalid.

Duty: a decision that the Court of Justice has declared invalid carries no transfer, and there was no time of grace.
Source: C-362/14 (Schrems I) on Safe Harbour, C-311/18 (Schrems II) on the Privacy Shield,
https://curia.europa.eu/juris/liste.jsf?num=C-311/18
"""

from collections.abc import Iterator

from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool, struck_down
from service.rules.wording import listed

RULE = Rule(
    id="R15",
    title="Adequacy decision declared invalid",
    about="tool",
    severities=("critical",),
    legal_basis=("GDPR Art. 45",),
    effect="defeats",
    mechanisms=("adequacy",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 45A",),
    legal_basis_ch=("FADP Art. 16(1)",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a decision from the day of its judgment on, and name the judgment."""
    hop, decision = tool.hop, tool.fitting
    if decision is None or not struck_down(decision, hop.on):
        return
    judgments = listed(decision.invalidated_by)
    yield Note(
        severity="critical",
        message=(
            f"{decision.decision} ({decision.name}) is recorded for {hop.importer}; the Court of Justice declared it "
            f"invalid in {judgments}, so it has carried nothing since {decision.first_day_without}."
        ),
        remedy=f"Rest the transfer to {hop.where} on a tool that is in force; until then stop it.",
        since=decision.first_day_without,
        confidence=decision.confidence,
        legal_basis=(decision.cited, *decision.invalidated_by),
    )
