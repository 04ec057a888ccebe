"""How long an answer of the check stays the same: a day that remembers what it was compared with.

The check uses its day for nothing but comparing it with other days. So one evaluation with a `ComparedDay` tells the
first later day on which some comparison would come out differently; up to it the answer is the same, whatever the
rules are. A use of the day that is no comparison would make that untrue, and raises.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NoReturn, Self

import msgspec

from service.law import Law
from service.rules.facts import Facts
from service.rules.gate import assess
from service.rules.lists import assess_around
from service.transfers import Verdict

_DAY = timedelta(days=1)


class Horizon:
    """What a day was compared with: the first later day on which the answer may differ, and the days it hangs on."""

    def __init__(self, day: date) -> None:
        """Take the day of the evaluation."""
        self._day = day.toordinal()
        self._next: int | None = None
        self.hangs_on: set[date] = set()

    @property
    def next(self) -> date | None:
        """The first later day on which a comparison comes out differently; null where none ever does."""
        return None if self._next is None else date.fromordinal(self._next)

    def differs_on(self, ordinal: int, operand: date) -> None:
        """Note that a comparison with `operand` comes out differently from a day on."""
        if not self._day < ordinal <= date.max.toordinal() or (self._next is not None and self._next < ordinal):
            return
        if ordinal != self._next:
            self._next = ordinal
            self.hangs_on = set()
        self.hangs_on.add(operand)


class ComparedDay(date):
    """A day that tells its horizon every day that it is compared with; `shift` days lie between it and the day."""

    _horizon: Horizon
    _shift: int

    @classmethod
    def of(cls, day: date, horizon: Horizon, shift: int = 0) -> Self:
        """Make one of a plain day."""
        made = cls.fromordinal(day.toordinal())
        made._horizon, made._shift = horizon, shift  # noqa: SLF001 — its own
        return made

    def _compared(self, other: object, *, first_after: tuple[int, ...]) -> int | None:
        """Return the difference to another day in days; `first_after` counts from it to where the answer changes."""
        if not isinstance(other, date):
            return None
        if not isinstance(other, ComparedDay):
            for days in first_after:
                self._horizon.differs_on(date.toordinal(other) - self._shift + days, other)
        return date.toordinal(self) - date.toordinal(other)

    def __lt__(self, other: object) -> bool:
        difference = self._compared(other, first_after=(0,))
        return NotImplemented if difference is None else difference < 0

    def __ge__(self, other: object) -> bool:
        difference = self._compared(other, first_after=(0,))
        return NotImplemented if difference is None else difference >= 0

    def __le__(self, other: object) -> bool:
        difference = self._compared(other, first_after=(1,))
        return NotImplemented if difference is None else difference <= 0

    def __gt__(self, other: object) -> bool:
        difference = self._compared(other, first_after=(1,))
        return NotImplemented if difference is None else difference > 0

    def __eq__(self, other: object) -> bool:
        difference = self._compared(other, first_after=(0, 1))
        return NotImplemented if difference is None else difference == 0

    def __ne__(self, other: object) -> bool:
        difference = self._compared(other, first_after=(0, 1))
        return NotImplemented if difference is None else difference != 0

    __hash__ = None  # type: ignore[assignment]  # what is kept by its day would not be compared with it

    def __add__(self, other: Any) -> Any:  # noqa: ANN401 — a timedelta, as `date` has it
        if not isinstance(other, timedelta):
            return NotImplemented
        plain = date.fromordinal(date.toordinal(self) + other.days)
        return ComparedDay.of(plain, self._horizon, self._shift + other.days)

    def __sub__(self, other: Any) -> Any:  # noqa: ANN401 — the same
        return self + -other if isinstance(other, timedelta) else self._leak()

    def __rsub__(self, other: object) -> NoReturn:
        self._leak()

    def _leak(self, *_: object) -> NoReturn:
        msg = "the check compares its day with others and asks nothing else of it: a forecast would not be exact"
        raise TypeError(msg)

    year = month = day = property(_leak)
    toordinal = timetuple = weekday = isoweekday = isocalendar = replace = _leak  # type: ignore[assignment]  # the same


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """An answer and the first day on which it holds; `hangs_on` are the days with which that day was compared."""

    on: date
    verdict: Verdict
    hangs_on: frozenset[date] = frozenset()


def stretches(facts: Facts, law: Law, until: date, *, whole_list: bool = False) -> Iterator[Stretch]:
    """Yield the answers of the check for the same facts from their day until a day, both included.

    `whole_list` asks what is said of the list itself, not of the entry.

    Between the first days of two stretches the answer does not change. Neighbours may be equal: a comparison that comes
    out differently need not change what is said.
    """
    day: date | None = facts.on
    hangs_on: frozenset[date] = frozenset()
    while day is not None and day <= until:
        horizon = Horizon(day)
        asked = msgspec.structs.replace(facts, on=ComparedDay.of(day, horizon))
        verdict = assess_around(asked, law) if whole_list else assess(asked, law)
        yield Stretch(on=day, verdict=msgspec.structs.replace(verdict, on=day), hangs_on=hangs_on)
        day, hangs_on = horizon.next, frozenset(horizon.hangs_on)
