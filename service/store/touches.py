"""What was touched: the lists of which a reader may see something else, so that processes know what to read again."""

from collections.abc import Iterable

import msgspec

from service.database.pool import Connection
from service.database.queries import queries


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What one look found: the lists touched since the one before, and `seen`, from which the next one goes on.

    `server` tells one start of one server from all others, and `position` (pg_lsn) how far its log has what was seen;
    null where it is a replica.
    """

    seen: str
    server: str
    position: str | None
    controllers: tuple[str, ...]


async def touch(conn: Connection, controllers: Iterable[str]) -> None:
    """Note in the writer's transaction which lists its readers see otherwise; nothing where there is none."""
    names = sorted(controllers)
    if names:
        await queries.touch(conn, controllers=names)


async def look(conn: Connection, seen: str | None) -> Look:
    """Return what was touched since a look before; after none, nothing but where to go on from.

    Whatever commits after this look is met by the next one, in whatever order transactions began and ended.
    """
    row = await queries.touched_since(conn, seen=seen)
    return Look(seen=row["seen"], server=row["server"], position=row["position"], controllers=tuple(row["controllers"]))


async def server(conn: Connection) -> str:
    """Return what tells one start of one server from all others."""
    return str(await queries.server(conn))


async def forget(conn: Connection) -> None:
    """Let go of touches that are older than an hour. Whoever has not looked for so long must begin anew."""
    await queries.forget_touches(conn)
