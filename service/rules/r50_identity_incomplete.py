"""R50: the identity of a sub-processor is not complete.

Duty: the controller has name, address, contact and task of every processor in the chain at hand at all times.
Source: EDPB Opinion 22/2024 paras 28-32,
https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-222024-certain-obligations-following_en;
(EU) 2021/914 Annex III; (EU) 2021/915 Annex IV.
"""

from collections.abc import Iterator

from service.rules.outcomes import Engaged
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import OPINION_22_2024
from service.rules.wording import listed

RULE = Rule(
    id="R50",
    title="Identity of the sub-processor incomplete",
    about="engagement",
    severities=("high", "medium"),
    legal_basis=(
        "GDPR Art. 28(1), (2)",
        OPINION_22_2024,
        "(EU) 2021/914 (CELEX 32021D0914), Annex III",
        "(EU) 2021/915 (CELEX 32021D0915), Annex IV",
    ),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 9(3)",),
)
_WORDS = {
    "legal_name": "the legal entity",
    "address": "its address",
    "contact": "a contact",
    "purpose": "what it does with the data",
}


def check(engaged: Engaged) -> Iterator[Note]:
    """Name everything that is missing of one processor in one note, as grave as the gravest of it."""
    document, member = engaged.member.subprocessor, engaged.member
    if engaged.case.engagement.role != "processor" or document is None:
        return
    purpose = member.purpose if member.is_onward else engaged.case.engagement.purpose
    given = (document.legal_name, document.address, document.contact, purpose)
    missing = tuple(name for name, fact in zip(_WORDS, given, strict=True) if fact is None)
    if missing:
        yield Note(
            severity="high" if "legal_name" in missing else "medium",
            message=f"Not recorded of {member.name}: {listed(_WORDS[name] for name in missing)}.",
            remedy=f"Ask {member.name} for it, and record it.",
            unknown=missing,
        )
