"""Writing in one transaction, and again where PostgreSQL asks for it."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg

from service.database.pool import Connection, Pool
from service.errors import Unavailable

T = TypeVar("T")
ATTEMPTS = 6
# What two writers at once can meet: two checkpoints with one predecessor, and, should a lock ever fail that keeps them
# apart, the safety nets beneath it. Any other that is violated is a mistake, which no second attempt mends.
RACED = frozenset(
    {
        "change_never_forks",
        "change_withdrawn_once",
        "checkpoint_hash",
        "checkpoint_never_forks",
        "notice_numbered_once",
        "notice_published_apart",
        "objection_open_once",
    }
)
# Limits longer than the pool's own: a change that reaches thousands of lists keeps their heads for seconds. And plans
# that each connection makes once: made anew for each list of names, as PostgreSQL would have it, they cost more than
# what they are made for. Statements of writes are so written that their rows are looked up whatever is expected.
_BEGIN = (
    "BEGIN; SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '120s'; "
    "SET LOCAL plan_cache_mode = force_generic_plan"
)


class Again(Exception):
    """What a transaction rests on has changed between reading and locking; it is to be done again from the start."""


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """Give a connection on which every query sees the same moment: a list is never read without its notice."""
    async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        yield conn


async def in_transaction(pool: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Do `work` in one transaction and return what it returns; whatever it raises rolls everything back.

    Done again, up to ATTEMPTS times, after Again, a deadlock, a serialization failure, or where another was first to a
    place (RACED). Raises Unavailable when the locks or the database cannot be had.
    """
    for attempt in range(ATTEMPTS):
        try:
            async with pool.acquire() as conn, _patient(conn):
                return await work(conn)
        except (
            Again,
            asyncpg.DeadlockDetectedError,
            asyncpg.SerializationError,
            asyncpg.UniqueViolationError,
        ) as error:
            if isinstance(error, asyncpg.UniqueViolationError) and error.constraint_name not in RACED:
                raise
            if attempt == ATTEMPTS - 1:
                detail = "Too many writers changed the same lists at once. Nothing was stored; try again."
                raise Unavailable(detail) from error
            await asyncio.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # nosec B311  # noqa: S311 — jitter, not a secret
        except asyncpg.LockNotAvailableError as error:
            detail = "Another write holds these lists for too long. Nothing was stored; try again."
            raise Unavailable(detail) from error
    raise AssertionError  # pragma: no cover — the loop returns or raises


@asynccontextmanager
async def _patient(conn: Connection) -> AsyncIterator[None]:
    """Begin a transaction together with its limits, in one round trip: it cannot be that of asyncpg."""
    try:
        await conn.execute(_BEGIN)
        yield
    except BaseException:
        await conn.execute("ROLLBACK")
        raise
    # PostgreSQL ends a transaction in which a statement failed with ROLLBACK, whoever took the error for nothing.
    if await conn.execute("COMMIT") != "COMMIT":
        detail = "A statement of this write failed, and the write went on: nothing was stored."
        raise asyncpg.InFailedSQLTransactionError(detail)
