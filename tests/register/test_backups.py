"""A register that is restored is the one that was backed up, to the byte; a backup that fails leaves nothing."""

import asyncio
import resource
import shutil
import signal
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from service.database import migrations
from service.database.client_programs import find_client_programs, run_client_program
from service.database.embedded_binaries import wheel_directory
from service.database.errors import DatabaseUnavailable
from service.database.migrations import migrate, pending
from service.database.pool import open_connection, open_pool
from service.database.queries import sql_root
from service.database.roles import Addresses
from service.errors import Conflict, Invalid, Malformed
from service.register import auditing
from service.register.backups import back_up, restore
from tests import acts, factories
from tests.database.servers import clone, drop
from tests.web.running import running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes."""
    directory = tmp_path / "backups"
    directory.mkdir()
    return directory / "register.dump"


@pytest.fixture
async def bare(server_url: str) -> AsyncIterator[str]:
    """A database without anything in it."""
    url = await clone(server_url, "template1")
    yield url
    await drop(server_url, url)


def owned(url: str) -> Addresses:
    """A database on which one role does both."""
    return Addresses(service=url, owner=url)


async def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    connection = await open_connection(url)
    names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    found = {row[0]: await connection.fetchval(f'SELECT count(*) FROM "{row[0]}"') for row in names}  # noqa: S608 — names of our own tables
    await connection.close()
    return found


async def words(file: Path) -> str:
    """All that stands in a backup, in plain SQL."""
    programs = find_client_programs(wheel_directory(), 15)
    done = await run_client_program(programs, "pg_restore", ["--file=-", str(file)])
    assert 0 == done.status
    return done.printed.decode()


async def test_what_is_restored_is_what_was_backed_up(database_url: str, bare: str, file: Path) -> None:
    """Ids, documents, objections, tokens, feeds, archives and their tags are the same, and the log is whole."""
    async with running(database_url) as service:
        told = await acts.act(service, archived=250)
        before, dates = await acts.seen(service, told), await acts.dated(service)
        assert {200} == {status for status, _, _ in before.values()}
        assert 0 < await back_up(database_url, file)
    assert [] == await restore(owned(bare), file)
    async with running(bare) as service:
        after = await acts.seen(service, told)
        assert {} == {path: (old, after[path]) for path, old in before.items() if old != after[path]}
        assert dates == await acts.dated(service)
        found = await auditing.verify(service.pool, told.head)
        assert (None, True) == (found.broken, found.changes > 10)
        # And it goes on: the next change is linked, published and told of.
        await service.put("controllers/acme/subprocessors/mail", factories.engagement())
        assert "Mail" in (await service.reader.get("/lists/acme/feed.atom")).text
        assert None is (await auditing.verify(service.pool, told.head)).broken


async def test_a_backup_is_its_owners_alone(database_url: str, file: Path) -> None:
    """It has mode 0600, takes the place of the one before, and leaves nothing beside it."""
    file.write_text("an earlier one")
    file.chmod(0o644)
    size = await back_up(database_url, file)
    assert (size, 0o600) == (file.stat().st_size, stat.S_IMODE(file.stat().st_mode))
    assert [file] == list(file.parent.iterdir())


async def test_what_counts_for_a_while_is_in_no_backup(database_url: str, bare: str, file: Path) -> None:
    """Rates and touches are tables without rows afterwards; everything else has as many as before."""
    async with running(database_url) as service:
        await service.seed()
        await service.pool.execute("INSERT INTO rate VALUES ('bucket', now())")
        before = await service.everything()
    await back_up(database_url, file)
    await restore(owned(bare), file)
    assert before["touch"] > 0
    assert before | {"rate": 0, "touch": 0} == await rows(bare)


async def test_an_erased_contact_is_in_no_later_backup(database_url: str, file: Path) -> None:
    """No word of it; a contact that was not erased is there, for the register is to come back whole."""
    async with running(database_url) as service:
        await acts.act(service)
    await back_up(database_url, file)
    found = await words(file)
    assert (False, True) == (acts.ERASED in found, factories.person()["name"] in found)


async def test_a_backup_is_one_moment_while_others_write(database_url: str, bare: str, file: Path) -> None:
    """The log of a backup that was taken under a writer is whole, and every list has its notices."""
    async with running(database_url) as service:
        await service.seed()
        done = asyncio.Event()

        async def write() -> None:
            number = 0
            while not done.is_set():
                number += 1
                await service.engage("acme", "cloudflare", purpose=f"Purpose {number}")

        writing = asyncio.create_task(write())
        await back_up(database_url, file)
        done.set()
        await writing
    await restore(owned(bare), file)
    pool = await open_pool(bare)
    assert None is (await auditing.verify(pool, None)).broken
    await pool.close()


@pytest.mark.parametrize("held", ["INSERT INTO person (id) VALUES (gen_random_uuid())", None])
async def test_nothing_is_restored_over_a_register_that_holds_anything(
    database_url: str, server_url: str, template: str, file: Path, held: str | None
) -> None:
    """One row is enough to be refused, with its table; tables without rows, and what counts for a while, give way."""
    await back_up(database_url, file)
    target = await clone(server_url, template)
    connection = await open_connection(target)
    await connection.execute(held or "INSERT INTO rate VALUES ('bucket', now())")
    await connection.close()
    if held is None:
        assert [] == await restore(owned(target), file)
    else:
        with pytest.raises(Conflict, match=r"\(person\).*SUBREG_DATA_DIR"):
            await restore(owned(target), file)
        assert 1 == (await rows(target))["person"]
    await drop(server_url, target)


async def test_restoring_twice_is_refused(database_url: str, bare: str, file: Path) -> None:
    """What was restored is not restored over."""
    async with running(database_url) as service:
        await service.seed()
    await back_up(database_url, file)
    await restore(owned(bare), file)
    before = await rows(bare)
    with pytest.raises(Conflict, match="holds something already"):
        await restore(owned(bare), file)
    assert before == await rows(bare)


async def test_a_service_on_the_empty_register_serves_what_is_restored(
    database_url: str, server_url: str, template: str, file: Path
) -> None:
    """It need not be stopped: the lists are there with the next request."""
    async with running(database_url) as service:
        await service.seed()
    await back_up(database_url, file)
    target = await clone(server_url, template)
    async with running(target) as service:
        assert 401 == (await service.reader.get("/lists/acme/feed.atom")).status_code
        await restore(owned(target), file)
        assert "Cloudflare" in (await service.reader.get("/lists/acme")).text
        assert 200 == (await service.reader.get("/lists/acme/feed.atom")).status_code
        await service.put("controllers/acme", factories.controller("Acme and Sons"))
    await drop(server_url, target)


async def test_a_backup_of_a_newer_version_is_refused(database_url: str, bare: str, file: Path) -> None:
    """The migrations that this version does not know are named, and nothing is touched."""
    connection = await open_connection(database_url)
    await connection.execute("INSERT INTO _pogo_migration VALUES (repeat('0', 64), '9999_later', now(), 'public')")
    await connection.close()
    await back_up(database_url, file)
    with pytest.raises(Invalid, match=r"newer version.*9999_later"):
        await restore(owned(bare), file)
    assert {} == await rows(bare)


async def test_a_backup_of_an_older_version_is_brought_forward(
    server_url: str, bare: str, file: Path, tmp_path: Path
) -> None:
    """Its schema is migrated, with what it holds, and the migrations are named; also where a present one was empty."""
    older = await clone(server_url, "template1")
    for migration in sorted((sql_root() / "migrations").glob("*.sql"))[:10]:
        shutil.copy(migration, tmp_path)
    await migrate(older, tmp_path)
    connection = await open_connection(older)
    await connection.execute("INSERT INTO subject (kind) VALUES ('processor')")
    await connection.close()
    await back_up(older, file)
    await migrate(bare)
    assert "0011_log_chain" == (await restore(owned(bare), file))[0]
    assert ([], 1) == (await pending(bare), (await rows(bare))["subject"])
    await drop(server_url, older)


@pytest.mark.parametrize("cut", [0, 1, 3000])
async def test_a_file_that_is_no_whole_backup_changes_nothing(
    database_url: str, server_url: str, template: str, file: Path, cut: int
) -> None:
    """Another file, or the beginning of a backup, is refused; the empty register there is one afterwards too."""
    async with running(database_url) as service:
        await service.seed()
    await back_up(database_url, file)
    file.write_bytes(b"A letter, and no backup." if cut == 0 else file.read_bytes()[:-cut])
    target = await clone(server_url, template)
    before = await rows(target)
    with pytest.raises((Malformed, DatabaseUnavailable), match=r"no backup that can be read|nothing of it was kept"):
        await restore(owned(target), file)
    assert (before, []) == (await rows(target), await pending(target))
    await drop(server_url, target)


async def test_a_dump_of_something_else_is_refused(bare: str, server_url: str, file: Path) -> None:
    """A dump of a database that never was a register is no backup, and of such a database none is made."""
    with pytest.raises(Conflict, match="no register"):
        await back_up(bare, file)
    connection = await open_connection(bare)
    await connection.execute("CREATE TABLE book (title text)")
    programs = find_client_programs(None, connection.get_server_version().major)
    await connection.close()
    done = await run_client_program(programs, "pg_dump", ["--format=custom", f"--file={file}"], dsn=bare)
    assert 0 == done.status
    with pytest.raises(Malformed, match="subreg backup"):
        await restore(owned(server_url), file)


@pytest.fixture
def _full_disk() -> Iterator[None]:
    """No file of this process and its children may grow beyond a few kilobytes."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, most))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


@pytest.mark.usefixtures("_full_disk")
async def test_a_backup_that_does_not_fit_leaves_the_earlier_one(database_url: str, file: Path) -> None:
    """Where the disk has no room the backup before stays as it is, and nothing lies beside it."""
    file.write_text("an earlier one")
    with pytest.raises(DatabaseUnavailable, match="no file was made"):
        await back_up(database_url, file)
    assert ("an earlier one", [file]) == (file.read_text(), list(file.parent.iterdir()))


async def test_a_backup_that_is_broken_off_leaves_nothing(database_url: str, file: Path) -> None:
    """Ctrl-C ends pg_dump too: while it waits for a table, and nobody waits for it."""
    holder, onlooker = [await open_connection(database_url) for _ in range(2)]
    async with holder.transaction():
        await holder.execute("LOCK TABLE subject IN ACCESS EXCLUSIVE MODE")
        backing_up = asyncio.create_task(back_up(database_url, file))
        await until_dumps(onlooker, 1)
        backing_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await backing_up
    await until_dumps(onlooker, 0)
    await holder.close()
    await onlooker.close()
    assert [] == list(file.parent.iterdir())


async def test_a_backup_that_was_killed_is_taken_away_by_the_next(database_url: str, file: Path) -> None:
    """What kill -9 leaves goes with the next backup into that directory; one under way stays, and so does all else."""
    killed = (
        "import os, signal, sys; from pathlib import Path; from service.register import backups\n"
        "with backups._complete_or_not_at_all(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", killed, f"{file}.yesterday")
    assert -signal.SIGKILL == await process.wait()
    assert 1 == len(list(file.parent.iterdir()))
    others = file.with_name(f".{file.name}.unfinished")
    others.touch()
    holder, onlooker = [await open_connection(database_url) for _ in range(2)]
    async with holder.transaction():
        await holder.execute("LOCK TABLE subject IN ACCESS EXCLUSIVE MODE")
        backing_up = [asyncio.create_task(back_up(database_url, file)) for _ in range(2)]
        await until_dumps(onlooker, 2)
        assert 3 == len(list(file.parent.iterdir()))
    await asyncio.gather(*backing_up)
    await holder.close()
    await onlooker.close()
    assert {file, others} == set(file.parent.iterdir())


async def until_dumps(connection: "asyncpg.Connection[asyncpg.Record]", wanted: int) -> None:
    """Wait until so many pg_dump wait for a lock."""
    for _ in range(1000):
        if wanted == await connection.fetchval(_DUMPS):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


_DUMPS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE application_name = 'pg_dump' AND datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.mark.parametrize("name", ["missing/register.dump", ".", "/dev/null"])
async def test_a_place_that_takes_no_file_is_refused(database_url: str, file: Path, name: str) -> None:
    """A directory that is not there, one that is, and a device: each is named, with what to do."""
    with pytest.raises(Malformed, match=r"Name (a file|one)"):
        await back_up(database_url, file.parent / name)
    assert [] == list(file.parent.iterdir())


def test_programs_of_an_older_version_are_refused() -> None:
    """Where no program fits the server, the error names what was found and the remedy."""
    with pytest.raises(DatabaseUnavailable, match=r"PostgreSQL 99.*SUBREG_POSTGRES_BIN"):
        find_client_programs(None, 99)


def test_migrations_are_found_in_data_alone() -> None:
    """Lines of COPY are read, whatever stands around them."""
    line = f"{'0a' * 32}\t0001_register\t2026-11-30 00:00:00+00\tpublic\n"
    assert {"0001_register"} == migrations.in_dump(f"COPY public._pogo_migration FROM stdin;\n{line}\\.\n")
    assert set() == migrations.in_dump("SELECT 1;\n")


async def test_name_that_no_file_can_have_is_refused(database_url: str, file: Path) -> None:
    """It is told as any other place that cannot be written, and nothing is left there."""
    with pytest.raises(Malformed, match="cannot be written: File name too long"):
        await back_up(database_url, file.with_name("x" * 300))
    assert [] == list(file.parent.iterdir())
