"""Reading from a replica what a reader sees as he would see it from the primary (`SUBREG_REPLICA_URL`).

A replica lags. Each look at the primary (`looking`) says where its log stood; a replica that has replayed that much
shows every state that the look saw, so that what is read there is as young as what memory may answer: less
than a second old, and never older than what this process wrote. Where it has not, or is away, the primary is asked.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

import asyncpg

from service.database.errors import AWAY
from service.database.pool import Connection, Pool
from service.store import replicas

T = TypeVar("T")

_PATIENCE = 1.0  # seconds for a connection and the question how far it is: the primary is near
_LONGEST = 10.0  # seconds for all of a read
SHUNNED = 5.0  # seconds without asking a replica again that failed

# A server that refuses the role, or lacks the database, fails as one that is gone. What is wrong with the work itself
# goes wrong at the primary too, which says so.
_FAILED: tuple[type[Exception], ...] = (*AWAY, asyncpg.PostgresError)

_log = logging.getLogger(__name__)


class Replica:
    """One replica as a process uses it, with what those who watch are told of it.

    `reads` counts what was read of it. `behind` is how many bytes of the log it lacked when it was last asked; null
    where it gave no answer, or is none: then `is_away` too, which says nothing of one that was not asked yet.
    """

    def __init__(self, pool: Pool, clock: Callable[[], float] = monotonic) -> None:
        """Take the pool of its connections; `clock` gives seconds that never go back."""
        self._pool = pool
        self._clock = clock
        self._shunned_until = float("-inf")
        self.behind: int | None = None
        self.is_away = False
        self.reads = 0

    async def read(self, position: str | None, work: Callable[[Connection], Awaitable[T]]) -> tuple[T] | None:
        """Do `work` in one snapshot that has all of the primary's log up to `position`, and return what it returns.

        Null where the replica has less than that, is none any more or is away, and where no position is known.
        """
        if position is None or self._clock() < self._shunned_until:
            return None
        try:
            async with asyncio.timeout(_LONGEST):
                return await self._read(position, work)
        except _FAILED as error:
            # A connection that was cut off, a recovery conflict, a server that is gone: the primary answers instead.
            _log.warning("The replica cannot be read; the primary is, for %d s at least: %r", SHUNNED, error)
            self._shunned_until, self.behind, self.is_away = self._clock() + SHUNNED, None, True
            return None

    async def _read(self, position: str, work: Callable[[Connection], Awaitable[T]]) -> tuple[T] | None:
        async with self._pool.acquire(timeout=_PATIENCE) as conn:
            # Apart from the snapshot and before it: of one statement the snapshot is older than what it asks.
            async with asyncio.timeout(_PATIENCE):
                self.behind = await replicas.behind(conn, position)
            self.is_away = self.behind is None
            if self.behind is None or self.behind > 0:
                return None
            async with conn.transaction(isolation="repeatable_read", readonly=True):
                done = await work(conn)
        self.reads += 1
        return (done,)
