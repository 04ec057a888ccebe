"""What the process counts in plain numbers, carried over to the metrics with every look at the database.

A poll that memory answers costs one addition, and a connection that is lent costs none.
"""

from time import time
from typing import Any

from prometheus_client import Counter

from service.database.pool import lending
from service.web.context import Context
from service.web.limits.limiting import Limits
from service.web.memory.bounded import Bounded


class Carrier:
    """Carries over what was counted since the last time."""

    def __init__(self, context: Context, limits: Limits | None) -> None:
        """Begin with all at nothing."""
        self._context, self._limits = context, limits
        self._told: dict[Counter, float] = {}

    def looked(self, lag: float | None) -> None:
        """Tell of a look: its changes were committed `lag` seconds ago at most; null where it found none."""
        metrics = self._context.metrics
        metrics.looked_at.set(time())
        if lag is not None:
            metrics.notice_lag.observe(lag)

    def carry(self) -> None:
        """Tell all that the process counts by itself."""
        metrics, context, polls = self._context.metrics, self._context, self._context.polls
        metrics.is_away.set(context.fresh.is_away)
        for source, status, count in (
            ("memory", "200", polls.memory_full),
            ("memory", "304", polls.memory_unchanged),
            ("database", "200", polls.read_full),
            ("database", "304", polls.read_unchanged),
        ):
            self._raise(metrics.polls.labels(source, status), count)
        caches: dict[str, Bounded[Any, Any]]
        caches = {"documents": context.shelf.kept, "entries": context.entries.kept, "lists": context.lists}
        for cache, kept in caches.items():
            metrics.cache_bytes.labels(cache).set(kept.bytes_kept)
            metrics.cache_entries.labels(cache).set(len(kept))
        metrics.cache_entries.labels("answers").set(len(context.fresh))
        self._raise(metrics.refusals, 0 if self._limits is None else self._limits.refusals)
        self._pools()
        self._replica()

    def _pools(self) -> None:
        metrics = self._context.metrics
        for name, pool in (("feeds", self._context.feeds), ("rest", self._context.pool)):
            lent = lending(pool)
            metrics.connections.labels(name).set(lent.connections)
            metrics.in_use.labels(name).set(lent.in_use)
            metrics.most.labels(name).set(lent.most)
            self._raise(metrics.waits.labels(name), lent.waits)
            self._raise(metrics.wait_seconds.labels(name), lent.wait_seconds)

    def _replica(self) -> None:
        metrics, replica = self._context.metrics, self._context.replica
        if replica is not None:
            self._raise(metrics.replica_reads, replica.reads)
            metrics.replica_lag.set(replica.behind or 0)
            metrics.replica_is_away.set(replica.is_away)

    def _raise(self, counter: Counter, total: float) -> None:
        counter.inc(total - self._told.get(counter, 0))
        self._told[counter] = total
