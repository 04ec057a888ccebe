"""Brings a database to the present schema: `sql/migrations/*.sql`, forward only, with pogo-core.

pogo-core keeps the ids of what was applied in `public._pogo_migration` and runs each file in a transaction of its own,
together with its entry there. It takes no lock; an advisory lock of PostgreSQL around it lets many processes start at
once: one applies, the others wait and find nothing left to do.

pogo-core splits a file into statements and drops every line that begins with `--`, also inside the body of a function:
indent comments there.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import cast

import asyncpg
from pogo_core.error import BadMigrationError
from pogo_core.migration import topological_sort
from pogo_core.util import migrate as pogo
from pogo_core.util import sql as pogo_sql

from service.database.errors import MigrationFailed
from service.database.pool import Connection, open_connection
from service.database.queries import sql_root
from service.database.roles import MAY_NOT_SERVE, Addresses, grant, may_serve, service_role_of

_SCHEMA = "public"

# Any number will do, as long as every version of the program uses the same: "subreg" in ASCII.
_LOCK = int.from_bytes(b"subreg")

_ASK_TIMES = 6000
_ASK_AGAIN_SECONDS = 0.1

# How long a statement of a migration waits for those who use its table, and others behind it; how often it comes again,
# and how long it lets the others by in between. Ten minutes in all.
LOCK_SECONDS = 2
_LOCK_TIMES = 120
_LET_BY_SECONDS = 3.0

_logger = logging.getLogger(__name__)


async def migrate(dsn: str, directory: Path | None = None, *, service_role: str | None = None) -> list[str]:
    """Apply what is not applied yet, and return the ids of it, in order. Safe to call from many processes at once.

    `service_role` is given what it may do on the present schema, where another role than that of `dsn` serves.

    `dsn` must lead to PostgreSQL itself, not to a pooler: the lock belongs to the session. `directory` is that of the
    migrations, by default `sql/migrations`.

    A migration waits for a reader LOCK_SECONDS at most, because whoever comes after it waits behind it; then it lets
    them by and tries again.

    Raises MigrationFailed when a file cannot be read or applied: those before it stay applied, and nothing of it does.
    Raises DatabaseUnavailable when the database cannot be reached.
    """
    async with alone(dsn) as connection:
        return await apply(connection, directory, service_role=service_role)


@asynccontextmanager
async def alone(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """Give a connection while nobody else migrates the database. Raises as `migrate`."""
    connection = await open_connection(dsn, limits=False)
    try:
        try:
            await _take_lock(connection)
        except asyncpg.PostgresError as error:
            raise _failed(error) from error
        yield connection
    finally:
        await connection.close()  # which lets go of the lock, whatever happened


async def apply(
    connection: "asyncpg.Connection[asyncpg.Record]", directory: Path | None = None, *, service_role: str | None = None
) -> list[str]:
    """Apply on a connection of `alone` what is not applied yet, and return the ids of it. Raises as `migrate`."""
    directory = directory or migrations_directory()
    try:
        todo = await _pending(connection, directory)
        if todo:
            await connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            await _apply_between_readers(connection, directory)
        if service_role is not None:
            await grant(connection, service_role)
    except (BadMigrationError, asyncpg.PostgresError) as error:
        raise _failed(error) from error
    return todo


async def _apply_between_readers(connection: "asyncpg.Connection[asyncpg.Record]", directory: Path) -> None:
    """Apply all, beginning again with the first that is not applied as often as one had to wait too long for a lock.

    Or where PostgreSQL found that it waits for who waits for it.
    """
    for attempt in range(_LOCK_TIMES):
        try:
            await pogo.apply(connection, directory, schema_name=_SCHEMA, logger=_logger)
        except BadMigrationError as error:
            waited = isinstance(error.__cause__, asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError)
            if not waited or attempt == _LOCK_TIMES - 1:
                raise
            _logger.warning("%s: others use its tables; it tries again. pg_stat_activity shows who.", error)
            await asyncio.sleep(_LET_BY_SECONDS)
        else:
            return


async def migrated(at: Addresses) -> list[str]:
    """Do as `migrate` as the owner, for the role that serves."""
    return await migrate(at.owner, service_role=await service_role_of(at))


async def in_place(at: Addresses, *, pooled: bool) -> None:
    """See to it that the schema is the present one, before the service uses it. Raises as `migrate`.

    Through a pooler (`pooled`) nothing is applied, unless the owner has an address of its own: what is still to be
    applied is MigrationFailed, which says how.
    """
    if not pooled or at.owner != at.service:
        await migrated(at)
    elif todo := await pending(at.service):
        detail = (
            f"The schema lacks {', '.join(todo)}, and migrations do not go through a pooler "
            "(SUBREG_STATEMENT_CACHE=0). Run subreg migrate once without that setting, and with SUBREG_DATABASE_URL "
            "leading to PostgreSQL itself."
        )
        raise MigrationFailed(detail)
    await _see_that_it_serves(at.service)


async def _see_that_it_serves(dsn: str) -> None:
    """Raise MigrationFailed where the role of the service lacks its rights, and tell of a schema that is ahead."""
    connection = await open_connection(dsn, limits=False)
    try:
        if not await may_serve(connection):
            raise MigrationFailed(f"The service cannot start: {MAY_NOT_SERVE}")
        if ahead := sorted(await _have(connection) - known()):
            _logger.warning(
                "The schema is that of a newer version, which has %s. This one serves on it beside the newer one; "
                "start the newer one soon.",
                ", ".join(ahead),
            )
    finally:
        await connection.close()


async def pending(dsn: str, directory: Path | None = None) -> list[str]:
    """Return the ids of the migrations that are not applied yet, in order; changes nothing. Raises as `migrate`."""
    connection = await open_connection(dsn, limits=False)
    try:
        return await _pending(connection, directory or migrations_directory())
    except (BadMigrationError, asyncpg.PostgresError) as error:
        raise _failed(error) from error
    finally:
        await connection.close()


async def applied(dsn: str) -> bool:
    """Return whether there is a register: a database to which migrations were applied. Raises as `open_connection`."""
    connection = await open_connection(dsn)
    try:
        return await pogo_sql.get_pogo_version(connection) is not None
    finally:
        await connection.close()


async def lacking(connection: Connection) -> list[str]:
    """Return the ids of the migrations of this version that the database on a connection lacks, in order."""
    return sorted(known() - await _have(connection))


def in_dump(text: str) -> set[str]:
    """Return the ids of the migrations that the data of their table name, as pg_dump writes it out."""
    return set(re.findall(r"^[0-9a-f]{64}\t([^\t\n]+)\t", text, re.MULTILINE))


def migrations_directory() -> Path:
    """Return where the migrations of this version are."""
    return sql_root() / "migrations"


@cache
def known() -> frozenset[str]:
    """Return the ids of all migrations of this version."""
    return frozenset(file.stem for file in migrations_directory().glob("*.sql"))


async def _have(connection: Connection) -> set[str]:
    lent = cast("asyncpg.Connection[asyncpg.Record]", connection)  # one that is borrowed from a pool answers alike
    begun = await pogo_sql.get_pogo_version(lent) is not None
    return await pogo_sql.get_applied_migrations(lent, schema_name=_SCHEMA) if begun else set()


async def _pending(connection: "asyncpg.Connection[asyncpg.Record]", directory: Path) -> list[str]:
    begun = await pogo_sql.get_pogo_version(connection) is not None
    migrations = await pogo_sql.read_migrations(directory, connection if begun else None, schema_name=_SCHEMA)
    return [each.id for each in topological_sort([each.load() for each in migrations]) if not each.applied]


async def _take_lock(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    # Asked for again and again, not waited for: a waiting statement would hold a snapshot, and CREATE INDEX
    # CONCURRENTLY waits for all of those.
    for _ in range(_ASK_TIMES):
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            return
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
    raise MigrationFailed(
        f"Another process has been migrating this database for {_ASK_TIMES * _ASK_AGAIN_SECONDS:.0f} s. Wait for it, "
        "or see in pg_stat_activity what it waits for."
    )


def _failed(error: Exception) -> MigrationFailed:
    detail = f"{error}: {error.__cause__}" if error.__cause__ else str(error)
    if isinstance(error, asyncpg.InsufficientPrivilegeError) or isinstance(
        error.__cause__, asyncpg.InsufficientPrivilegeError
    ):
        detail += ". Migrations are for the role that owns the database: name its address in SUBREG_OWNER_URL."
    return MigrationFailed(detail)
