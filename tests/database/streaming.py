"""A server of the programs of the embedded PostgreSQL, alone or with a replica: to be paused, lost, promoted."""

import asyncio
import os
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from service.database.embedded_account import Account, server_account
from service.database.embedded_binaries import Binaries, find_binaries
from service.database.embedded_binaries import run as run_program
from service.database.embedded_directory import open_data_directory

PRIMARY, REPLICA = 5432, 5433  # names of sockets; nobody listens on TCP
_SETTINGS = ("listen_addresses=", "fsync=off", "jit=off", "log_checkpoints=off", "timezone=UTC")


class Server:
    """One server of the pair, below a directory that only its user can enter."""

    def __init__(self, directory: Path, port: int, account: Account, binaries: Binaries) -> None:
        self.directory, self.port, self.cluster = directory, port, directory / f"cluster-{port}"
        self.account, self.binaries = account, binaries
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database of the register."""
        return f"postgresql://postgres@/register?host={quote(str(self.directory), safe='')}&port={self.port}"

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL as the server's user."""
        answer = run_program([*self.account.prefix, self.binaries.program(program), *arguments])
        assert answer.returncode == 0, answer.stdout

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [f"unix_socket_directories={self.directory}", f"port={self.port}", *_SETTINGS]
        command = [*self.account.prefix, self.binaries.program("postgres"), "-D", str(self.cluster)]
        words = [word for option in options for word in ("-c", option)]
        with (self.directory / f"log-{self.port}").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *words], stdout=log, stderr=log, cwd="/", start_new_session=True
            )
        for _ in range(300):
            try:
                await self.ask("SELECT 1", "postgres")
            except (OSError, asyncpg.CannotConnectNowError):
                assert self._process.poll() is None, (self.directory / f"log-{self.port}").read_text("utf-8")
                await asyncio.sleep(0.1)
            else:
                return
        raise AssertionError

    async def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it: at once as by default, or with SIGINT after a checkpoint."""
        if self._process is not None:
            self._process.send_signal(how)
            await asyncio.to_thread(self._process.wait, 30)
            self._process = None

    async def until(self, statement: str) -> None:
        """Wait until a statement gives true."""
        for _ in range(500):
            if await self.ask(statement):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(statement)

    async def ask(self, statement: str, database: str = "register") -> object:
        """Return the value of a statement."""
        url = self.url.replace("/register?", f"/{database}?")
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def alone() -> AsyncIterator[Server]:
    """Make a server with an empty database `register`."""
    with tempfile.TemporaryDirectory(prefix="subreg-") as directory:
        binaries = find_binaries(
            Path(os.environ["SUBREG_POSTGRES_BIN"]) if "SUBREG_POSTGRES_BIN" in os.environ else None
        )
        account = server_account(open_data_directory(Path(directory) / "data"), binaries)
        sockets = Path(directory) / "pair"
        sockets.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(sockets, account.uid, account.gid)
        primary = Server(sockets, PRIMARY, account, binaries)
        primary.run(
            "initdb",
            f"--pgdata={primary.cluster}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        )
        try:
            await primary.start()
            await primary.ask("CREATE DATABASE register", "postgres")
            yield primary
        finally:
            await primary.stop()


@asynccontextmanager
async def streaming() -> AsyncIterator[tuple[Server, Server]]:
    """Make a primary with an empty database `register`, and a replica that follows it."""
    async with alone() as primary:
        replica = Server(primary.directory, REPLICA, primary.account, primary.binaries)
        source = ("--host", str(primary.directory), "--port", str(PRIMARY), "--username=postgres", "--no-sync")
        try:
            replica.run(
                "pg_basebackup", f"--pgdata={replica.cluster}", "--write-recovery-conf", "--checkpoint=fast", *source
            )
            await replica.start()
            yield primary, replica
        finally:
            await replica.stop()
