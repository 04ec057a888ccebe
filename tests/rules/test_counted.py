"""A day that knows which record it is the day of: a date in everything, and what is counted from it knows it too."""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from service.documents import to_plain
from service.rules.counted import CountedDay, DatedFact, counted, kept, origin
from service.rules.recording import LeakedDay, Recording

PLAIN = date(2028, 2, 29)
FACT = DatedFact(day=PLAIN, words="the end")
DAY = timedelta(days=1)


def known(day: object) -> CountedDay:
    """The day, and that it knows what it is."""
    assert isinstance(day, CountedDay)
    return day


def test_it_is_the_day_in_every_comparison_and_in_words() -> None:
    """It compares, is written and is chosen as the plain day."""
    day = counted(PLAIN, FACT)
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        for other in (PLAIN - DAY, PLAIN, PLAIN + DAY):
            assert compare(PLAIN, other) == compare(day, other) == compare(day, counted(other, FACT))
            assert compare(other, PLAIN) == compare(other, day)
    assert "2028-02-29 2028-02-29" == f"{day} {day:%Y-%m-%d}"
    assert ["2028-02-29"] == to_plain([day])
    assert day is max(day, PLAIN - DAY)
    assert (date, PLAIN) == (type(day.plain), day.plain)


@pytest.mark.parametrize(
    "delta",
    [
        DAY,
        -90 * DAY,
        timedelta(days=3, hours=23),
        relativedelta(years=1),
        relativedelta(months=-24),
        relativedelta(months=1, days=2),
    ],
)
def test_what_is_counted_from_it_knows_how_far(delta: Any) -> None:  # noqa: ANN401 — what can be added to a day
    """A day before or after it is the one that a plain day gives, of the same record, at that distance."""
    day = counted(PLAIN, FACT)
    zero = relativedelta()
    for moved, plain, distance in (
        (day + delta, PLAIN + delta, zero + delta),
        (day - delta, PLAIN - delta, zero + -delta),
        (day + DAY + delta, PLAIN + DAY + delta, relativedelta(days=1) + delta),
    ):
        assert (plain, FACT, distance) == (known(moved).plain, known(moved).fact, known(moved).distance)
    if isinstance(delta, timedelta):
        assert (PLAIN + delta, FACT) == (delta + day, known(delta + day).fact)


def test_a_day_beside_the_one_that_has_words_is_counted_from_it() -> None:
    """Where a record holds the first day without, it is the day after the last one, which has the words."""
    first_without = counted(PLAIN + DAY, FACT)
    assert relativedelta(days=1) == first_without.distance
    assert relativedelta() == known(first_without - DAY).distance


def test_between_two_days_lie_days() -> None:
    """The distance between days is a plain one, from either side."""
    day, other = counted(PLAIN, FACT), date(2028, 3, 10)
    assert timedelta(days=10) == other - day == counted(other, FACT) - day
    assert timedelta(days=-10) == day - other


def test_what_is_made_of_its_parts_is_a_plain_day() -> None:
    """A day with another month or year is counted from nothing."""
    for made in (counted(PLAIN, FACT).replace(2030, 5, day=1), counted(date(2030, 5, 29), FACT).replace(day=1)):
        assert (date, date(2030, 5, 1)) == (type(made), made)


def test_it_is_kept_in_no_cache() -> None:
    """An equal day of another record would come back, so it has no hash."""
    with pytest.raises(TypeError, match="kept"):
        hash(counted(PLAIN, FACT))


def test_what_is_worked_out_is_kept_of_plain_days_alone() -> None:
    """A plain day is counted from once, and one of a record each time, so that it keeps its own record."""
    asked: list[date] = []

    @kept
    def following(day: date) -> date:
        asked.append(day)
        return day + DAY

    other = DatedFact(day=PLAIN, words="a beginning")
    for day in (PLAIN, PLAIN, counted(PLAIN, FACT), counted(PLAIN, other)):
        assert PLAIN + DAY == following(day)
    assert 3 == len(asked)
    assert date is type(following(PLAIN))
    assert other == known(following(counted(PLAIN, other))).fact


def test_days_of_one_record_have_one_origin() -> None:
    """Equal days are told apart by what they were counted from."""
    day, other = counted(PLAIN, FACT), counted(PLAIN, DatedFact(day=PLAIN, words="a beginning"))
    assert origin(day) == origin(day + DAY) == origin(counted(PLAIN, DatedFact(day=PLAIN, words="the end")))
    assert 3 == len({origin(day), origin(other), origin(PLAIN)})


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne])
def test_a_comparison_with_the_day_of_the_check_is_recorded(compare: Callable[[date, date], bool]) -> None:
    """On whichever side it stands, the day of the check is asked, and records the very day of the record."""
    day = counted(PLAIN, FACT)
    for on in (PLAIN - DAY, PLAIN):
        for reflected in (False, True):
            recording = Recording()
            sides = (day, recording.day(on)) if reflected else (recording.day(on), day)
            assert compare(*((day, on) if reflected else (on, day))) == compare(*sides)
            assert all(turn.compared is day for turn in recording.turns)
            assert bool(recording.turns) == bool(turning(compare, on, reflected=reflected))


def turning(compare: Callable[[date, date], bool], on: date, *, reflected: bool) -> list[date]:
    """The days after one on which a comparison comes out otherwise than on it."""

    def asked(when: date) -> bool:
        return compare(PLAIN, when) if reflected else compare(when, PLAIN)

    return [on + DAY * number for number in range(1, 4) if asked(on + DAY * number) != asked(on)]


def test_the_day_of_the_check_tells_it_nothing_more() -> None:
    """How far the day of the check is from it stays untold."""
    on: Any = Recording().day(PLAIN)
    leaks: list[Callable[[], object]] = [lambda: counted(PLAIN, FACT) - on, lambda: on - counted(PLAIN, FACT)]
    for leak in leaks:
        with pytest.raises(LeakedDay):
            leak()
