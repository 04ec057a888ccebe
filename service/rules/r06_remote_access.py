"""R06: access from a third country to data that is stored in the EEA is a transfer.

Duty: data is transferred when it is made available to another entity in a third country, wherever it is stored.
Source: EDPB Guidelines 05/2021 Example 11,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052021-interplay-between-application-article-3_en
"""

from collections.abc import Iterable, Iterator

from service.rules.hops import ACCESS, STORAGE, Hop, is_near, other_entity
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_05_2021
from service.rules.wording import activity, in_sentence, listed
from service.subprocessors import Location, Parent

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
    yield from _of_operators(hop)
    yield from _of_the_seat(hop)
    yield from _not_recorded(hop)
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


def _of_operators(hop: Hop) -> Iterator[Note]:
    """Ask where those sit who work near the data for the member; abroad, their access would be a transfer."""
    near = hop.region is not None or (hop.country is not None and is_near(hop.scene, hop.country, hop.regime))
    reaching = [place for place in hop.recipients if place.activity not in STORAGE] if near else []
    operators = [operator for operator in map(other_entity, reaching) if operator is not None]
    names = dict.fromkeys(one.legal_name or "another company" for one in operators if one.country is None)
    if names:
        yield Note(
            severity="info",
            message=(
                f"{listed(names)} can reach the data of {hop.member.name} at a place in {hop.where}; in which country "
                "it sits is not recorded, and access from a third country is a transfer."
            ),
            remedy=f"Ask {hop.member.name} in which country each company that works for it sits, and record it.",
            unknown=("locations.operator.country",),
        )


def _of_the_seat(hop: Hop) -> Iterator[Note]:
    """Tell once of a member whose own seat is abroad, near no place of it: nobody says that it reaches the data there.

    Guidelines 05/2021, criterion 3: it is a transfer that the importer is in a third country, wherever its servers are.
    """
    document = hop.subprocessor
    seat, places = (None, ()) if document is None else (document.country, document.locations or ())
    if seat is None or hop.organisation is not None or is_near(hop.scene, seat, hop.regime):
        return
    near = [place for place in places if place.region is not None or _is_near(hop, place)]
    first = hop.locations[:1] == tuple(near[:1]) and hop.regime == hop.scene.exporter.regimes[0]
    if near and first and seat not in {place.country for place in places}:
        name, where = hop.member.name, f"{in_sentence(hop.law.country_name(seat))} ({seat})"
        yield Note(
            severity="info",
            message=f"{name} itself sits in {where}, where no place is recorded; if it can reach from there the data "
            f"that is in {hop.where}, that is a transfer.",
            remedy=f"Ask {name} from where its people reach the data, and record that place if it is one.",
        )


def _is_near(hop: Hop, place: Location) -> bool:
    return place.country is not None and is_near(hop.scene, place.country, hop.regime)


def _not_recorded(hop: Hop) -> Iterator[Note]:
    """Ask, at the first place of a member and once, whether a parent abroad has access where it is not recorded."""
    document = hop.subprocessor
    if document is None or hop.member.returns or hop.organisation is not None:
        return
    parent, places = document.parent or Parent(), document.locations
    if parent.access is not None or not places:
        return
    first = hop.locations[:1] == places[:1] and hop.regime == hop.scene.exporter.regimes[0]
    abroad = parent.country is None or not is_near(hop.scene, parent.country, hop.regime)
    reached = parent.country is not None and parent.country in {place.country for place in places}
    if first and abroad and not reached and not _is_about_the_eea(hop, places):
        yield _of_the_parent(hop, parent)


def _is_about_the_eea(hop: Hop, places: Iterable[Location]) -> bool:
    """Tell whether the GDPR applies and all places lie in the EEA: there R09 asks for the access of the parent."""
    law, on = hop.law, hop.on
    inside = (place.region is not None or (place.country and law.in_eea(place.country, on)) for place in places)
    return "eu" in hop.scene.exporter.regimes and all(inside)


def _of_the_parent(hop: Hop, parent: Parent) -> Note:
    country = parent.country
    where = "" if country is None else f" in {in_sentence(hop.law.country_name(country))} ({country})"
    unknown = ("parent.access",) if country is not None else ("parent.country", "parent.access")
    if hop.subprocessor is None or hop.subprocessor.parent is None:
        unknown = ("parent",)
    return Note(
        severity="info",
        message=(
            f"Whether {parent.legal_name or 'the parent company'}{where} can reach the data of {hop.member.name} "
            "is not recorded; access from another third country is a transfer."
        ),
        remedy=f"Ask {hop.member.name} for its parent company, and record country and access.",
        unknown=unknown,
    )


def _only_access(hop: Hop) -> bool:
    return bool(hop.recipients) and all(location.activity in ACCESS for location in hop.recipients)


def _stored_inside(hop: Hop) -> list[str]:
    places = () if hop.subprocessor is None else hop.subprocessor.locations or ()
    named = (
        f"the {place.region}" if place.country is None else in_sentence(hop.law.country_name(place.country))
        for place in places
        if place.activity in STORAGE and (place.region is not None or _is_near(hop, place))
    )
    return list(dict.fromkeys(named))
