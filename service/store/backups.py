"""The place that a backup is restored to: whether anything is there, and taking away the empty tables."""

from service.database.pool import Connection
from service.database.queries import queries


async def filled(conn: Connection) -> list[str]:
    """Lock all tables until the transaction ends, and return the names of those that hold something."""
    if locking := await queries.locking_statement(conn):
        await conn.execute(locking)
    asking = await queries.filled_statement(conn)
    return [row["name"] for row in await conn.fetch(asking)] if asking else []


async def clear(conn: Connection) -> bool:
    """Drop all tables and functions, and return whether there were any. What extensions own stays."""
    clearing = await queries.clearing_statement(conn)
    if clearing:
        await conn.execute(clearing)
    return bool(clearing)


async def analyze(conn: Connection) -> None:
    """Let PostgreSQL count what the tables hold."""
    await queries.analyze_all(conn)
