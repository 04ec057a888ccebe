"""The data directory of the embedded PostgreSQL: what lies where in it, and whose it is."""

import os
from pathlib import Path

import msgspec

from service.database.errors import DatabaseUnavailable


class DataDirectory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data directory of mode 0700, and the owner of what is made in it."""

    path: Path
    uid: int
    gid: int

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own directory (PGDATA). It exists only when it is complete."""
        return self.path / "cluster"

    @property
    def unfinished_cluster(self) -> Path:
        """Where initdb works, until the cluster is complete and gets its name."""
        return self.path / "cluster.new"

    @property
    def password(self) -> Path:
        """The file (0600) with the password of the roles `subreg` and `postgres`."""
        return self.path / "password"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.path / "server.log"

    @property
    def control_lock(self) -> Path:
        """Held for as long as somebody joins, leaves, starts or stops."""
        return self.path / "control.lock"

    @property
    def users_lock(self) -> Path:
        """Held shared by every user of the server."""
        return self.path / "users.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the processes of the server (and of initdb) themselves: free means that none is alive."""
        return self.path / "server.lock"

    def open_private(self, path: Path, flags: int) -> int:
        """Open a file of the directory, made with mode 0600 where it is missing; returns the descriptor."""
        descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if os.geteuid() == 0:
            os.fchown(descriptor, self.uid, self.gid)
        return descriptor


def open_data_directory(path: Path) -> DataDirectory:
    """Make the directory where it is missing, with mode 0700.

    Started as root it may belong to anybody: what is made in it is then given to its owner. Raises DatabaseUnavailable
    when it cannot be made, belongs to somebody else, or is open to others and full of other things (/tmp, a home).
    """
    path = path.expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.stat()
        if os.geteuid() not in {0, status.st_uid}:
            raise DatabaseUnavailable(
                f"The data directory {path} belongs to user id {status.st_uid}, this process runs as {os.geteuid()}. "
                "Run as its owner, or name another directory with SUBREG_DATA_DIR."
            )
        directory = DataDirectory(path=path, uid=status.st_uid, gid=status.st_gid)
        _close_to_others(directory, status.st_mode)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The data directory {path} cannot be used: {error}. Name another one with SUBREG_DATA_DIR."
        ) from error
    return directory


def _close_to_others(directory: DataDirectory, mode: int) -> None:
    if not mode & 0o077:
        return
    if not directory.control_lock.exists() and any(directory.path.iterdir()):
        raise DatabaseUnavailable(
            f"The data directory {directory.path} is open to other users and holds other things. Name a directory of "
            "its own with SUBREG_DATA_DIR; it is made where it is missing."
        )
    directory.path.chmod(0o700)
