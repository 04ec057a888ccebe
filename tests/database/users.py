"""Processes that use an embedded server, and those that the server consists of."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import psutil

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio, signal, sys
from pathlib import Path
from service.database.embedded import embedded_postgres

async def main():
    binaries = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    async with embedded_postgres(Path(sys.argv[1]), binaries=binaries) as url:
        print(url, flush=True)
        await asyncio.Event().wait()

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would begin deaf to it
asyncio.run(main())
"""

User = asyncio.subprocess.Process


async def start_user(data_dir: Path, *, prefix: tuple[str, ...] = (), binaries: Path | None = None) -> User:
    """Start a process that uses the server until it is interrupted, as a group of its own, as a shell would."""
    arguments = [str(data_dir), *([str(binaries)] if binaries else [])]
    return await asyncio.create_subprocess_exec(
        *[*prefix, sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        process_group=0,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def address_from(user: User) -> str:
    """The address that the process prints when the server is ready."""
    assert user.stdout
    assert user.stderr
    line = (await user.stdout.readline()).decode().strip()
    assert line, (await user.stderr.read()).decode()
    return line


async def interrupt(user: User, times: int = 1) -> None:
    """Ctrl-C: the whole group of the process gets SIGINT. Returns when the process has ended."""
    for _ in range(times):
        with suppress(ProcessLookupError):
            os.killpg(user.pid, signal.SIGINT)
        await asyncio.sleep(0.05)
    await user.communicate()


async def kill(user: User) -> None:
    """End the process with no chance to clean up."""
    user.kill()
    await user.communicate()


@asynccontextmanager
async def user_of(data_dir: Path, *, prefix: tuple[str, ...] = (), binaries: Path | None = None) -> AsyncIterator[str]:
    """A process that uses the server and is interrupted at the end; yields the address."""
    user = await start_user(data_dir, prefix=prefix, binaries=binaries)
    try:
        yield await address_from(user)
    finally:
        if user.returncode is None:
            await interrupt(user)


def server_processes(data_dir: Path) -> list[psutil.Process]:
    """All processes of the server: each works in the directory of the cluster, or in the one that initdb makes."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).parent == data_dir:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def postmaster(data_dir: Path) -> psutil.Process:
    """The process that all others of the server descend from."""
    return psutil.Process(int((data_dir / "cluster" / "postmaster.pid").read_text().split()[0]))


async def until_replaced(data_dir: Path, postmaster_pid: int) -> None:
    """Wait until another postmaster has written its number; while it starts the old one stands there, or none."""
    for _ in range(600):
        with suppress(FileNotFoundError, IndexError, psutil.NoSuchProcess):
            if postmaster(data_dir).pid != postmaster_pid:
                return
        await asyncio.sleep(0.05)
    raise TimeoutError


async def kill_server(data_dir: Path) -> None:
    """End all processes of the server at once, with no chance to clean up."""
    processes = server_processes(data_dir)
    assert processes
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=10)


async def execute(url: str, statement: str) -> object:
    """Run one statement on a connection of its own; gives the first value of what it returns."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
