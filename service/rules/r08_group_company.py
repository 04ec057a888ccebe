"""R08: another company of the same group is a recipient like any other.

Duty: a group is not one legal entity; data that goes to another member of it is made available to another.
Source: EDPB Guidelines 05/2021 Example 9,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052021-interplay-between-application-article-3_en
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_05_2021
from service.rules.wording import listed

RULE = Rule(
    id="R08",
    title="Company of the same group",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 44", f"{GUIDELINES_05_2021}, Example 9"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V", "ICO guidance on international transfers, 2026-01-15"),
    legal_basis_ch=("FADP Art. 16",),
)


def check(hop: Hop) -> Iterator[Note]:
    """Name the group companies that work in a third country."""
    if not hop.abroad:
        return
    group = [operator for operator in hop.operators if operator.relation == "group"]
    if group:
        names = listed(dict.fromkeys(operator.legal_name or "a company without a recorded name" for operator in group))
        yield Note(
            severity="info",
            message=f"In {hop.where} {names} of the group of {hop.member.name} gets the data: a recipient of its own.",
            remedy="Give it a transfer tool of its own; belonging to the group is none, binding corporate rules are.",
        )
