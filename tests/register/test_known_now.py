"""What is known now has statements of its own, which read less: they answer as those for any moment do."""

from datetime import date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.database.pool import Connection, Pool
from service.register.scope import controller, engagement, subprocessor
from service.store import lists, versions
from service.store.subjects import NOW
from tests import factories
from tests.campaigns import tried_on
from tests.register.desk import TODAY, Desk, day
from tests.register.random_registers import begin, registers
from tests.register.test_random_acts import LISTS, Step, act
from tests.register.test_random_answers import DAYS, emptied
from tests.store.plans_as_run import met, ran


async def read(conn: Connection, on: date, known_at: datetime) -> list[Any]:
    """What is read of each list on a day: its entries, what is planned, and what is over."""
    found: list[Any] = []
    for name in LISTS:
        entries = await versions.entries_on(conn, name, on, known_at)
        found += sorted(entries, key=lambda row: row.subprocessor)
        found += await versions.planned(conn, name, on, known_at)
        found += sorted(await lists.ended_of(conn, [name], on, known_at))
    return found


@tried_on(15, share=10)
@given(acts=registers(12), days=st.sets(DAYS, min_size=3, max_size=4))
async def test_what_is_known_now_is_what_is_known_at_this_moment(
    conn: Connection, acts: list[Step], days: set[date]
) -> None:
    """On any day the entries of a list, those that are planned and those that are over are the same either way."""

    async def work() -> None:
        desk = await begin(conn)
        for step in acts:
            await act(desk, conn, step)
        known_at = await desk.clock()
        for on in days:
            assert await read(conn, on, known_at) == await read(conn, on, NOW)

    await emptied(conn, work)


async def long_history(desk: Desk) -> None:
    """A list with an entry that read otherwise on each of twenty days that are past."""
    await desk.put(controller("alfa"), factories.controller("Alfa"), day(-50), "baseline")
    await desk.put(subprocessor("cloud"), factories.subprocessor("Cloud"), day(-50), "baseline")
    for past in range(40, 20, -1):
        await desk.put(engagement(("alfa", "cloud")), factories.engagement(f"Purpose {past}"), day(-past), "waived")


async def test_what_is_over_is_not_met(pool: Pool) -> None:
    """Of twenty versions the database reads the one that holds today, and for its days alone the others' index."""
    await long_history(Desk.of(pool))
    async with pool.acquire() as conn:
        timelines = await ran(conn, "timelines_now", f"'{{engagement}}', '{{alfa}}', '{{cloud}}', '{TODAY}'")
        planned = await ran(conn, "planned_engagements_now", f"'{TODAY}', 'alfa'")
        ended = await ran(conn, "ended_of_lists_now", f"'{TODAY}', '{{alfa}}'")
        entries = await ran(conn, "entries_now", f"'{TODAY}', 'alfa'")
    assert [1, 1, 1] == [met(found, "version") for found in (timelines, planned, ended)]
    assert "Index Only Scan" in [node["Node Type"] for node in entries if node.get("Relation Name") == "version"]


async def test_who_engages_nobody_is_not_met_by_who_asks_for_the_chain(pool: Pool) -> None:
    """A sub-processor that engages nobody is not read, however often it changed, once PostgreSQL has counted."""
    desk = Desk.of(pool)
    for slug in ("hop", "aside"):
        await desk.subprocessor(slug)
        for turn in range(20):
            await desk.put(subprocessor(slug), factories.subprocessor(f"{slug} {turn}"), day(-30 + turn), "waived")
    await desk.subprocessor("top", engages=[{"subprocessor": "hop"}])
    async with pool.acquire() as conn:
        await conn.execute("ANALYZE version")
        found = [await ran(conn, "next_hops", f"'{{{slug}}}'") for slug in ("top", "aside")]
        found.append(await ran(conn, "lock_chain", "'{aside}'"))
    assert [1, 0, 0] == [met(nodes, "version") for nodes in found]
