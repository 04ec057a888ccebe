"""Subscriber tokens: what opens a private list, as a capability address or as the password of HTTP Basic (RFC 7617)."""

import base64
import binascii
from datetime import UTC, datetime

from service.access import secrets
from service.database.pool import Connection
from service.errors import Gone, NotFound, Unauthorised
from service.languages import language_of
from service.store import notices, tokens
from service.store.tokens import TokenRow
from service.wording_closing import closing_words

_GONE = "This address was closed. Ask whoever gave it to you for a new one."


def password_of(authorization: str | None) -> str | None:
    """Return the password of a Basic Authorization header; null where there is none. The user name does not matter."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text.partition(":")[2] or None


async def admit(conn: Connection, controller: str, secret: str | None) -> TokenRow:
    """Let in who holds a token of this very list, and return the token.

    Raises Unauthorised for all others alike, Gone for one that was closed.
    """
    row = await tokens.by_hash(conn, secrets.digest(secret or ""))
    if row is None or row.controller != controller:
        detail = "There is no public list at this address. A private list opens with its subscriber token as password."
        raise Unauthorised(detail)
    return await _opened(conn, row)


async def token_of(conn: Connection, secret: str) -> TokenRow:
    """Return the token of a capability address. Raises NotFound for an unknown one, Gone for one that was closed."""
    row = await tokens.by_hash(conn, secrets.digest(secret))
    if row is None:
        detail = "There is nothing at this address."
        raise NotFound(detail)
    return await _opened(conn, row)


async def _opened(conn: Connection, row: TokenRow) -> TokenRow:
    if row.revoked_at is not None or (row.closes_at is not None and row.closes_at <= datetime.now(UTC)):
        raise Gone(_GONE)
    await tokens.use(conn, row.id)
    return row


async def create(conn: Connection, controller: str, label: str) -> secrets.Minted:
    """Make a token for a list; the secret is in the answer and nowhere else.

    Raises NotFound for a list unknown, Invalid for a label that is no line.
    """
    if await notices.head(conn, controller) is None:
        detail = f"There is no controller {controller!r}."
        raise NotFound(detail)
    minted = secrets.mint(secrets.TOKEN)
    await tokens.create(
        conn, token_id=minted.id, controller=controller, digest=minted.digest, label=secrets.label_of(label)
    )
    return minted


async def rotate(conn: Connection, token_id: str, *, days: int) -> secrets.Minted:
    """Make a token in the place of another, which closes after some days; both open the list until then.

    The feed of the old one says so in a last entry, without the new secret: whoever may have found the old address out
    must not find the new one there. Raises NotFound where there is no open token of this id that was not rotated yet.
    """
    async with conn.transaction():
        old = await tokens.rotate(conn, token_id, days=days)
        if old is None:
            detail = f"There is no open token with the id {token_id!r} that was not rotated yet."
            raise NotFound(detail)
        await _say_last_words(conn, old)
        return await create(conn, old.controller, old.label)


async def _say_last_words(conn: Connection, old: TokenRow) -> None:
    """Word the last entry of a token's feed once, in the language in which the feed is now: an entry never changes."""
    head = await notices.head(conn, old.controller)
    assert head is not None  # nosec B101  # noqa: S101 — a token is of a list, and every list has a feed
    assert old.closes_at is not None  # nosec B101  # noqa: S101 — it was given that moment just now
    await tokens.say(conn, old.id, closing_words(language_of(head.language), old.closes_at))
