"""A day that knows which record it is the day of, however far a rule counts from it.

A forecast gives the check such days in place of the plain ones of the documents and of the law (`dated_facts`). They
are these days in every comparison, and what is counted from one still says from which it was counted, and how far: so
the day that the day of the check is compared with tells by itself why something turns.
"""

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from functools import cache
from typing import NoReturn, Self, TypeVar

import msgspec
from dateutil.relativedelta import relativedelta

T = TypeVar("T")


class DatedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the records and what it is the day of: "the last day of the contract with Nimbus"."""

    day: date
    words: str


class CountedDay(date):
    """A day of a record, or one that lies at a distance from it; made by `counted`.

    It has no hash: from a cache a rule would get back an equal day of another record. `kept` is a cache for days.
    """

    __slots__ = ("distance", "fact")
    fact: DatedFact
    distance: relativedelta

    @property
    def plain(self) -> date:
        """The day without what it knows."""
        return date(self.year, self.month, self.day)

    def __add__(self, delta: timedelta | relativedelta) -> Self:
        return self._at(self.plain + delta, self.fact, self.distance + delta)

    __radd__ = __add__

    def __sub__(self, other: date | timedelta | relativedelta) -> "timedelta | Self":  # type: ignore[override]  # days too
        if isinstance(other, date):
            return self.plain - other
        return self._at(self.plain - other, self.fact, self.distance + -other)

    def replace(self, *parts: int, **named: int) -> date:  # type: ignore[override]  # what comes out is counted from nothing
        """Return a plain day, as `date.replace`."""
        return self.plain.replace(*parts, **named)

    def __hash__(self) -> NoReturn:
        msg = "a day of a record has no hash: keep what is worked out from a day with `kept`"
        raise TypeError(msg)

    @classmethod
    def _at(cls, day: date, fact: DatedFact, distance: relativedelta) -> Self:
        made = cls(day.year, day.month, day.day)
        made.fact, made.distance = fact, distance
        return made


def counted(day: date, fact: DatedFact) -> CountedDay:
    """Return a day as counted from that of a record, which it mostly is."""
    return CountedDay._at(day, fact, relativedelta(days=(day - fact.day).days))  # noqa: SLF001 — the one way in


def origin(day: date) -> Hashable:
    """Return what is the same for all days that were counted from one record; of a plain day the day."""
    return day.fact if isinstance(day, CountedDay) else day


def kept(work: Callable[[date], T]) -> Callable[[date], T]:
    """Keep what a function works out from a plain day; from a day that knows its record it is worked out each time."""
    of_plain = cache(work)
    return lambda day: work(day) if isinstance(day, CountedDay) else of_plain(day)
