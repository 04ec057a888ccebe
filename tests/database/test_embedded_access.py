"""Who can come near the embedded server: its owner, and nobody else, without a change to anybody's permissions."""

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from service.database.embedded import embedded_postgres
from service.database.embedded_binaries import find_binaries
from service.database.errors import DatabaseUnavailable
from tests.database.users import execute, postmaster, server_processes, start_user, user_of

NOBODY = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def closed_home(tmp_path: Path) -> Iterator[Path]:
    """A home that only its owner can enter, as /root is."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    yield home
    shutil.rmtree(home)


def modes(path: Path) -> dict[Path, tuple[int, int]]:
    """Mode and owner of a directory and of all above it."""
    return {each: (each.stat().st_mode, each.stat().st_uid) for each in (path, *path.parents)}


async def test_data_are_closed_to_others(data_dir: Path) -> None:
    """The data directory and what lies in it are the owner's alone."""
    async with embedded_postgres(data_dir):
        pass
    assert 0o700 == stat.S_IMODE(data_dir.stat().st_mode)
    assert {0} == {stat.S_IMODE(each.stat().st_mode) & 0o077 for each in data_dir.iterdir()}


async def test_nobody_is_trusted(data_dir: Path) -> None:
    """Every line of pg_hba.conf asks for the password, also for replication and for the superuser."""
    async with embedded_postgres(data_dir):
        lines = (data_dir / "cluster" / "pg_hba.conf").read_text().splitlines()
    assert {"scram-sha-256"} == {line.split()[-1] for line in lines if line and not line.startswith("#")}


@pytest.mark.parametrize("password", ["", "wrong"])
@pytest.mark.parametrize("role", ["subreg", "postgres"])
async def test_wrong_password_is_refused(data_dir: Path, role: str, password: str) -> None:
    """Even who reaches the socket does not get in without the password."""
    async with embedded_postgres(data_dir) as url:
        host = parse_qs(urlsplit(url).query)["host"][0]
        with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InterfaceError)):
            await asyncpg.connect(user=role, password=password, host=host, port=5432, database="subreg", ssl="disable")


@as_root
@pytest.mark.parametrize("uid", [NOBODY, 12345], ids=["user-of-the-server", "somebody-else"])
async def test_another_user_does_not_reach_the_socket(data_dir: Path, uid: int) -> None:
    """Another user of the machine cannot even see the socket, not under the name that the server runs as either."""
    async with embedded_postgres(data_dir) as url:
        sockets = parse_qs(urlsplit(url).query)["host"][0]
        for path in (sockets, data_dir, data_dir / "password"):
            answer = subprocess.run(
                ["cat", path], check=False, capture_output=True, user=uid, group=uid, extra_groups=[]
            )
            assert b"Permission denied" in answer.stderr


@as_root
async def test_root_starts_it_in_a_closed_home(closed_home: Path) -> None:
    """Started by root below a home of mode 0700, the server may read all and no more; no mode above changes."""
    binaries = find_binaries(None).directory
    before = modes(closed_home) | modes(binaries)
    async with embedded_postgres(closed_home / "work" / "data") as url:
        assert 1 == await execute(url, "SELECT 1")
        assert {0} != {process.uids().effective for process in server_processes(closed_home / "work" / "data")}
        capabilities = Path(f"/proc/{postmaster(closed_home / 'work' / 'data').pid}/status").read_text()
        assert {"0000000000000004"} == set(re.findall(r"Cap(?:Inh|Prm|Eff|Amb):\t(\w+)", capabilities))
        assert before == modes(closed_home) | modes(binaries)
    assert before == modes(closed_home) | modes(binaries)


@as_root
async def test_root_starts_closed_binaries(closed_home: Path) -> None:
    """Binaries that only root can read and run, in a closed home, start all the same."""
    package = find_binaries(None).directory.parents[1]
    shutil.copytree(package, closed_home / package.name, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(package.with_suffix(".libs"), closed_home / f"{package.name}.libs")
    subprocess.run(["chmod", "-R", "go-rwx", closed_home], check=True)
    async with embedded_postgres(
        closed_home / "data", binaries=closed_home / package.name / "pginstall" / "bin"
    ) as url:
        assert 1 == await execute(url, "SELECT 1")


@as_root
@pytest.mark.parametrize(
    ("missing", "uid"),
    [("-dac_read_search", NOBODY), ("-dac_read_search,-dac_override", 0), ("-setuid", 0)],
    ids=["as-in-docker", "closed-directories-are-closed", "no-other-user"],
)
async def test_root_without_capabilities_finds_another_way(closed_home: Path, missing: str, uid: int) -> None:
    """Where root lacks a capability, as in containers, the server runs with another one or in a user namespace."""
    data_dir = closed_home / "data"
    async with user_of(data_dir, prefix=("setpriv", f"--bounding-set={missing}")) as url:
        assert uid == postmaster(data_dir).uids().effective
        assert 1 == await execute(url, "SELECT 1")
    assert [] == server_processes(data_dir)


@as_root
async def test_root_without_any_way_is_told_the_remedies(data_dir: Path) -> None:
    """Where root can become nobody else, the error says what to do instead."""
    user = await start_user(data_dir, prefix=("setpriv", "--bounding-set=-all"))
    assert user.stderr
    said = (await user.stderr.read()).decode()
    assert 1 == await user.wait()
    assert "SUBREG_DATABASE_URL" in said
    assert "ordinary user" in said


@as_root
async def test_the_way_may_change_between_starts(closed_home: Path) -> None:
    """Data made one way are used the other way, and the first way again."""
    data_dir = closed_home / "data"
    async with embedded_postgres(data_dir) as url:
        await execute(url, "CREATE TABLE note AS SELECT 'kept' AS word")
    async with user_of(data_dir, prefix=("setpriv", "--bounding-set=-dac_read_search,-dac_override")) as url:
        assert "kept" == await execute(url, "SELECT word FROM note")
    async with embedded_postgres(data_dir) as url:
        assert "kept" == await execute(url, "SELECT word FROM note")


@as_root
async def test_root_joins_the_server_of_an_ordinary_user(tmp_path: Path) -> None:
    """An ordinary user and root may use one data directory at the same time, and all in it stays the user's."""
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    os.chown(data_dir, NOBODY, NOBODY)
    reader = ("setpriv", "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search")
    async with embedded_postgres(data_dir) as url:
        async with user_of(
            data_dir, prefix=(*reader, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        ) as own:
            assert url == own
        assert 1 == await execute(url, "SELECT 1")
    assert {NOBODY} == {each.stat().st_uid for each in data_dir.iterdir()}
    assert [] == server_processes(data_dir)


@as_root
async def test_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """An ordinary user is told whose the data directory is."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    os.seteuid(NOBODY)
    try:
        with pytest.raises(DatabaseUnavailable, match=rf"user id 0.*{NOBODY}|Permission denied"):
            async with embedded_postgres(data_dir):
                pass
    finally:
        os.seteuid(0)


async def test_open_directory_with_other_things_is_refused(data_dir: Path) -> None:
    """A directory that is open to others and not empty is left as it is: it might be /tmp, or a home."""
    data_dir.mkdir(mode=0o755)
    (data_dir / "letter.txt").touch()
    with pytest.raises(DatabaseUnavailable, match="holds other things"):
        async with embedded_postgres(data_dir):
            pass
    assert 0o755 == stat.S_IMODE(data_dir.stat().st_mode)


async def test_empty_open_directory_is_closed(data_dir: Path) -> None:
    """An empty directory, as a fresh volume is, becomes the owner's alone."""
    data_dir.mkdir(mode=0o755)
    async with embedded_postgres(data_dir):
        assert 0o700 == stat.S_IMODE(data_dir.stat().st_mode)
