"""R01: data that goes to a place inside the EEA is no transfer, and needs no tool.

Duty: Chapter V applies to third countries; a member state, an EEA-EFTA state and an outermost region are none. For an
exporter under the UK GDPR or the FADP it is the country itself that data must leave.
Source: GDPR Art. 44, https://eur-lex.europa.eu/eli/reg/2016/679/oj; TFEU Art. 349 and 355(1); EEA Joint Committee
Decision 154/2018.
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule

RULE = Rule(
    id="R01",
    title="Inside the EEA",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 44", "TFEU Art. 349, 355(1)", "EEA Joint Committee Decision 154/2018"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V", "ICO guidance on international transfers, 2026-01-15"),
    legal_basis_ch=("FADP Art. 16(1)",),
)
_WHY = {
    "eu": "a part of the EU",
    "eea_efta": "where the GDPR applies through the EEA Agreement",
    "eu_outermost": "an outermost region of the EU, where the GDPR applies",
}


def check(hop: Hop) -> Iterator[Note]:
    """Settle a hop inside the EEA; a finding says so only where the code alone does not show it."""
    standing = hop.standing
    if hop.locations and not hop.recipients:
        return  # Nobody receives anything there: R07.
    if hop.regime != "eu":
        if hop.inside and hop.organisation is None:
            yield Note(result="no_transfer")
        return
    if standing is None or standing.status not in _WHY or hop.organisation is not None:
        return
    linked_to = None if standing.territory is None else standing.territory.linked_to
    if standing.status == "eu" and linked_to is None:
        yield Note(result="inside_eea")
        return
    yield Note(
        result="inside_eea",
        severity="info",
        message=f"Data that goes to {hop.where}, {_WHY[standing.status]}, stays inside the EEA.",
        remedy="No transfer tool is needed. Art. 28 and 32 apply as everywhere in the EEA.",
        confidence=standing.confidence,
    )
