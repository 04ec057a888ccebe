"""R35: the binding corporate rules do not cover this transfer.

Duty: rules for controllers cover the group's own data, rules for processors that of customers; both bind their members
only, for the transfers and data that they name.
Source: GDPR Art. 47(1)(a), (2)(a)-(b), https://eur-lex.europa.eu/eli/reg/2016/679/oj; WP 257 rev.01.
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.hops import Hop, data_unnamed
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.rules.wording import listed
from service.safeguards import Bcr

RULE = Rule(
    id="R35",
    title="Binding corporate rules do not cover the transfer",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 47(1)(a)", "GDPR Art. 47(2)(a), (b)"),
    effect="defeats",
    mechanisms=("bcr",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 47",),
    legal_basis_ch=("FADP Art. 16(2)(e)",),
)
_WORDS = {
    "safeguards.type": "whether they are for controllers or for processors",
    "safeguards.recipient_bound": "whether the recipient is bound",
    "safeguards.exporter_bound": "whether the exporter is bound",
    "safeguards.data_categories": "which data they cover",
    "data_categories": "which data is sent",
}


def check(tool: Tool) -> Iterator[Note]:
    """Compare type, members and data of the rules with the hop; what is not recorded leaves them open."""
    rules, hop = tool.safeguard, tool.hop
    if not isinstance(rules, Bcr):
        return
    if wrong := list(_wrong(rules, tool)):
        yield Note(
            severity="critical",
            message=f"The binding corporate rules for {hop.importer} in {hop.where} do not fit: {listed(wrong)}.",
            remedy=f"Sign {usual_tool(hop)} with {hop.importer}; until then stop the transfer.",
        )
        return
    unknown = tuple(_unknown(rules, hop))
    if unknown and (rules.status in ("approved", None) or rules.withdrawn_on is not None):
        yield Note(
            effect="open",
            severity="high",
            message=(
                f"Whether the binding corporate rules cover {hop.importer} in {hop.where} cannot be told; not "
                f"recorded: {listed(_WORDS[name] for name in unknown)}."
            ),
            remedy="Ask for the approved rules and the list of bound members, and record them.",
            unknown=unknown,
        )


def _unknown(rules: Bcr, hop: Hop) -> Iterator[str]:
    """Yield what is not recorded; of the data only where one side names it."""
    for name in ("type", "recipient_bound", "exporter_bound"):
        if getattr(rules, name) is None:
            yield f"safeguards.{name}"
    if rules.data_categories is None and hop.flow.data_categories:
        yield "safeguards.data_categories"
    if rules.data_categories is not None and data_unnamed(hop):
        yield "data_categories"


def _wrong(rules: Bcr, tool: Tool) -> Iterator[str]:
    hop = tool.hop
    if rules.type == "controller" and hop.member.sender.role == "processor":
        yield "they are rules for controllers, and this is data of customers"
    if rules.recipient_bound is False:
        yield f"{hop.importer} is not bound by them"
    if rules.exporter_bound is False:
        yield f"{hop.member.sender.name or 'the exporter'} is not bound by them"
    if rules.data_categories is not None and hop.flow.data_categories is not None:
        covered = {category.casefold() for category in rules.data_categories}
        left_out = [category for category in hop.flow.data_categories if category.casefold() not in covered]
        if left_out:
            yield f"they leave out {listed(left_out)}"
