"""What goes wrong next to the database, as errors of the one tree."""

from service.errors import Unavailable


class DatabaseUnavailable(Unavailable):
    """No usable PostgreSQL: it does not start, does not answer, is too old, or the data directory does not fit."""


class MigrationFailed(Unavailable):
    """A migration could not be read or applied; the transaction it ran in was rolled back."""
