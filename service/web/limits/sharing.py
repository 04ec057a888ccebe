"""Limits that all processes share: once a second each tells what it let through, and learns what all did together.

A caller that nobody asked for in that second costs nothing, and no request waits for it. What a process has not heard
of yet it lets through. While the database is away, each process limits by what it knows itself.
"""

import asyncio
import itertools
import logging

import asyncpg

from service.database.errors import AWAY
from service.database.pool import Pool
from service.store import rates
from service.web.limits.buckets import Buckets
from service.web.limits.limiting import Limits

EVERY = 1.0  # seconds
_FORGET_EVERY = 60  # times: what is kept of a caller matters for two minutes at most
_FAILED: tuple[type[Exception], ...] = (*AWAY, asyncpg.PostgresError)

_log = logging.getLogger(__name__)


async def share_for_ever(pool: Pool, limits: Limits) -> None:
    """Share the limits with the other processes until cancelled."""
    is_alone = False
    for count in itertools.count(1):
        await asyncio.sleep(EVERY)
        try:
            for buckets in (limits.credentials, limits.addresses):
                await share(pool, buckets)
            if count % _FORGET_EVERY == 0:
                async with pool.acquire() as conn:
                    await rates.forget(conn)
        except _FAILED as error:
            if not is_alone:
                _log.warning("Limits are not shared with other processes for now: %r", error)
            is_alone = True
        else:
            is_alone = False


async def share(pool: Pool, buckets: Buckets) -> None:
    """Tell what was spent of buckets since the last time, and learn what others spent of the same.

    What could not be told is told the next time; raises what the database raises.
    """
    spent = buckets.unshared()
    if not spent.seconds:
        return
    try:
        async with pool.acquire() as conn:
            owed = await rates.spend(conn, spent.seconds, age=spent.until - spent.since)
    except BaseException:
        buckets.keep_unshared(spent)
        raise
    buckets.learn(owed, spent.until)
