"""Who may read a list: anybody a public one, the holder of a subscriber token a private one."""

from service import urls
from service.access import tokens
from service.documents import is_slug
from service.register import reading
from service.register.reading import Moment
from service.store import versions
from service.web.context import Asked, context_of, let_in
from service.web.shown import Shown


async def admitted(request: Asked, name: str) -> Shown:
    """Let a reader in under the name of a list, by the password where it is not public.

    Raises Unauthorised, the same for a private list and for one that does not exist, after the same steps.
    """
    day = reading.today()
    async with context_of(request).feeds.acquire() as conn:
        public = await versions.public_until(conn, name, day) if is_slug(name) else None
        if public is not None:
            return Shown(controller=name, private=False, page=urls.list_page(name), until=public[0])
        row = await tokens.admit(conn, name, tokens.password_of(request.headers.get("Authorization")))
        _, until = await reading.controller_until(conn, name, Moment(on=day, today=day))
    let_in(request)
    page = urls.list_page(name)
    return Shown(controller=name, private=True, page=page, token=row.id, closing=row.closing, until=until)


async def credential(request: Asked, name: str) -> str | None:
    """Return the id of the token that is sent as a password; null where none is sent. Raises as `admitted`.

    An empty field holds no credentials (RFC 9110 section 11.6.2 wants a scheme): it says no more than none.
    """
    if not request.headers.get("Authorization", "").strip():
        return None
    async with context_of(request).feeds.acquire() as conn:
        row = await tokens.admit(conn, name, tokens.password_of(request.headers.get("Authorization")))
    let_in(request)
    return row.id


async def by_capability(request: Asked, token: str) -> Shown:
    """Let in the holder of a capability address. Raises NotFound for an unknown token, Gone for a revoked one."""
    async with context_of(request).feeds.acquire() as conn:
        row = await tokens.token_of(conn, token)
    let_in(request)
    page = urls.capability_page(token)
    return Shown(controller=row.controller, private=True, page=page, token=row.id, closing=row.closing)
