"""Any acts in any order: what was known stays known, all lists answer as one by one, a list as its worst entry."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from service.database.pool import Connection
from service.law import Law, load_law
from service.register import checking, reading
from service.register.checking import ListVerdict, check_list
from service.register.parts import entry_facts
from service.register.reading import Moment
from service.register.sweeping import sweep
from service.rules import ListFacts, assess, assess_list
from service.rules.digests import digest
from service.store import acceptances, subjects
from service.store.acceptances import AcceptanceRow
from service.transfers import worst
from tests.campaigns import tried_on
from tests.register.desk import TODAY, day
from tests.register.random_registers import begin, registers
from tests.register.test_random_acts import LISTS, Step, act

LAW = load_law()
DAYS = st.sampled_from([day(distance) for distance in (-320, -30, -1, 0, 1, 30, 45, 60, 400)])
REVOKED = st.lists(st.sampled_from(["US-DPF-2023-1795", "GB-2025-2574", "UK-US", "CH-US", "2021/914"]), max_size=2)
Answers = dict[tuple[str, date], ListVerdict]


async def emptied(conn: Connection, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work of one example at a register that is empty again afterwards."""
    transaction = conn.transaction()
    await transaction.start()
    try:
        await work()
    finally:
        await transaction.rollback()


async def answers(conn: Connection, days: set[date], known_at: datetime | None, law: Law = LAW) -> Answers:
    """The check of each list on each day, one by one."""
    moments = [Moment(on=on, today=TODAY, known_at=known_at) for on in sorted(days)]
    return {(name, moment.on): await check_list(conn, name, moment, law) for name in LISTS for moment in moments}


async def accept_one(conn: Connection, name: str) -> None:
    """Accept the first finding of a list on its facts of today, as `accepting.accept` does."""
    async for facts, verdict in checking.examined(conn, name, Moment(on=TODAY, today=TODAY), LAW):
        for finding in verdict.findings[:1]:
            row = AcceptanceRow(
                id=uuid4(), controller=name, fingerprint=finding.fingerprint, rule=finding.rule, decided_on=TODAY,
                until=day(30), reason="known", actor="test", facts=digest(finding, facts, LAW),
            )  # fmt: skip
            heads = list((await subjects.lock_lists(conn, [name])).values())
            await acceptances.append(conn, row, recorded_at=await subjects.stamp(conn, heads))
            return


@tried_on(5, share=20)
@given(acts=registers(8), days=st.sets(DAYS, min_size=2, max_size=2), accepts=st.sampled_from(LISTS))
async def test_what_was_known_is_answered_the_same_for_ever(
    conn: Connection, acts: list[Step], days: set[date], accepts: str
) -> None:
    """The check of any list and day, as known at a moment, is what it was at that moment, whatever came after."""

    async def work() -> None:
        desk = await begin(conn)
        said: dict[datetime, Answers] = {}
        for step in acts:
            await act(desk, conn, step)
            said[await desk.clock()] = await answers(conn, days, None)
        await accept_one(conn, accepts)
        said[await desk.clock()] = await answers(conn, days, None)
        await act(desk, conn, acts[-1])
        for known_at, before in said.items():
            assert before == await answers(conn, days, known_at)

    await emptied(conn, work)


@tried_on(10, share=10)
@given(acts=registers(10), days=st.sets(DAYS, min_size=2, max_size=3), revoked=REVOKED, then=st.integers(0, 12))
async def test_any_lists_are_checked_together_as_one_by_one(
    conn: Connection, acts: list[Step], days: set[date], revoked: list[str], then: int
) -> None:
    """Now, as known at a moment, and where decisions have fallen, all lists together have the answers of each."""

    async def work() -> None:
        desk, law, known_at = await begin(conn), LAW.without(revoked), None
        for number, step in enumerate(acts):
            await act(desk, conn, step)
            if number == then:
                known_at = await desk.clock()
        await accept_one(conn, LISTS[then % 2])
        for moment in {None, known_at}:
            apart = await answers(conn, days, moment, law)
            assert apart == await together(conn, days, moment, law)

    await emptied(conn, work)


async def together(conn: Connection, days: set[date], known_at: datetime | None, law: Law) -> Answers:
    """The check of all lists on each day."""
    found: Answers = {}
    for on in days:
        async for swept in sweep(conn, Moment(on=on, today=TODAY, known_at=known_at), law):
            found[swept.slug, on] = checking.of_swept(swept)
    return found


@tried_on(10, share=10)
@given(acts=registers(10), on=DAYS)
async def test_any_list_is_as_bad_as_the_worst_of_it(conn: Connection, acts: list[Step], on: date) -> None:
    """The result of a list is the worst of its entries and of the way back; its hops are theirs, no more, no fewer."""

    async def work() -> None:
        desk = await begin(conn)
        for step in acts:
            await act(desk, conn, step)
        await assert_worst(conn, Moment(on=on, today=TODAY))

    await emptied(conn, work)


async def assert_worst(conn: Connection, moment: Moment) -> None:
    """Compare the answer of each list with its entries, each asked by itself."""
    results = {swept.slug: swept.result async for swept in sweep(conn, moment, LAW)}
    for name in LISTS:
        read = await reading.read_list(conn, name, moment)
        own = ListFacts(on=moment.on, exporter=read.exporter, controller=read.controller, controller_slug=name)
        alone = [assess(entry_facts(read, entry, moment), LAW) for entry in read.entries]
        alone.append(assess_list(own, LAW))
        assert worst([verdict.result for verdict in alone]) == results[name]
        transfers = (await check_list(conn, name, moment, LAW)).transfers
        assert worst([hop.result for hop in transfers]) == results[name]
        assert {hop for verdict in alone for hop in verdict.transfers} == set(transfers)
