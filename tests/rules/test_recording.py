"""The recording day: what each comparison with it tells of the days to come, and what it refuses to tell a rule."""

import copy
import operator
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from service.rules.recording import LeakedDay, Recording, RecordingDay

ON = date(2026, 11, 23)
DAY = timedelta(days=1)
COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
DISTANCES = [-400, -2, -1, 0, 1, 2, 400]


def turns_by_trying(compare: Callable[[date], bool]) -> date | None:
    """The first day after `ON` on which a comparison comes out otherwise, found day by day; null within two years."""
    later = (ON + DAY * days for days in range(1, 800))
    return next((day for day in later if compare(day) != compare(ON)), None)


@pytest.mark.parametrize("compares", COMPARISONS)
@pytest.mark.parametrize("shift", [-60, 0, 60])
@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("reflected", [False, True])
def test_a_comparison_records_the_day_on_which_it_turns(
    compares: Callable[[date, date], bool], shift: int, distance: int, *, reflected: bool
) -> None:
    """Every comparison, from either side, answers as with the plain day and records the first day it comes out else."""
    other = ON + DAY * distance

    def compare(on: date) -> bool:
        counted = on + DAY * shift
        return compares(other, counted) if reflected else compares(counted, other)

    recording = Recording()
    assert compare(ON) == compare(recording.day(ON))
    expected = turns_by_trying(compare)
    assert ([] if expected is None else [(expected, other, shift)]) == list(recording.turns)
    assert all(turn.compared is other for turn in recording.turns)


def test_only_the_earliest_turns_are_kept() -> None:
    """Of many comparisons those that turn first count, each once, and equal days of different records apart."""
    recording, near, again = Recording(), date(2026, 12, 1), date(2026, 12, 1)
    on = recording.day(ON)
    for other in (date(2027, 1, 1), near, near, again, date(2026, 12, 2), date(2020, 1, 1)):
        assert (other > on) == (other > ON)
    assert [near, again] == [turn.on for turn in recording.turns]
    assert [True, True] == [recording.turns[0].compared is near, recording.turns[1].compared is again]


def test_days_counted_from_it_record_too() -> None:
    """A day that is counted from the day of the check, however often, records the turn of the day of the check."""
    recording = Recording()
    counted = timedelta(days=30) + (recording.day(ON) + timedelta(days=5)) - timedelta(days=3, hours=23)
    assert counted <= date(2027, 1, 31)
    assert ON + timedelta(days=30 + 5 - 3) == date(2026, 12, 25)
    assert [(date(2026, 12, 31), date(2027, 1, 31), 32)] == list(recording.turns)


def test_largest_and_smallest_go_by_comparisons() -> None:
    """`max`, `min` and `sorted` work with it and record: both sides of a choice are a comparison."""
    recording, other = Recording(), date(2026, 12, 31)
    on = recording.day(ON)
    assert other is max(on, other)
    assert on is min(other, on)
    assert [on, other] == sorted([other, on])
    assert {date(2026, 12, 31), date(2027, 1, 1)} >= {turn.on for turn in recording.turns}


def test_two_days_of_one_check_never_turn() -> None:
    """Days that both move on with the day of the check compare as plain days do, and record nothing."""
    recording = Recording()
    on = recording.day(ON)
    assert on < on + DAY
    assert on == (on + DAY) - DAY
    assert () == recording.turns


def test_things_that_are_no_days_are_not_equal_and_have_no_order() -> None:
    """It compares with what is no day as a plain day does, and records nothing."""
    recording = Recording()
    on: Any = recording.day(ON)
    assert on != "2026-11-23"
    assert on is not None
    assert on not in ("2026-11-23", None)
    for other in (None, 5, datetime(2026, 11, 23, tzinfo=UTC)):
        with pytest.raises(TypeError):
            assert on < other
    assert () == recording.turns


def test_a_turn_after_the_last_day_of_the_calendar_is_none() -> None:
    """What would turn after the calendar's end never turns."""
    recording = Recording()
    assert recording.day(ON) <= date.max
    assert () == recording.turns


def test_a_turn_on_the_last_day_of_the_calendar_is_one() -> None:
    """The calendar's last day is a day like any other."""
    recording = Recording()
    assert recording.day(ON) < date.max
    assert [date.max] == [turn.on for turn in recording.turns]


def test_held_comparisons_come_out_as_a_day_earlier() -> None:
    """On the day on which a comparison turns it can be held back, and comes out as before."""
    end = date(2026, 12, 31)
    turned = date(2027, 1, 1)
    held = Recording(held=lambda other: other is end)
    assert held.day(turned) <= end
    assert not held.day(turned) <= date(2026, 12, 31)
    assert not held.day(turned) + DAY <= end


LEAKS: dict[str, Callable[[Any], object]] = {
    "hash": hash,
    "key": lambda on: {on: 1},
    "year": lambda on: on.year,
    "month": lambda on: on.month,
    "day": lambda on: on.day,
    "text": str,
    "format": lambda on: f"{on}",
    "form": lambda on: f"{on:%Y}",
    "iso": lambda on: on.isoformat(),
    "strftime": lambda on: on.strftime("%Y"),
    "ctime": lambda on: on.ctime(),
    "ordinal": lambda on: on.toordinal(),
    "weekday": lambda on: on.weekday(),
    "iso weekday": lambda on: on.isoweekday(),
    "calendar": lambda on: on.isocalendar(),
    "timetuple": lambda on: on.timetuple(),
    "replace": lambda on: on.replace(day=1),
    "months": lambda on: on + relativedelta(months=1),
    "months to": lambda on: relativedelta(months=1) + on,
    "months before": lambda on: on - relativedelta(months=1),
    "distance": lambda on: on - ON,
    "distance to": lambda on: ON - on,
    "distance within": lambda on: on - on,
    "pickle": pickle.dumps,
    "copy": copy.copy,
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_nothing_else_is_told_of_the_day(leak: Callable[[Any], object]) -> None:
    """Whatever would tell a rule more of the day than how it compares is refused, so that exactness cannot break."""
    with pytest.raises(LeakedDay, match="compare"):
        leak(Recording().day(ON))


def test_nothing_of_a_plain_day_is_forgotten() -> None:
    """Every public name of a date is refused by one of its own, but for those that make a day out of something else."""
    public = {name for name in dir(date) if not name.startswith("_")} - {"min", "max", "resolution"}
    makers = {"today", "fromordinal", "fromtimestamp", "fromisoformat", "fromisocalendar"}
    assert public - makers == public & set(vars(RecordingDay))
