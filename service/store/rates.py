"""What callers spent of their rates, over all processes: a bucket is the moment at which it is full again."""

from collections.abc import Mapping

from service.database.pool import Connection
from service.database.queries import queries


async def spend(conn: Connection, spent: Mapping[bytes, float], *, age: float) -> list[tuple[bytes, float]]:
    """Add the seconds that were spent of buckets; returns in how many seconds each is full, whoever spent them.

    They were spent in the last `age` seconds. A bucket fills from the beginning of these, not only from now on: nobody
    has to wait longer because it was told late.
    """
    found = queries.spend_rates(conn, buckets=list(spent), seconds=list(spent.values()), age=age)
    return [(row["bucket"], row["seconds"]) async for row in found]


async def forget(conn: Connection) -> None:
    """Let go of buckets that are full again: who is not there has a full one."""
    await queries.forget_rates(conn)
