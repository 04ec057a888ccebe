"""Token buckets: how much each caller may still ask for, as this process knows it.

A bucket is kept as the moment at which it will be full again; a request puts that moment off by its share of PERIOD
(the generic cell rate algorithm: one number per bucket, whatever the rate). What is spent is told to the other
processes, and what they spent is learned, by `service.web.limits.sharing`.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from time import monotonic
from typing import NamedTuple

PERIOD = 60.0  # seconds: a full bucket holds what a rate allows in them
_MOST_OWED = 2 * PERIOD  # what several processes let through before they heard of each other is paid back, up to this
_MOST = 20_000  # buckets: the longest unused goes first, and is full when it comes again
_EXACT = 1e-6  # seconds: sums of fractions are not exact


class Spent(NamedTuple):
    """What was spent of buckets, in seconds, between two moments of the clock."""

    seconds: dict[bytes, float]
    since: float
    until: float


class Buckets:
    """The buckets of one kind of caller. `clock` gives seconds that never go back, `most` bounds what is kept."""

    def __init__(self, clock: Callable[[], float] = monotonic, most: int = _MOST) -> None:
        """Begin with all buckets full."""
        self._clock, self._most = clock, most
        self._full_at: OrderedDict[bytes, float] = OrderedDict()
        self._doubted: set[bytes] = set()
        self._unshared: dict[bytes, float] = {}
        self._unshared_since = clock()

    def __contains__(self, key: bytes) -> bool:
        """Whether this caller is remembered, and not doubted since."""
        return key in self._full_at and key not in self._doubted

    def __len__(self) -> int:
        """How many callers are remembered."""
        return len(self._full_at)

    def wait(self, key: bytes, rate: int) -> int:
        """Return after how many whole seconds one more request of the caller would be taken; 0 is now."""
        over = max(0.0, self._full_at.get(key, 0.0) - self._clock()) + PERIOD / rate - PERIOD
        return math.ceil(over - _EXACT) if over > _EXACT else 0

    def take(self, key: bytes, rate: int) -> int:
        """Spend one request where there is one left; else return after how many seconds there will be, as `wait`."""
        wait = self.wait(key, rate)
        if not wait:
            self.spend(key, rate)
        return wait

    def spend(self, key: bytes, rate: int) -> None:
        """Spend one request of a caller, whether there is one left or not."""
        self._put_off(key, PERIOD / rate)
        if not self._unshared:
            self._unshared_since = self._clock()
        self._unshared[key] = self._unshared.get(key, 0.0) + PERIOD / rate

    def remember(self, key: bytes) -> None:
        """Remember a caller that spent nothing, and doubt it no longer."""
        self._doubted.discard(key)
        self._put_off(key, 0.0)

    def doubt(self, key: bytes) -> None:
        """Take a caller for one who is not remembered, but for what it spent: else it would get that back."""
        if key in self._full_at:
            self._doubted.add(key)

    def unshared(self) -> Spent:
        """Hand out what was spent since the last call, for others to learn of."""
        spent = Spent(self._unshared, self._unshared_since, self._clock())
        self._unshared = {}
        return spent

    def keep_unshared(self, spent: Spent) -> None:
        """Take back what nobody could be told of, but for callers that were forgotten."""
        self._unshared_since = spent.since
        for key, seconds in spent.seconds.items():
            if key in self._full_at:
                self._unshared[key] = min(_MOST_OWED, self._unshared.get(key, 0.0) + seconds)

    def learn(self, owed: Iterable[tuple[bytes, float]], at: float) -> None:
        """Learn in how many seconds from a moment of the clock a bucket is full, as all processes together spent it."""
        for key, seconds in owed:
            if key in self._full_at:
                learned = at + min(_MOST_OWED, seconds + self._unshared.get(key, 0.0))
                self._full_at[key] = max(self._full_at[key], learned)

    def _put_off(self, key: bytes, seconds: float) -> None:
        now = self._clock()
        self._full_at[key] = min(max(now, self._full_at.get(key, now)) + seconds, now + _MOST_OWED)
        self._full_at.move_to_end(key)
        while len(self._full_at) > self._most:
            self._forget(next(iter(self._full_at)))

    def _forget(self, key: bytes) -> None:
        del self._full_at[key]
        self._doubted.discard(key)
        self._unshared.pop(key, None)
