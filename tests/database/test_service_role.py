"""The role that serves: it owns nothing, cannot rewrite what was published, and can do all that the service does."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from service.access import tokens
from service.database.errors import MigrationFailed
from service.database.migrations import in_place, migrated
from service.database.pool import open_connection
from service.database.roles import Addresses, embedded_addresses, service_role_of
from service.database.transactions import in_transaction
from service.installation import database
from service.rates import Rates
from service.register import auditing
from service.register.backups import back_up, restore
from service.settings import Settings
from service.store import people
from tests import factories
from tests.database.servers import clone, drop
from tests.web.routes import GUARDED, OPEN, statuses
from tests.web.running import ACME_CLOUDFLARE, BOOTSTRAP, bearer, in_days, running
from tests.web.test_objections import newest

# Each with a column of it.
APPEND_ONLY = {
    "change": "actor",
    "checkpoint": "hash",
    "checkpoint_head": "hash",
    "notice": "title",
    "notice_change": "notice",
    "feed_archive": "title",
    "finding_acceptance": "reason",
    "holding": "change",
}
REWRITING = [
    statement
    for table, column in APPEND_ONLY.items()
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET {column} = {column}")  # noqa: S608 — names of our own tables
]


@pytest.fixture
async def served(shared_at: Addresses) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection of the role that serves, inside a transaction that is rolled back."""
    connection = await open_connection(shared_at.service)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def test_it_owns_nothing(shared_at: Addresses, served: "asyncpg.Connection[asyncpg.Record]") -> None:
    """The role that serves is another than the owner, no superuser, and nothing is its own."""
    assert "subreg_service" == await service_role_of(shared_at)
    assert await service_role_of(Addresses(service=shared_at.owner, owner=shared_at.owner)) is None
    assert 0 == await served.fetchval("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
    assert not await served.fetchval(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )


async def test_what_is_restored_is_served_as_before(at: Addresses, server_url: str, tmp_path: Path) -> None:
    """The owner brings a backup back, and the role that serves may there what it may here."""
    await back_up(at.owner, tmp_path / "register")
    there = await embedded_addresses(await clone(server_url, "template1"))
    await restore(there, tmp_path / "register")
    connection = await open_connection(there.service)
    assert 0 == await connection.fetchval("SELECT count(*) FROM change")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("DELETE FROM change")
    await connection.close()
    await drop(server_url, there.owner)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE change ADD COLUMN mine int",
        "ALTER TABLE change DISABLE TRIGGER ALL",
        "DROP TABLE rate",
        "DROP TRIGGER change_append_only ON change",
        "CREATE INDEX mine ON change (actor)",
        "SET session_replication_role = replica",
        "DELETE FROM subject",
        "DELETE FROM version",
        "UPDATE version SET document = '{}'",
        "UPDATE change SET reason = NULL, reason_salt = NULL",
        "DELETE FROM _pogo_migration",
        "UPDATE api_key SET scopes = ARRAY['check']",
        *REWRITING,
    ],
)
async def test_it_may_not(served: "asyncpg.Connection[asyncpg.Record]", statement: str) -> None:
    """PostgreSQL itself refuses the statement for want of the privilege, whatever triggers there are."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await served.execute(statement)


async def test_every_route_works(at: Addresses) -> None:
    """Under the role that serves every route answers as it does under the owner, with limits and looks under way."""
    async with running(at.service, rate_limits=Rates()) as service:
        await service.seed()
        document = factories.engagement("Another purpose")
        answer = await service.staff.put(ACME_CLOUDFLARE, json=document, params={"effective_on": str(in_days(60))})
        planned = answer.headers["Subreg-Change"]
        for routes, headers in ((GUARDED, bearer(BOOTSTRAP)), (OPEN, dict[str, str]())):
            expected = {name: route.status for name, route in routes.items()}
            assert expected == await statuses(service, routes, planned, headers)


async def test_everything_else_works(at: Addresses) -> None:
    """So do objections and what they hold, rotation, revocation, checkpoints, erasure of persons, and shared limits."""
    async with running(at.service) as service:
        await service.seed()
        await service.put("controllers/acme", factories.controller(contact=factories.person()))
        await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("BR")]))
        token, key = await service.token("acme"), await service.key("check")
        path = f"/s/{token.secret}/notices/{await newest(service, 'acme')}/objections"
        filed = await service.reader.post(path, json={"reason": "no", "contact": "somebody"})
        assert 201 == filed.status_code
        decision = f"/v1/objections/{filed.json()['id']}/decision"
        assert 200 == (await service.staff.post(decision, json={"outcome": "not_engaged"})).status_code
        assert 200 == (await service.reader.get("/v1/law", headers=bearer(key.secret))).status_code
        async with service.pool.acquire() as conn:
            await tokens.rotate(conn, token.id, days=3)
            (person, *_) = await people.like(conn, "pernille")
        assert await in_transaction(service.pool, lambda conn: people.erase(conn, person.id, words=True))
        assert (await auditing.take_checkpoint(service.pool)).changes
        counts = await service.everything()
        assert [] == [name for name in ("touch", "objection_hold", "holding", "checkpoint") if not counts[name]]


async def test_every_table_is_granted(served: "asyncpg.Connection[asyncpg.Record]") -> None:
    """The role that serves reads every table and adds to every one of the register: a new one must be thought of."""
    assert await served.fetchval("SELECT count(*) FROM _pogo_migration")
    lacking = await served.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
        "AND relname NOT LIKE '\\_pogo%' "
        "AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT'))"
    )
    assert [] == lacking


async def test_what_everybody_may_make_keeps_nobody_from_a_backup(
    at: Addresses, served: "asyncpg.Connection[asyncpg.Record]", tmp_path: Path
) -> None:
    """PostgreSQL lets every role make large objects, which the owner may not read: they are in no backup."""
    await served.execute("SELECT lo_from_bytea(0, 'mine')")
    assert await back_up(at.owner, tmp_path / "register.dump")


async def test_embedded_has_both_roles(tmp_path: Path) -> None:
    """The embedded PostgreSQL serves under the role that owns nothing, from the first start on and again."""
    for _ in range(2):
        async with database(Settings(data_dir=tmp_path / "data")) as at:
            await in_place(at, pooled=False)
            assert "subreg_service" == await service_role_of(at)
            connection = await open_connection(at.service)
            assert await connection.fetchval("SELECT has_table_privilege('change', 'INSERT')")
            await connection.close()


async def test_who_owns_nothing_migrates_nothing(server_url: str) -> None:
    """Where something is left to migrate, the role that serves is told whose address is missing."""
    url = await clone(server_url, "template1")
    try:
        if urlsplit(url).username != "subreg" or urlsplit(url).hostname:
            pytest.skip("another role can be made on the embedded PostgreSQL alone")
        at = await embedded_addresses(url)
        with pytest.raises(MigrationFailed, match="SUBREG_OWNER_URL"):
            await in_place(Addresses(at.service, at.service), pooled=False)
        assert await migrated(at)
        await in_place(Addresses(at.service, at.service), pooled=False)
    finally:
        await drop(server_url, url)
