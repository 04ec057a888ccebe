"""R38: a derogation is used for a standing transfer.

Duty: the derogations of Art. 49 are exceptions; systematic, repeated or structural transfers, such as those to a
standing sub-processor, may not rest on them.
Source: EDPB Guidelines 2/2018,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-22018-derogations-article-49-under-regulation_en;
GDPR recital 111.
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.frequency import is_standing
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_2_2018
from service.rules.tools import Tool
from service.safeguards import Derogation

RULE = Rule(
    id="R38",
    title="Derogation for a standing transfer",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 49(1)", "GDPR recital 111", GUIDELINES_2_2018),
    effect="defeats",
    mechanisms=("derogation",),
    regimes=EVERY_REGIME,
    undeclared=True,
    legal_basis_ch=("FADP Art. 17",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat every derogation but consent, of which R39 speaks, where data goes there again and again.

    Beside a tool that holds it is no finding: the rule is about a transfer that rests on Art. 49 alone.
    """
    claim, hop = tool.safeguard, tool.hop
    if not isinstance(claim, Derogation) or claim.ground == "consent":
        return
    standing = is_standing(hop)
    if standing:
        yield Note(
            severity="critical",
            message=(
                f"The transfer to {hop.importer} in {hop.where} is a standing one, and {tool.name} is recorded for it; "
                "that is for exceptions."
            ),
            remedy=f"Use a tool of Art. 46, such as {usual_tool(hop)}; until then stop the transfer.",
            only_if=("undetermined", "unsafeguarded"),
        )
    elif standing is None:
        yield Note(
            effect="open",
            severity="high",
            message=(
                f"How often data goes to {hop.importer} in {hop.where} is not recorded; {tool.name} is for exceptions."
            ),
            remedy="Record the frequency.",
            only_if=("undetermined", "unsafeguarded"),
            unknown=("frequency",),
        )
