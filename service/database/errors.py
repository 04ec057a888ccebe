"""What goes wrong next to the database, as errors of the one tree."""

import asyncpg

from service.errors import Unavailable

# What asyncpg raises where the database is away, on its way out, or too busy to answer.
AWAY: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that was cut off between two steps
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.LockNotAvailableError,
)


class DatabaseUnavailable(Unavailable):
    """No usable PostgreSQL: it does not start, does not answer, is too old, or the data directory does not fit."""


class MigrationFailed(Unavailable):
    """A migration could not be read or applied; the transaction it ran in was rolled back."""
