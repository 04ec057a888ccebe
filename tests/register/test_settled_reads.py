"""What the register knew at a moment is the same whenever one asks: before, during and after other writes."""

import asyncio
from datetime import datetime, timedelta

import pytest

from service.database.pool import Pool
from service.documents import to_plain
from service.errors import Malformed
from service.law import load_law
from service.register import reading
from service.register.acts import Act, Terms
from service.register.scope import engagement, subprocessor
from service.register.writing import commit
from tests import factories
from tests.register.desk import TODAY, Desk, whole

CLOUD = subprocessor("cloud")
PAIR = engagement(("alfa", "cloud"))
COUNTRIES = ("IN", "US", "DE", "FR", "SE", "NO")


async def answer(pool: Pool, known_at: datetime) -> object:
    """The whole list of the day, as known at a moment, read as the API reads it."""
    moment = reading.Moment(on=TODAY, today=TODAY, known_at=known_at)
    async with reading.reading(pool, moment) as conn:
        read = await reading.read_list(conn, "alfa", moment)
    return to_plain([(entry.subprocessor, entry.engagement) for entry in read.entries])


async def test_moment_that_has_passed_gives_one_answer(committed: Desk, pool: Pool) -> None:
    """A moment asked for again and again while others write is answered with the same list each time."""
    known_at = await committed.clock()
    before = await answer(pool, known_at)
    writes = asyncio.gather(*(committed.move("cloud", country, manner="waived") for country in COUNTRIES))
    during = [await answer(pool, known_at) for _ in range(20)]
    await writes
    assert [before] * 21 == [*during, await answer(pool, known_at)]


async def test_moment_during_writes_is_answered_once_for_all(committed: Desk, pool: Pool) -> None:
    """Moments in the middle of writes, the youngest there are, are answered as they are when all writes are done."""
    answers: dict[datetime, object] = {}
    done = False

    async def write() -> None:
        for number in range(40):
            await committed.move("cloud", COUNTRIES[number % len(COUNTRIES)], manner="waived")

    async def ask() -> None:
        while not done:
            known_at = await committed.clock() + timedelta(milliseconds=1)
            try:
                answers[known_at] = await answer(pool, known_at)
            except Malformed:  # it had not come yet
                continue

    readers = [asyncio.create_task(ask()) for _ in range(4)]
    await asyncio.gather(write(), write())
    done = True
    await asyncio.gather(*readers)
    assert {moment: await answer(pool, moment) for moment in answers} == answers
    assert answers


async def test_reader_waits_for_a_stamp_that_is_not_committed(committed: Desk, pool: Pool) -> None:
    """A read for a moment after an uncommitted write's stamp waits for that write and shows it."""
    act = Act(subject=PAIR, document=whole(PAIR, factories.engagement(duration="Ten years")))
    async with pool.acquire() as conn:
        transaction = conn.transaction()
        await transaction.start()
        await commit(conn, [act], Terms(actor="test", today=TODAY), load_law())
        asked = asyncio.create_task(answer(pool, await committed.clock()))
        finished, _ = await asyncio.wait([asked], timeout=0.3)
        await transaction.commit()
    assert set() == finished
    assert "Ten years" in str(await asked)


async def test_moment_of_recording_includes_its_change(committed: Desk, pool: Pool) -> None:
    """`known_at` equal to a change's recorded time shows that change; a microsecond before does not."""
    await committed.put(PAIR, factories.engagement(duration="Ten years"))
    recorded_at = await pool.fetchval("SELECT max(recorded_at) FROM change")
    assert "Ten years" in str(await answer(pool, recorded_at))
    assert "Ten years" not in str(await answer(pool, recorded_at - timedelta(microseconds=1)))


async def test_future_moment_is_refused(committed: Desk, pool: Pool) -> None:
    """Nobody can say what will be known in a minute."""
    with pytest.raises(Malformed, match="not come yet"):
        await answer(pool, await committed.clock() + timedelta(minutes=1))


async def test_moment_that_might_come_while_the_read_waits_is_refused(committed: Desk, pool: Pool) -> None:
    """A moment must have come before the read looks for writers: those that begin after it might stamp before it."""
    act = Act(subject=PAIR, document=whole(PAIR, factories.engagement(duration="Ten years")))
    async with pool.acquire() as conn, conn.transaction():
        await commit(conn, [act], Terms(actor="test", today=TODAY), load_law())
        with pytest.raises(Malformed, match="not come yet"):
            await answer(pool, await committed.clock() + timedelta(minutes=1))
