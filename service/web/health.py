"""Whether the service lives, and whether it is ready to answer."""

import asyncio
import logging
from importlib import resources

from litestar import Response

from service import urls
from service.database import migrations, roles
from service.database.errors import AWAY
from service.database.pool import Connection, Pool
from service.errors import Unavailable
from service.store import replicas
from service.web.context import Asked, context_of
from service.web.methods import get
from service.web.pages import STYLESHEET

_PATIENCE = 5  # seconds for a connection, and as many for what is asked over it

_READ_ONLY = (
    "the database of SUBREG_DATABASE_URL is read-only, so every write fails. Let that address lead to the primary, or "
    "promote this server if it is a standby that shall take over."
)

_log = logging.getLogger(__name__)


@get(urls.LIVE, sync_to_thread=False)
def live() -> Response[dict[str, str]]:
    """Say that the process lives."""
    return Response({"status": "live"})


@get(urls.READY)
async def ready(request: Asked) -> Response[dict[str, str]]:
    """Say that the database takes writes, and has the schema and the rights of this version; else 503 with why."""
    try:
        async with asyncio.timeout(2 * _PATIENCE):
            hindrance = await _hindrance(context_of(request).feeds)
    except TimeoutError as error:
        raise Unavailable(f"Not ready: the database gave no answer within {2 * _PATIENCE} s.") from error
    except AWAY as error:
        # To strangers too, so nothing of the error itself: it names hosts.
        _log.warning("not ready, the database cannot be used: %r", error)
        raise Unavailable("Not ready: the database cannot be used; the log of this process says why.") from error
    if hindrance is not None:
        raise Unavailable(f"Not ready: {hindrance}")
    return Response({"status": "ready"})


async def _hindrance(pool: Pool) -> str | None:
    """Return why the database is not one to serve, or all connections to it are taken; null where all is well."""
    try:
        conn = await pool.acquire(timeout=_PATIENCE)
    except TimeoutError:
        return f"no connection to the database was free for {_PATIENCE} s."
    try:
        return await _of_database(conn)
    finally:
        await pool.release(conn)  # of a silent database no later than after _PATIENCE, with TimeoutError


async def _of_database(conn: Connection) -> str | None:
    """Return why a database that answers is not one to serve, and what to do; null where it is."""
    if lacking := await migrations.lacking(conn):
        return f"the schema lacks {', '.join(lacking)}. Run subreg migrate."
    if not await roles.may_serve(conn):
        return roles.MAY_NOT_SERVE
    return _READ_ONLY if await replicas.is_read_only(conn) else None


@get(STYLESHEET, sync_to_thread=False)
def stylesheet() -> Response[bytes]:
    """Give the one style sheet of the pages."""
    css = resources.files("service.web").joinpath("static/style.css").read_bytes()
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


ROUTES = [live, ready, stylesheet]
