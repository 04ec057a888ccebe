"""Locks between processes: flock(2) on files of the data directory.

The kernel drops such a lock with the last descriptor of the file, so no crash leaves one behind. A descriptor that a
child inherits keeps the lock alive for as long as the child runs: that is how the server itself holds `server.lock`.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.database.embedded_directory import DataDirectory
from service.database.errors import DatabaseUnavailable

_LOOK_AGAIN_SECONDS = 0.05


def try_lock(directory: DataDirectory, path: Path, *, shared: bool = False) -> int | None:
    """Take the lock if it is free: the descriptor that holds it until it is closed, or None."""
    descriptor = directory.open_private(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def wait_for_lock(directory: DataDirectory, path: Path, seconds: float) -> int | None:
    """Take the lock as soon as it is free: its descriptor, or None when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while (descriptor := try_lock(directory, path)) is None:
        if time.monotonic() > deadline:
            return None
        time.sleep(_LOOK_AGAIN_SECONDS)
    return descriptor


@contextmanager
def in_control(directory: DataDirectory, seconds: float) -> Iterator[None]:
    """Be the only process that joins, leaves, starts or stops.

    Raises DatabaseUnavailable when another process has been at it for `seconds`.
    """
    descriptor = wait_for_lock(directory, directory.control_lock, seconds)
    if descriptor is None:
        raise DatabaseUnavailable(
            f"Another process has been starting or stopping the PostgreSQL in {directory.path} for {seconds:.0f} s. "
            f"See {directory.log}, end that process, and try again."
        )
    try:
        yield
    finally:
        os.close(descriptor)
