"""Keys of the compliance API: bearer tokens (RFC 6750) with scopes."""

import hmac
from typing import Literal, get_args

import msgspec

from service.access import secrets
from service.database.pool import Connection
from service.errors import Forbidden, Invalid, Unauthorised
from service.store import keys

Scope = Literal["register:read", "register:write", "notices:decide", "check", "keys:admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: the name that stands in the log (a key's id, never a person's name), and what it may do."""

    name: str
    scopes: frozenset[str]

    def require(self, scope: Scope) -> None:
        """Raise Forbidden where the scope is lacking."""
        if scope not in self.scopes:
            detail = f"This key lacks the scope {scope}; make one with subreg keys create --scope {scope}."
            raise Forbidden(detail)


async def authenticate(conn: Connection, authorization: str | None, bootstrap: bytes | None) -> Actor:
    """Return who stands behind an Authorization header; `bootstrap` is the hash of the first all-scopes key, if any.

    Raises Unauthorised for no key, a wrong one and a revoked one, all alike.
    """
    scheme, _, secret = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        detail = "Send a key: Authorization: Bearer <key>. Make one with subreg keys create --scope register:read."
        raise Unauthorised(detail)
    digest = secrets.digest(secret.strip())
    if bootstrap is not None and hmac.compare_digest(digest, bootstrap):
        return Actor(name="bootstrap", scopes=frozenset(SCOPES))
    row = await keys.by_hash(conn, digest)
    if row is None or row.revoked_at is not None:
        detail = "This key opens nothing: it is wrong or was revoked."
        raise Unauthorised(detail)
    await keys.use(conn, row.id)
    return Actor(name=f"key:{row.id}", scopes=frozenset(row.scopes))


async def create(conn: Connection, scopes: list[str], label: str) -> secrets.Minted:
    """Make a key with these scopes; the secret is in the answer and nowhere else.

    Raises Invalid for unknown scopes, and for a label that is no line.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        detail = f"Unknown scope {', '.join(unknown) or '(none given)'}; the scopes are {', '.join(SCOPES)}."
        raise Invalid(detail)
    minted = secrets.mint(secrets.KEY)
    await keys.create(conn, key_id=minted.id, digest=minted.digest, label=secrets.label_of(label), scopes=scopes)
    return minted
