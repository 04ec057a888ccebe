"""A day that records what it is compared with, and so tells how long what was made of it stands.

The check is a pure function, and all it ever does with its day is to compare it with other days. Given a `RecordingDay`
it answers as on the plain day, and every comparison records the first later day on which it would come out otherwise:
before the earliest of these nothing the check says can change, whatever the rules are. What would tell a rule more of
the day than a comparison (its parts, a hash, its text, the distance to another day) raises `LeakedDay`.
"""

import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple, NoReturn

from dateutil.relativedelta import relativedelta

from service.rules.counted import CountedDay

_LAST = date.max.toordinal()


class LeakedDay(TypeError):
    """A rule looked at its day in another way than by comparing it, so that nobody can tell when its answer changes."""


class Turn(NamedTuple):
    """A comparison that comes out otherwise from the day `on` on.

    `compared` is the other day, the very object; it was compared with the day of the check and `shift` days.
    """

    on: date
    compared: date
    shift: int


class Recording:
    """What one evaluation compared its day with: of all comparisons those that turn first.

    Comparisons with what `held` names come out as they did a day earlier, and are not recorded: so can be asked what an
    evaluation would have said but for them.
    """

    def __init__(self, held: Callable[[date], bool] | None = None) -> None:
        """Take with which other days comparisons are held back."""
        self._held = held
        self._turns: list[Turn] = []

    def day(self, on: date) -> "RecordingDay":
        """Return a day to evaluate with."""
        return RecordingDay(on.year, on.month, on.day).recorded_in(self, 0)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The comparisons that turn on the earliest day; none where no day to come changes anything."""
        return tuple(self._turns)

    def compare(self, mine: int, other: date, shift: int, holds: Callable[[int, int], bool]) -> bool:
        """Compare ordinals, and record the day on which the outcome turns: when the two meet, or a day later."""
        theirs = other.toordinal()
        if self._held is not None and self._held(other):
            return holds(mine - 1, theirs)
        outcome = holds(mine, theirs)
        for met in (theirs, theirs + 1):
            if met > mine and holds(met, theirs) != outcome:
                self._record(met - shift, other, shift)
                break
        return outcome

    def _record(self, turning: int, other: date, shift: int) -> None:
        if turning > _LAST:
            return
        on = date.fromordinal(turning)
        if self._turns and on < self._turns[0].on:
            self._turns.clear()
        known = any(turn.compared is other and turn.shift == shift for turn in self._turns)
        if not known and (not self._turns or on == self._turns[0].on):
            self._turns.append(Turn(on, other, shift))


class RecordingDay(CountedDay):
    """The day of a check as the rules see it; made by `Recording.day`. Days counted from it record too.

    It is a subclass of all days that it is compared with: so Python asks it first, on whichever side it stands.
    """

    __slots__ = ("_recording", "_shift")
    _recording: Recording
    _shift: int

    def recorded_in(self, recording: Recording, shift: int) -> "RecordingDay":
        """Say where the comparisons are recorded, and how many days later than the day of the check this one is."""
        self._recording, self._shift = recording, shift
        return self

    def _compare(self, other: object, holds: Callable[[int, int], bool]) -> bool:
        if not isinstance(other, date) or isinstance(other, datetime):
            return NotImplemented  # type: ignore[no-any-return]  # the answer of an operator that does not know the other
        mine = date.toordinal(self)
        if isinstance(other, RecordingDay):
            return holds(mine, date.toordinal(other))  # both move on together
        return self._recording.compare(mine, other, self._shift, holds)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, operator.lt)

    def __le__(self, other: object) -> bool:
        return self._compare(other, operator.le)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, operator.gt)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, operator.ge)

    def __eq__(self, other: object) -> bool:
        return self._compare(other, operator.eq)

    def __ne__(self, other: object) -> bool:
        return self._compare(other, operator.ne)

    def __add__(self, delta: timedelta | relativedelta) -> "RecordingDay":
        if not isinstance(delta, timedelta):
            self._refused()
        return date.__add__(self, delta).recorded_in(self._recording, self._shift + delta.days)

    __radd__ = __add__

    def __sub__(self, other: object) -> "RecordingDay":  # type: ignore[override]  # the distance to a day would leak it
        if not isinstance(other, timedelta):
            self._refused()
        return self + -timedelta(days=other.days)

    @property
    def year(self) -> NoReturn:
        """Refused, as all parts of the day are."""
        self._refused()

    @property
    def month(self) -> NoReturn:
        """Refused, as all parts of the day are."""
        self._refused()

    @property
    def day(self) -> NoReturn:
        """Refused, as all parts of the day are."""
        self._refused()

    def _refused(self, *_: object, **__: object) -> NoReturn:
        msg = "a rule may compare the day of the check with other days and count days from it, and do nothing else"
        raise LeakedDay(msg)

    __hash__ = _refused
    __str__ = __format__ = __rsub__ = __reduce_ex__ = _refused
    toordinal = weekday = isoweekday = isocalendar = timetuple = _refused
    isoformat = strftime = ctime = replace = _refused
