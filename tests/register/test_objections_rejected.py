"""An objection that was rejected leaves no trace: in the end a list reads as one that never objected."""

from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from service.changes import Manner, Plain
from service.database.pool import Connection
from service.errors import RegisterError
from service.law import load_law
from service.objections import Decision, Filing
from service.register import objecting
from service.register.acts import Terms
from service.register.scope import engagement, load_world, subprocessor
from service.register.views import Views
from service.store import objections
from tests import factories
from tests.campaigns import examples
from tests.register.desk import TODAY, Desk, day

OBJECTS, NEVER = "alfa", "bravo"
SLUGS = ("cloud", "mail")
Step = tuple[Any, ...]


async def both(desk: Desk, slug: str, purpose: str, replaces: str | None, how: tuple[Manner, int | None]) -> None:
    """Put an engagement on both lists; what the list that objects refuses is not put on the other one either."""
    document = factories.engagement(purpose, replaces=replaces)
    for name in (OBJECTS, NEVER):
        await desk.put(engagement((name, slug)), document, None if how[1] is None else day(how[1]), how[0])


async def ended(desk: Desk, slug: str, on: int) -> None:
    """End an engagement on both lists."""
    for name in (OBJECTS, NEVER):
        await desk.end(engagement((name, slug)), day(on))


async def move(desk: Desk, slug: str, country: str, legal_name: str, how: tuple[Manner, int | None]) -> None:
    """Change a sub-processor that both lists share."""
    document = factories.subprocessor(slug.title(), locations=[factories.location(country)], legal_name=legal_name)
    await desk.put(subprocessor(slug), document, None if how[1] is None else day(how[1]), how[0])


async def object_to(desk: Desk, back: int) -> None:
    """Object to a notice that can be objected to, one of the newest."""
    told = [notice for notice in await desk.notices(OBJECTS) if notice.objection_until is not None]
    if len(told) > back:
        terms, notice = Terms(actor="token:t", today=desk.today), told[-1 - back].id
        filing = Filing(reason="no")
        await desk.run(lambda conn: objecting.file(conn, OBJECTS, notice, filing, terms, load_law(), verified=True))


async def withdraw(desk: Desk) -> None:
    """Withdraw for all a change of a shared sub-processor that an open objection holds; none where none does."""
    rows = await desk.run(lambda conn: objections.newest(conn, status="open"))
    holds = await desk.run(lambda conn: objections.holds_of(conn, [OBJECTS], desk.today))
    waits = [hold for hold in holds if not hold.is_own and hold.objection in {row.id for row in rows}]
    if waits:
        await desk.withdraw(waits[-1].subject, waits[-1].held)


async def reject(desk: Desk, which: int) -> None:
    """Reject one of the open objections; none where so many are not open."""
    rows = await desk.run(lambda conn: objections.newest(conn, status="open"))
    if len(rows) > which:
        terms, decision = Terms(actor="staff", today=desk.today), Decision(outcome="rejected")
        await desk.run(lambda conn: objecting.decide(conn, rows[which].id, decision, terms, load_law()))


ACTS: dict[str, Any] = {
    "both": both,
    "end": ended,
    "move": move,
    "object": object_to,
    "reject": reject,
    "withdraw": withdraw,
}


# A document says how it differs from what the list reads like: where two lists read otherwise it says something else.
OF_A_LIST = ("both", "end")


def acts() -> st.SearchStrategy[tuple[int, Step]]:
    """An act, and how many days after the one before it comes: what is held may be past its day."""
    slug = st.sampled_from(SLUGS)
    manner: st.SearchStrategy[Manner] = st.sampled_from(["notice", "notice", "waived", "correction"])
    how = st.tuples(manner, st.sampled_from([None, None, 0, 5, 30, 40]))
    back = st.sampled_from([0, 0, 1, 2])
    act = st.one_of(
        st.tuples(st.just("both"), slug, st.sampled_from(["One", "Two"]), st.sampled_from([None, None, "cloud"]), how),
        st.tuples(st.just("end"), slug, st.sampled_from([5, 31, 40])),
        st.tuples(st.just("move"), slug, st.sampled_from(["IE", "IN", "US"]), st.sampled_from(["A Ltd", "B Ltd"]), how),
        st.tuples(st.just("object"), back),
        st.tuples(st.just("object"), back),
        st.tuples(st.just("reject"), back),
        st.tuples(st.just("withdraw")),
    )
    return st.tuples(st.sampled_from([0, 0, 0, 0, 1, 6, 31]), act)


@settings(
    max_examples=examples(25, 5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(acts(), min_size=4, max_size=14))
@example(
    steps=[
        (0, ("both", "cloud", "Two", None, ("notice", None))),
        (0, ("object", 0)),
        (0, ("end", "cloud", 5)),
        (0, ("both", "cloud", "Two", None, ("correction", 5))),
    ]
)
@example(
    steps=[
        (0, ("move", "cloud", "US", "A Ltd", ("notice", None))),
        (0, ("object", 0)),
        (0, ("move", "cloud", "IN", "B Ltd", ("correction", 40))),
    ]
)
async def test_in_the_end_a_list_reads_as_one_that_never_objected(
    conn: Connection, steps: list[tuple[int, Step]]
) -> None:
    """Whatever was objected to, in whatever order it was rejected, and whatever came in between."""
    transaction = conn.transaction()
    await transaction.start()
    try:
        desk = Desk.on(conn)
        for slug in SLUGS:
            await desk.subprocessor(slug)
        for name in (OBJECTS, NEVER):
            await desk.controller(name)
            await desk.engage(name, "cloud")
        for later, (kind, *rest) in steps:
            desk = desk.later(later)
            if kind in OF_A_LIST and not await alike(conn, rest[0], desk.today):
                continue
            with suppress(RegisterError):
                async with conn.transaction():
                    await ACTS[kind](desk, *rest)
        for _ in steps:
            await reject(desk, 0)
        # Rejected today, all is let go tomorrow, or after the time to object to what was decided on top of it.
        days = [on for on in (0, 1, 5, 6, 30, 31, 40) if desk.today == TODAY]
        for slug in SLUGS:
            for on in (*days, 1000):
                assert await alike(conn, slug, day(on)), (slug, on)
    finally:
        await transaction.rollback()


async def alike(conn: Connection, slug: str, on: date) -> bool:
    """Whether an entry of both lists reads the same on a day."""
    one, other = [await entry(conn, name, slug, on) for name in (OBJECTS, NEVER)]
    return one == other


async def entry(conn: Connection, name: str, slug: str, on: date) -> Plain | None:
    """An entry as its customer sees it on a day."""
    world, _ = await load_world(conn, {(name, slug)}, set(), on)
    spans = Views(load_law()).timeline(world, (name, slug), [on])
    return next((span.state for span in spans), None)
