"""Connections as the register sets them up."""

import asyncpg
import pytest

from service.database.errors import DatabaseUnavailable
from service.database.pool import open_connection, open_pool

DOCUMENT = {"name": "Ærø", "countries": ["DK", None], "share": 1.5, "nested": {"yes": True}}


@pytest.mark.parametrize("kind", ["json", "jsonb"])
async def test_documents_survive_the_way_there_and_back(kind: str, conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """A document comes back from a json or jsonb value as it was sent."""
    assert DOCUMENT == await conn.fetchval(f"SELECT $1::{kind}", DOCUMENT)
    assert [DOCUMENT, {}] == await conn.fetchval(f"SELECT $1::{kind}[]", [DOCUMENT, {}])


async def test_pool_is_set_up(database_url: str) -> None:
    """Every connection of a pool speaks UTC, names the program, limits statements and knows JSON."""
    pool = await open_pool(database_url, max_size=2)
    async with pool.acquire() as one, pool.acquire() as other:
        for connection in (one, other):
            assert "UTC" == await connection.fetchval("SHOW timezone")
            assert "subreg" == await connection.fetchval("SHOW application_name")
            assert "30s" == await connection.fetchval("SHOW statement_timeout")
            assert {"a": 1} == await connection.fetchval("SELECT '{\"a\": 1}'::jsonb")
    await pool.close()


async def test_transaction_ends_with_the_loan(database_url: str) -> None:
    """A transaction that was left open is over, with the limits that it set, when its connection is borrowed next."""
    pool = await open_pool(database_url, max_size=1)
    async with pool.acquire() as conn:
        await conn.transaction().start()
        await conn.execute("SET LOCAL statement_timeout = 0; CREATE TABLE left_open ()")
    assert "30s" == await pool.fetchval("SHOW statement_timeout")
    assert await pool.fetchval("SELECT to_regclass('left_open') IS NULL")
    await pool.close()


async def test_pooler_gets_no_limits(database_url: str) -> None:
    """Without a cache of statements, as behind PgBouncer, only what PgBouncer knows is asked for at the start."""
    pool = await open_pool(database_url, statement_cache=0)
    assert "0" == await pool.fetchval("SHOW statement_timeout")
    assert "UTC" == await pool.fetchval("SHOW timezone")
    await pool.close()


async def test_connection_without_limits(database_url: str) -> None:
    """A migration or a backup may take its time."""
    connection = await open_connection(database_url, limits=False)
    assert "0" == await connection.fetchval("SHOW statement_timeout")
    await connection.close()


@pytest.mark.parametrize("address", ["postgresql://u:hidden@127.0.0.1:1/x", "postgresql://u:hidden@[::1", "mysql://x"])
async def test_no_server_is_a_clear_error(address: str) -> None:
    """An address that leads nowhere gives a sentence with the setting and without the password."""
    with pytest.raises(DatabaseUnavailable, match="SUBREG_DATABASE_URL") as caught:
        await open_pool(address)
    assert "hidden" not in str(caught.value)
