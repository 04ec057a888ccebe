"""API keys as they are stored: a hash, a label, scopes, the lists they are bound to, their end."""

import hmac
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import asyncpg
import msgspec

from service.database.pool import Connection
from service.database.queries import queries
from service.store.subjects import Standing, standing_of


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its secret. `controllers` are the lists that it is bound to; null where it is for all."""

    id: str
    label: str
    scopes: tuple[str, ...]
    controllers: tuple[str, ...] | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    rotated_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    last_used_on: date | None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a key that is sent: `is_open` says that it was neither revoked nor is over.

    `is_used_today` says that its last use was noted today (UTC) already.
    """

    id: str
    scopes: tuple[str, ...]
    controllers: tuple[str, ...] | None
    is_open: bool
    is_used_today: bool


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a new key is for, by whom it is made, the lists that it is bound to (null: all), and for how many days."""

    scopes: list[str]
    label: str
    by: str
    controllers: list[str] | None = None
    days: int | None = None


async def create(conn: Connection, grant: Grant, *, key_id: str, digest: bytes) -> None:
    """Keep a new key by the SHA-256 of its secret."""
    await queries.create_key(
        conn,
        id=key_id,
        hash=digest,
        label=grant.label,
        scopes=grant.scopes,
        controllers=grant.controllers,
        created_by=grant.by,
        days=grant.days,
    )


async def by_hash(conn: Connection, digest: bytes) -> Known | None:
    """Return the key with this hash, open or not; null where there is none.

    The index finds it by the first eight bytes of the hash, and the whole is compared in constant time.
    """
    return _known(await queries.key_by_hash(conn, hash=digest), digest)


async def by_hash_with_standing(
    conn: Connection, digest: bytes, heads: Collection[int], people: Collection[UUID]
) -> tuple[Known | None, Standing | None]:
    """Return what `by_hash` does, and where there is such a key how heads and contacts stand (`subjects.standing`)."""
    row = await queries.key_by_hash_with_standing(conn, hash=digest, heads=heads, people=people)
    found = _known(row, digest)
    return found, None if found is None else standing_of(row)


def _known(row: asyncpg.Record | None, digest: bytes) -> Known | None:
    if row is None or not hmac.compare_digest(row["hash"], digest):
        return None
    return msgspec.convert(row, Known, from_attributes=True)


async def all_keys(conn: Connection) -> list[KeyRow]:
    """Return all keys, oldest first."""
    return [msgspec.convert(row, KeyRow, from_attributes=True) async for row in queries.keys_all(conn)]


async def rotate(conn: Connection, key_id: str, *, new_id: str, digest: bytes, days: int, by: str) -> bool:
    """Keep a new key for what another one is for, which ends after some days; false where no open one is to rotate."""
    row = await queries.rotate_key(conn, id=key_id, new_id=new_id, hash=digest, days=days, created_by=by)
    return row is not None


async def revoke(conn: Connection, key_id: str, *, by: str) -> bool:
    """Close a key; false where there is no key of this id that was not revoked."""
    return str(await queries.revoke_key(conn, id=key_id, revoked_by=by)).endswith(" 1")


async def use(conn: Connection, key_id: str) -> None:
    """Note that a key was used today."""
    await queries.use_key(conn, id=key_id)
