"""Migrations: in order, once, whole or not at all, however many processes ask."""

import asyncio
import re
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from service.database.errors import DatabaseUnavailable, MigrationFailed
from service.database.migrations import in_place, migrate, pending
from service.database.pool import open_connection
from service.database.queries import sql_root
from service.database.roles import Addresses

FILES = sorted((sql_root() / "migrations").glob("*.sql"))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Two migrations: the second needs the first."""
    write(tmp_path, "0001_shelf", "", "CREATE TABLE shelf (id int PRIMARY KEY);")
    write(tmp_path, "0002_book", "0001_shelf", "CREATE TABLE book (shelf int REFERENCES shelf (id));")
    return tmp_path


def write(directory: Path, name: str, depends: str, statements: str) -> None:
    (directory / f"{name}.sql").write_text(
        f"-- {name}\n-- depends: {depends}\n\n-- migrate: apply\n\n{statements}\n\n-- migrate: rollback\n"
    )


async def tables(url: str) -> set[str]:
    connection = await open_connection(url)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    return {row["tablename"] for row in rows if not row["tablename"].startswith("_pogo")}


async def test_migrates_once(empty_database_url: str, directory: Path) -> None:
    """The first call applies all in order and names them; the second finds nothing to do."""
    assert ["0001_shelf", "0002_book"] == await migrate(empty_database_url, directory)
    assert {"shelf", "book"} == await tables(empty_database_url)
    assert [] == await migrate(empty_database_url, directory)


async def test_migrates_what_is_new(empty_database_url: str, directory: Path) -> None:
    """A migration that is added later is applied alone."""
    await migrate(empty_database_url, directory)
    write(directory, "0003_loan", "0002_book", "CREATE TABLE loan (id int);")
    assert ["0003_loan"] == await pending(empty_database_url, directory)
    assert ["0003_loan"] == await migrate(empty_database_url, directory)


async def test_pending_changes_nothing(empty_database_url: str, directory: Path) -> None:
    """Asking what is pending names all on an empty database and leaves it empty."""
    assert ["0001_shelf", "0002_book"] == await pending(empty_database_url, directory)
    assert set() == await tables(empty_database_url)
    assert ["0001_shelf", "0002_book"] == await pending(empty_database_url, directory)


async def test_migration_is_whole_or_not_at_all(empty_database_url: str, directory: Path) -> None:
    """Nothing of a migration that fails is kept, what came before it stays, and the error names file and cause."""
    write(directory, "0003_bad", "0002_book", "CREATE TABLE loan (id int);\nSELECT no_such_function();")
    with pytest.raises(MigrationFailed, match=r"0003_bad.*no_such_function"):
        await migrate(empty_database_url, directory)
    assert {"shelf", "book"} == await tables(empty_database_url)
    assert ["0003_bad"] == await pending(empty_database_url, directory)


async def test_unreadable_migration_is_refused(empty_database_url: str, directory: Path) -> None:
    """A file that is no migration stops the run before anything is applied."""
    (directory / "0003_notes.sql").write_text("SELECT 1;")
    with pytest.raises(MigrationFailed, match="0003_notes"):
        await migrate(empty_database_url, directory)
    assert set() == await tables(empty_database_url)


async def test_eight_processes_migrate_at_once(empty_database_url: str) -> None:
    """Of eight processes that start at once, one applies the migrations of the project and none fails."""
    program = (
        "import asyncio, sys; from service.database.migrations import migrate; print(asyncio.run(migrate(sys.argv[1])))"
    )
    root = sql_root().parent
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, empty_database_url, cwd=root, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(8)
    ]
    answers = [(await process.communicate())[0].decode().strip() for process in processes]
    assert [0] * 8 == [process.returncode for process in processes]
    assert sorted(["[]"] * 7 + [str([file.stem for file in FILES])]) == sorted(answers)


async def test_nothing_is_applied_through_a_pooler(empty_database_url: str) -> None:
    """What is still to be applied is named, with what to do; where that is nothing the service may go on."""
    with pytest.raises(MigrationFailed, match=r"0001_register.*Run subreg migrate once"):
        await in_place(Addresses(empty_database_url, empty_database_url), pooled=True)
    assert "0001_register" == (await pending(empty_database_url))[0]
    await in_place(Addresses(empty_database_url, empty_database_url), pooled=False)
    await in_place(Addresses(empty_database_url, empty_database_url), pooled=True)
    assert [] == await pending(empty_database_url)


async def test_no_server_is_a_clear_error(tmp_path: Path) -> None:
    """An address without a server gives a sentence that names the setting and not the password."""
    with pytest.raises(DatabaseUnavailable, match="SUBREG_DATABASE_URL") as caught:
        await migrate(f"postgresql://someone:hidden@/none?host={tmp_path}")
    assert "hidden" not in str(caught.value)


def test_each_migration_follows_the_one_before() -> None:
    """Files are numbered without gaps and each depends on its predecessor, so there is one order."""
    expected = [f"{number:04}" for number in range(1, len(FILES) + 1)]
    assert expected == [file.stem.split("_")[0] for file in FILES]
    depends = [re.search(r"^-- depends:(.*)$", file.read_text("utf-8"), re.MULTILINE) for file in FILES]
    assert ["", *(file.stem for file in FILES[:-1])][: len(FILES)] == [match and match[1].strip() for match in depends]


async def test_what_was_held_before_is_held_after(empty_database_url: str, tmp_path: Path) -> None:
    """Holds of the form before 0009 keep their engagement; one decided is let go the day after, or on its own day."""
    for file in FILES[:8]:
        shutil.copy(file, tmp_path)
    await migrate(empty_database_url, tmp_path)
    connection = await open_connection(empty_database_url)
    await connection.execute(_HELD)
    await connection.close()
    shutil.copy(FILES[8], tmp_path)
    await migrate(empty_database_url, tmp_path)
    connection = await open_connection(empty_database_url)
    rows = await connection.fetch(
        "SELECT objection.status, subject.subprocessor, hold.until FROM objection_hold AS hold "
        "INNER JOIN objection ON objection.id = hold.objection INNER JOIN subject ON subject.id = hold.engagement "
        "ORDER BY objection.status"
    )
    holding = await connection.fetchval("SELECT count(*) FROM holding")
    await connection.close()
    found = [(row["status"], row["subprocessor"], row["until"]) for row in rows]
    assert found == [("open", "cloud", None), ("rejected", "cloud", date(2026, 5, 2))]
    assert 2 == holding


async def test_lists_are_read_while_indexes_are_made_over_them(empty_database_url: str, tmp_path: Path) -> None:
    """0020 lets readers by, so that it waits for nobody who waits for it; 0021 and it, taken back, leave what was."""
    for file in FILES[:19]:
        shutil.copy(file, tmp_path)
    await migrate(empty_database_url, tmp_path)
    makes, drops = [file.read_text("utf-8").split("-- migrate: rollback") for file in FILES[19:21]]
    connection = await open_connection(empty_database_url)
    before = await connection.fetch(_INDEXES)
    async with connection.transaction():
        await connection.execute(makes[0])
        assert 0 == await connection.fetchval(_KEEP_READERS_OUT)
    for statements in (drops[0], drops[1], makes[1]):
        await connection.execute(statements)
    assert before == await connection.fetch(_INDEXES)
    await connection.close()


_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname"
_KEEP_READERS_OUT = """
SELECT count(*) FROM pg_locks INNER JOIN pg_class ON pg_class.oid = pg_locks.relation
WHERE pid = pg_backend_pid() AND relkind = 'r' AND mode = 'AccessExclusiveLock'
"""
_HELD = """
INSERT INTO feed (controller, id, title, author, updated, modified)
VALUES ('alfa', gen_random_uuid(), 'Alfa', 'Us', '2026-03-01T00:00Z', '2026-03-01T00:00Z');
INSERT INTO notice (id, controller, number, kind, published, recorded_at, title, content, items)
SELECT gen_random_uuid(), 'alfa', number, 'changed', '2026-03-01T00:00Z'::timestamptz + number * '1 s'::interval,
    '2026-03-01T00:00Z', '', '', '[]'
FROM generate_series(1, 2) AS number;
INSERT INTO subject (kind, controller, subprocessor) VALUES ('engagement', 'alfa', 'cloud');
INSERT INTO change (id, subject, recorded_at, actor, kind, manner, effective_on, present, before, after, material)
SELECT
    given.id, subject.id, '2026-03-01T00:00Z', 'staff', 'changed', given.manner, given.day, NULL, '{}', '{}', TRUE
FROM subject, (
    VALUES
        ('00000000-0000-4000-8000-000000000001'::uuid, 'notice', '2026-04-01'::date),
        ('00000000-0000-4000-8000-000000000002', 'objection', '2026-04-01'),
        ('00000000-0000-4000-8000-000000000003', 'objection', '2026-04-01')
) AS given (id, manner, day);
INSERT INTO objection (id, notice, controller, filed_by, status, decided_at, decided_by)
SELECT given.id, notice.id, 'alfa', 't', given.status, given.decided_at, given.decided_by
FROM notice
INNER JOIN (
    VALUES
        (1, '00000000-0000-4000-8000-00000000000a'::uuid, 'open', NULL, NULL),
        (2, '00000000-0000-4000-8000-00000000000b', 'rejected', '2026-05-01T12:00Z'::timestamptz, 's')
) AS given (number, id, status, decided_at, decided_by) ON given.number = notice.number;
INSERT INTO objection_hold (objection, held, holding) VALUES
('00000000-0000-4000-8000-00000000000a',
    '00000000-0000-4000-8000-000000000001',
    '00000000-0000-4000-8000-000000000002'),
('00000000-0000-4000-8000-00000000000b',
    '00000000-0000-4000-8000-000000000001',
    '00000000-0000-4000-8000-000000000003');
"""
