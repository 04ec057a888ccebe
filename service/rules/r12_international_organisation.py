"""R12: data that goes to an international organisation falls under Chapter V, even where it sits in the EEA.

Duty: a transfer to an international organisation needs a decision on it, or another tool; no decision on the territory
where it sits covers it.
Source: GDPR Art. 4(26), 44, https://eur-lex.europa.eu/eli/reg/2016/679/oj; (EU) 2025/1382.
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule

RULE = Rule(
    id="R12",
    title="International organisation",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 4(26)", "GDPR Art. 44"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 4(26)", "UK GDPR Chapter V"),
    legal_basis_ch=("FADP Art. 16(1)",),
)


def check(hop: Hop) -> Iterator[Note]:
    """Say why a place inside the EEA is judged as a transfer."""
    if hop.organisation is not None and hop.inside and hop.recipients:
        yield Note(
            severity="info",
            message=(
                f"{hop.member.name} ({hop.organisation}) is an international organisation: the rules on "
                f"transfers apply to data that goes to it, also in {hop.where}."
            ),
            remedy="Rely on a decision on the organisation itself, or on another transfer tool.",
        )
