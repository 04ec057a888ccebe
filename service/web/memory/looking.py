"""When memory may answer: a task looks at the database again and again; our own writes stop it until the next look."""

import asyncio
import itertools
import logging
from http import HTTPStatus
from time import monotonic

import asyncpg
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.database.errors import AWAY
from service.store import touches
from service.web.context import Context
from service.web.monitoring.carrying import Carrier

EVERY = 0.25  # seconds between looks: four fit into the limit of freshness
_ATTEMPTS = 3  # looks that fail in a row before the database counts as away
_PATIENCE = 5.0  # seconds for one look: a network that swallows everything is a database that is away
_TOO_LONG = 900.0  # seconds without a look; touches are kept for an hour
_PRUNE_EVERY = 2400  # looks: every ten minutes

_WRITES = (HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.PATCH)
_FAILED: tuple[type[Exception], ...] = (*AWAY, asyncpg.PostgresError)

_log = logging.getLogger(__name__)


async def look_for_ever(context: Context, carrier: Carrier) -> None:
    """Look until cancelled. After several looks that failed the database is away, and `context.fresh` says so.

    `carrier` is told of every look, and carries over what the process counted.
    """
    pool, fresh = context.feeds, context.fresh
    seen: str | None = None
    last, failed = monotonic(), 0
    for count in itertools.count(1):
        began_at = monotonic()
        if began_at - last > _TOO_LONG:
            seen = None
        try:
            async with asyncio.timeout(_PATIENCE), pool.acquire() as conn:
                found = await touches.look(conn, seen)
                if count % _PRUNE_EVERY == 0:
                    await touches.forget(conn)
        except _FAILED as error:
            failed += 1
            if failed == _ATTEMPTS:
                _log.warning("The database is away; public feeds are answered from memory for a while: %r", error)
        else:
            if seen is None:
                fresh.start_anew()
            context.meet(found.server)
            fresh.looked(began_at, found.controllers, found.position)
            # What was not there at the look before was committed after that had begun.
            carrier.looked(monotonic() - last if found.controllers else None)
            seen, last, failed = found.seen, began_at, 0
        fresh.is_away = failed >= _ATTEMPTS
        carrier.carry()
        # A connection that was cut off is no reason to wait: the next one is another.
        await asyncio.sleep(0 if 0 < failed < _ATTEMPTS else EVERY)


def noting_writes(app: ASGIApp) -> ASGIApp:
    """Wrap the application so that, before a writer hears that it wrote, this process stops to answer from memory."""

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < HTTPStatus.BAD_REQUEST:
                scope["litestar_app"].state.context.fresh.wrote()
            await send(message)

        is_write = scope["type"] == ScopeType.HTTP and scope["method"] in _WRITES
        await app(scope, receive, sent if is_write else send)

    return noted
