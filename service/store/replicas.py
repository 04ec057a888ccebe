"""Whether a server is a replica that takes no writes, and how far it is behind its primary."""

from service.database.pool import Connection
from service.database.queries import queries


async def behind(conn: Connection, position: str) -> int | None:
    """Return how many bytes of the primary's log before a position (pg_lsn) the replica has not replayed; 0 is none.

    Null where the server is no replica: it was promoted, and what it has is another history than the primary's.
    """
    found: int | None = await queries.replica_behind(conn, position=position)
    return found


async def is_read_only(conn: Connection) -> bool:
    """Tell whether every write fails here: on a standby, or where the database or the role was made read-only."""
    return bool(await queries.is_read_only(conn))
