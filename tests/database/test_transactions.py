"""Transactions in which a write is done: however one ends, its connection is as it was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest

from service.database.pool import Connection, Pool, open_connection, open_pool
from service.database.transactions import RACED, in_transaction, snapshot

SETTINGS = ("statement_timeout", "lock_timeout", "plan_cache_mode", "transaction_read_only", "transaction_isolation")
AS_OPENED = ["30s", "10s", "auto", "off", "read committed"]


async def until_asleep(database_url: str) -> None:
    """Wait until PostgreSQL is at a statement: a request to cancel that comes before that cancels nothing."""
    onlooker = await open_connection(database_url)
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    while not await onlooker.fetchval(query):  # noqa: ASYNC110 — what is waited for happens in PostgreSQL
        await asyncio.sleep(0.01)
    await onlooker.close()


async def settings_of(pool: Pool) -> list[str]:
    """What whoever borrows the one connection next is subject to."""
    async with pool.acquire() as conn:
        assert not conn.is_in_transaction()
        return [str(await conn.fetchval("SELECT current_setting($1)", name)) for name in SETTINGS]


@pytest.mark.parametrize("way", ["done", "refused", "failed", "cancelled"])
async def test_a_write_leaves_its_connection_as_it_was(database_url: str, way: str) -> None:
    """Done, refused by us or by PostgreSQL, or cancelled in the midst of a statement: only what is done stays."""
    pool = await open_pool(database_url, max_size=1)
    await pool.execute("CREATE TABLE written (way text)")

    async def work(conn: Connection) -> None:
        await conn.execute("INSERT INTO written VALUES ($1)", way)
        match way:
            case "refused":
                raise LookupError
            case "failed":
                await conn.execute("SELECT 1 / 0")
            case "cancelled":
                await conn.execute("SELECT pg_sleep(60)")

    writing = asyncio.create_task(in_transaction(pool, work))
    if way == "cancelled":
        await until_asleep(database_url)
        writing.cancel()
    (raised,) = await asyncio.gather(writing, return_exceptions=True)
    expected = {"refused": LookupError, "failed": asyncpg.DivisionByZeroError, "cancelled": asyncio.CancelledError}
    assert isinstance(raised, expected.get(way, type(None)))
    assert AS_OPENED == await settings_of(pool)
    assert (1 if way == "done" else 0) == await pool.fetchval("SELECT count(*) FROM written")
    await pool.close()


async def test_a_write_that_is_cancelled_anywhere_leaves_no_transaction_to_its_pool(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also while it begins: the pool would end it too, and tell in the log of a mistake in the program."""
    pool = await open_pool(database_url, max_size=1)
    for steps in range(30):
        writing = asyncio.create_task(in_transaction(pool, lambda _: asyncio.Event().wait()))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait({writing})
        assert writing.cancelled()
    assert AS_OPENED == await settings_of(pool)
    assert [] == [record.message for record in caplog.records if record.name == "asyncio"]
    await pool.close()


async def test_an_error_that_is_swallowed_is_no_success(database_url: str) -> None:
    """Who goes on after a statement failed is told that nothing was stored, not that it was."""
    pool = await open_pool(database_url, max_size=1)

    async def work(conn: Connection) -> None:
        with suppress(asyncpg.DivisionByZeroError):
            await conn.execute("CREATE TABLE swallowed (); SELECT 1 / 0")

    with pytest.raises(asyncpg.InFailedSQLTransactionError, match="nothing was stored"):
        await in_transaction(pool, work)
    assert AS_OPENED == await settings_of(pool)
    assert await pool.fetchval("SELECT to_regclass('swallowed')") is None
    await pool.close()


async def test_a_read_that_is_cancelled_leaves_its_connection_as_it_was(database_url: str) -> None:
    """A snapshot is over when its reader is."""
    pool = await open_pool(database_url, max_size=1)

    async def read() -> None:
        async with snapshot(pool) as conn:
            await conn.execute("SELECT pg_sleep(60)")

    reading = asyncio.create_task(read())
    await until_asleep(database_url)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert AS_OPENED == await settings_of(pool)
    await pool.close()


class Taken:
    """A write that meets a row of another writer at its first attempt, and none at the second."""

    def __init__(self) -> None:
        self.attempts = 0

    async def __call__(self, conn: Connection) -> None:
        self.attempts += 1
        await conn.execute("INSERT INTO apart.taken VALUES ($1)", self.attempts)


@asynccontextmanager
async def taken(database_url: str, constraint: str) -> AsyncIterator[Pool]:
    """A database in which another writer was first, under a constraint of that name."""
    pool = await open_pool(database_url, max_size=1)
    await pool.execute(f"CREATE SCHEMA apart CREATE TABLE taken (place int CONSTRAINT {constraint} UNIQUE)")
    await pool.execute("INSERT INTO apart.taken VALUES (1)")
    yield pool
    await pool.close()


@pytest.mark.parametrize("constraint", sorted(RACED))
async def test_who_meets_another_writer_tries_again(database_url: str, constraint: str) -> None:
    """Another writer took the place first: the next attempt finds it taken, and takes the one after."""
    write = Taken()
    async with taken(database_url, constraint) as pool:
        await in_transaction(pool, write)
    assert 2 == write.attempts


async def test_a_row_that_is_there_twice_by_mistake_is_an_error_at_once(database_url: str) -> None:
    """No race leads to a key twice, so nothing is gained by a second attempt, and nobody is told to try again."""
    write = Taken()
    async with taken(database_url, "api_key_hash") as pool:
        with pytest.raises(asyncpg.UniqueViolationError, match="api_key_hash"):
            await in_transaction(pool, write)
    assert 1 == write.attempts


async def test_what_writers_can_meet_has_the_names_of_the_schema(database_url: str) -> None:
    """A constraint that is renamed is renamed here too."""
    pool = await open_pool(database_url, max_size=1)
    rows = await pool.fetch("SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indisunique")
    await pool.close()
    assert {row["name"] for row in rows} >= RACED
