"""R07: what is no transfer: own staff on a trip, data from the person concerned, mere transit.

Duty: a transfer needs an exporter that makes data available to another entity in a third country.
Source: EDPB Guidelines 05/2021, criterion 2 and Example 8,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052021-interplay-between-application-article-3_en
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_05_2021
from service.rules.wording import listed

RULE = Rule(
    id="R07",
    title="No transfer",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 32", "GDPR Art. 44", f"{GUIDELINES_05_2021}, Example 8"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 32", "ICO guidance on international transfers, 2026-01-15"),
    legal_basis_ch=("FADP Art. 8", "FADP Art. 16"),
)
_WHY = {
    "recipient": "own staff on a trip reach the data from there",
    "data_subject_direct": "the data comes from the persons concerned themselves",
    "transit": "the data only passes through",
}


def check(hop: Hop) -> Iterator[Note]:
    """Settle a hop at which no recipient gets the data; inside the EEA there is nothing to say."""
    if not hop.locations or hop.recipients:
        return
    if hop.inside:
        yield Note(result="no_transfer")
        return
    why = listed(dict.fromkeys(_WHY[location.basis] for location in hop.locations))
    yield Note(
        result="no_transfer",
        severity="info",
        message=f"{hop.member.name} in {hop.where}: {why}, so this is no transfer.",
        remedy="Art. 32 still applies: secure devices, connections and access for it.",
    )
