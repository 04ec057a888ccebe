"""What each kind of legal fact has to say in a list of all of them."""

from datetime import date, timedelta

import msgspec

from service.law.adequacy import Decision
from service.law.references import GDPR
from service.law.safeguards import ClauseSet, DerogationGround, Instrument, Scheme
from service.law.territories import Territory, standing_on, standings_of
from service.law.uk_swiss import Listed, NationalTool

AnyFact = Decision | Listed | ClauseSet | Territory | Instrument | DerogationGround | Scheme | NationalTool


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What a record says of itself; null is "not recorded", for `valid_until` also "open".

    `valid_until` is the last good day. `holds` is given where the days alone do not tell whether it is in force.
    """

    id: str
    name: str
    country: str | None = None
    organisation: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    scope: str | None = None
    celex: str | None = None
    holds: bool | None = None

    def in_force(self, on: date) -> bool | None:
        """Tell whether it is in force on a day; null where no day is recorded."""
        if self.holds is not None or (self.valid_from is None and self.valid_until is None):
            return self.holds
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)


def facets(fact: AnyFact, on: date) -> Facets:
    """Return what a record says of itself; of a territory, what it is on a day."""
    match fact:
        case Decision() | Listed():
            return _adequacy(fact)
        case ClauseSet():
            return _clauses(fact)
        case Territory():
            return _territory(fact, on)
        case Instrument() | DerogationGround():
            who = fact.who if isinstance(fact, Instrument) else None
            return Facets(id=fact.id, name=fact.name, scope=who, celex=GDPR)
        case Scheme():
            name = f"{fact.scheme} {fact.version}"
            return Facets(id=name, name=fact.scheme, valid_from=fact.valid_from, scope=fact.mechanism)
        case NationalTool():
            return _tool(fact)


def _adequacy(fact: Decision | Listed) -> Facets:
    return Facets(
        id=fact.id,
        name=fact.name,
        country=fact.territory_code,
        organisation=fact.io_code,
        valid_from=fact.valid_from,
        valid_until=fact.last_day,
        scope=fact.scope_code,
        celex=fact.celex if isinstance(fact, Decision) else None,
    )


def _clauses(fact: ClauseSet) -> Facets:
    before_repeal = None if fact.repealed is None else fact.repealed - timedelta(days=1)
    roles = ", ".join(f"{exporter} to {importer}".replace("_", "-") for exporter, importer in fact.roles)
    return Facets(
        id=fact.id,
        name=fact.nickname,
        valid_from=fact.usable_from,
        valid_until=fact.reliance_until or before_repeal,
        scope=roles or None,
        celex=fact.celex,
        holds=False if fact.usable_from is None else None,
    )


def _territory(fact: Territory, on: date) -> Facets:
    now = standing_on(standings_of(fact), on)
    return Facets(
        id=fact.code,
        name=fact.name,
        country=fact.code,
        valid_from=now.since,
        valid_until=now.until,
        scope=now.status,
        holds=now.inside,
    )


def _tool(fact: NationalTool) -> Facets:
    return Facets(
        id=fact.id,
        name=fact.name,
        valid_from=fact.valid_from,
        valid_until=fact.valid_until,
        scope=fact.requires,
        holds=False if fact.never_valid else None,
    )
