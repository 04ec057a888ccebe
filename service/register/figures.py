"""How the register stands in numbers, for who watches over it."""

import asyncio
from collections import Counter
from datetime import date

import msgspec

from service.database.pool import Connection
from service.law import Law
from service.register.reading import Moment
from service.register.sweeping import sweep
from service.store import checkpoints, lists, objections
from service.transfers import Severity

_SWEPT_AT_ONCE = 20  # lists between which others get their turn: some ten milliseconds
_SOON = 3  # days


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted at once: lists today, chains of the log, objections that wait by the day to decide by."""

    lists: int
    log_heads: int
    objections: dict[str, int]


async def standing(conn: Connection, today: date) -> Standing:
    """Return how the register stands on a day (UTC)."""
    return Standing(
        lists=await lists.count(conn, today),
        log_heads=await checkpoints.head_count(conn),
        objections=await objections.waiting_by_deadline(conn, today, soon=_SOON),
    )


async def findings(conn: Connection, moment: Moment, law: Law) -> dict[tuple[Severity, bool], int] | None:
    """Return how many findings there are over all lists, by severity and whether they are accepted.

    Null where another transaction is at the same: it takes as long as the check of all lists. Others get their turn
    in between. The connection is in a transaction.
    """
    if not await lists.alone_in_counting(conn):
        return None
    counts: Counter[tuple[Severity, bool]] = Counter()
    async for swept in sweep(conn, moment, law, size=_SWEPT_AT_ONCE):
        for verdict in swept.answers():
            counts.update((finding.severity, finding.accepted is not None) for finding in verdict.findings)
        await asyncio.sleep(0)
    return dict(counts)
