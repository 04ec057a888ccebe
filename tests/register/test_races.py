"""Writers at once, on connections of their own: nothing is lost, and every list's notices are true."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self

import msgspec
import pytest

from service.changes import Subject
from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction
from service.documents import etag, from_plain
from service.engagements import Engagement
from service.errors import PreconditionFailed
from service.imports import Desired
from service.law import load_law
from service.notices import NoticeKind
from service.register.acts import Act, Terms
from service.register.importing import import_list
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.register.writing import commit
from service.store import subjects
from service.subprocessors import Subprocessor
from tests import factories
from tests.register.desk import TODAY, Desk, day, whole

PAIR = engagement(("alfa", "cloud"))
CLOUD = subprocessor("cloud")
INDIA = factories.subprocessor("Cloud", locations=[factories.location("IN")])


# The table of which a writer waits for a row: it holds a lock of a kind that only who writes rows of it takes.
WAITS_FOR = """
SELECT tuple.relation::regclass::text
FROM pg_locks AS waiting
INNER JOIN pg_locks AS tuple USING (pid)
WHERE NOT waiting.granted AND waiting.locktype = 'transactionid' AND tuple.locktype = 'tuple'
LIMIT 1
"""


class Held:
    """A writer that has done its work and does not commit before it is told to."""

    def __init__(self, pool: Pool, work: Callable[[Connection], Awaitable[Any]]) -> None:
        self._pool, self._work = pool, work
        self._done, self._go = asyncio.Event(), asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._hold())
        await self._done.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.commit()

    async def commit(self) -> None:
        """Let it commit, and wait until it has."""
        self._go.set()
        await self._task

    async def _hold(self) -> None:
        try:
            async with self._pool.acquire() as conn, conn.transaction():
                await self._work(conn)
                self._done.set()
                await self._go.wait()
        finally:
            self._done.set()


def writing(subject: Subject, document: factories.Document) -> Callable[[Connection], Awaitable[Any]]:
    """A write that is waived and takes effect today."""
    act = Act(subject=subject, document=whole(subject, document))
    terms = Terms(actor="test", today=TODAY, manner="waived", reason="because")
    return lambda conn: commit(conn, [act], terms, load_law())


async def until_waiting(pool: Pool, writers: int = 1) -> None:
    """Wait until so many writers wait for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while await pool.fetchval(query) < writers:  # noqa: ASYNC110 — what is waited for happens in PostgreSQL
        await asyncio.sleep(0.01)


async def kinds(committed: Desk, name: str) -> list[NoticeKind | None]:
    """The kinds of a list's notices, oldest first."""
    return [notice.kind for notice in await committed.notices(name)]


async def test_of_two_writers_with_one_tag_one_wins(committed: Desk) -> None:
    """Two writes at once that name the same document: one is done, the other is told that somebody came before."""
    tag = etag(whole(PAIR, factories.engagement()))
    writes = [
        committed.put(PAIR, factories.engagement(duration=text), if_match=tag) for text in ("One year", "Two years")
    ]
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert 1 == sum(isinstance(result, PreconditionFailed) for result in results)
    assert 1 == sum(not isinstance(result, BaseException) for result in results)


async def test_of_two_creators_who_ask_for_none_one_wins(committed: Desk) -> None:
    """Of two who create the same list at once and ask that there is none, one is refused."""
    names = ("Bravo", "Brava")
    writes = [committed.put(controller("bravo"), factories.controller(name), if_none_match=True) for name in names]
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert 1 == sum(isinstance(result, PreconditionFailed) for result in results)
    assert 1 == sum(not isinstance(result, BaseException) for result in results)


async def test_writers_without_a_tag_are_all_recorded_in_order(committed: Desk, pool: Pool) -> None:
    """Ten writes at once of one engagement are ten changes, each on top of the one before."""
    await asyncio.gather(*(committed.put(PAIR, factories.engagement(duration=f"{years} years")) for years in range(10)))
    rows = await pool.fetch(
        "SELECT recorded_at, before ->> 'duration' AS before, after ->> 'duration' AS after "
        "FROM change WHERE kind = 'changed' ORDER BY seq"
    )
    stamps = [row["recorded_at"] for row in rows]
    assert {f"{years} years" for years in range(10)} == {row["after"] for row in rows}
    assert sorted(set(stamps)) == stamps
    assert [None, *(row["after"] for row in rows[:-1])] == [row["before"] for row in rows]
    document = await committed.document(PAIR)
    assert document is not None
    assert rows[-1]["after"] == document["duration"]


async def test_engagement_during_a_move_is_told_where_it_leads(committed: Desk, pool: Pool) -> None:
    """A list that engages while a move is not committed waits for it, and is told the new place, once."""
    await committed.controller("bravo")
    async with Held(pool, writing(CLOUD, INDIA)) as move:
        engaging = asyncio.create_task(committed.put(engagement(("bravo", "cloud")), factories.engagement()))
        await until_waiting(pool)
        await move.commit()
        await engaging
    told = await committed.notices("bravo")
    assert ["added"] == [notice.kind for notice in told]
    assert told[0].items[0].entry is not None
    assert "IN" == told[0].items[0].entry["locations"][0]["country"]


async def test_move_during_an_engagement_reaches_that_list(committed: Desk, pool: Pool) -> None:
    """A move that begins while an engagement is not committed waits for it, and then tells that list too."""
    await committed.controller("bravo")
    async with Held(pool, writing(engagement(("bravo", "cloud")), factories.engagement())) as engaging:
        move = asyncio.create_task(committed.move("cloud", "IN", manner="waived"))
        await until_waiting(pool)
        await engaging.commit()
        await move
    assert ["added", "changed"] == await kinds(committed, "bravo")


async def test_another_exporter_is_told_for_what_is_engaged_meanwhile(committed: Desk, pool: Pool) -> None:
    """A controller's new exporter, written while an engagement is not committed, is told for that engagement too."""
    await committed.controller("bravo")
    await committed.subprocessor("cumulus", "US")
    exporter = {"legal_name": "Bravo Ltd", "country": "GB", "regimes": ["uk"]}
    async with Held(pool, writing(engagement(("bravo", "cumulus")), factories.engagement())) as engaging:
        document = factories.controller("Bravo", exporter=exporter)
        change = asyncio.create_task(committed.put(controller("bravo"), document))
        await until_waiting(pool)
        await engaging.commit()
        await change
    assert ["added", "changed"] == await kinds(committed, "bravo")
    entry = (await committed.newest("bravo")).items[0].entry
    assert entry is not None
    assert ["uk"] == [hop["regime"] for hop in entry["transfers"]]


async def test_first_processor_reaches_what_is_engaged_meanwhile(committed: Desk, pool: Pool) -> None:
    """The very first processor document waits for an engagement under way and is told for it too."""
    await committed.subprocessor("cumulus", "US")
    async with Held(pool, writing(engagement(("alfa", "cumulus")), factories.engagement())) as engaging:
        document = factories.processor(country="GB", regimes=["uk"])
        change = asyncio.create_task(committed.put(PROCESSOR, document))
        await until_waiting(pool)
        await engaging.commit()
        await change
    assert ["added", "changed"] == await kinds(committed, "alfa")
    assert {"cloud", "cumulus"} == {item.subprocessor for item in (await committed.newest("alfa")).items}


async def test_later_commit_is_never_published_below_an_earlier_one(committed: Desk, pool: Pool) -> None:
    """A transaction that begins first and commits last publishes last: no notice appears below one already seen."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(conn: Connection) -> None:
        await conn.execute("SELECT clock_timestamp()")
        begun.set()
        await go.wait()
        await writing(CLOUD, INDIA)(conn)

    first = asyncio.create_task(in_transaction(pool, slow))
    await begun.wait()
    await committed.put(PAIR, factories.engagement("Another"), manner="waived")
    seen = await committed.newest("alfa")
    go.set()
    await first
    last = await committed.newest("alfa")
    assert (seen.number + 1, True) == (last.number, last.published > seen.published)
    rows = await pool.fetch("SELECT recorded_at FROM notice WHERE controller = 'alfa' ORDER BY number")
    stamps = [row["recorded_at"] for row in rows]
    assert sorted(set(stamps)) == stamps


async def test_of_two_slow_writers_the_one_that_commits_last_publishes_last(committed: Desk, pool: Pool) -> None:
    """One that began first waits, at the head of the list, for one that has published and not committed yet."""
    await committed.subprocessor("other")
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(conn: Connection) -> None:
        await conn.execute("SELECT clock_timestamp()")
        begun.set()
        await go.wait()
        await writing(engagement(("alfa", "other")), factories.engagement())(conn)

    first = asyncio.create_task(in_transaction(pool, slow))
    await begun.wait()
    before = await committed.notices("alfa")
    async with Held(pool, writing(PAIR, factories.engagement("Another"))) as second:
        go.set()
        await until_waiting(pool)
        waits_for = await pool.fetchval(WAITS_FOR)
        assert before == await committed.notices("alfa")
        await second.commit()
        await first
    assert "subject" == waits_for
    seen, last = (await committed.notices("alfa"))[-2:]
    assert ["cloud", "other"] == [notice.items[0].subprocessor for notice in (seen, last)]
    assert (seen.number + 1, True) == (last.number, last.published > seen.published)


async def test_circle_that_two_writers_close_at_once_never_stands(committed: Desk) -> None:
    """Of two writes that together close a circle of the chain, one is refused."""
    await committed.subprocessor("other")
    below = {"cloud": "other", "other": "cloud"}
    writes = [
        committed.put(subprocessor(slug), factories.subprocessor(slug.title(), engages=[{"subprocessor": hop}]))
        for slug, hop in below.items()
    ]
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert 1 == sum(isinstance(result, BaseException) for result in results)
    documents = [await committed.document(subprocessor(slug), day(60)) for slug in below]
    assert 1 == sum(bool((document or {}).get("engages")) for document in documents)


def wanted(country: str) -> Desired:
    """What a file says of the sub-processor."""
    return Desired(
        lines=(2,),
        slug="cloud",
        subprocessor=from_plain(factories.subprocessor("Cloud", locations=[factories.location(country)]), Subprocessor),
        engagement=from_plain(factories.engagement(), Engagement),
    )


def loading(country: str) -> Callable[[Connection], Awaitable[Any]]:
    """An import into the list."""
    terms = Terms(actor="test", today=TODAY, manner="baseline")
    return lambda conn: import_list(conn, "alfa", [wanted(country)], [], terms, load_law())


async def test_import_beside_writes_of_the_chain_meets_no_deadlock(committed: Desk, pool: Pool) -> None:
    """Imports into a list and moves of a hop below what it engages take their locks in one order."""
    await committed.subprocessor("hop")
    await committed.subprocessor("cloud", engages=[{"subprocessor": "hop"}])

    async def once(work: Callable[[Connection], Awaitable[Any]]) -> None:
        # Not `in_transaction`: its second attempt would hide a deadlock.
        async with pool.acquire() as conn, conn.transaction():
            await work(conn)

    hops = {
        country: factories.subprocessor("Hop", locations=[factories.location(country)])
        for country in ("IN", "US", "DE", "FR", "SE")
    }
    works = [work for country, hop in hops.items() for work in (loading(country), writing(subprocessor("hop"), hop))]
    await asyncio.gather(*map(once, works))
    numbers = [notice.number for notice in await committed.notices("alfa")]
    assert list(range(1, len(numbers) + 1)) == numbers


@pytest.mark.parametrize(
    ("recorded", "said", "terms"),
    [
        ({}, {"engages": [{"subprocessor": "other"}]}, {}),
        ({}, {}, {"replaces": "other"}),
        ({"replaces": "other"}, {}, {}),
    ],
)
async def test_import_waits_for_what_lies_beside_its_file_before_it_holds_its_list(
    committed: Desk, pool: Pool, recorded: factories.Document, said: factories.Document, terms: factories.Document
) -> None:
    """A hop below what a file lists, and what that replaces, are locked before the list, as who writes them does."""
    await committed.subprocessor("other")
    await committed.engage("alfa", "other")
    await committed.put(PAIR, factories.engagement(**recorded), manner="waived")
    item = msgspec.structs.replace(
        wanted("IE"),
        subprocessor=from_plain(factories.subprocessor("Cloud", **said), Subprocessor),
        engagement=from_plain(factories.engagement(**terms), Engagement),
    )
    how = Terms(actor="test", today=TODAY, manner="baseline")
    async with Held(pool, lambda conn: subjects.lock_chain(conn, ["other"], shared=False)) as other:
        load = asyncio.create_task(
            in_transaction(pool, lambda conn: import_list(conn, "alfa", [item], [], how, load_law()))
        )
        await until_waiting(pool)
        async with pool.acquire() as conn, conn.transaction():
            await conn.execute("SELECT FROM subject WHERE kind = 'controller' FOR NO KEY UPDATE NOWAIT")
        await other.commit()
        assert "alfa" == (await load).controller


async def test_import_waits_for_a_put_and_lays_itself_over_it(committed: Desk, pool: Pool) -> None:
    """An import that meets a move under way sees where it leads, and leaves alone what another list engages."""
    await committed.controller("bravo")
    await committed.engage("bravo", "cloud")
    async with Held(pool, writing(CLOUD, INDIA)) as move:
        load = asyncio.create_task(in_transaction(pool, loading("DE")))
        await until_waiting(pool)
        await move.commit()
        report = await load
    assert ["kept"] == [remark.kind for remark in report.remarks if remark.column == "locations"]
    assert ["DE", "IN"] == [await committed.country(name, "cloud") for name in ("alfa", "bravo")]
