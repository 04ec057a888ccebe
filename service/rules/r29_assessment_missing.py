"""R29: no transfer impact assessment is linked to a tool that needs one.

Duty: with every tool of Art. 46 the parties assess the law and practice of the destination, document it, and show it to
the authority on request.
Source: (EU) 2021/914 Clause 14(b), (d), https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj; C-311/18; EDPB
Recommendations 01/2020,
https://www.edpb.europa.eu/our-work-tools/our-documents/recommendations/recommendations-012020-measures-supplement-transfer_en
"""

from collections.abc import Iterator

from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, RECOMMENDATIONS_01_2020, SCHREMS_II
from service.rules.tools import Tool
from service.safeguards import Scc

RULE = Rule(
    id="R29",
    title="Transfer impact assessment missing",
    about="tool",
    severities=("high",),
    legal_basis=(f"{CLAUSES_2021_914}, Clause 14(b), (d)", RECOMMENDATIONS_01_2020, SCHREMS_II),
    effect="open",
    modifier_m=True,
    mechanisms=ART_46,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(1A)", "ICO guidance on international transfers, 2026-01-15"),
    legal_basis_ch=("FADP Art. 16(2)",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Leave a claimed tool open while the assessment that it needs is not linked."""
    safeguard, hop, needed = tool.safeguard, tool.hop, tool.assessed.needed
    if safeguard is None or needed is False or tool.assessed.linked:
        return
    if hop.regime == "ch" and isinstance(safeguard, Scc):
        return  # R60 speaks of it, together with the Swiss adaptations.
    what = "is not completed yet" if safeguard.tias else "is not recorded" if safeguard.tias is None else "is missing"
    facts = {"safeguards.tias": safeguard.tias, "safeguards.data_combined_in_eu": needed}
    yield Note(
        severity="high",
        message=f"A transfer impact assessment for {hop.importer} in {hop.where} under {tool.name} {what}.",
        remedy=f"Assess the law and practice of {hop.where} for this transfer, and link the assessment to the tool.",
        unknown=tuple(name for name, fact in facts.items() if fact is None),
    )
