"""Objections beside other writers, on connections of their own: an outcome is about the list as it then is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from service.database.pool import Connection, Pool
from service.errors import Conflict
from service.law import load_law
from service.objections import Decision, Filing
from service.register import objecting
from service.register.acts import Act, Terms
from service.register.scope import engagement
from service.register.writing import commit
from tests import factories
from tests.register.desk import TODAY, Desk, day
from tests.register.test_objections import decide, file
from tests.register.test_races import Held, until_waiting, writing

MAIL = engagement(("alfa", "mail"))
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
