"""A database of two roles that an operator made: what they had before, and addresses that do not fit."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from service.database.errors import DatabaseUnavailable, MigrationFailed
from service.database.migrations import in_place, migrate, migrated
from service.database.pool import open_connection
from service.database.roles import Addresses, service_role_of
from service.register import auditing
from service.register.backups import back_up, restore
from tests.acceptance.programs import pooled
from tests.database.servers import clone, database_name, drop
from tests.web.running import running
from tests.web.wires import Wire

PGBOUNCER = shutil.which("pgbouncer")
MAY_NOT = (
    "UPDATE change SET actor = actor",
    "DELETE FROM version",
    "CREATE TABLE mine (n int)",
    "CREATE TEMPORARY TABLE mine (n int)",
    "CREATE SCHEMA mine",
    "SELECT setval('change_seq_seq', 1)",
)


def as_superuser(url: str) -> str:
    """The address of a database of the embedded PostgreSQL for its superuser."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"postgres:{parts.password}@").geturl()


async def run(url: str, *statements: str) -> None:
    """Run statements, each by itself."""
    connection = await open_connection(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@asynccontextmanager
async def role_beside(at: Addresses) -> AsyncIterator[tuple[str, str]]:
    """One more role on the server, gone afterwards with all that it has; yields its name and its address."""
    name, superuser = f"subreg_test_{uuid4().hex}", as_superuser(at.owner)
    await run(superuser, f"CREATE ROLE {name} LOGIN PASSWORD 'of-a-test'")
    try:
        yield name, urlsplit(at.owner)._replace(netloc=f"{name}:of-a-test@").geturl()
    finally:
        await run(superuser, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


async def what_it_may(url: str) -> list[str]:
    """What a role may of that which the one that serves may not."""
    connection, done = await open_connection(url), []
    for statement in MAY_NOT:
        try:
            await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            continue
        done.append(statement)
    await connection.close()
    return done


async def test_what_a_role_was_given_before_is_taken_from_it(at: Addresses) -> None:
    """A role that an operator had given all rights on schema, sequences and database serves without them."""
    async with role_beside(at) as (name, url):
        await run(
            as_superuser(at.owner),
            f"GRANT ALL ON SCHEMA public TO {name}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}",
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {name}",
            f"GRANT ALL ON DATABASE {database_name(at.owner)} TO {name}",
        )
        assert [] == await migrated(Addresses(service=url, owner=at.owner))
        assert [] == await what_it_may(url)


async def test_a_register_of_one_role_becomes_one_of_two(at: Addresses, server_url: str) -> None:
    """What one role owned and served is served as before by that role once all of it was given to the owner."""
    async with role_beside(at) as (name, url):
        there = await clone(server_url, "template1")
        superuser, single = as_superuser(there), urlsplit(url)._replace(path=f"/{database_name(there)}").geturl()
        await run(superuser, f"ALTER DATABASE {database_name(there)} OWNER TO {name}", "CREATE EXTENSION btree_gist")
        await migrate(single)
        async with running(single) as service:
            await service.seed()
            feed = (await service.reader.get("/lists/acme/feed.atom")).content
        await run(superuser, f"REASSIGN OWNED BY {name} TO {urlsplit(at.owner).username}")
        assert [] == await migrated(Addresses(service=single, owner=there))
        assert [] == await what_it_may(single)
        async with running(single) as service:
            assert feed == (await service.reader.get("/lists/acme/feed.atom")).content
            await service.engage("acme", "cloudflare", purpose="Another purpose")
            assert None is (await auditing.verify(service.pool, None)).broken
        await drop(server_url, there)


async def test_a_role_that_may_what_the_owner_may_is_refused(at: Addresses) -> None:
    """A superuser or a member of the owner's role could undo what is taken from it, and does not serve beside it."""
    beside = Addresses(service=as_superuser(at.owner), owner=at.owner)
    with pytest.raises(MigrationFailed, match=r"postgres.*may do all that the owner"):
        await migrated(beside)
    async with role_beside(at) as (name, url):
        await run(as_superuser(at.owner), f"GRANT {urlsplit(at.owner).username} TO {name}")
        with pytest.raises(MigrationFailed, match=f"{name}.*may do all that the owner"):
            await migrated(Addresses(service=url, owner=at.owner))


async def test_a_role_without_its_rights_does_not_serve(at: Addresses) -> None:
    """Who brought the tables in by other means is told so at the start and by a running service, with the remedy."""
    async with running(at.service) as service:
        name = urlsplit(at.service).username
        await run(at.owner, f"REVOKE INSERT ON ALL TABLES IN SCHEMA public FROM {name}")
        with pytest.raises(MigrationFailed, match="SUBREG_OWNER_URL"):
            await in_place(Addresses(at.service, at.service), pooled=False)
        answer = await service.reader.get("/health/ready")
        assert 503 == answer.status_code
        assert "SUBREG_OWNER_URL" in answer.json()["detail"]
        await in_place(at, pooled=False)
        assert 200 == (await service.reader.get("/health/ready")).status_code


async def test_one_role_by_two_addresses_is_one_role(at: Addresses) -> None:
    """An owner that is named twice, such as by a pooler and directly, keeps what is its own."""
    twice = Addresses(service=f"{at.owner}&sslmode=disable", owner=at.owner)
    assert twice.service != twice.owner
    assert await service_role_of(twice) is None
    assert [] == await migrated(twice)
    await run(at.owner, "UPDATE rate SET bucket = bucket", "DELETE FROM version", "DELETE FROM _pogo_migration")


async def test_addresses_of_different_databases_are_refused(at: Addresses, server_url: str) -> None:
    """An owner's address that leads elsewhere is told, and nothing is migrated or restored there."""
    elsewhere = await clone(server_url, "template1")
    with pytest.raises(DatabaseUnavailable, match="SUBREG_OWNER_URL leads to another database"):
        await migrated(Addresses(service=at.service, owner=elsewhere))
    connection = await open_connection(elsewhere)
    assert await connection.fetchval("SELECT to_regclass('public.change') IS NULL")
    await connection.close()
    await drop(server_url, elsewhere)


@pytest.mark.skipif(PGBOUNCER is None, reason="an extra: PgBouncer is not installed (Debian's package pgbouncer)")
async def test_the_owner_migrates_directly_where_the_service_goes_through_a_pooler(at: Addresses) -> None:
    """The address of the service may be that of a PgBouncer in transaction mode; that of the owner is PostgreSQL's."""
    wire = Wire(at.service)
    async with pooled(await wire.join(), str(PGBOUNCER)) as address:
        assert [] == await migrated(Addresses(service=address, owner=at.owner))
        assert "subreg_service" == await service_role_of(Addresses(service=address, owner=at.owner))
    await wire.cut()


async def test_who_may_not_back_up_or_restore_is_told_who_may(at: Addresses, server_url: str, tmp_path: Path) -> None:
    """The role that serves, which may do neither, is referred to the owner, and leaves no file and no table behind."""
    with pytest.raises(DatabaseUnavailable, match="SUBREG_OWNER_URL"):
        await back_up(at.service, tmp_path / "register")
    assert [] == list(tmp_path.iterdir())
    await back_up(at.owner, tmp_path / "register")
    there = await clone(server_url, "template1")
    served = urlsplit(at.service)._replace(path=urlsplit(there).path).geturl()
    with pytest.raises(DatabaseUnavailable, match="SUBREG_OWNER_URL"):
        await restore(Addresses(service=served, owner=served), tmp_path / "register")
    await drop(server_url, there)
