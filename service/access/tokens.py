"""Subscriber tokens: what opens a private list, as a capability address or as the password of HTTP Basic (RFC 7617)."""

import base64
import binascii

from service.access import secrets
from service.database.pool import Connection
from service.errors import Gone, NotFound, Unauthorised
from service.store import notices, tokens

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


async def admit(conn: Connection, controller: str, secret: str | None) -> str:
    """Let in who holds a token of this very list, and return the token's id.

    Raises Unauthorised for all others alike, Gone for a revoked one.
    """
    row = await tokens.by_hash(conn, secrets.digest(secret or ""))
    if row is None or row.controller != controller:
        detail = "There is no public list at this address. A private list opens with its subscriber token as password."
        raise Unauthorised(detail)
    if row.revoked_at is not None:
        raise Gone(_GONE)
    await tokens.use(conn, row.id)
    return row.id


async def token_of(conn: Connection, secret: str) -> tokens.TokenRow:
    """Return the token of a capability address. Raises NotFound for an unknown one, Gone for a revoked one."""
    row = await tokens.by_hash(conn, secrets.digest(secret))
    if row is None:
        detail = "There is nothing at this address."
        raise NotFound(detail)
    if row.revoked_at is not None:
        raise Gone(_GONE)
    await tokens.use(conn, row.id)
    return row


async def create(conn: Connection, controller: str, label: str) -> secrets.Minted:
    """Make a token for a list; the secret is in the answer and nowhere else. Raises NotFound for a list unknown."""
    if await notices.head(conn, controller) is None:
        detail = f"There is no controller {controller!r}."
        raise NotFound(detail)
    minted = secrets.mint(secrets.TOKEN)
    await tokens.create(conn, token_id=minted.id, controller=controller, digest=minted.digest, label=label)
    return minted
