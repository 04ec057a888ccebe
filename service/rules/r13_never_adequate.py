"""R13: adequacy is claimed for a place on which the Commission never decided.

Duty: a transfer may rest on adequacy only where the Commission has decided that the place, or the organisation, ensures
an adequate level of protection.
Source: GDPR Art. 45(1), (3), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import LISTS, Tool, wrong_list
from service.rules.wording import listed

RULE = Rule(
    id="R13",
    title="Adequacy claimed without a decision",
    about="tool",
    severities=("critical",),
    legal_basis=("GDPR Art. 45(1)", "GDPR Art. 45(3)"),
    effect="defeats",
    mechanisms=("adequacy",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 45A",),
    legal_basis_ch=("FADP Art. 16(1)",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a claim of adequacy that no decision on this place backs."""
    hop = tool.hop
    if tool.claimed and tool.fitting is None and wrong_list(tool) is None:
        yield Note(
            severity="critical",
            message=f"Adequacy is recorded for {hop.importer} in {hop.where}; {_why_not(tool)}.",
            remedy=f"Record the tool that carries it, such as {usual_tool(hop)}; until then stop.",
            confidence="verified" if hop.standing is None else hop.standing.confidence,
        )


def _why_not(tool: Tool) -> str:
    """Say that the decision is about another place, or that there never was one about this place."""
    hop, decision = tool.hop, tool.decision
    named = "" if decision is None else f"the claim names {decision.decision}, which is about {decision.name}"
    about = hop.law.decisions_about(hop.country, hop.organisation, hop.regime)
    if named and about:
        place = hop.where if hop.organisation is None else f"the organisation {hop.organisation}"
        return f"{named}, and not {listed(other.decision for other in about)}, which is about {place}"
    on = f"the organisation {hop.organisation}" if hop.organisation is not None else "it"
    none = f"no decision was ever taken on {on}" if hop.regime == "eu" else f"{LISTS[hop.regime]} has no entry for {on}"
    return f"{none}. {named[:1].upper()}{named[1:]}" if named else none
