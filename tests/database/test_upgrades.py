"""Upgrades: from the schema of every release with its data, beside versions that serve, and between readers."""

import asyncio
import json
import shutil
from pathlib import Path
from uuid import UUID

import feedparser
import pytest

from service.database import migrations
from service.database.errors import MigrationFailed
from service.database.migrations import in_place, migrate, pending
from service.database.pool import Pool, open_connection, open_pool
from service.database.queries import sql_root
from service.database.roles import Addresses
from service.register import auditing
from tests.database.releasing import DIRECTORY, ids
from tests.web.running import Running, running

RELEASED = sorted(DIRECTORY.glob("*.sql"))
ADDITIVE = """
ALTER TABLE change ADD COLUMN later text;
ALTER TABLE notice ADD COLUMN later integer NOT NULL DEFAULT 0;
CREATE TABLE later (subject bigint REFERENCES subject (id));
CREATE INDEX later_of_subject ON subject (last_recorded_at);
"""


def test_there_is_a_release_to_come_from() -> None:
    """Each kept schema is one of a migration that there is, and has beside it what must stay."""
    assert RELEASED
    assert {file.stem for file in RELEASED} <= migrations.known()
    assert [] == [file for file in RELEASED if not file.with_suffix(".json").exists()]


@pytest.mark.parametrize("released", RELEASED, ids=lambda file: file.stem)
async def test_every_release_is_brought_forward_with_its_data(empty_database_url: str, released: Path) -> None:
    """The log is whole against its old head, feeds and notices have their ids, and the service serves and writes."""
    kept = json.loads(released.with_suffix(".json").read_text("utf-8"))
    connection = await open_connection(empty_database_url)
    await connection.execute(released.read_text("utf-8"))
    assert sorted(each for each in migrations.known() if each > released.stem) == await migrate(empty_database_url)
    assert kept["ids"] == await ids(connection)
    await connection.close()
    async with running(empty_database_url) as service:
        assert None is (await auditing.verify(service.pool, kept["head"])).broken
        feed, *notices = kept["ids"]["acme"]
        parsed = feedparser.parse((await service.reader.get("/lists/acme/feed.atom")).content)
        assert [UUID(feed).urn, *(UUID(each).urn for each in reversed(notices))] == [
            parsed.feed.id,
            *(entry.id for entry in parsed.entries),
        ]
        assert {"open", "rejected"} == {item["status"] for item in (await service.get("objections"))["items"]}
        await service.engage("acme", "cloudflare", purpose="Another purpose")
        assert None is (await auditing.verify(service.pool, kept["head"])).broken


def later(directory: Path, statements: str = ADDITIVE) -> Path:
    """The migrations of the project, and one after them."""
    files = sorted((sql_root() / "migrations").glob("*.sql"))
    for file in files:
        shutil.copy(file, directory)
    text = f"-- later\n-- depends: {files[-1].stem}\n\n-- migrate: apply\n{statements}\n-- migrate: rollback\n"
    (directory / "9999_later.sql").write_text(text, "utf-8")
    return directory


async def test_a_version_serves_on_a_schema_that_is_ahead_of_it(database_url: str, tmp_path: Path) -> None:
    """While a later version adds to the schema, and after that, reads and writes of this one succeed; none is lost."""
    async with running(database_url) as service:
        await service.seed()
        migrating = asyncio.create_task(migrate(database_url, later(tmp_path)))
        written = 0
        while not migrating.done() or written < 10:
            written += 1
            await _write_and_read(service, f"Purpose {written}")
        assert ["9999_later"] == await migrating
        assert {"status": "ready"} == (await service.reader.get("/health/ready")).json()
        assert None is (await auditing.verify(service.pool, None)).broken
        purposes = await service.pool.fetchval("SELECT count(*) FROM change WHERE after ->> 'purpose' LIKE 'Purpose %'")
        assert written == purposes


async def test_a_version_that_starts_on_a_schema_that_is_ahead_of_it_says_so(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It serves, as during an upgrade, and the log names the migrations that it does not know; else it is silent."""
    at = Addresses(database_url, database_url)
    await in_place(at, pooled=False)
    assert [] == caplog.messages
    await migrate(database_url, later(tmp_path))
    caplog.clear()
    await in_place(at, pooled=False)
    (told,) = caplog.messages
    assert "newer version, which has 9999_later" in told


async def _write_and_read(service: Running, purpose: str) -> None:
    await service.engage("acme", "cloudflare", purpose=purpose)
    assert purpose == (await service.get("controllers/acme/subprocessors/cloudflare"))["purpose"]
    assert 200 == (await service.reader.get("/lists/acme/feed.atom")).status_code


async def test_a_migration_lets_others_by_while_it_waits(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a reader that keeps a table others read and write that table, and then the migration is applied."""
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 1)
    monkeypatch.setattr(migrations, "_LET_BY_SECONDS", 0.1)
    pool = await open_pool(database_url)
    async with pool.acquire() as reader, reader.transaction():
        await reader.fetch("SELECT * FROM subject")
        migrating = asyncio.create_task(migrate(database_url, later(tmp_path, "ALTER TABLE subject ADD later int;")))
        for _ in range(5):
            await _until_waiting(pool)
            await pool.execute("INSERT INTO subject (kind) VALUES ('processor') ON CONFLICT DO NOTHING")
        assert not migrating.done()
    assert ["9999_later"] == await migrating
    await pool.close()


async def test_a_migration_that_waits_for_who_waits_for_it_is_applied_afterwards(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that has read one table and comes to another goes on; the migration that has that one begins anew."""
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 10)
    monkeypatch.setattr(migrations, "_LET_BY_SECONDS", 0.1)
    both = "LOCK TABLE notice IN SHARE MODE; SELECT pg_sleep(2); ALTER TABLE version ADD later int;"
    pool = await open_pool(database_url)
    async with pool.acquire() as writer, writer.transaction():
        await writer.fetch("SELECT * FROM version")
        migrating = asyncio.create_task(migrate(database_url, later(tmp_path, both)))
        while not await pool.fetchval(_SLEEPS):  # noqa: ASYNC110 — what is waited for happens in PostgreSQL
            await asyncio.sleep(0.01)
        await writer.execute("LOCK TABLE notice IN ROW EXCLUSIVE MODE")
    assert ["9999_later"] == await migrating
    await pool.close()


async def test_a_migration_gives_up_with_nothing_done(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a reader never ends the migration says so, is not applied, and is once the reader has ended."""
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 1)
    monkeypatch.setattr(migrations, "_LOCK_TIMES", 1)
    directory = later(tmp_path)
    pool = await open_pool(database_url)
    async with pool.acquire() as reader, reader.transaction():
        await reader.fetch("SELECT * FROM notice")
        with pytest.raises(MigrationFailed, match=r"9999_later.*lock timeout"):
            await migrate(database_url, directory)
    assert 0 == await pool.fetchval("SELECT count(*) FROM pg_attribute WHERE attname = 'later'")
    assert ["9999_later"] == await pending(database_url, directory) == await migrate(database_url, directory)
    await pool.close()


async def _until_waiting(pool: Pool) -> None:
    for _ in range(1000):
        if await pool.fetchval(_WAITS):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


_SLEEPS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%' "
    "AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'"
)
_WAITS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE 'ALTER TABLE subject%'"
)
