"""`sql/schema.sql` is what the migrations make: one page to read, proven to be true."""

import asyncio
import re
from pathlib import Path

import pytest

from service.database.embedded_binaries import find_binaries
from service.database.migrations import migrate
from service.database.pool import open_connection
from service.database.queries import sql_root
from tests.database.servers import clone, drop


async def dump(url: str) -> list[str]:
    """The schema of a database as pg_dump writes it, without its comments and the tables of pogo-core."""
    program = find_binaries(None).program("pg_dump")
    options = ["--schema-only", "--no-owner", "--exclude-table=public._pogo_*"]
    process = await asyncio.create_subprocess_exec(program, *options, url, stdout=asyncio.subprocess.PIPE)
    written = (await process.communicate())[0].decode()
    assert 0 == process.returncode
    return [line for line in written.splitlines() if line and not re.match(r"--|\\(un)?restrict ", line)]


async def load(url: str, file: Path) -> None:
    connection = await open_connection(url)
    await connection.execute(file.read_text("utf-8"))
    await connection.close()


@pytest.fixture
def schema() -> Path:
    return sql_root() / "schema.sql"


async def test_schema_equals_the_migrations(engine_url: str, empty_database_url: str, schema: Path) -> None:
    """Loading schema.sql and applying all migrations give the same database."""
    migrated = await clone(engine_url, "template1")
    await migrate(migrated)
    await load(empty_database_url, schema)
    assert await dump(migrated) == await dump(empty_database_url)
    await drop(engine_url, migrated)


async def test_btree_gist_can_be_had(empty_database_url: str) -> None:
    """The one extension of the register comes with every server, and its owner may create it."""
    connection = await open_connection(empty_database_url)
    await connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    assert "btree_gist" == await connection.fetchval("SELECT extname FROM pg_extension WHERE extname = 'btree_gist'")
    await connection.close()
