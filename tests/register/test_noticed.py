"""What the check is told of the notice of an entry, and what the database reads for it."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from service.changes import Manner
from service.database.pool import Connection, Pool
from service.decisions import split
from service.register.noticed import noticed
from service.register.reading import Moment
from service.register.scope import engagement, subprocessor
from service.store.subjects import NOW
from tests import factories
from tests.campaigns import tried_on
from tests.register.desk import TODAY, Desk, day
from tests.register.random_registers import begin, registers
from tests.register.test_random_acts import LISTS, Step, act
from tests.register.test_random_answers import DAYS, emptied
from tests.store.plans_as_run import met, ran

_TOLD = """
SELECT notice.controller, subject.subprocessor, change.effective_on, change.kind, change.before, change.after
FROM notice
INNER JOIN notice_change ON notice_change.notice = notice.id
INNER JOIN change ON change.id = notice_change.change
INNER JOIN subject ON subject.id = change.subject
WHERE notice.recorded_at <= $1 AND change.manner = 'waived' AND change.kind IN ('added', 'changed')
    AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id AND later.recorded_at <= $1)
ORDER BY change.effective_on DESC, change.seq DESC
"""


async def plainly(conn: Connection, on: date, known_at: datetime) -> dict[tuple[str, str], date]:
    """The day of the latest waived decision by (list, sub-processor), read from everything that lists were told."""
    found: dict[tuple[str, str], date] = {}
    for row in await conn.fetch(_TOLD, known_at):
        decides = row["kind"] == "added" or split(row["before"], row["after"])[0]
        if decides and row["effective_on"] <= on:
            found.setdefault((row["controller"], row["subprocessor"]), row["effective_on"])
    return found


async def briefly(conn: Connection, on: date, known_at: datetime) -> dict[tuple[str, str], date | None]:
    """The same as the check is told it."""
    told = await noticed(conn, LISTS, Moment(on=on, today=TODAY, known_at=known_at))
    return {pair: facts.starts_on for pair, facts in told.items()}


@tried_on(15, share=10)
@given(acts=registers(12), days=st.sets(DAYS, min_size=2, max_size=3))
async def test_latest_waived_decision_is_found_as_by_reading_everything(
    conn: Connection, acts: list[Step], days: set[date]
) -> None:
    """On any day, as known at any moment, of each entry the latest waived decision that its list was told of counts."""

    async def work() -> None:
        desk, moments = await begin(conn), list[datetime]()
        for step in acts:
            await act(desk, conn, step)
            moments.append(await desk.clock())
        rows = await conn.fetch("SELECT controller, subprocessor FROM subject WHERE kind = 'engagement'")
        engaged = {(row["controller"], row["subprocessor"]) for row in rows}
        for on in days:
            for known_at in moments[-3:]:
                everything = await plainly(conn, on, known_at)
                assert {pair: everything[pair] for pair in everything.keys() & engaged} == await briefly(
                    conn, on, known_at
                )

    await emptied(conn, work)


async def long_histories(desk: Desk) -> None:
    """Two lists with twenty changes each, of a sub-processor of its own, of which one moves today without a notice."""
    for name, slug in (("alfa", "cloud"), ("bravo", "ship")):
        await desk.controller(name)
        await desk.put(subprocessor(slug), factories.subprocessor(slug.title()), manner="baseline")
        manner: Manner = "waived" if name == "alfa" else "baseline"
        await desk.put(engagement((name, slug)), factories.engagement(), manner=manner)
        for turn in range(20):
            await desk.put(subprocessor(slug), factories.subprocessor(f"{slug} {turn}"), on=day(30 + turn))
    await desk.move("cloud", "IN", manner="waived")


async def test_what_was_not_waived_is_not_met(pool: Pool) -> None:
    """Of the changes of a list's sub-processor and engagement the database reads the two that did not wait, or none."""
    await long_histories(Desk.of(pool))
    async with pool.acquire() as conn:
        read = {
            name: met(await ran(conn, "waived_changes", f"'{{{name}}}', 'infinity', '{TODAY}'"), "change")
            for name in ("alfa", "bravo")
        }
    assert {"alfa": 2, "bravo": 0} == read


async def test_no_notice_of_another_list_is_looked_into(pool: Pool) -> None:
    """Of forty-two notices the database looks into the one that told of the waived change, for what it tells of."""
    await long_histories(Desk.of(pool))
    async with pool.acquire() as conn:
        waived = await conn.fetchval("SELECT id FROM change WHERE manner = 'waived' AND kind = 'changed'")
        found = await ran(conn, "waived_of_lists", f"'{{{waived}}}', '{{alfa}}', 'infinity'")
        assert 42 == await conn.fetchval("SELECT count(*) FROM notice")
    assert [1, 1] == [met(found, table) for table in ("notice_change", "change")]


async def test_a_clock_that_was_set_back_hides_no_notice(conn: Connection) -> None:
    """A list is told of a move that is planned when it engages, though the clock was an hour ahead for the move."""
    desk = Desk.on(conn)
    await desk.controller("alfa", notice_period_days=0)
    await desk.put(subprocessor("cloud"), factories.subprocessor("Cloud"), manner="baseline")
    ahead = "UPDATE subject SET last_recorded_at = clock_timestamp() + interval '1 hour' WHERE kind = 'subprocessor'"
    await conn.execute(ahead)
    await desk.move("cloud", "IN", on=day(5), manner="waived")
    await desk.put(engagement(("alfa", "cloud")), factories.engagement())
    assert {("alfa", "cloud"): day(5)} == await plainly(conn, day(6), NOW) == await briefly(conn, day(6), NOW)
