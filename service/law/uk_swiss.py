"""The transfer lists of the United Kingdom and of Switzerland, for exporters under the regimes `uk` and `ch`."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from service.documents import Document
from service.law.records import AdequacyRecord, LegalFact, Meta, Scope
from service.law.territories import Territory


class Listed(AdequacyRecord, frozen=True, kw_only=True):
    """A territory or organisation on one of the two lists. The code "EEA" of the UK list is a group (`of_each`)."""

    territory_code: str | None = msgspec.field(name="code")
    io_code: str | None = None
    international_organisation: str | None = None
    decision: str
    basis: str
    note: str
    end_reason: str | None = None

    @property
    def cited(self) -> str:
        """What it rests on, as a finding cites it."""
        return self.basis


class NotListed(LegalFact, frozen=True, kw_only=True):
    """A territory or organisation that was looked for and is not on the list."""

    note: str
    code: str | None = None
    io_code: str | None = None
    international_organisation: str | None = None


class NationalTool(LegalFact, frozen=True, kw_only=True):
    """A transfer tool of one of the two regimes, with its days."""

    id: str
    name: str
    valid_from: date | None = None
    valid_until: date | None = None
    new_contracts_until: date | None = None
    never_valid: bool = False
    tra_required: bool | None = None
    risk_assessment_required: bool | None = None
    basis: str | None = None
    requires: str | None = None
    note: str | None = None
    adaptations: tuple[str, ...] = ()
    notification: str | None = None


class UnitedKingdom(Document, frozen=True, kw_only=True):
    """The rules of the UK GDPR and the Data Protection Act 2018."""

    regime: str
    articles: dict[str, str]
    test: tuple[dict[str, Any], ...]
    duaa: dict[str, Any]
    ico: dict[str, Any]
    approved_transfers: tuple[Listed, ...]
    not_listed: tuple[NotListed, ...]
    tools: tuple[NationalTool, ...]
    risk_assessment: str
    eea_to_uk: str


class Switzerland(Document, frozen=True, kw_only=True):
    """The rules of the FADP and the Data Protection Ordinance."""

    regime: str
    articles: dict[str, str]
    list_is_binding: str
    annex_1: tuple[Listed, ...]
    not_on_list: tuple[NotListed, ...]
    differences_from_eu: tuple[str, ...]
    tools: tuple[NationalTool, ...]
    subprocessors: str
    penalty: str
    information_duty: str


class UkSwissFile(Document, frozen=True, kw_only=True):
    """The whole of `uk_swiss.json`."""

    meta: Meta
    scope_codes: dict[str, Scope]
    uk: UnitedKingdom
    switzerland: Switzerland


GROUP = "EEA"
INSIDE = ("eu", "eea_efta", "eu_outermost")


def of_each(listed: Iterable[Listed], territories: Iterable[Territory]) -> Iterator[Listed]:
    """Yield the entries of a list, the group "EEA" written out: one entry, of the same id, for each place inside it.

    A place that joins the EEA later counts from that day, one that left it until its last day there.
    """
    places = tuple(territories)
    for entry in listed:
        if entry.territory_code == GROUP:
            yield from (one for place in places for one in _inside(entry, place))
        else:
            yield entry


def _inside(entry: Listed, place: Territory) -> Iterator[Listed]:
    for period in place.periods:
        begins = max(entry.valid_from, period.from_ or entry.valid_from)
        ends = min((day for day in (entry.valid_until, period.until) if day is not None), default=None)
        if period.status in INSIDE and (ends is None or begins <= ends):
            yield msgspec.structs.replace(
                entry, territory_code=place.code, name=place.name, valid_from=begins, valid_until=ends
            )
