"""The log as its hash chains have it, and the checkpoints over their heads."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from service.database.pool import Connection
from service.database.queries import queries
from service.hash_chains import Break, Checkpoint, Line, Tally

_PAGE = 500
_BEFORE_ALL = -(2**63)  # who owns the database can give a row any number


async def lines(conn: Connection, until: datetime) -> AsyncIterator[Line]:
    """Yield the changes recorded up to a moment as they are exported, chain by chain and each in its order.

    A page is read at a time, so the connection must see one state of the database throughout.
    """
    chain, place = _BEFORE_ALL, _BEFORE_ALL
    while True:
        found = queries.changes_in_chains(conn, chain=chain, place=place, until=until, limit=_PAGE)
        rows = [row async for row in found]
        for row in rows:
            salt = None if row["reason_salt"] is None else str(row["reason_salt"])
            yield Line(**row["entry"], hash=row["hash"], reason=row["reason"], reason_salt=salt)
        if len(rows) < _PAGE:
            return
        chain, place = rows[-1]["chain_row"], rows[-1]["place"]


async def head_count(conn: Connection) -> int:
    """Return how many chains the log has, each with its head."""
    counted: int = await queries.head_count(conn)
    return counted


async def kept(conn: Connection) -> list[Checkpoint]:
    """Return all checkpoints, the first one first."""
    return [
        Checkpoint(**{name: row[name] for name in Checkpoint.__struct_fields__})
        async for row in queries.checkpoints_all(conn)
    ]


async def tally(conn: Connection, until: datetime) -> Tally:
    """Return the tally of the chains as they stood at a moment (UTC) that is settled."""
    found = Tally(until.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    async for row in queries.heads_at(conn, until=until):
        found.take(row["place"], row["hash"])
    return found


async def keep(conn: Connection, checkpoint: Checkpoint, until: datetime) -> None:
    """Keep a checkpoint of a moment, with the heads that moved since the one before."""
    row = await queries.insert_checkpoint(conn, **msgspec.to_builtins(checkpoint) | {"moment": until})
    await queries.insert_checkpoint_heads(conn, checkpoint=row, until=until)


async def lost(conn: Connection) -> Break | None:
    """Return the first head that a checkpoint kept and the log no longer has."""
    async for row in queries.heads_lost(conn):
        chain = "/".join(filter(None, (row["kind"], row["controller"], row["subprocessor"])))
        how = "is gone, and all after it" if row["is_gone"] else "is another: the chain was worked out anew"
        return Break(f"change {row['place']} of {chain}", f"a checkpoint holds its hash, and it {how}")
    return None
