"""Telling two questions apart by the time their answers take, as somebody who asks thousands of times would.

Both are asked by turns, each pair in random order, so that whatever slows the machine slows both. What counts is whose
answers are among the quickest: what disturbs an answer only ever makes it slower, so these are the least disturbed.
"""

import math
import random
from collections.abc import Awaitable, Callable
from time import perf_counter

Asking = Callable[[], Awaitable[object]]

# Of pairs that cannot be told apart, one trial in fifteen thousand seems to differ by as much.
CLEAR = 4.0
PLANTED_SECONDS = 200e-6


async def difference(one: Asking, other: Asking, tries: int) -> float:
    """How clearly `one` takes longer than `other`, in standard deviations, after so many tries of both together."""
    dice = random.Random(tries)  # noqa: S311 — the order of questions, not a secret
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(tries // 2):
        first = bool(dice.getrandbits(1))
        for is_one in (first, not first):
            taken[is_one].append(await _seconds(one if is_one else other))
    return quickest(taken[True], taken[False])


def quickest(ones: list[float], others: list[float]) -> float:
    """How many more of the quickest fifth of all are of `others`, as so many standard deviations from half of them."""
    ordered = sorted([(seconds, 1) for seconds in ones] + [(seconds, -1) for seconds in others])
    fifth = ordered[: len(ordered) // 5]
    return -sum(sign for _, sign in fifth) / math.sqrt(len(fifth))


def delayed(asking: Asking) -> Asking:
    """The same question, answered PLANTED_SECONDS later: what a careless look into another's data would cost."""

    async def later() -> None:
        await asking()
        end = perf_counter() + PLANTED_SECONDS
        while perf_counter() < end:
            pass

    return later


async def _seconds(asking: Asking) -> float:
    begun = perf_counter()
    await asking()
    return perf_counter() - begun
