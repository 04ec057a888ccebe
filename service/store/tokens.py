"""Subscriber tokens as they are stored: a hash, a label, the list they open."""

import hmac
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from service.database.pool import Connection
from service.database.queries import queries
from service.notices import Closing, ClosingWords


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token without its secret. One that was rotated closes at a moment, and its feed has a last entry until then."""

    id: str
    controller: str
    label: str
    revoked_at: datetime | None
    created_at: datetime | None = None
    last_used_on: date | None = None
    rotated_at: datetime | None = None
    closes_at: datetime | None = None
    last_entry: UUID | None = None
    last_words: ClosingWords | None = None

    @property
    def closing(self) -> Closing | None:
        """What its feed says of another one in its place; null where it was not rotated."""
        if self.rotated_at is None or self.closes_at is None or self.last_entry is None:
            return None
        return Closing(entry=self.last_entry, since=self.rotated_at, closes_at=self.closes_at, words=self.last_words)


async def create(conn: Connection, *, token_id: str, controller: str, digest: bytes, label: str) -> None:
    """Keep a new token by the SHA-256 of its secret. The list must exist."""
    await queries.create_token(conn, id=token_id, controller=controller, hash=digest, label=label)


async def by_hash(conn: Connection, digest: bytes) -> TokenRow | None:
    """Return the token with this hash, revoked or not; null where there is none. Compared as keys are."""
    row = await queries.token_by_hash(conn, hash=digest)
    if row is None or not hmac.compare_digest(row["hash"], digest):
        return None
    return msgspec.convert(row, TokenRow, from_attributes=True)


async def all_tokens(conn: Connection) -> list[TokenRow]:
    """Return all tokens, by list."""
    return [msgspec.convert(row, TokenRow, from_attributes=True) async for row in queries.tokens_all(conn)]


async def revoke(conn: Connection, token_id: str) -> bool:
    """Close a token; false where there is no open token of this id."""
    return str(await queries.revoke_token(conn, id=token_id)).endswith(" 1")


async def rotate(conn: Connection, token_id: str, *, days: int) -> TokenRow | None:
    """Let a token close after some days; returns its list and label, and the moment at which it closes.

    Null where there is no open token of this id that was not rotated yet.
    """
    row = await queries.rotate_token(conn, id=token_id, days=days, last_entry=uuid4())
    return None if row is None else TokenRow(id=token_id, revoked_at=None, **row)


async def say(conn: Connection, token_id: str, words: ClosingWords) -> None:
    """Keep what the last entry of a token's feed says; the token was rotated in the same transaction."""
    await queries.say_last_words(conn, id=token_id, last_words=msgspec.to_builtins(words))


async def use(conn: Connection, token_id: str) -> None:
    """Note that a token was used today."""
    await queries.use_token(conn, id=token_id)
