"""Connections to PostgreSQL as the register uses them: JSON through msgspec, UTC, and a limit on every wait."""

from time import monotonic
from typing import TYPE_CHECKING, Any, Self

import asyncpg
import msgspec

from service.database.errors import DatabaseUnavailable

OLDEST_MAJOR = 15

# asyncpg's classes take their type argument only in its stubs. A connection is one's own, or borrowed from a pool.
if TYPE_CHECKING:
    from asyncpg.pool import PoolAcquireContext, PoolConnectionProxy

    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

_SESSION = {"application_name": "subreg", "timezone": "UTC"}

# A statement that meets one of these limits is cancelled by the server, so a pool never fills with the stuck.
_LIMITS = {
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "10s",
    "statement_timeout": "30s",
}

_CONNECT_SECONDS = 10.0

# For an answer of any kind: longer than the limits above, and what counts when the network is gone.
_ANSWER_SECONDS = 60.0

# For a connection that others have: then the caller is better told to come again.
_LEND_SECONDS = 10.0

# When a connection is replaced, and when one that nobody needs is closed: what asyncpg.create_pool has.
_MOST_QUERIES, _IDLE_SECONDS = 50_000, 300.0


_USUAL = "SUBREG_DATABASE_URL"  # the setting that an address comes from, unless it knows better


class Dsn(str):
    """The address of a database, which knows the setting that it comes from: what an error tells to look at."""

    __slots__ = ("setting",)
    setting: str

    def __new__(cls, address: str, setting: str = _USUAL) -> Self:
        """Take an address, and the name of its setting."""
        dsn = super().__new__(cls, address)
        dsn.setting = setting
        return dsn


class Lending(msgspec.Struct, frozen=True, kw_only=True):
    """How a pool stands: its connections, those that are lent, the most there may be, and the waits since it opened."""

    connections: int
    in_use: int
    most: int
    waits: int
    wait_seconds: float


class _BoundedPool(Pool):
    """A pool that raises TimeoutError where it cannot lend a connection in time, and counts who had to wait."""

    waits = 0
    wait_seconds = 0.0

    def acquire(self, *, timeout: float | None = None) -> "PoolAcquireContext[asyncpg.Record]":
        """Lend a connection, after `timeout` seconds at most, and after _LEND_SECONDS where none are given."""
        return super().acquire(timeout=_LEND_SECONDS if timeout is None else timeout)

    async def _acquire(self, timeout: float) -> Any:  # noqa: ANN401, ASYNC109 — as asyncpg has it: what a loan goes through
        if self.get_idle_size() or self.get_size() < self.get_max_size():
            return await super()._acquire(timeout)  # type: ignore[misc]  # not in the stubs
        began = monotonic()
        self.waits += 1
        try:
            return await super()._acquire(timeout)  # type: ignore[misc]  # not in the stubs
        finally:
            self.wait_seconds += monotonic() - began


def lending(pool: Pool) -> Lending:
    """Return how a pool stands that `open_pool` opened."""
    if not isinstance(pool, _BoundedPool):
        raise TypeError
    connections = pool.get_size()
    return Lending(
        connections=connections,
        in_use=connections - pool.get_idle_size(),
        most=pool.get_max_size(),
        waits=pool.waits,
        wait_seconds=pool.wait_seconds,
    )


async def open_pool(dsn: str, *, min_size: int = 1, max_size: int = 10, statement_cache: int = 100) -> Pool:
    """Open a pool of at most `max_size` connections to the database at `dsn`; the caller closes it.

    With a `min_size` of 0 none is opened before it is needed, so that nothing is known of the database yet.

    `statement_cache` is the number of prepared statements that a connection keeps. 0 also leaves out the limits on
    statements: PgBouncer in transaction mode knows neither. Who cannot get a connection in time gets TimeoutError.

    Raises DatabaseUnavailable when there is no answer, no entry, or a server older than PostgreSQL 15.
    """
    try:
        return await _BoundedPool(
            dsn,
            min_size=min_size,
            max_size=max_size,
            max_queries=_MOST_QUERIES,
            max_inactive_connection_lifetime=_IDLE_SECONDS,
            loop=None,
            connection_class=asyncpg.Connection,
            record_class=asyncpg.Record,
            init=_set_up,
            reset=_leave,
            server_settings=_SESSION | _LIMITS if statement_cache else _SESSION,
            statement_cache_size=statement_cache,
            timeout=_CONNECT_SECONDS,
            command_timeout=_ANSWER_SECONDS,
        )
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _unavailable(error, dsn) from error


async def open_connection(dsn: str, *, limits: bool = True) -> "asyncpg.Connection[asyncpg.Record]":
    """Open one connection, set up as those of the pool; the caller closes it.

    `limits` set to False lets a statement take its time: a migration, a backup. Raises as `open_pool` does.
    """
    try:
        connection = await asyncpg.connect(
            dsn,
            server_settings=_SESSION | _LIMITS if limits else _SESSION,
            # Used once, so that nothing is gained by it; and a pooler may lend this connection to others.
            statement_cache_size=0,
            timeout=_CONNECT_SECONDS,
            command_timeout=_ANSWER_SECONDS if limits else None,
        )
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _unavailable(error, dsn) from error
    try:
        await _set_up(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _set_up(connection: Connection) -> None:
    major = connection.get_server_version().major
    if major < OLDEST_MAJOR:
        raise DatabaseUnavailable(f"The server is PostgreSQL {major}; {OLDEST_MAJOR} is the oldest subreg works with.")
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=_encode, decoder=msgspec.json.decode)


async def _leave(_: Connection) -> None:
    """Leave a connection that goes back as it is: nothing outlives its transaction, and that is rolled back before."""


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _unavailable(error: Exception, dsn: str) -> DatabaseUnavailable:
    # What cannot be read as an address is not repeated: a part of the password may stand where a port is expected.
    cause = "the address is not of the form postgresql://user:password@host:5432/database, with all else %-encoded"
    # A certificate that does not hold is a ValueError too, and an OSError besides.
    if isinstance(error, OSError) or not isinstance(error, ValueError):
        cause = str(error) or type(error).__name__
    setting = dsn.setting if isinstance(dsn, Dsn) else _USUAL
    return DatabaseUnavailable(f"The database cannot be used: {cause}. Check {setting}.")
