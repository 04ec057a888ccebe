"""Where the server listens: a Unix socket in a directory that only its user can enter, and no port.

The address of a Unix socket has about 100 bytes (sun_path: 108 on Linux, 104 on macOS). Where the data directory lies
too deep for that, the socket lies in a private directory among the temporary ones, and a file records where.
"""

import os
import shutil
import stat
import tempfile
from pathlib import Path

from service.database.embedded_account import Account
from service.database.embedded_directory import DataDirectory

SOCKET_NAME = ".s.PGSQL.5432"

_MOST_BYTES = 100


def socket_directory(directory: DataDirectory) -> Path:
    """Return the directory of the socket of a server that runs."""
    return (_recorded(directory) or directory.path) / "socket"


def make_socket_directory(directory: DataDirectory, account: Account) -> Path:
    """Make an empty directory for the socket, owned by the server's user; no server may be running.

    The directory around it belongs to the owner of the data directory, so no other process of the server's user can
    come near the socket.
    """
    remove_socket_directory(directory)
    sockets = (directory.path if _fits(directory.path) else _make_private(directory)) / "socket"
    sockets.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(sockets, account.uid, account.gid)
    return sockets


def remove_socket_directory(directory: DataDirectory) -> None:
    """Leave no socket behind, and nothing among the temporary directories; no server may be running."""
    recorded = _recorded(directory)
    if recorded and _is_private(recorded, directory):
        shutil.rmtree(recorded)
    _record(directory).unlink(missing_ok=True)
    shutil.rmtree(directory.path / "socket", ignore_errors=True)


def _fits(path: Path) -> bool:
    # libpq and asyncpg read a comma in an address as the end of one host in a list.
    return len(os.fsencode(path / "socket" / SOCKET_NAME)) <= _MOST_BYTES and "," not in str(path)


def _record(directory: DataDirectory) -> Path:
    return directory.path / "socket.path"


def _recorded(directory: DataDirectory) -> Path | None:
    record = _record(directory)
    return Path(record.read_text("utf-8")) if record.exists() else None


def _is_private(path: Path, directory: DataDirectory) -> bool:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == directory.uid and not status.st_mode & 0o077


def _make_private(directory: DataDirectory) -> Path:
    private = Path(tempfile.mkdtemp(prefix="subreg-"))
    if os.geteuid() == 0:
        os.chown(private, directory.uid, directory.gid)
    descriptor = directory.open_private(_record(directory), os.O_WRONLY | os.O_TRUNC)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(str(private))
    return private
