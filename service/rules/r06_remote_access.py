"""R06: access from a third country to data that is stored in the EEA is a transfer.

Duty: data is transferred when it is made available to another entity in a third country, wherever it is stored.
Source: EDPB Guidelines 05/2021 Example 11,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052021-interplay-between-application-article-3_en
"""

from collections.abc import Iterator

from service.rules.hops import ACCESS, STORAGE, Hop, is_near
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_05_2021
from service.rules.wording import activity, in_sentence, listed

RULE = Rule(
    id="R06",
    title="Remote access is a transfer",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 44", f"{GUIDELINES_05_2021}, Example 11"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V", "ICO guidance on international transfers, 2026-01-15"),
    legal_basis_ch=("FADP Art. 16",),
)


def check(hop: Hop) -> Iterator[Note]:
    """Say why a place without storage counts: whoever works there reaches what is stored in the EEA."""
    if not hop.abroad or not _only_access(hop):
        return
    stored = _stored_inside(hop)
    if stored:
        yield Note(
            severity="info",
            message=(
                f"{hop.importer} works from {hop.where} ({listed(map(activity, hop.activities))}) and reaches data "
                f"that is stored in {listed(stored)}: that is a transfer to {hop.where}."
            ),
            remedy="Give this access a transfer tool as if the data were copied there, or end it.",
        )


def _only_access(hop: Hop) -> bool:
    return bool(hop.recipients) and all(location.activity in ACCESS for location in hop.recipients)


def _stored_inside(hop: Hop) -> list[str]:
    places = () if hop.subprocessor is None else hop.subprocessor.locations or ()
    named = (
        f"the {place.region}" if place.country is None else in_sentence(hop.law.country_name(place.country))
        for place in places
        if place.activity in STORAGE
        and (place.region is not None or (place.country is not None and is_near(hop.case, place.country, hop.regime)))
    )
    return list(dict.fromkeys(named))
