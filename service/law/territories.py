"""Territories: which places lie inside the EEA on a day, by their own ISO code and never by that of a sovereign."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec
import pycountry

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

    def covers(self, on: date) -> bool:
        """Tell whether the place stands so on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    @property
    def inside(self) -> bool:
        """Whether data that goes there stays inside the EEA, or is deemed to."""
        return self.status != "third_country"

    @property
    def confidence(self) -> Confidence:
        """How sure the status is; a code outside the table falls under the default rule, which is."""
        return "verified" if self.territory is None else self.territory.confidence


def standings_of(territory: Territory) -> tuple[Standing, ...]:
    """Return how a place stands in each of its periods, and last what it is outside them: a third country."""
    periods = (
        Standing(
            code=territory.code,
            status=period.status,
            since=period.from_,
            until=period.until,
            why=period.why,
            territory=territory,
        )
        for period in territory.periods
    )
    return (*periods, Standing(code=territory.code, status="third_country", territory=territory))


def standing_on(standings: Iterable[Standing], on: date) -> Standing:
    """Return the first of these that covers a day; the last covers every day."""
    return next(standing for standing in standings if standing.covers(on))


def names_of(territories: Iterable[Territory]) -> dict[str, str]:
    """Return the English names of all countries by code: as in ISO 3166-1, but where a territory has one of its own."""
    listed = {country.alpha_2: getattr(country, "common_name", country.name) for country in pycountry.countries}
    own = {territory.code: territory.name for territory in territories}
    return {code: _in_order(name) for code, name in listed.items()} | own


def _in_order(name: str) -> str:
    """Turn a name of ISO 3166-1 round as it is said: "Micronesia, Federated States of" ends with its first word."""
    head, _, tail = name.partition(", ")
    return f"{tail.removeprefix('The ')} {head}" if tail.endswith((" of", " of the")) else name
