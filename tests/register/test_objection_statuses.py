"""How an objection may stand after how it stood is for the database to say, whoever writes there."""

from contextlib import nullcontext

import asyncpg
import pytest

from service.database.pool import Connection
from service.objections import STATUSES, WAITING, Status
from tests.register.desk import Desk
from tests.register.test_objections import add, file

WAYS: dict[tuple[Status, Status], str | None] = {
    **{(status, status): None for status in STATUSES},
    **{("unverified", status): None for status in ("open", "rejected", "withdrawn")},
    **{("unverified", status): "is confirmed first" for status in ("not_engaged", "terminated")},
    **{("open", status): None for status in ("rejected", "not_engaged", "terminated", "withdrawn")},
    ("open", "unverified"): "was verified",
    **{(was, status): "is decided once" for was in STATUSES[2:] for status in STATUSES if status != was},
}
UPDATE = """
UPDATE objection SET status = $1, decided_by = CASE WHEN $2 THEN NULL ELSE 'staff' END,
    decided_at = CASE WHEN $2 THEN NULL WHEN decided_at IS NULL THEN clock_timestamp() ELSE decided_at END
"""


async def becomes(conn: Connection, status: Status) -> None:
    """Write so that an objection stands, as whoever is at the database can."""
    await conn.execute(UPDATE, status, status in WAITING)


@pytest.mark.parametrize("was", STATUSES)
async def test_an_objection_goes_its_ways_and_no_others(desk: Desk, conn: Connection, was: Status) -> None:
    """It is confirmed before it is upheld, decided once, and never unverified again."""
    await desk.controller("alfa")
    for slug in ("cloud", "mail"):
        await desk.subprocessor(slug)
    await file(desk, await add(desk), verified=was != "unverified")
    if was not in WAITING:
        await becomes(conn, was)
    for status in STATUSES:
        refusal, tried = WAYS[was, status], conn.transaction()
        await tried.start()
        with nullcontext() if refusal is None else pytest.raises(asyncpg.RaiseError, match=refusal):
            await becomes(conn, status)
        await tried.rollback()
