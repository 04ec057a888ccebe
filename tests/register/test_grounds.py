"""What an answer about a list rests on: while that stands as it did, the list reads as it did."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.database.pool import Connection
from service.documents import to_json
from service.errors import RegisterError
from service.law import load_law
from service.objections import Decision, Filing, Outcome, Status
from service.register import entries, objecting, reading
from service.register.acts import Terms
from service.register.grounds import Grounds, grounds_of
from service.register.reading import Moment
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.store import objections, people, subjects
from tests import factories
from tests.campaigns import tried_on
from tests.register.desk import TODAY, Desk, day
from tests.register.random_registers import begin, steps
from tests.register.test_random_acts import LISTS, SLUGS, Step, act
from tests.register.test_random_answers import DAYS, emptied

LAW = load_law()


async def answer(conn: Connection, name: str, on: date) -> tuple[bytes, Grounds | None]:
    """All that a list says of itself to staff on a day, and what that rests on."""
    moment = Moment(on=on, today=TODAY)
    read = await reading.read_list(conn, name, moment, with_people=True)
    coming = await reading.planned(conn, name, moment, with_people=True)
    over = await reading.ended(conn, name, moment, with_people=True)
    told = (*read.entries, *coming, *over)
    return to_json(entries.entry_documents(read, told, moment, LAW)), await grounds_of(conn, name, told)


async def stands(conn: Connection, grounds: Grounds | None) -> bool:
    """Whether what an answer rests on stands as it did."""
    return grounds is not None and grounds.standing == await subjects.standing(conn, grounds.heads, grounds.people)


async def written(desk: Desk, conn: Connection, step: Step) -> None:
    """Do an act; every sub-processor has a contact."""
    if step.subject.kind == "subprocessor" and step.document is not None:
        step = step._replace(document=step.document | {"contact": factories.person()})
    await act(desk, conn, step)


async def dispute(verified: bool, slug: str, code: str, desk: Desk, _: Connection) -> None:  # noqa: FBT001 — bound by `partial`
    """Announce another place of a sub-processor, and object to the newest notice of the first list where one may."""
    document = factories.subprocessor(locations=[factories.location(code)], contact=factories.person())
    with suppress(RegisterError):
        await desk.put(subprocessor(slug), document)
    told = [notice for notice in await desk.notices(LISTS[0]) if notice.objection_until is not None]
    terms, filing = Terms(actor="token:t", today=TODAY), Filing(reason="no")
    with suppress(RegisterError):
        if told:
            await desk.run(
                lambda conn: objecting.file(conn, LISTS[0], told[-1].id, filing, terms, LAW, verified=verified)
            )


async def decide(outcome: Outcome, desk: Desk, _: Connection) -> None:
    """Decide the newest objection of those that such an outcome is for, if there is one."""
    status: Status = "unverified" if outcome == "confirmed" else "open"
    rows = await desk.run(lambda conn: objections.newest(conn, status=status))
    terms, decision = Terms(actor="staff", today=TODAY), Decision(outcome=outcome)
    with suppress(RegisterError):
        if rows:
            await desk.run(lambda conn: objecting.decide(conn, rows[0].id, decision, terms, LAW))


async def erase(_: Desk, conn: Connection) -> None:
    """Erase all contacts that there are by now."""
    for person in await people.like(conn, ""):
        await people.erase(conn, person.id, words=False)


Act = Callable[[Desk, Connection], Awaitable[None]]


def acts() -> st.SearchStrategy[Act]:
    """An act of any kind, writes of documents most of all."""
    write = steps().map(lambda step: lambda desk, conn: written(desk, conn, step))
    outcomes: tuple[Outcome, ...] = ("confirmed", "rejected", "not_engaged", "terminated")
    terms = st.tuples(st.sampled_from([True, True, False]), st.sampled_from(SLUGS), st.sampled_from(["IN", "US"]))
    filed = terms.map(lambda chosen: partial(dispute, *chosen))
    decided = st.sampled_from(outcomes).map(lambda outcome: partial(decide, outcome))
    # Not one_of, which takes a strategy that is named twice for one.
    kinds: list[st.SearchStrategy[Act]] = [write, write, write, filed, filed, decided, decided, st.just(erase)]
    return st.sampled_from(kinds).flatmap(lambda one: one)


async def three_deep(desk: Desk, conn: Connection) -> None:
    """Both lists engage `cloud`, below which are two more, and all of them have held for months."""
    for slug, hop in (("hop", None), ("other", "hop"), ("cloud", "other")):
        document = factories.subprocessor(slug.title(), engages=[{"subprocessor": hop}] if hop else None)
        await written(desk, conn, Step(subprocessor(slug), document, day(-300), "baseline"))
    for name in LISTS:
        await desk.put(engagement((name, "cloud")), factories.engagement(), day(-300), "baseline")


@tried_on(10, share=10)
@given(then=st.lists(acts(), min_size=4, max_size=12), days=st.sets(DAYS, min_size=2, max_size=3))
async def test_while_it_stands_a_list_reads_as_it_did(conn: Connection, then: list[Act], days: set[date]) -> None:
    """After any acts, of any list and day, what rests on the same says the same, to the byte."""

    async def work() -> None:
        desk = await begin(conn)
        await three_deep(desk, conn)
        kept = {(name, on): await answer(conn, name, on) for name in LISTS for on in days}
        for one in then:
            await one(desk, conn)
            for asked, (body, grounds) in kept.items():
                news = await answer(conn, *asked)
                if await stands(conn, grounds):
                    assert body == news[0], asked
                kept[asked] = news

    await emptied(conn, work)


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A list that engages `cloud`, which engages `hop`; another list engages `other`."""
    await desk.put(PROCESSOR, factories.processor(), manner="waived")
    await desk.subprocessor("hop")
    await desk.subprocessor("cloud", engages=[{"subprocessor": "hop"}], contact=factories.person())
    await desk.subprocessor("other", contact=factories.person())
    for name, slug in (("alfa", "cloud"), ("bravo", "other")):
        await desk.controller(name)
        await desk.engage(name, slug)
    return desk


@pytest.mark.usefixtures("desk")
async def test_it_rests_on_its_heads_and_its_contacts(conn: Connection) -> None:
    """The processor, the list itself, whoever it engages and whoever is below them; and the contacts written out."""
    _, grounds = await answer(conn, "alfa", TODAY)
    wanted = {PROCESSOR, controller("alfa"), subprocessor("cloud"), subprocessor("hop")}
    assert grounds is not None
    assert set((await subjects.known_ids(conn, wanted)).values()) == set(grounds.heads)
    assert 1 == len(grounds.people) == grounds.standing[1]


async def test_what_it_does_not_rest_on_leaves_it(desk: Desk, conn: Connection) -> None:
    """Writes to another list and to what that engages, another's contact erased and a refused write change nothing."""
    _, grounds = await answer(conn, "alfa", TODAY)
    await desk.engage("bravo", "other", purpose="Another")
    await desk.move("other", "IN", day(40))
    await desk.subprocessor("nobody")
    await people.erase(conn, (await people.like(conn, ""))[-1].id, words=False)
    with pytest.raises(RegisterError):
        await desk.move("cloud", "IN", day(1))
    assert await stands(conn, grounds)


@pytest.mark.parametrize("slug", ["cloud", "hop"])
async def test_a_write_further_down_is_one_to_what_it_rests_on(desk: Desk, conn: Connection, slug: str) -> None:
    """Whatever is recorded of a sub-processor of the chain, for whatever day, it does not stand as it did."""
    _, grounds = await answer(conn, "alfa", TODAY)
    await desk.put(subprocessor(slug), factories.subprocessor(slug.title(), address="New"), day(50))
    assert not await stands(conn, grounds)


@pytest.mark.usefixtures("desk")
async def test_an_erased_contact_is_noticed(conn: Connection) -> None:
    """Erasing stamps no head, and still the list does not rest on the same any more."""
    _, grounds = await answer(conn, "alfa", TODAY)
    await people.erase(conn, (await people.like(conn, ""))[0].id, words=False)
    assert not await stands(conn, grounds)


@pytest.mark.usefixtures("desk")
async def test_another_server_is_noticed(conn: Connection) -> None:
    """What stood so on another start of a server says nothing of this one, which may lack what was known there."""
    _, grounds = await answer(conn, "alfa", TODAY)
    assert grounds is not None
    stamps, contacts, began_at = grounds.standing
    assert (stamps, contacts) == (await subjects.standing(conn, grounds.heads, grounds.people))[:2]
    assert began_at == await conn.fetchval("SELECT pg_postmaster_start_time()")


async def test_without_a_processor_there_is_nothing_to_rest_on(conn: Connection) -> None:
    """Of a register that nobody has written to through the one way in, no answer is kept."""
    await conn.execute("INSERT INTO subject (kind, controller) VALUES ('controller', 'alfa')")
    assert await grounds_of(conn, "alfa", ()) is None
