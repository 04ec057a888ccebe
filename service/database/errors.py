"""What goes wrong next to the database, as errors of the one tree."""

import asyncpg

from service.errors import Unavailable

# What asyncpg raises where the database breaks off, or cannot do now what it can at another time: it is on its way out
# or too busy, its disk or memory is full, another transaction was in the way, or it is a standby that takes no writes.
BROKEN_OFF: tuple[type[Exception], ...] = (
    ConnectionResetError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that was cut off between two steps
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.LockNotAvailableError,
)

# The same, or no connection can be had.
AWAY: tuple[type[Exception], ...] = (OSError, *BROKEN_OFF)


class DatabaseUnavailable(Unavailable):
    """No usable PostgreSQL: it does not start, does not answer, is too old, or the data directory does not fit."""


class MigrationFailed(Unavailable):
    """A migration could not be read or applied; the transaction it ran in was rolled back."""
