"""The embedded server and sudden ends: of those who use it, and of itself."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import pytest

import service.database.embedded
from service.database.embedded import embedded_postgres
from service.database.errors import AWAY
from tests.database.users import (
    address_from,
    execute,
    interrupt,
    kill,
    kill_server,
    postmaster,
    server_processes,
    start_user,
    until_replaced,
)

REMEMBER = "CREATE TABLE note AS SELECT 'kept' AS word"
RECALL = "SELECT word FROM note"


@pytest.mark.parametrize("times", [1, 2])
async def test_ctrl_c_leaves_nothing(data_dir: Path, times: int) -> None:
    """Ctrl-C ends the process and, after it, the server, also when it is pressed again."""
    user = await start_user(data_dir)
    await address_from(user)
    await interrupt(user, times)
    assert [] == server_processes(data_dir)
    assert not (data_dir / "cluster" / "postmaster.pid").exists()


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("seconds", [0.4, 0.6, 0.8, 1.0])
async def test_ctrl_c_during_the_start_leaves_nothing(data_dir: Path, seconds: float, times: int) -> None:
    """Ctrl-C at any moment of the first start leaves no process, and the next start works."""
    user = await start_user(data_dir)
    await asyncio.sleep(seconds)
    await interrupt(user, times)
    assert [] == server_processes(data_dir)
    async with embedded_postgres(data_dir) as url:
        assert 1 == await execute(url, "SELECT 1")


async def test_killed_user_leaves_a_server_to_find(data_dir: Path) -> None:
    """After kill -9 of its only user the server runs on; the next user takes that one, and stops it."""
    user = await start_user(data_dir)
    url = await address_from(user)
    await execute(url, REMEMBER)
    before = postmaster(data_dir).pid
    await kill(user)
    async with embedded_postgres(data_dir) as again:
        assert before == postmaster(data_dir).pid
        assert "kept" == await execute(again, RECALL)
    assert [] == server_processes(data_dir)


async def test_killed_user_and_server_lose_nothing(data_dir: Path) -> None:
    """After kill -9 of the user and of the whole server, every acknowledged write is there at the next start."""
    user = await start_user(data_dir)
    url = await address_from(user)
    await execute(url, REMEMBER)
    await kill(user)
    await kill_server(data_dir)
    assert (data_dir / "cluster" / "postmaster.pid").exists()
    async with embedded_postgres(data_dir) as again:
        assert "kept" == await execute(again, RECALL)
    assert [] == server_processes(data_dir)


async def test_killed_postmaster_is_replaced(data_dir: Path) -> None:
    """After kill -9 of the postmaster alone, a second user waits for the orphans to end and starts it again."""
    async with embedded_postgres(data_dir) as url:
        await execute(url, REMEMBER)
        killed = postmaster(data_dir)
        killed.kill()
        await asyncio.to_thread(killed.wait)  # until the kernel has ended it, it looks as ready as before
        async with embedded_postgres(data_dir) as other:
            assert "kept" == await execute(other, RECALL)
        assert "kept" == await execute(url, RECALL)
    assert [] == server_processes(data_dir)


async def test_crashed_server_comes_back_by_itself(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of a server that crashed finds it running again at the same address, without doing anything."""
    monkeypatch.setattr(service.database.embedded, "_KEEP_EVERY_SECONDS", 0.05)
    async with embedded_postgres(data_dir) as url:
        await execute(url, REMEMBER)
        before = postmaster(data_dir).pid
        await kill_server(data_dir)
        await until_replaced(data_dir, before)
        async with embedded_postgres(data_dir) as other:
            assert "kept" == await execute(other, RECALL)
    assert [] == server_processes(data_dir)


async def test_stale_process_id_is_no_obstacle(data_dir: Path) -> None:
    """A postmaster.pid whose number now belongs to another living process does not keep the server from starting."""
    async with embedded_postgres(data_dir):
        pass
    lines = [str(os.getpid()), str(data_dir / "cluster"), "0", "5432", str(data_dir / "socket"), "", "0 0", "ready"]
    (data_dir / "cluster" / "postmaster.pid").write_text("\n".join(lines))
    async with embedded_postgres(data_dir) as url:
        assert 1 == await execute(url, "SELECT 1")


async def test_half_made_cluster_is_made_anew(data_dir: Path) -> None:
    """What a crash left of a first initdb is cleared away by the next start."""
    (data_dir / "cluster.new" / "base").mkdir(parents=True)
    (data_dir / "cluster.new" / "PG_VERSION").write_text("18\n")
    (data_dir / "control.lock").touch()
    async with embedded_postgres(data_dir) as url:
        assert 1 == await execute(url, "SELECT 1")
    assert not (data_dir / "cluster.new").exists()


@pytest.mark.parametrize("seconds", [0.3, 0.45, 0.6, 0.75, 0.9])
async def test_killed_during_the_first_start(data_dir: Path, seconds: float) -> None:
    """After kill -9 at any moment of the first start, also while initdb works on as an orphan, the next start works."""
    user = await start_user(data_dir)
    await asyncio.sleep(seconds)
    await kill(user)
    async with embedded_postgres(data_dir) as url:
        assert 1 == await execute(url, "SELECT 1")
    assert [] == server_processes(data_dir)


async def test_backend_that_dies_ends_nobody_else(data_dir: Path) -> None:
    """After kill -9 of one backend the server recovers by itself and takes new connections."""
    user = await start_user(data_dir)
    url = await address_from(user)
    await execute(url, REMEMBER)
    for process in postmaster(data_dir).children():
        process.kill()
        break
    await asyncio.sleep(0.5)
    async with embedded_postgres(data_dir) as other:
        for _ in range(100):
            with suppress(*AWAY):
                assert "kept" == await execute(other, RECALL)
                break
            await asyncio.sleep(0.1)
        else:
            raise TimeoutError
    await interrupt(user)
    assert [] == server_processes(data_dir)
