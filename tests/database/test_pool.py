"""Connections as the register sets them up."""

import pickle
import re

import asyncpg
import pytest

from service.database.errors import DatabaseUnavailable
from service.database.pool import Dsn, open_connection, open_pool
from service.database.queries import queries

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


async def test_a_connection_goes_back_without_a_statement(database_url: str) -> None:
    """What is asked is one statement, and lending the connection costs none."""
    pool, asked = await open_pool(database_url, max_size=1), list[str]()
    async with pool.acquire() as connection:
        connection.add_query_logger(lambda record: asked.append(record.query))
    assert [1, 2] == [await pool.fetchval(f"SELECT {number}") for number in (1, 2)]
    assert ["SELECT 1", "SELECT 2"] == asked
    await pool.close()


async def test_what_was_left_open_is_rolled_back(database_url: str) -> None:
    """Whoever borrows a connection next is in no transaction, and has the common limits."""
    pool = await open_pool(database_url, max_size=1)
    async with pool.acquire() as connection:
        await connection.transaction().start()
        await connection.execute("SET LOCAL statement_timeout = 0; CREATE TABLE left_open ()")
    assert "30s" == await pool.fetchval("SHOW statement_timeout")
    assert await pool.fetchval("SELECT to_regclass('left_open')") is None
    await pool.close()


@pytest.mark.parametrize("name", sorted(name for name in queries.available_queries if "_cursor" not in name))
def test_nothing_outlives_its_transaction(name: str) -> None:
    """No query leaves a setting, a lock, a name or a listener on its connection: nothing takes them off again."""
    sql = getattr(queries, name).sql
    assert not re.search(r"\b(LISTEN|PREPARE|DECLARE|TEMP|TEMPORARY)\b|pg_(try_)?advisory_lock", sql)
    assert not re.match(r"\s*SET (?!LOCAL)", sql)
    assert re.search(r"set_config\((?!.*TRUE\))", sql) is None


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


def test_an_address_knows_its_setting_in_another_process() -> None:
    """The workers get the address as the process that started them has it."""
    sent = pickle.loads(pickle.dumps(Dsn("postgresql://u@h/x", "SUBREG_DATA_DIR")))  # noqa: S301 — of this process
    assert ("postgresql://u@h/x", "SUBREG_DATA_DIR") == (sent, sent.setting)
