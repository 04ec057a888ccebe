"""The changes of a list: its own and those that it was told of, a page at a time."""

from datetime import datetime
from uuid import UUID

from hypothesis import given

from service.database.pool import Connection, Pool
from service.register.scope import subprocessor
from service.store import changes
from service.store.subjects import NOW
from tests import factories
from tests.campaigns import tried_on
from tests.register.desk import Desk, day
from tests.register.random_registers import begin, registers
from tests.register.test_random_acts import LISTS, Step, act
from tests.register.test_random_answers import emptied
from tests.store.plans_as_run import met, ran

_PLAINLY = """
SELECT change.id
FROM change INNER JOIN subject ON subject.id = change.subject
WHERE change.recorded_at <= $2 AND (subject.controller = $1 OR change.id IN (
    SELECT notice_change.change
    FROM notice_change INNER JOIN notice ON notice.id = notice_change.notice
    WHERE notice.controller = $1
))
ORDER BY change.seq DESC
"""


async def by_pages(conn: Connection, name: str, known_at: datetime) -> list[UUID]:
    """The changes of a list, three at a time."""
    found: list[UUID] = []
    while page := await changes.of_list(conn, name, before=found[-1] if found else None, limit=3, known_at=known_at):
        found += [row.id for row in page]
    return found


@tried_on(15, share=10)
@given(acts=registers(12))
async def test_pages_together_are_all_that_concerns_a_list(conn: Connection, acts: list[Step]) -> None:
    """Page by page the changes of a list, as known at any moment, are all its own and all it was told of."""

    async def work() -> None:
        desk, moments = await begin(conn), [NOW]
        for step in acts:
            await act(desk, conn, step)
            moments.append(await desk.clock())
        for name in LISTS:
            for known_at in (moments[0], moments[-3]):
                plainly = [row["id"] for row in await conn.fetch(_PLAINLY, name, known_at)]
                assert plainly == await by_pages(conn, name, known_at)

    await emptied(conn, work)


async def test_no_change_of_another_list_is_met(pool: Pool) -> None:
    """However often what others engage has changed, the database reads of the log what concerns the list."""
    desk = Desk.of(pool)
    for name, slug in (("alfa", "cloud"), ("bravo", "ship")):
        await desk.controller(name)
        await desk.subprocessor(slug)
        await desk.engage(name, slug)
    before = await _met(pool)
    for turn in range(20):
        await desk.put(subprocessor("ship"), factories.subprocessor(f"ship {turn}"), on=day(30 + turn))
    assert before == await _met(pool)


async def _met(pool: Pool) -> int:
    async with pool.acquire() as conn:
        return met(await ran(conn, "changes_of_list", "NULL, 'alfa', 'infinity', 50, NULL"), "change")
