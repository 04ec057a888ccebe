"""Token buckets: how much a caller may ask for, and what is kept of it."""

import random

import pytest

from service.web.limits.buckets import PERIOD, Buckets
from tests.web.clocks import Clock

ONE, OTHER = b"one", b"other"


@pytest.mark.parametrize("rate", [10, 30, 7000])
def test_a_full_bucket_holds_a_minute(rate: int, clock: Clock) -> None:
    """What a rate allows in a minute may come at once, and not one more; others have their own."""
    buckets = Buckets(clock)
    assert [0] * rate == [buckets.take(ONE, rate) for _ in range(rate)]
    assert buckets.take(ONE, rate) > 0
    assert 0 == buckets.take(OTHER, rate)


@pytest.mark.parametrize("rate", [10, 11, 59, 61, 120])
def test_the_wait_is_true_and_no_longer_than_needed(rate: int, clock: Clock) -> None:
    """After the seconds that are named a request is taken, and a second earlier it was not."""
    buckets = Buckets(clock)
    while not (wait := buckets.take(ONE, rate)):
        pass
    clock.now += wait - 1
    assert buckets.wait(ONE, rate) > 0
    clock.now += 1
    assert 0 == buckets.take(ONE, rate)


def test_what_is_refused_costs_nothing(clock: Clock) -> None:
    """Who asks again and again while refused waits no longer for it."""
    buckets = Buckets(clock)
    waits = [buckets.take(ONE, 10) for _ in range(1000)]
    assert 6 == waits[-1] == buckets.wait(ONE, 10)


def test_over_any_time_no_more_than_the_rate_and_one_burst(clock: Clock) -> None:
    """Whenever requests come, those taken in a time are at most what its rate allows and one full bucket."""
    chance, buckets, rate = random.Random(5), Buckets(clock), 30  # noqa: S311 — the same each time, not a secret
    taken: list[float] = []
    for _ in range(5000):
        clock.now += chance.expovariate(2)
        if not buckets.take(ONE, rate):
            taken.append(clock.now)
    for first in range(0, len(taken), 97):
        for last in range(first, len(taken), 89):
            assert last - first + 1 <= rate + (taken[last] - taken[first]) * rate / PERIOD + 1e-3


def test_a_million_callers_take_bounded_memory(clock: Clock) -> None:
    """Of more callers than are kept the longest unused are forgotten, with what would be told of them."""
    chance, buckets = random.Random(7), Buckets(clock, most=1000)  # noqa: S311 — the same each time, not a secret
    for _ in range(1_000_000):
        buckets.take(chance.randbytes(16), 30)
    assert (1000, 1000) == (len(buckets), len(buckets.unshared().seconds))


def test_a_caller_in_use_is_not_forgotten_for_others(clock: Clock) -> None:
    """One that is over its limit, and asks on, stays so while others come and go."""
    buckets = Buckets(clock, most=10)
    for number in range(1000):
        buckets.spend(ONE, 10)
        buckets.take(str(number).encode(), 10)
    assert buckets.wait(ONE, 10) > 0


def test_what_is_learned_counts_with_what_was_spent_since(clock: Clock) -> None:
    """What all processes spent comes from them, and what is not told yet is on top."""
    buckets = Buckets(clock)
    buckets.spend(ONE, 60)
    assert {ONE: 1.0} == buckets.unshared().seconds
    buckets.spend(ONE, 60)
    buckets.learn([(ONE, 58.0)], clock.now)
    assert 0 == buckets.take(ONE, 60)
    assert 1 == buckets.take(ONE, 60)


def test_nothing_is_learned_of_strangers_and_nothing_is_given_back(clock: Clock) -> None:
    """A bucket that nobody asked for here is not kept; one that the others think fuller stays as it is."""
    buckets = Buckets(clock)
    buckets.spend(ONE, 1)
    buckets.learn([(ONE, 0.0), (OTHER, 60.0)], clock.now)
    assert (60, 0, 1) == (buckets.wait(ONE, 1), buckets.wait(OTHER, 1), len(buckets))


def test_what_could_not_be_told_is_told_later(clock: Clock) -> None:
    """Nothing that was spent is lost when the others cannot be reached."""
    buckets = Buckets(clock)
    buckets.spend(ONE, 60)
    clock.now += 1
    spent = buckets.unshared()
    clock.now += 1
    buckets.spend(ONE, 60)
    buckets.keep_unshared(spent)
    assert ({ONE: 2.0}, clock.now - 2, clock.now) == buckets.unshared()
    assert {} == buckets.unshared().seconds


def test_a_debt_ends(clock: Clock) -> None:
    """However much was spent without asking, two minutes later the bucket is full."""
    buckets = Buckets(clock)
    for _ in range(1000):
        buckets.spend(ONE, 10)
    buckets.learn([(ONE, 1e9)], clock.now)
    clock.now += 2 * PERIOD
    assert [0] * 10 == [buckets.take(ONE, 10) for _ in range(10)]
