"""The server's log: a file in the data directory that stays small."""

import os
import shutil

from service.database.embedded_directory import DataDirectory

MOST_BYTES = 4 * 1024 * 1024

_TAIL_LINES = 20
_TAIL_BYTES = 8192


def make_log(directory: DataDirectory) -> None:
    """Make the file where it is missing. The server appends to it, so it goes on writing where a trim has cut."""
    os.close(directory.open_private(directory.log, os.O_WRONLY))


def trim_log(directory: DataDirectory) -> None:
    """Once the log has grown past MOST_BYTES, keep it as `server.log.1`, in place of the one before, and start anew."""
    if directory.log.exists() and directory.log.stat().st_size > MOST_BYTES:
        earlier = directory.log.with_name("server.log.1")
        shutil.copy(directory.log, earlier)
        os.truncate(directory.log, 0)


def log_tail(directory: DataDirectory) -> str:
    """Return the last lines of the log, nothing where the server has not said a word yet."""
    if not directory.log.exists():
        return ""
    with directory.log.open("rb") as file:
        file.seek(max(0, directory.log.stat().st_size - _TAIL_BYTES))
        lines = file.read().decode("utf-8", "replace").splitlines()
    return "\n".join(lines[-_TAIL_LINES:])
