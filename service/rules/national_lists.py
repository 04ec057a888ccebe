"""What the rules about the UK and the Swiss list share."""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.rule import Note
from service.rules.tools import ACTIVE, FRAMEWORK, LISTS, Tool, wrong_list
from service.safeguards import Adequacy


def on_the_wrong_list(tool: Tool) -> Iterator[Note]:
    """Defeat a claim of adequacy on a place that a decision of the EU covers and the list of the regime does not."""
    decision, hop = wrong_list(tool), tool.hop
    if not tool.claimed or decision is None:
        return
    absence = hop.law.absence(hop.country, hop.organisation, hop.regime)
    told = f" {absence.note}" if absence is not None else ""
    yield Note(
        severity="critical",
        message=(
            f"Adequacy is recorded for {hop.importer} in {hop.where}; {decision.decision} is a decision of the EU, and "
            f"{LISTS[hop.regime]} has no such entry.{told}"
        ),
        remedy=f"Look up the present list; if it has no entry, sign {usual_tool(hop)}, and until then stop.",
        confidence="general" if absence is None else absence.confidence,
    )


def extension(tool: Tool, field: str, name: str) -> Iterator[Note]:
    """Look for what a regime asks for beside an active framework entry: the field of the entry, and its name."""
    claim, hop, entry = tool.safeguard, tool.hop, tool.fitting
    if entry is None or entry.scope_code not in FRAMEWORK or not hop.law.in_force(entry, hop.on):
        return
    if not isinstance(claim, Adequacy) or claim.dpf is None or claim.dpf.status not in ACTIVE:
        return
    joined = getattr(claim.dpf, field)
    if joined is True:
        return
    asked = f"{name}, which {entry.decision} asks for"
    told = f"recorded without {asked}" if joined is False else f"active; it is not recorded whether it has {asked}"
    yield Note(
        effect="defeats" if joined is False else "open",
        severity="critical" if joined is False else "high",
        message=f"The framework entry of {hop.importer} in {hop.where} is {told}.",
        remedy=f"Look the entry up and record `{field}`; without it, sign {usual_tool(hop)}.",
        unknown=() if joined is False else (f"safeguards.dpf.{field}",),
        confidence=entry.confidence,
        legal_basis=(entry.cited,),
    )
