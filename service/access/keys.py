"""Keys of the compliance API: bearer tokens (RFC 6750) with scopes."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Literal, get_args

import msgspec

from service.access import secrets
from service.database.pool import Connection
from service.documents import is_slug
from service.errors import Forbidden, Invalid, NotFound, Unauthorised
from service.store import keys, notices
from service.store.keys import Grant, Known

Scope = Literal["register:read", "register:write", "notices:decide", "check", "keys:admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
LookUp = Callable[[Connection, bytes], Awaitable[Known | None]]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: the name that stands in the log (the id of a key or at an issuer, never a name), and what it may do.

    `controllers` are the lists that it is bound to; null where it is for all.
    """

    name: str
    scopes: frozenset[str]
    controllers: frozenset[str] | None = None

    def require(self, scope: Scope) -> None:
        """Raise Forbidden where the scope is lacking."""
        if scope not in self.scopes:
            detail = (
                f"This key or access token lacks the scope {scope}. Make a key that has it with subreg keys create "
                f"--scope {scope}, or let the issuer give it."
            )
            raise Forbidden(detail)

    @property
    def among(self) -> list[str] | None:
        """The lists that alone are there for it, by slug; null where all are."""
        return None if self.controllers is None else sorted(self.controllers)

    def reaches(self, controller: str) -> bool:
        """Tell whether a list is there for it, as far as the key says."""
        return self.controllers is None or controller in self.controllers

    def reach(self, controller: str) -> None:
        """Raise NotFound for a list that is not its own, before anything of it is read.

        A key is bound to lists that there are, so what is not its own is answered as what is not there, in equal steps.
        """
        if not self.reaches(controller):
            raise NotFound(f"There is no controller {controller!r}.")

    def require_all(self) -> None:
        """Raise Forbidden where it is bound to lists, for what all lists share."""
        if self.controllers is not None:
            detail = "This key is bound to lists, and this belongs to all of them; use a key that is not bound."
            raise Forbidden(detail)


def bootstrap_actor(authorization: str | None, bootstrap: bytes | None) -> Actor | None:
    """Return who sends the first all-scopes key, of which `bootstrap` is the hash; null for any other key.

    Raises Unauthorised for no key.
    """
    if bootstrap is None or not hmac.compare_digest(_digest_of(authorization), bootstrap):
        return None
    return Actor(name="bootstrap", scopes=frozenset(SCOPES))


async def authenticate(conn: Connection, authorization: str | None, look_up: LookUp = keys.by_hash) -> Actor:
    """Return who stands behind the key of an Authorization header that was made here.

    `look_up` finds a key by its hash, for who has something else to ask in the same statement.
    Raises Unauthorised for no key, a wrong one, one that is over and a revoked one, the last three alike.
    """
    row = await look_up(conn, _digest_of(authorization))
    if row is None or not row.is_open:
        detail = "This key opens nothing: it is wrong, over or revoked."
        raise Unauthorised(detail)
    if not row.is_used_today:
        await keys.use(conn, row.id)
    bound = None if row.controllers is None else frozenset(row.controllers)
    return Actor(name=f"key:{row.id}", scopes=frozenset(row.scopes), controllers=bound)


def _digest_of(authorization: str | None) -> bytes:
    scheme, _, secret = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        detail = "Send a key: Authorization: Bearer <key>. Make one with subreg keys create --scope register:read."
        raise Unauthorised(detail)
    return secrets.digest(secret.strip())


async def create(conn: Connection, grant: Grant) -> secrets.Minted:
    """Make a key; the secret is in the answer and nowhere else.

    Raises Invalid for unknown scopes and for a label that is no line, NotFound for a list that there is not: so a key
    that is bound meets no list that begins later.
    """
    unknown = [scope for scope in grant.scopes if scope not in SCOPES]
    if unknown or not grant.scopes:
        detail = f"Unknown scope {', '.join(unknown) or '(none given)'}; the scopes are {', '.join(SCOPES)}."
        raise Invalid(detail)
    for controller in grant.controllers or ():
        if not is_slug(controller) or await notices.head(conn, controller) is None:
            raise NotFound(f"There is no controller {controller!r}.")
    minted = secrets.mint(secrets.KEY)
    kept = msgspec.structs.replace(grant, label=secrets.label_of(grant.label))
    await keys.create(conn, kept, key_id=minted.id, digest=minted.digest)
    return minted


async def rotate(conn: Connection, key_id: str, *, days: int, by: str) -> secrets.Minted:
    """Make a key in the place of another: for the same, and for as long a time as that one was made for.

    The old one opens the same for some days more, never longer than it would have. Raises NotFound where there is no
    open key of this id that was not rotated yet.
    """
    minted = secrets.mint(secrets.KEY)
    if not await keys.rotate(conn, key_id, new_id=minted.id, digest=minted.digest, days=days, by=by):
        detail = f"There is no open key with the id {key_id!r} that was not rotated yet."
        raise NotFound(detail)
    return minted
