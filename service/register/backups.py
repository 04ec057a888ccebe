"""The whole register as one file in pg_dump's custom format, and back.

A backup is one moment of the database, taken while others write. What counts for a while only is left out: `rate`,
which is unlogged, and `touch`, whose numbers of transactions mean nothing on another server.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

from service.database import migrations
from service.database.client_programs import ClientPrograms, Done, find_client_programs, run_client_program
from service.database.disk import sync
from service.database.errors import AWAY, DatabaseUnavailable
from service.database.pool import open_connection
from service.database.roles import Addresses, service_role_of
from service.errors import Conflict, Invalid, Malformed
from service.store import backups

# Large objects too (-B): the register has none, and one of the role that serves, which PostgreSQL lets everybody make,
# would keep the owner from making a backup.
_LEFT_OUT = ("--no-unlogged-table-data", "--exclude-table-data=public.touch", "-B")

# Who owns what, and who may do what, is the business of the server that it is restored to.
_BELONGS_TO_THE_SERVER = ("--no-owner", "--no-privileges", "--no-comments")

_UNFINISHED = ".subreg-unfinished"  # hidden too, and nobody else's

_WHOLE = ("--single-transaction", "--exit-on-error")


async def back_up(dsn: str, file: Path, binaries: Path | None = None) -> int:
    """Write the register to a file that only its owner can read (0600), and return its size in bytes.

    It is written beside its place and renamed when it is complete and on the disk, so that a backup of that name which
    is there already stays until then, and nothing of one that fails is left. `binaries` is the directory of
    PostgreSQL's programs, by default the nearest that fit the server.

    Raises Conflict where there is no register, Malformed where the file cannot be written, DatabaseUnavailable where
    the database or its programs cannot be had.
    """
    programs = await _programs_for(dsn, binaries)
    if not await migrations.applied(dsn):
        raise Conflict("There is no register in this database, so there is nothing to back up.")
    with _complete_or_not_at_all(file) as unfinished:
        # To a file and not to standard output: only there pg_dump notes where each table begins, without which
        # pg_restore takes a file that was cut off for a whole one.
        options = ["--format=custom", f"--file={unfinished}", *_BELONGS_TO_THE_SERVER, *_LEFT_OUT]
        done = await run_client_program(programs, "pg_dump", options, dsn=dsn)
        if done.status:
            raise DatabaseUnavailable(f"The backup failed, and no file was made. {_why(done, programs)}")
        return unfinished.stat().st_size


async def restore(at: Addresses, file: Path, binaries: Path | None = None) -> list[str]:
    """Bring a backup back into a database that holds nothing, and return the migrations that were applied to it then.

    The owner does it, and the role that serves is given what it may do. Tables without a row in them give way. All of
    the backup comes in, or nothing: then a register that was there, without anything in it, is there again.

    Raises Malformed where the file is no backup, Invalid where it is one of a newer version, Conflict where the
    database holds something, DatabaseUnavailable where it cannot be restored, MigrationFailed where it was and its
    schema cannot be brought forward.
    """
    programs, role = await _programs_for(at.owner, binaries), await service_role_of(at)
    await _check(programs, file)
    async with migrations.alone(at.owner) as conn:
        was_there = await _clear(conn)
        try:
            await _bring_in(programs, file, at.owner)
        except BaseException:
            if was_there:
                await migrations.apply(conn, service_role=role)
            raise
        brought_forward = await migrations.apply(conn, service_role=role)
        await backups.analyze(conn)
    return brought_forward


async def _programs_for(dsn: str, binaries: Path | None) -> ClientPrograms:
    conn = await open_connection(dsn)
    try:
        return find_client_programs(binaries, conn.get_server_version().major)
    finally:
        await conn.close()


@contextmanager
def _complete_or_not_at_all(file: Path) -> Iterator[Path]:
    """Give a file to write to (0600) that gets its name and its place on the disk at the end, unless one raises."""
    try:
        if file.exists() and not file.is_file():
            raise Malformed(f"{file} is no ordinary file. Name one that is there already, to replace it, or a new one.")
        _take_away_what_was_killed(file.parent)
        descriptor, unfinished = _begun(file)
    except OSError as error:
        raise Malformed(f"{file} cannot be written: {error.strerror}. Name a file in a directory of yours.") from error
    try:
        yield unfinished
        sync(unfinished)
        unfinished.replace(file)
        sync(file.parent)
    except OSError as error:
        raise Malformed(f"{file} cannot be written: {error.strerror}. Name another file.") from error
    finally:
        unfinished.unlink(missing_ok=True)
        os.close(descriptor)


def _begun(file: Path) -> tuple[int, Path]:
    """Make a file beside another (0600) that is locked while its descriptor is open, or this process lives."""
    while True:
        descriptor, name = tempfile.mkstemp(_UNFINISHED, f".{file.name}.", file.parent)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # another backup took it away before it was locked


def _take_away_what_was_killed(directory: Path) -> None:
    """Remove what backups left that were killed: the kernel unlocked it."""
    for left in directory.glob(f".*{_UNFINISHED}"):
        # One that is under way is locked; others may be somebody else's, or gone meanwhile.
        with suppress(OSError), left.open("rb") as unlocked:
            fcntl.flock(unlocked, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


async def _check(programs: ClientPrograms, file: Path) -> None:
    """See to it that the file is a backup of a register whose schema this version knows."""
    options = ["--data-only", "--table=_pogo_migration", "--file=-", str(file)]
    done = await run_client_program(programs, "pg_restore", options)
    if done.status:
        raise Malformed(f"{file} is no backup that can be read. {done.error} ({_which(programs)})")
    applied = migrations.in_dump(done.printed.decode())
    if not applied:
        raise Malformed(f"{file} is no backup of a register: it was not made with subreg backup.")
    if newer := sorted(applied - migrations.known()):
        raise Invalid(
            f"{file} was made by a newer version of subreg, whose schema has {', '.join(newer)}. "
            "Restore it with that version or a later one. Nothing was changed."
        )


async def _clear(conn: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Take away empty tables, and return whether there were any. Raises Conflict, with all as it was, if one is not."""
    try:
        async with conn.transaction():
            await conn.execute(f"SET LOCAL lock_timeout = '{migrations.LOCK_SECONDS}s'")
            if filled := await backups.filled(conn):
                raise Conflict(
                    f"This database holds something already ({', '.join(filled)}), and a restore takes nothing away. "
                    "Name an empty one: a new directory with SUBREG_DATA_DIR, or another SUBREG_DATABASE_URL."
                )
            return await backups.clear(conn)
    except AWAY as error:
        raise DatabaseUnavailable(f"Others use this database: {error}. Stop the service, and try again.") from error


async def _bring_in(programs: ClientPrograms, file: Path, dsn: str) -> None:
    options = [*_WHOLE, *_BELONGS_TO_THE_SERVER, str(file)]
    done = await run_client_program(programs, "pg_restore", options, dsn=dsn)
    if done.status:
        raise DatabaseUnavailable(f"The restore failed, and nothing of it was kept. {_why(done, programs)}")


def _why(done: Done, programs: ClientPrograms) -> str:
    may_not = re.search("permission denied|may lack .* privilege", done.error)
    remedy = " That is for the role that owns the database: name its address in SUBREG_OWNER_URL." if may_not else ""
    return f"{done.error} ({_which(programs)}){remedy}"


def _which(programs: ClientPrograms) -> str:
    return f"by the programs of PostgreSQL {programs.major} in {programs.directory}"
