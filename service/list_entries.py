"""What a customer sees of a list entry: a shape of its own, by allow-list (DESIGN section 5).

Never contacts of persons, DPA references, TIAs, due diligence or findings.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from service.changes import Plain
from service.documents import to_plain
from service.engagements import Entry
from service.subprocessors import Location
from service.transfers import Transfer


class PublicLocation(msgspec.Struct, frozen=True, kw_only=True):
    """A place and what is done there; `stated` are the source's own words where no country is recorded."""

    country: str | None
    region: str | None
    activity: str | None
    place: str | None
    stated: str | None


class PublicTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """Where the data goes and on what basis. `tool` null: no basis is recorded. `country` null: no country is recorded.

    `chain` names the further sub-processors on the way, the list entry itself left out.
    """

    country: str | None
    chain: tuple[str, ...]
    regime: str
    inside_eea: bool
    tool: str | None
    article: str | None
    decision: str | None


class PublicEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list as its customer reads it. `from` and `until` are days; `until` is the first day without."""

    subprocessor: str
    name: str
    legal_name: str | None
    country: str | None
    role: str
    purpose: str | None
    nature: str | None
    services: tuple[str, ...] | None
    data_categories: tuple[str, ...] | None
    data_subjects: tuple[str, ...] | None
    locations: tuple[PublicLocation, ...] | None
    transfers: tuple[PublicTransfer, ...]
    copy_from: str | None
    from_: date | None = msgspec.field(name="from")
    until: date | None
    replaces: str | None


# Whom it concerns: in a notice, though not on the list (DESIGN section 7, "material").
CONCERNS = ("special_categories", "criminal_data", "children", "vulnerable_people", "hr_data")
_NOT_IN_NOTICES = ("subprocessor", "from", "until", "replaces", "copy_from")


def public_entry(entry: Entry, transfers: Sequence[Transfer], copy_from: str | None) -> PublicEntry:
    """Build what a customer sees of an entry; `copy_from` says where to get a copy of a safeguard (Art. 13(1)(f))."""
    shared, own = entry.subprocessor, entry.engagement
    return PublicEntry(
        subprocessor=entry.slug,
        name=shared.name,
        legal_name=shared.legal_name,
        country=shared.country,
        role=own.role,
        purpose=own.purpose,
        nature=own.nature,
        services=own.services,
        data_categories=own.data_categories,
        data_subjects=own.data_subjects,
        locations=None if shared.locations is None else tuple(map(_location, shared.locations)),
        transfers=tuple(_transfer(hop, entry) for hop in transfers if hop.result != "no_transfer"),
        copy_from=copy_from,
        from_=entry.effective_from,
        until=entry.effective_until,
        replaces=own.replaces,
    )


def notice_view(entry: Entry, shown: PublicEntry) -> Plain:
    """Return what a notice compares: what the customer sees of an entry, and whom it concerns."""
    plain: dict[str, Any] = to_plain(shown)
    view = {name: value for name, value in plain.items() if name not in _NOT_IN_NOTICES}
    return view | {name: getattr(entry.engagement, name) for name in CONCERNS}


def _location(location: Location) -> PublicLocation:
    return PublicLocation(
        country=location.country,
        region=location.region,
        activity=location.activity,
        place=location.place,
        stated=location.stated,
    )


def _transfer(hop: Transfer, entry: Entry) -> PublicTransfer:
    names = (entry.chain[slug].name if slug in entry.chain else slug for slug in hop.chain[1:])
    basis = hop.basis
    return PublicTransfer(
        country=hop.country,
        chain=tuple(names),
        regime=hop.regime,
        inside_eea=hop.result == "inside_eea",
        tool=basis.mechanism if basis else None,
        article=basis.article if basis else None,
        decision=basis.reference or basis.decision if basis else None,
    )
