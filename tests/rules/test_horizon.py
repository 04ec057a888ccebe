"""How long an answer stays the same: the day that remembers its comparisons, and forecasts held to every single day."""

import operator
import os
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import msgspec
import pytest

from service.law import load_law
from service.rules import Facts, assess
from service.rules.differences import differences
from service.rules.horizon import ComparedDay, Horizon, stretches
from service.transfers import Verdict
from tests.rules.generated import cases
from tests.rules.generated_facts import facts_from
from tests.rules.reading import all_cases, facts_of

LAW = load_law()
NOON = date(2026, 11, 23)
DAY = timedelta(days=1)
YEARS = 3
SEEDS = range(int(os.environ.get("SUBREG_TEST_FORECASTS", "25")))
OPERATORS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("compare", OPERATORS)
@pytest.mark.parametrize("distance", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("shift", [-30, 0, 7])
@pytest.mark.parametrize("reflected", [False, True])
def test_the_next_day_is_the_first_on_which_a_comparison_differs(
    *, compare: Callable[[date, date], bool], distance: int, shift: int, reflected: bool
) -> None:
    """Whatever is compared, from whichever side and however far shifted, the answer is that of plain days till then."""
    other, moved = NOON + timedelta(days=distance + shift), timedelta(days=shift)
    horizon = Horizon(NOON)
    day = ComparedDay.of(NOON, horizon) + moved

    def plain(on: date) -> bool:
        return compare(other, on + moved) if reflected else compare(on + moved, other)

    assert plain(NOON) == (compare(other, day) if reflected else compare(day, other))
    later = [NOON + timedelta(days=count) for count in range(1, 10)]
    assert next((on for on in later if plain(on) != plain(NOON)), None) == horizon.next


@pytest.mark.parametrize(
    "leak",
    [
        lambda day: day.year,
        lambda day: day.month,
        lambda day: day - NOON,
        lambda day: NOON - day,
        hash,
        lambda day: day.toordinal(),
        lambda day: day.replace(year=2030),
    ],
    ids=["year", "month", "difference", "difference to it", "hash", "ordinal", "replaced"],
)
def test_what_is_no_comparison_is_refused(leak: Callable[[date], object]) -> None:
    """A use of the day that would leave no trace raises, so that no rule makes a forecast untrue unseen."""
    with pytest.raises(TypeError):
        leak(ComparedDay.of(NOON, Horizon(NOON)))


def test_a_day_can_be_told_in_words() -> None:
    """A message may name the day."""
    assert "2026-11-23" == f"{ComparedDay.of(NOON, Horizon(NOON))}"


def changing_days(facts: Facts, until: date) -> list[date]:
    """The days on which the answer is another than on the day before, every single day asked."""
    found: list[date] = []
    before: Verdict | None = None
    day = facts.on
    while day <= until:
        verdict = assess(msgspec.structs.replace(facts, on=day), LAW)
        if before is not None and any(differences(before, verdict)):
            found.append(day)
        before, day = verdict, day + DAY
    return found


def forecast_days(facts: Facts, until: date) -> list[date]:
    """The same days, found from what the check compares its day with."""
    answers = list(stretches(facts, LAW, until))
    return [after.on for before, after in pairwise(answers) if any(differences(before.verdict, after.verdict))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_forecast_is_exactly_that_of_every_single_day(seed: int) -> None:
    """Over three years the days found from the dates are those on which a day-by-day evaluation changes."""
    (case,) = cases(seed, 1)
    facts = facts_from(case)
    until = facts.on + timedelta(days=365 * YEARS)
    assert changing_days(facts, until) == forecast_days(facts, until)


def test_no_rule_leaks_the_day() -> None:
    """Every case of every rule can be asked with a day that only compares, and answers as on the plain day."""
    for _, case in all_cases():
        facts, law = facts_of(case), LAW.without(case.get("revoke", ()))
        first = next(stretches(facts, law, facts.on))
        assert [] == list(differences(assess(facts, law), first.verdict)), case["name"]
