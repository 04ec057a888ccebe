"""API keys as they are stored: a hash, a label, scopes."""

from datetime import date, datetime

import msgspec

from service.database.pool import Connection
from service.database.queries import queries


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its secret."""

    id: str
    label: str
    scopes: tuple[str, ...]
    revoked_at: datetime | None
    created_at: datetime | None = None
    last_used_on: date | None = None


async def create(conn: Connection, *, key_id: str, digest: bytes, label: str, scopes: list[str]) -> None:
    """Keep a new key by the SHA-256 of its secret."""
    await queries.create_key(conn, id=key_id, hash=digest, label=label, scopes=scopes)


async def by_hash(conn: Connection, digest: bytes) -> KeyRow | None:
    """Return the key with this hash; null where there is none."""
    row = await queries.key_by_hash(conn, hash=digest)
    return None if row is None else _row(row)


async def all_keys(conn: Connection) -> list[KeyRow]:
    """Return all keys, oldest first."""
    return [_row(row) async for row in queries.keys_all(conn)]


async def revoke(conn: Connection, key_id: str) -> bool:
    """Close a key; false where there is no open key of this id."""
    return str(await queries.revoke_key(conn, id=key_id)).endswith(" 1")


async def use(conn: Connection, key_id: str) -> None:
    """Note that a key was used today."""
    await queries.use_key(conn, id=key_id)


def _row(row: object) -> KeyRow:
    return msgspec.convert(row, KeyRow, from_attributes=True)
