"""R17: the US recipient is not an active participant of the Data Privacy Framework.

Duty: the decision covers only organisations that the list of the US Department of Commerce shows as active on the day;
a privacy policy that mentions the framework is no evidence.
Source: (EU) 2023/1795 Art. 1, https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj
"""

from collections.abc import Iterator

from service.rules.rule import Note, Rule
from service.rules.tools import DPF, Tool
from service.safeguards import Adequacy, Dpf

RULE = Rule(
    id="R17",
    title="No active entry on the Data Privacy Framework List",
    about="tool",
    legal_basis=("GDPR Art. 45(3)", "(EU) 2023/1795 (CELEX 32023D1795), Art. 1"),
    effect="defeats",
    mechanisms=("adequacy",),
)
_ACTIVE = ("active", "active_under_review")


def check(tool: Tool) -> Iterator[Note]:
    """Defeat the framework where no active entry is recorded.

    Where nobody claims it, it is worth a finding only if the hop has no other tool at all.
    """
    hop, decision = tool.hop, tool.decision
    if decision is None or decision.scope_code != DPF or not decision.concerns(hop.country, hop.organisation):
        return
    entry = tool.safeguard.dpf if isinstance(tool.safeguard, Adequacy) else None
    if not hop.law.in_force(decision, hop.on) or (entry is not None and entry.status in _ACTIVE):
        return
    spoken = tool.claimed or tool.alone
    yield Note(
        severity="critical" if spoken else None,
        message=f"{_recorded(entry)} for {hop.importer} in {hop.where}, so {decision.decision} does not cover it.",
        remedy=(
            "Look the exact legal entity up on the Data Privacy Framework List and record its entry, or sign the "
            "clauses of (EU) 2021/914; until then stop the transfer."
        ),
        only_if=None if tool.claimed else ("unsafeguarded",),
        unknown=("safeguards.dpf.status",) if entry is None or entry.status is None else (),
        confidence=decision.confidence,
    )


def _recorded(entry: Dpf | None) -> str:
    if entry is None or entry.status is None:
        return "No entry on the Data Privacy Framework List is recorded"
    return f"The entry on the Data Privacy Framework List is recorded as {entry.status}"
