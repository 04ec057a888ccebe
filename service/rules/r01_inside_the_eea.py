"""R01: data that goes to a place inside the EEA is no transfer, and needs no tool.

Duty: Chapter V applies to third countries; a member state, an EEA-EFTA state and an outermost region are none.
Source: GDPR Art. 44, https://eur-lex.europa.eu/eli/reg/2016/679/oj; TFEU Art. 349 and 355(1); EEA Joint Committee
Decision 154/2018.
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import Note, Rule

RULE = Rule(
    id="R01",
    title="Inside the EEA",
    about="place",
    legal_basis=("GDPR Art. 44", "TFEU Art. 349, 355(1)", "EEA Joint Committee Decision 154/2018"),
)
_WHY = {
    "eu": "is part of the EU",
    "eea_efta": "applies the GDPR through the EEA Agreement",
    "eu_outermost": "is an outermost region of the EU, where the GDPR applies",
}


def check(hop: Hop) -> Iterator[Note]:
    """Settle a hop inside the EEA; a finding says so only where the code alone does not show it."""
    standing = hop.standing
    if standing is None or standing.status not in _WHY or hop.organisation is not None:
        return
    linked_to = None if standing.territory is None else standing.territory.linked_to
    if standing.status == "eu" and linked_to is None:
        yield Note(result="inside_eea")
        return
    yield Note(
        result="inside_eea",
        severity="info",
        message=f"{hop.where} {_WHY[standing.status]}: data that goes there stays inside the EEA.",
        remedy="No transfer tool is needed. Art. 28 and 32 apply as everywhere in the EEA.",
        confidence=standing.confidence,
    )
