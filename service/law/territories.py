"""Territories: which places lie inside the EEA on a day, by their own ISO code and never by that of a sovereign."""

from datetime import date
from typing import Literal

import msgspec

from service.documents import Document
from service.law.records import LegalFact, Meta
from service.transfers import Confidence

TerritoryStatus = Literal["eu", "eea_efta", "eu_outermost", "third_country", "third_country_treated_as_eu"]


class TerritoryMeta(Meta, frozen=True, kw_only=True):
    """The head of `territories.json`: codes that stand for others."""

    aliases: dict[str, str]


class Period(Document, frozen=True, kw_only=True):
    """What a territory is from a day to a day, both included; null is open."""

    status: TerritoryStatus
    from_: date | None = msgspec.field(name="from")
    until: date | None
    why: str | None = None

    def covers(self, on: date) -> bool:
        """Tell whether the day lies in this period."""
        return (self.from_ is None or self.from_ <= on) and (self.until is None or on <= self.until)


class Territory(LegalFact, frozen=True, kw_only=True):
    """A place with an ISO 3166-1 code whose status does not follow from the default rule, or is worth stating."""

    code: str
    name: str
    status: TerritoryStatus
    since: date | None
    until: date | None
    gdpr_from: date | None
    gdpr_until: date | None
    linked_to: str | None
    adequacy_ref: tuple[str, ...]
    manual_review: bool
    periods: tuple[Period, ...]
    note: str
    default_result: Literal["undetermined"] | None


class TerritoryFile(Document, frozen=True, kw_only=True):
    """The whole of `territories.json`."""

    meta: TerritoryMeta
    territories: tuple[Territory, ...]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a place stands on a day: its status, from when to when (null is open), and the record it was read from.

    `territory` is null for a code outside the table: a third country without special treatment.
    """

    code: str
    status: TerritoryStatus
    since: date | None = None
    until: date | None = None
    why: str | None = None
    territory: Territory | None = None

    @property
    def inside(self) -> bool:
        """Whether data that goes there stays inside the EEA, or is deemed to."""
        return self.status != "third_country"

    @property
    def confidence(self) -> Confidence:
        """How sure the status is; a code outside the table falls under the default rule, which is."""
        return "verified" if self.territory is None else self.territory.confidence


def standing(code: str, territory: Territory | None, on: date) -> Standing:
    """Read the status of a place on a day from its record; a day before all periods finds a third country."""
    if territory is not None:
        for period in territory.periods:
            if period.covers(on):
                return Standing(
                    code=code,
                    status=period.status,
                    since=period.from_,
                    until=period.until,
                    why=period.why,
                    territory=territory,
                )
    return Standing(code=code, status="third_country", territory=territory)
