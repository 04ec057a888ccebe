"""Whoever knows the notices of a list knows the list: on every day it is the fold of what they told."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.changes import Manner, Plain
from service.database.pool import Connection
from service.errors import RegisterError
from service.feed import calendar
from service.law import load_law
from service.notices import Item, Notice
from service.objections import Decision, Filing, Outcome
from service.register import objecting
from service.register.acts import Terms
from service.register.scope import World, engagement, load_world, subprocessor
from service.register.telling import breakpoints
from service.register.views import Views
from service.store import objections
from tests import factories
from tests.campaigns import examples
from tests.feed import samples
from tests.feed.readers import read_calendar
from tests.register.desk import Desk, day

LISTS, SLUGS = ("alfa", "bravo"), ("cloud", "mail", "hop")
DAYS = [day(days) for days in (0, 1, 5, 6, 29, 30, 31, 32, 36, 40, 41, 61, 400)]
Told = dict[tuple[str, date, str], Any]
Step = tuple[Any, ...]


def fold(notices: Sequence[Notice]) -> Told:
    """What happens to the entries of a list, as a reader of its notices notes it: (slug, day, field) and the value."""
    told: Told = {}
    for notice in notices:
        for item in notice.items:
            for key in dropped(item, told):
                told.pop(key, None)
            told |= dict(stepped(item))
    return told


def dropped(item: Item, told: Told) -> list[tuple[str, date, str]]:
    """What an item takes back: with the beginning of an entry all that it came with."""
    found = []
    for step in item.dropped:
        names = {one.field for one in step.diff}
        if step.present is not None:
            names |= {field for slug, on, field in told if (slug, on) == (item.subprocessor, step.effective_on)}
        found += [(item.subprocessor, step.effective_on, name) for name in names]
    return found


def stepped(item: Item) -> Iterator[tuple[tuple[str, date, str], Any]]:
    """What an item says will happen. What begins has all fields of its entry; a replaced one goes."""
    if item.kind == "replaced" and item.replaces is not None:
        yield (item.replaces, item.effective_on, ""), False
    for step in item.steps:
        if step.present is not None:
            yield (item.subprocessor, step.effective_on, ""), step.present
        if step.present and step.effective_on == item.effective_on:
            for field, value in (item.entry or {}).items():
                yield (item.subprocessor, step.effective_on, field), value
        for one in step.diff:
            yield (item.subprocessor, step.effective_on, one.field), one.after


def as_told(told: Told, slug: str, on: date) -> Plain | None:
    """An entry on a day, as the notices told; null where it is not on the list."""
    state: Plain | None = None
    for step_day in sorted({at for name, at, _ in told if name == slug and at <= on}):
        step = {field: value for (name, at, field), value in told.items() if (name, at) == (slug, step_day)}
        present = step.pop("", None)
        if present is False:
            state = None
        elif present or state is not None:
            state = {**(state or {} if present is None else {}), **step}
    return None if state is None else {field: value for field, value in state.items() if value is not None}


async def act(desk: Desk, conn: Connection, step: Step) -> None:
    """Do one act, unless the register refuses it."""
    kind, *rest = step
    try:
        await ACTS[kind](desk, conn, *rest)
    except RegisterError:
        return


async def put(desk: Desk, _: Connection, name: str, slug: str, purpose: str, how: tuple[Manner, int | None]) -> None:
    document = factories.engagement(purpose)
    await desk.put(engagement((name, slug)), document, None if how[1] is None else day(how[1]), how[0])


async def replace(desk: Desk, _: Connection, name: str, slug: str, old: str) -> None:
    await desk.put(engagement((name, slug)), factories.engagement(replaces=old))


async def end(desk: Desk, _: Connection, name: str, slug: str, on: int | None) -> None:
    await desk.end(engagement((name, slug)), None if on is None else day(on))


async def move(
    desk: Desk, _: Connection, slug: str, country: str, name: str, hop: str | None, how: tuple[Manner, int | None]
) -> None:
    hops = None if hop is None else [{"subprocessor": hop}]
    document = factories.subprocessor(
        slug.title(), locations=[factories.location(country)], legal_name=name, engages=hops
    )
    await desk.put(subprocessor(slug), document, None if how[1] is None else day(how[1]), how[0])


async def withdraw(desk: Desk, conn: Connection, name: str, slug: str, _: int) -> None:
    query = (
        "SELECT change.id, subject.kind FROM change INNER JOIN subject ON subject.id = change.subject WHERE "
        "subject.subprocessor = $2 AND coalesce(subject.controller, $1) = $1 AND change.effective_on > $3 "
        "AND change.withdraws IS NULL ORDER BY seq DESC LIMIT 1"
    )
    row = await conn.fetchrow(query, name, slug, desk.today)
    if row is not None:
        subject = engagement((name, slug)) if row["kind"] == "engagement" else subprocessor(slug)
        await desk.withdraw(subject, row["id"])


async def withdraw_objected(desk: Desk, conn: Connection) -> None:
    query = (
        "SELECT held, subject.subprocessor FROM objection_hold INNER JOIN change ON change.id = held "
        "INNER JOIN subject ON subject.id = change.subject WHERE until IS NULL AND subject.kind = 'subprocessor' "
        "ORDER BY change.seq DESC LIMIT 1"
    )
    row = await conn.fetchrow(query)
    if row is not None:
        await desk.withdraw(subprocessor(row["subprocessor"]), row["held"])


async def put_back(desk: Desk, _: Connection, name: str, slug: str) -> None:
    document = await desk.document(engagement((name, slug)), desk.today)
    if document is not None:
        await desk.put(engagement((name, slug)), factories.engagement(document["purpose"]))


async def object_to(desk: Desk, _: Connection, name: str, back: int) -> None:
    told = [notice for notice in await desk.notices(name) if notice.objection_until is not None]
    if len(told) > back:
        terms, filing = Terms(actor="token:t", today=desk.today), Filing(reason="no")
        notice = told[-1 - back].id
        await desk.run(lambda conn: objecting.file(conn, name, notice, filing, terms, load_law(), verified=True))


async def decide(desk: Desk, conn: Connection, outcome: Outcome) -> None:
    rows = await objections.newest(conn, status="open", limit=1)
    if rows:
        terms, decision = Terms(actor="staff", today=desk.today), Decision(outcome=outcome)
        await desk.run(lambda conn: objecting.decide(conn, rows[0].id, decision, terms, load_law()))


ACTS: dict[str, Any] = {
    "put": put,
    "replace": replace,
    "end": end,
    "move": move,
    "withdraw": withdraw,
    "withdraw objected": withdraw_objected,
    "put back": put_back,
    "object": object_to,
    "decide": decide,
}


def steps() -> st.SearchStrategy[tuple[int, Step]]:
    """An act, and how many days after the one before it comes."""
    name, slug = st.sampled_from(LISTS), st.sampled_from(SLUGS)
    manner: st.SearchStrategy[Manner] = st.sampled_from(["notice", "notice", "waived", "correction"])
    how = st.tuples(manner, st.sampled_from([None, None, None, 0, 5, 30, 40]))
    act_ = st.one_of(
        st.tuples(st.just("put"), name, slug, st.sampled_from(["One", "Two"]), how),
        st.tuples(st.just("replace"), name, slug, slug),
        st.tuples(st.just("end"), name, slug, st.sampled_from([None, None, 5, 40])),
        st.tuples(
            st.just("move"),
            slug,
            st.sampled_from(["IE", "IN", "US"]),
            st.sampled_from(["A Ltd", "B Ltd"]),
            st.sampled_from([None, None, "hop"]),
            how,
        ),
        st.tuples(st.just("withdraw"), name, slug, st.just(0)),
        st.tuples(st.just("withdraw objected")),
        st.tuples(st.just("put back"), name, slug),
        st.tuples(st.just("object"), name, st.sampled_from([0, 0, 1])),
        st.tuples(st.just("object"), name, st.sampled_from([0, 0, 1])),
        st.tuples(st.just("decide"), st.sampled_from(["rejected", "not_engaged", "terminated"])),
    )
    return st.tuples(st.sampled_from([0, 0, 0, 1, 6, 31]), act_)


@settings(
    max_examples=examples(25, 5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(steps(), min_size=4, max_size=14))
async def test_a_list_is_the_fold_of_its_notices(conn: Connection, acts: list[tuple[int, Step]]) -> None:
    """After any acts, objections among them, each entry reads on any day to come as its notices told.

    The calendar of the notices has the days to come on which entries change, and no other ones that are not cancelled.
    """
    transaction = conn.transaction()  # each example begins with an empty register
    await transaction.start()
    try:
        desk = Desk.on(conn)
        for slug in SLUGS:
            await desk.subprocessor(slug)
        for name in LISTS:
            await desk.controller(name)
        for later, step in acts:
            desk = desk.later(later)
            await act(desk, conn, step)
        await compare(desk, conn)
    finally:
        await transaction.rollback()


async def compare(desk: Desk, conn: Connection) -> None:
    """Hold what the register has against what the notices told."""
    pairs = {(name, slug) for name in LISTS for slug in SLUGS}
    world, _ = await load_world(conn, pairs, set(), day(-1))
    views = Views(load_law())
    for name in LISTS:
        told = fold(await desk.notices(name))
        for slug in SLUGS:
            for on in DAYS:
                state = next((span.state for span in views.timeline(world, (name, slug), [on])), None)
                has = None if state is None else {field: value for field, value in state.items() if value is not None}
                assert as_told(told, slug, on) == has, (name, slug, on)
        coming = {on for slug in SLUGS for on in changing(views, world, (name, slug), desk.today)}
        assert coming == kept(await desk.notices(name), desk.today), name


def changing(views: Views, world: World, pair: tuple[str, str], today: date) -> Iterator[date]:
    """The days to come on which an entry reads otherwise than on the day before."""
    spans = views.timeline(world, pair, {on for on in breakpoints(world, pair, today) if on >= today})
    yield from (span.starts_on for span in spans if span.starts_on > today)


def kept(notices: Sequence[Notice], today: date) -> set[date]:
    """The days to come that the calendar of these notices has, but for those on which one may object."""
    events: list[Any] = read_calendar(calendar(samples.head(), notices[::-1], public_url="https://example.org"))
    return {
        event.start
        for event in events
        if event["STATUS"] == "CONFIRMED" and event.start > today and not event["UID"].endswith(":objection")
    }
