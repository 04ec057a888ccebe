"""The verbs of backup and restore: on the embedded database while a service uses it, and on one's own, old and new."""

import asyncio
import os
import re
import sys
from pathlib import Path

import asyncpg
import psutil
import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.database.client_programs import find_client_programs, without_password
from service.database.embedded_binaries import wheel_directory
from service.database.errors import DatabaseUnavailable
from service.database.migrations import migrate
from service.database.pool import open_connection
from tests.database.servers import clone, drop, embedded, installed_binaries
from tests.web.running import running

OLDEST = 15


def verb(*arguments: str | Path, **environment: str) -> Result:
    """Run a verb with these settings."""
    given = {"TERM": "dumb"} | environment
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=given)


def seed(url: str) -> None:
    """Put two lists into a database, migrated or not."""

    async def work() -> None:
        await migrate(url)
        async with running(url) as service:
            await service.seed()

    asyncio.run(work())


def test_embedded_database_is_backed_up_and_restored(tmp_path: Path) -> None:
    """While somebody uses it; what comes back in another directory is the same log, and there it is refused twice."""
    file = tmp_path / "register.dump"
    here, there = ({"SUBREG_DATA_DIR": str(tmp_path / name)} for name in ("here", "there"))
    with embedded(tmp_path / "here") as url:
        seed(url)
        head = verb("log", "checkpoint", **here).stdout.strip()
        made = verb("backup", file, **here)
        assert (0, "") == (made.exit_code, made.stdout), made.stderr
    with embedded(tmp_path / "there"):
        assert 0 == verb("restore", file, **there).exit_code
        assert 0 == verb("log", "verify", "--head", head, **there).exit_code
        again = verb("restore", file, **there)
        assert (1, True) == (again.exit_code, "SUBREG_DATA_DIR" in again.stderr)


@pytest.mark.skipif(installed_binaries(OLDEST) is None, reason=f"no PostgreSQL {OLDEST} is installed on this machine")
def test_the_oldest_server_goes_both_ways(tmp_path: Path) -> None:
    """With the programs of its own version; newer ones write a backup of it, but cannot bring it back there."""
    binaries = installed_binaries(OLDEST)
    file = tmp_path / "register.dump"
    with embedded(tmp_path / "data", binaries) as url:
        seed(url)
        own = {"SUBREG_DATABASE_URL": url, "SUBREG_POSTGRES_BIN": str(binaries)}
        head = verb("log", "checkpoint", **own).stdout.strip()
        assert 0 == verb("backup", file, **own).exit_code
        other = asyncio.run(clone(url, "template1"))
        there = own | {"SUBREG_DATABASE_URL": other}
        assert 0 == verb("restore", file, **there).exit_code
        assert 0 == verb("log", "verify", "--head", head, **there).exit_code
        asyncio.run(drop(url, other))
        third = asyncio.run(clone(url, "template1"))
        newer = {"SUBREG_DATABASE_URL": third, "SUBREG_POSTGRES_BIN": str(wheel_directory())}
        refused = verb("restore", file, **newer)
        assert (3, True) == (refused.exit_code, "programs of PostgreSQL 18" in refused.stderr)
        asyncio.run(drop(url, third))


async def test_no_password_on_a_command_line(database_url: str, tmp_path: Path) -> None:
    """While pg_dump runs, no process of the machine shows the password, and none is printed."""
    secret = re.search(r"://[^:]*:([^@]*)@", database_url)
    assert secret
    holder, onlooker = [await open_connection(database_url) for _ in range(2)]
    environment = os.environ | {"SUBREG_DATABASE_URL": database_url}
    async with holder.transaction():
        await holder.execute("LOCK TABLE subject IN ACCESS EXCLUSIVE MODE")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "service", "backup", str(tmp_path / "register.dump")),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        await _until_dumping(onlooker)
        lines = [" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"])]
    printed = (await process.communicate())[0].decode()
    await holder.close()
    await onlooker.close()
    assert 0 == process.returncode, printed
    assert any("pg_dump" in line and str(tmp_path) in line for line in lines)
    assert [] == [line for line in [*lines, printed] if secret[1] in line]


async def _until_dumping(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND datname = current_database()"
    for _ in range(1000):
        if await connection.fetchval(query):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


@pytest.mark.parametrize(
    ("dsn", "address", "password"),
    [
        ("postgresql://me:a%2Fb@h:5/d", "postgresql://me@h:5/d", "a/b"),
        ("postgresql://me:pw@/d?host=%2Fs&port=5", "postgresql://me@/d?host=%2Fs&port=5", "pw"),
        ("postgresql://h1,h2/d?user=me&password=p%20w&a=b", "postgresql://h1,h2/d?user=me&a=b", "p w"),
        ("postgresql:///d", "postgresql:///d", ""),
        ("postgres://me@h", "postgres://me@h", ""),
    ],
)
def test_password_is_taken_out_of_an_address(dsn: str, address: str, password: str) -> None:
    """Wherever it stands; all else stays as it was written."""
    assert (address, password) == without_password(dsn)


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_a_pooler_is_refused(database_url: str, tmp_path: Path, name: str) -> None:
    """Behind a pooler either verb says what to do instead, as misuse."""
    file = tmp_path / "register.dump"
    file.touch()
    result = verb(name, file, SUBREG_DATABASE_URL=database_url, SUBREG_STATEMENT_CACHE="0")
    assert (2, True) == (result.exit_code, "PostgreSQL itself" in result.stderr)


def test_the_owner_backs_up_where_the_service_goes_through_a_pooler(database_url: str, tmp_path: Path) -> None:
    """With an address of its own, PostgreSQL's, the owner needs no other settings than the service has."""
    given = {"SUBREG_DATABASE_URL": database_url, "SUBREG_STATEMENT_CACHE": "0"}
    result = verb("backup", tmp_path / "register.dump", **given, SUBREG_OWNER_URL=database_url)
    assert 0 == result.exit_code, result.stderr


def test_exit_codes(database_url: str, tmp_path: Path) -> None:
    """Refused is 1, misuse 2, a database that is away 3."""
    away = "postgresql://nobody@127.0.0.1:1/nothing"
    file = tmp_path / "register.dump"
    assert 3 == verb("backup", file, SUBREG_DATABASE_URL=away).exit_code
    assert 2 == verb("restore", file, SUBREG_DATABASE_URL=database_url).exit_code
    assert 1 == verb("backup", tmp_path / "no" / "such", SUBREG_DATABASE_URL=database_url).exit_code
    file.write_text("a letter")
    refused = verb("restore", file, SUBREG_DATABASE_URL=database_url)
    assert (1, True) == (refused.exit_code, "no backup that can be read" in refused.stderr)


def test_directory_without_the_programs_is_named(database_url: str, tmp_path: Path) -> None:
    """SUBREG_POSTGRES_BIN counts alone where it is set."""
    with pytest.raises(DatabaseUnavailable, match="SUBREG_POSTGRES_BIN"):
        find_client_programs(tmp_path, OLDEST)
    result = verb("backup", tmp_path / "x", SUBREG_DATABASE_URL=database_url, SUBREG_POSTGRES_BIN=str(tmp_path))
    assert 3 == result.exit_code
