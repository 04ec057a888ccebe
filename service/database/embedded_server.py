"""The server process: starts it, knows it when it runs, stops it.

The server lives in a session of its own, so the Ctrl-C that ends a service does not reach it. Its processes hold
`server.lock`: whoever gets that lock knows that none of them is alive, whatever a file left by a crash may say.
"""

import os
import time

import psutil

from service.database.embedded_account import Account
from service.database.embedded_binaries import Binaries, run
from service.database.embedded_directory import DataDirectory
from service.database.embedded_locks import try_lock, wait_for_lock
from service.database.embedded_log import log_tail, make_log, trim_log
from service.database.embedded_socket import make_socket_directory, remove_socket_directory
from service.database.errors import DatabaseUnavailable

# Recovery after a crash replays at most `max_wal_size` (1 GB).
START_SECONDS = 120.0

_STOP_SECONDS = 60
_LOOK_AGAIN_SECONDS = 0.02

# A line of postmaster.pid each (src/include/utils/pidfile.h): process id first, status eighth.
_STATUS_LINE = 7

# `fsync` and `synchronous_commit` stay on: what was acknowledged survives a crash.
_SETTINGS = {
    "application_name": "subreg",
    "dynamic_shared_memory_type": "mmap",  # not in /dev/shm, where containers have 64 MB and a logout clears it away
    "fsync": "on",
    "jit": "off",  # compiling takes longer than the short queries of the register
    "listen_addresses": "",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # no values of rows, which may be personal data
    "log_min_error_statement": "panic",  # nor statements
    "log_timezone": "UTC",
    "max_connections": "100",
    "max_parallel_workers_per_gather": "0",
    "port": "5432",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
}


def wait_for_turn(directory: DataDirectory) -> int | None:
    """Wait until the server is ready (None), or none of its processes is alive (the lock, for `start_server`).

    What keeps one waiting was left by a crash: a server that is still starting or ending, or initdb. Raises
    DatabaseUnavailable when it takes too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while (lock := try_lock(directory, directory.server_lock)) is None:
        if _is_ready(directory):
            return None
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(_with_log(directory, f"PostgreSQL is not ready after {START_SECONDS:.0f} s."))
        time.sleep(_LOOK_AGAIN_SECONDS)
    return lock


def start_server(directory: DataDirectory, binaries: Binaries, account: Account, server_lock: int) -> None:
    """Start the server on its cluster and hand it the lock that the caller holds. `wait_until_ready` comes next."""
    _clear_stale_pid(directory)
    trim_log(directory)
    sockets = str(make_socket_directory(directory, account)).replace('"', '""')
    settings = {**_SETTINGS, "unix_socket_directories": f'"{sockets}"'}
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    command = [*account.prefix, binaries.program("postgres"), "-D", str(directory.cluster), *options]
    make_log(directory)
    # The shell starts it in the background and ends: the server is nobody's child, and nobody has to wait for it.
    run(["/bin/sh", "-c", '"$@" >>"$0" 2>&1 &', str(directory.log), *command], keep=(server_lock,))


def wait_until_ready(directory: DataDirectory) -> None:
    """Wait for the server that was just started. Raises DatabaseUnavailable with the end of its log when it failed."""
    lock = wait_for_turn(directory)
    if lock is not None:
        os.close(lock)
        raise DatabaseUnavailable(_with_log(directory, "PostgreSQL did not start."))


def stop_server(directory: DataDirectory, binaries: Binaries, account: Account) -> None:
    """Stop the server and return when none of its processes is left.

    First the fast way, which ends all connections and writes a checkpoint; where that takes too long, at once, which
    the next start mends from the log of writes. Raises DatabaseUnavailable when it runs on all the same.
    """
    stop = [*account.prefix, binaries.program("pg_ctl"), "stop", "-D", str(directory.cluster)]
    for mode in ("fast", "immediate"):
        run([*stop, "-w", "-t", str(_STOP_SECONDS), "-m", mode])
        lock = wait_for_lock(directory, directory.server_lock, seconds=_STOP_SECONDS / 6)
        if lock is not None:
            remove_socket_directory(directory)
            os.close(lock)
            return
    raise DatabaseUnavailable(_with_log(directory, "PostgreSQL does not stop."))


def _with_log(directory: DataDirectory, sentence: str) -> str:
    return f"{sentence} The end of {directory.log}:\n{log_tail(directory)}"


def _is_ready(directory: DataDirectory) -> bool:
    lines = _postmaster_lines(directory)
    return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready" and _is_postgres(lines[0])


def _postmaster_lines(directory: DataDirectory) -> list[str]:
    try:
        return (directory.cluster / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []


def _is_postgres(pid: str) -> bool:
    try:
        process = psutil.Process(int(pid))
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except (ValueError, psutil.Error):  # gone, or a stranger's
        return False


def _clear_stale_pid(directory: DataDirectory) -> None:
    """Remove the postmaster.pid of a crash whose process id now belongs to something else.

    PostgreSQL itself would take any living process of its own user for the old server and refuse to start: in a
    container the ids are the same after every start. A living `postgres` is left for PostgreSQL to judge.
    """
    lines = _postmaster_lines(directory)
    if not lines or not _is_postgres(lines[0]):
        (directory.cluster / "postmaster.pid").unlink(missing_ok=True)
