"""Many writers that each reach many lists: one order of locks, one notice for each list and write."""

import asyncio
import random

from service.database.pool import Pool
from service.law import load_law
from service.register.acts import Act, Terms
from service.register.scope import controller, engagement, subprocessor
from service.register.writing import commit
from tests import factories
from tests.register.desk import TODAY, Desk, whole

LISTS = 200
WRITERS = 8
NAMES = [f"list-{number:03}" for number in range(LISTS)]
SHARED = [f"shared-{number}" for number in range(WRITERS)]


async def engage_all(desk: Desk) -> None:
    """Many lists that engage all the shared sub-processors, begun in an order of chance."""
    for slug in SHARED:
        await desk.subprocessor(slug)
    chance = random.Random(4)  # noqa: S311 — an order, not a secret
    lists = [Act(subject=controller(name), document=whole(controller(name), factories.controller())) for name in NAMES]
    pairs = [engagement((name, slug)) for name in NAMES for slug in SHARED]
    engagements = [Act(subject=pair, document=whole(pair, factories.engagement())) for pair in pairs]
    for acts in (lists, engagements):
        chance.shuffle(acts)
        await desk.acts(*acts, manner="baseline", publishes=False)


async def move(pool: Pool, slug: str) -> None:
    """Move a sub-processor today, in one attempt: a second one would hide a deadlock."""
    subject = subprocessor(slug)
    document = factories.subprocessor(slug.title(), locations=[factories.location("IN")])
    terms = Terms(actor=slug, today=TODAY, manner="waived", reason="because")
    async with pool.acquire() as conn, conn.transaction():
        await commit(conn, [Act(subject=subject, document=whole(subject, document))], terms, load_law())


async def test_writers_that_share_all_their_lists_meet_no_deadlock(pool: Pool) -> None:
    """Eight moves at once: each list has eight notices, numbered without a gap, in the order of recording."""
    await engage_all(Desk.of(pool))
    order = random.Random(7).sample(SHARED, WRITERS)  # noqa: S311 — an order, not a secret
    await asyncio.gather(*(move(pool, slug) for slug in order))
    rows = await pool.fetch(
        "SELECT controller, array_agg(number ORDER BY published) AS numbers, "
        "array_agg(recorded_at ORDER BY number) AS recorded, "
        "array_agg(items -> 0 ->> 'subprocessor' ORDER BY number) AS told FROM notice GROUP BY 1 ORDER BY 1"
    )
    assert NAMES == [row["controller"] for row in rows]
    for row in rows:
        assert list(range(1, WRITERS + 1)) == row["numbers"]
        assert sorted(set(row["recorded"])) == row["recorded"]
        assert set(SHARED) == set(row["told"])


async def test_one_order_of_moves_stands_in_every_list(pool: Pool) -> None:
    """Moves that all reach the same lists come in the same order in each of them, which is that of the log."""
    await engage_all(Desk.of(pool))
    await asyncio.gather(*(move(pool, slug) for slug in SHARED))
    logged = [row["actor"] for row in await pool.fetch("SELECT actor FROM change WHERE actor <> 'test' ORDER BY seq")]
    rows = await pool.fetch(
        "SELECT DISTINCT array_agg(items -> 0 ->> 'subprocessor' ORDER BY number) AS told "
        "FROM notice GROUP BY controller"
    )
    assert [logged] == [row["told"] for row in rows]
