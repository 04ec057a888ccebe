"""Objections beside other writers, on connections of their own: an outcome is about the list as it then is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from service.database.pool import Connection, Pool
from service.errors import Conflict
from service.law import load_law
from service.objections import Decision, Filing, Outcome
from service.register import objecting
from service.register.acts import Act, Terms
from service.register.scope import engagement, subprocessor
from service.register.writing import commit
from service.store.objections import ObjectionRow
from tests import factories
from tests.register.desk import TODAY, Desk, day, whole
from tests.register.test_objections import decide, file
from tests.register.test_races import Held, until_waiting, writing

MAIL, CLOUD = engagement(("alfa", "mail")), subprocessor("cloud")
Work = Callable[[Connection], Awaitable[Any]]


async def announced(committed: Desk) -> None:
    """Announce `mail` to alfa; `post` is in the catalogue."""
    for slug in ("mail", "post"):
        await committed.subprocessor(slug)
    await committed.put(MAIL, factories.engagement("Mail"))


async def test_a_controller_leaves_also_what_is_engaged_while_that_is_decided(committed: Desk, pool: Pool) -> None:
    """An engagement that is not committed when the contract is ended ends with it."""
    await announced(committed)
    row = await file(committed, await committed.newest("alfa"))
    async with Held(pool, writing(engagement(("alfa", "post")), factories.engagement())) as engaging:
        leaving = asyncio.create_task(decide(committed, row, "terminated", effective_on=day(1)))
        await until_waiting(pool)
        await engaging.commit()
        await leaving
    assert {"cloud", "post"} == set(await committed.entries("alfa"))
    assert set() == set(await committed.entries("alfa", day(1))) == set(await committed.entries("alfa", day(400)))


async def test_a_controller_leaves_with_what_is_objected_to_meanwhile(committed: Desk, pool: Pool) -> None:
    """An objection that is not committed when the contract is ended is decided with it, and holds nothing after."""
    await announced(committed)
    row = await file(committed, await committed.newest("alfa"))
    await committed.put(engagement(("alfa", "post")), factories.engagement("Post"))
    other = await committed.newest("alfa")
    terms, filing = Terms(actor="token:t", today=TODAY), Filing(reason="no")
    work: Work = lambda conn: objecting.file(conn, "alfa", other.id, filing, terms, load_law(), verified=True)  # noqa: E731
    async with Held(pool, work) as filed:
        leaving = asyncio.create_task(decide(committed, row, "terminated"))
        await until_waiting(pool)
        await filed.commit()
        await leaving
    statuses = await pool.fetch("SELECT status FROM objection")
    assert ["terminated", "terminated"] == [one["status"] for one in statuses]
    assert set() == set(await committed.entries("alfa", day(400)))


async def test_two_decisions_of_one_list_at_once_are_both_or_one_done(committed: Desk, pool: Pool) -> None:
    """One rejects, another ends the contract: whatever comes first, nothing is engaged and nothing is open after."""
    await announced(committed)
    rows = [await file(committed, await committed.newest("alfa"))]
    await committed.put(engagement(("alfa", "post")), factories.engagement("Post"))
    rows.append(await file(committed, await committed.newest("alfa")))
    terms, decision = Terms(actor="staff", today=TODAY), Decision(outcome="rejected")
    async with Held(pool, lambda conn: objecting.decide(conn, rows[1].id, decision, terms, load_law())) as rejecting:
        leaving = asyncio.create_task(decide(committed, rows[0], "terminated"))
        await until_waiting(pool)
        await rejecting.commit()
        await leaving
    statuses = await pool.fetch("SELECT status FROM objection ORDER BY seq")
    assert ["terminated", "rejected"] == [one["status"] for one in statuses]
    assert set() == set(await committed.entries("alfa", day(400)))


async def test_an_objection_while_its_notice_is_being_withdrawn_is_refused(committed: Desk, pool: Pool) -> None:
    """It waits for the withdrawal, and then there is nothing left to object to: nothing of it is kept."""
    await announced(committed)
    told = await committed.newest("alfa")
    act, terms = Act(subject=MAIL), Terms(actor="staff", today=TODAY)
    async with Held(pool, lambda conn: commit(conn, [act], terms, load_law())) as withdrawing:
        objecting_ = asyncio.create_task(file(committed, told))
        await until_waiting(pool)
        await withdrawing.commit()
        with pytest.raises(Conflict, match="nothing is left to object to"):
            await objecting_
    assert 0 == await pool.fetchval("SELECT count(*) FROM objection")


async def test_an_unverified_objection_while_its_notice_is_being_withdrawn_is_refused(
    committed: Desk, pool: Pool
) -> None:
    """Without a credential it waits for the withdrawal as well: else it would wait to be confirmed for ever."""
    await announced(committed)
    told = await committed.newest("alfa")
    act, terms = Act(subject=MAIL), Terms(actor="staff", today=TODAY)
    async with Held(pool, lambda conn: commit(conn, [act], terms, load_law())) as withdrawing:
        objecting_ = asyncio.create_task(file(committed, told, verified=False))
        await until_waiting(pool)
        await withdrawing.commit()
        with pytest.raises(Conflict, match="nothing is left to object to"):
            await objecting_
    assert 0 == await pool.fetchval("SELECT count(*) FROM objection")


# A decision about a move that lists share, beside the withdrawal of that move for all


async def moved(committed: Desk) -> tuple[ObjectionRow, Act]:
    """Alfa objects to an announced move of `cloud` to India; returns that and the withdrawal of the move."""
    receipt = await committed.move("cloud", "IN")
    row = await file(committed, await committed.newest("alfa"))
    return row, Act(subject=CLOUD, withdraws=receipt.changes)


def withdrawing(act: Act) -> Work:
    """The withdrawal as another member of staff makes it."""
    return lambda conn: commit(conn, [act], Terms(actor="staff", today=TODAY), load_law())


def deciding(row: ObjectionRow, outcome: Outcome) -> Work:
    """The decision as staff make it."""
    terms = Terms(actor="staff", today=TODAY)
    return lambda conn: objecting.decide(conn, row.id, Decision(outcome=outcome), terms, load_law())


async def stands(pool: Pool) -> list[str]:
    """How the objections stand, and that none of them holds anything for ever."""
    assert 0 == await pool.fetchval("SELECT count(*) FROM objection_hold WHERE until IS NULL")
    return [one["status"] for one in await pool.fetch("SELECT status FROM objection ORDER BY seq")]


@pytest.mark.parametrize(("outcome", "after"), [("rejected", "IE"), ("not_engaged", None), ("terminated", None)])
async def test_a_withdrawal_that_waits_for_a_decision_comes_after_it(
    committed: Desk, pool: Pool, outcome: Outcome, after: str | None
) -> None:
    """The decision stands, and what it let go does not come, because it was then withdrawn for all."""
    row, act = await moved(committed)
    async with Held(pool, deciding(row, outcome)) as decided:
        withdrawal = asyncio.ensure_future(committed.run(withdrawing(act)))
        await until_waiting(pool)
        await decided.commit()
        await withdrawal
    assert [outcome] == await stands(pool)
    assert after == await committed.country("alfa", "cloud", day(400))


@pytest.mark.parametrize("outcome", ["rejected", "not_engaged", "terminated"])
async def test_a_decision_that_waits_for_a_withdrawal_has_nothing_left_to_decide(
    committed: Desk, pool: Pool, outcome: Outcome
) -> None:
    """The objection is settled by the withdrawal; the engagement goes on as it was."""
    row, act = await moved(committed)
    async with Held(pool, withdrawing(act)) as withdrawn:
        decision = asyncio.ensure_future(committed.run(deciding(row, outcome)))
        await until_waiting(pool)
        await withdrawn.commit()
        with pytest.raises(Conflict, match="was withdrawn: nothing is left to decide"):
            await decision
    assert ["withdrawn"] == await stands(pool)
    assert "IE" == await committed.country("alfa", "cloud", day(400))


@pytest.mark.parametrize("outcome", ["rejected", "not_engaged", "terminated"])
async def test_a_decision_and_a_withdrawal_never_wait_for_each_other(
    committed: Desk, pool: Pool, outcome: Outcome
) -> None:
    """Both come while the list is written: whoever is first goes on, and the other one is about what then is."""
    await committed.subprocessor("post")
    row, act = await moved(committed)

    async def once(work: Work) -> Any:  # noqa: ANN401 — what the work gives
        async with pool.acquire() as conn, conn.transaction():
            return await work(conn)

    async with Held(pool, writing(engagement(("alfa", "post")), factories.engagement())) as writer:
        withdrawal = asyncio.create_task(once(withdrawing(act)))
        await until_waiting(pool)
        decision = asyncio.create_task(once(deciding(row, outcome)))
        await until_waiting(pool, 2)
        await writer.commit()
        await withdrawal
        with pytest.raises(Conflict, match="was withdrawn: nothing is left to decide"):
            await decision
    assert ["withdrawn"] == await stands(pool)


@pytest.mark.parametrize(("outcome", "after"), [("rejected", "US"), ("not_engaged", None)])
@pytest.mark.parametrize("is_first", [True, False])
async def test_a_decision_beside_a_correction_of_what_it_is_about(
    committed: Desk, pool: Pool, outcome: Outcome, after: str | None, *, is_first: bool
) -> None:
    """In either order the list reads as decided, and what was corrected counts beneath what was held."""
    row, _ = await moved(committed)
    corrected = factories.subprocessor("Cloud", locations=[factories.location("US")])
    act = Act(subject=CLOUD, document=whole(CLOUD, corrected), effective_on=day(30))
    terms = Terms(actor="staff", today=TODAY, manner="correction", reason="because")
    works: list[Work] = [deciding(row, outcome), lambda conn: commit(conn, [act], terms, load_law())]
    first, second = works if is_first else reversed(works)
    async with Held(pool, first) as done:
        other = asyncio.ensure_future(committed.run(second))
        await until_waiting(pool)
        await done.commit()
        await other
    assert [outcome] == await stands(pool)
    assert after == await committed.country("alfa", "cloud", day(400))
    assert "IE" == await committed.country("alfa", "cloud", day(29))
