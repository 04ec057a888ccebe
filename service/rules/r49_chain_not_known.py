"""R49: the sub-processors of a sub-processor are not declared.

Duty: the controller has all processors at hand, at every level of the chain and whatever the risk.
Source: EDPB Opinion 22/2024 paras 28, 31, 32,
https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-222024-certain-obligations-following_en
"""

from collections.abc import Iterator

from service.rules.duties import is_processor
from service.rules.outcomes import Party
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import OPINION_22_2024

RULE = Rule(
    id="R49",
    title="Chain not known",
    about="member",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 28(1), (2), (4)", f"{OPINION_22_2024}, paras 28, 31, 32"),
    modifier_m=True,
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 9(3)", "DPO Art. 7"),
)


def check(party: Party) -> Iterator[Note]:
    """Ask each processor of the chain for those that it engages; an empty list is an answer unless it is denied."""
    document, name = party.member.subprocessor, party.member.name
    if document is None or not is_processor(party):
        return
    if document.has_subprocessors is True and not document.engages:
        yield Note(
            severity="high",
            message=f"{name} engages sub-processors of its own, and none of them is recorded.",
            remedy=f"Ask {name} for its list, and record each of them in `engages`.",
        )
    elif document.has_subprocessors is None and document.engages is None:
        yield Note(
            severity="medium",
            message=f"Whether {name} engages sub-processors of its own is not recorded.",
            remedy=f"Ask {name}, and record the answer, with its list where there is one.",
            unknown=("has_subprocessors",),
        )
