"""What has to be on the disk before anything rests on it."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Return when a file, or the entries of a directory, are on the disk (fsync). Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
