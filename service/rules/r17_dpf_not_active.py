"""R17: the US recipient is not an active participant of the Data Privacy Framework.

Duty: the decision covers only organisations that the list of the US Department of Commerce shows as active on the day;
a privacy policy that mentions the framework is no evidence.
Source: (EU) 2023/1795 Art. 1, https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import ACTIVE, FRAMEWORK, Tool
from service.safeguards import Adequacy, Dpf

RULE = Rule(
    id="R17",
    title="No active entry on the Data Privacy Framework List",
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
    """Defeat the framework where no active entry is recorded.

    Where nobody claims it, it is worth a finding only if the hop has no other tool at all.
    """
    hop, decision = tool.hop, tool.fitting
    if decision is None or decision.scope_code not in FRAMEWORK:
        return
    recipient = f"{hop.importer} in {hop.where}"
    entry = tool.safeguard.dpf if isinstance(tool.safeguard, Adequacy) else None
    if not hop.law.in_force(decision, hop.on) or (entry is not None and entry.status in ACTIVE):
        return
    spoken = tool.claimed or tool.alone
    yield Note(
        severity="critical" if spoken else None,
        message=f"{_recorded(entry, recipient)}; {decision.decision} covers active entries only.",
        remedy=(
            "Look the exact legal entity up on the Data Privacy Framework List and record its entry, or sign "
            f"{usual_tool(hop)}; until then stop the transfer."
        ),
        only_if=None if tool.claimed else ("unsafeguarded",),
        unknown=("safeguards.dpf.status",) if entry is None or entry.status is None else (),
        confidence=decision.confidence,
        legal_basis=(decision.cited,),
    )


def _recorded(entry: Dpf | None, recipient: str) -> str:
    if entry is None or entry.status is None:
        return f"No active entry on the Data Privacy Framework List is recorded for {recipient}"
    if entry.status == "none":
        return f"{recipient} is recorded as having no entry on the Data Privacy Framework List"
    return f"The entry of {recipient} on the Data Privacy Framework List is recorded as {entry.status}"
