"""GET /metrics: for a monitoring system, and what is worked out for it in the background."""

import asyncio
import logging
from time import time

from litestar import Response

from service import urls
from service.database.errors import AWAY
from service.register import figures, reading
from service.register.reading import Moment
from service.web.context import Asked, Context, actor_of, context_of
from service.web.methods import get

FINDINGS_EVERY = 900.0  # seconds: the check of all lists is work for many of them
_PATIENCE = 600.0  # seconds for it

_log = logging.getLogger(__name__)


@get(urls.METRICS)
async def get_metrics(request: Asked) -> Response[bytes]:
    """Give the metrics of all workers of this host (Prometheus or OpenMetrics); of the register to a key alone.

    That key has the scope `register:read` and is bound to no lists. While the database is away nobody is told of it.
    """
    context, has_key = context_of(request), "Authorization" in request.headers
    try:
        if has_key:
            actor = await actor_of(request, "register:read")
            actor.require_all()
            await _tell_of_the_register(context)
    except AWAY as error:
        # That it is away is what these metrics are for, and all others are told to whoever asks.
        _log.warning("Figures of the register are left out, the database cannot be used: %r", error)
        has_key = False
    body, media_type = context.metrics.exposition(request.headers.get("Accept", ""), register=has_key)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    # Of text the framework names the character set itself.
    parts = [part for part in media_type.split(";") if not (media_type.startswith("text/") and "charset" in part)]
    return Response(body, media_type=";".join(parts), headers=headers)


async def _tell_of_the_register(context: Context) -> None:
    """Tell how the register stands, and ask for the findings where they are old: the next one who asks has them."""
    today = reading.today()
    async with context.pool.acquire() as conn:
        standing = await figures.standing(conn, today)
    context.metrics.lists.set(standing.lists)
    context.metrics.log_heads.set(standing.log_heads)
    for deadline, count in standing.objections.items():
        context.metrics.objections.labels(deadline).set(count)
    context.findings_wanted.set()


async def work_out_findings_for_ever(context: Context) -> None:
    """Work the findings over all lists out when they are asked for and old, until cancelled.

    One process at a time, of all that serve the register; who finds another at it leaves it at that.
    """
    tried_at = 0.0
    while True:
        await context.findings_wanted.wait()
        context.findings_wanted.clear()
        if time() - max(tried_at, context.metrics.findings_at) < FINDINGS_EVERY:
            continue
        try:
            async with asyncio.timeout(_PATIENCE):
                if await _work_out_findings(context):
                    tried_at = time()
        except Exception:  # noqa: BLE001 — told, and asked again: a mistake in a rule must not end the watch
            tried_at = time()
            _log.exception("The findings over all lists could not be worked out for the metrics")


async def _work_out_findings(context: Context) -> bool:
    """Tell how many findings there are; false where another process is at it."""
    today = reading.today()
    moment = Moment(on=today, today=today)
    async with reading.reading(context.pool, moment) as conn:
        counts = await figures.findings(conn, moment, context.law)
    if counts is not None:
        context.metrics.found(counts)
    return counts is not None


ROUTES = [get_metrics]
