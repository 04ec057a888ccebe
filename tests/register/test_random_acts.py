"""Any acts in any order: what is read is the fold of the log, refusals leave nothing, and feeds stay whole."""

from datetime import date, datetime
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.changes import Manner, Plain, Subject
from service.database.pool import Connection
from service.errors import RegisterError
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from tests import factories
from tests.register.desk import TODAY, Desk, day

LISTS, SLUGS = ("alfa", "bravo"), ("cloud", "other", "hop")
PAIRS = [engagement((name, slug)) for name in LISTS for slug in SLUGS]
SUBJECTS = [PROCESSOR, *map(controller, LISTS), *map(subprocessor, SLUGS), *PAIRS]
LOG = (
    "SELECT change.* FROM change INNER JOIN subject ON subject.id = change.subject WHERE subject.kind = $1 "
    "AND subject.controller IS NOT DISTINCT FROM $2 AND subject.subprocessor IS NOT DISTINCT FROM $3"
)
DAYS = [day(days) for days in (-6, -5, -1, 0, 4, 5, 29, 30, 31, 40, 400)]


class Step(NamedTuple):
    """One act: an end (no document), a document, or the withdrawal of the newest plan of a subject."""

    subject: Subject
    document: factories.Document | None
    on: date | None
    manner: Manner
    withdraws: bool = False


def documents(subject: Subject) -> st.SearchStrategy[factories.Document | None]:
    """Documents of a subject that differ in a few fields; null where it can end."""
    country, purpose = st.sampled_from(["IE", "IN", "US"]), st.sampled_from(["One", "Two"])
    places = country.map(lambda code: [factories.location(code)])
    if subject.kind == "processor":
        return st.builds(
            lambda code: factories.processor(country=code, regimes=["uk" if code == "IN" else "eu"]), country
        )
    if subject.kind == "controller":
        return st.builds(lambda days: factories.controller(notice_period_days=days), st.sampled_from([0, 5, 30]))
    if subject.kind == "subprocessor":
        below = st.sampled_from([None, [], *([{"subprocessor": slug}] for slug in SLUGS)])
        return st.builds(
            lambda at, text, hops: factories.subprocessor(locations=at, address=text, engages=hops),
            places,
            purpose,
            below,
        )
    replaces = st.sampled_from([None, None, *SLUGS])
    own = st.none() | places
    return st.none() | st.builds(
        lambda text, old, at: factories.engagement(text, replaces=old, locations=at), purpose, replaces, own
    )


def steps() -> st.SearchStrategy[Step]:
    """Acts on any subject, on a day around today or none, in any manner."""
    on = st.sampled_from([None, None, *(day(days) for days in (-5, 0, 5, 30, 40))])
    manner: st.SearchStrategy[Manner] = st.sampled_from(["notice", "waived", "waived", "baseline", "correction"])
    puts = st.sampled_from(SUBJECTS).flatmap(
        lambda subject: st.builds(Step, st.just(subject), documents(subject), on, manner)
    )
    withdrawals = st.builds(
        Step, st.sampled_from(SUBJECTS), st.none(), st.none(), manner, withdraws=st.just(value=True)
    )
    # Not one_of, which takes a strategy that is named twice for one.
    return st.sampled_from([puts, puts, puts, withdrawals]).flatmap(lambda one: one)


async def plans(conn: Connection, subject: Subject) -> list[Any]:
    """The newest change of a subject that is planned, withdrawn or not."""
    rows = await conn.fetch(f"{LOG} AND change.effective_on > $4 ORDER BY seq DESC LIMIT 1", *subject, TODAY)
    return [row["id"] for row in rows]


async def act(desk: Desk, conn: Connection, step: Step) -> None:
    """Do one act; a refused one must leave no trace."""
    count = "SELECT (SELECT count(*) FROM change) + (SELECT count(*) FROM version) + (SELECT count(*) FROM notice)"
    before = await conn.fetchval(count)
    try:
        if step.withdraws:
            found = await plans(conn, step.subject)
            if found:
                await desk.withdraw(step.subject, *found)
        elif step.document is None:
            await desk.end(step.subject, step.on)
        else:
            await desk.put(step.subject, step.document, step.on, step.manner)
    except RegisterError:
        assert before == await conn.fetchval(count)


def folded(log: list[Any], on: date, known_at: datetime) -> Plain | None:
    """The state on a day as known at a moment, in the plainest way."""
    known = [row for row in log if row["recorded_at"] <= known_at]
    gone = {row["withdraws"] for row in known}
    state: Plain | None = None
    for row in sorted(known, key=lambda row: (row["effective_on"], row["seq"])):
        if row["effective_on"] > on or row["id"] in gone or row["withdraws"] is not None:
            continue
        if row["present"] is False:
            state = None
        elif row["present"] or state is not None:
            state = {**(state or {}), **row["after"]}
    return state


async def check(desk: Desk, conn: Connection) -> None:
    """Compare what is read with the fold, for many days and all moments of recording, and look at the feeds."""
    moments = [row[0] for row in await conn.fetch("SELECT DISTINCT recorded_at FROM change ORDER BY 1")]
    for subject in SUBJECTS:
        log = await conn.fetch(f"{LOG} ORDER BY seq", *subject)
        for known_at in moments if log else ():
            for on in DAYS:
                assert folded(log, on, known_at) == await desk.document(subject, on, known_at), (subject, on)
    for name in LISTS:
        told = await desk.notices(name)
        assert list(range(1, len(told) + 1)) == [notice.number for notice in told]
        assert sorted({notice.published for notice in told}) == [notice.published for notice in told]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(steps(), min_size=3, max_size=12))
async def test_register_is_the_fold_of_its_log(conn: Connection, acts: list[Step]) -> None:
    """After any acts each document, on any day and as known at any moment, is the fold of what was recorded."""
    transaction = conn.transaction()  # each example begins with an empty register
    await transaction.start()
    try:
        await example(Desk.on(conn), conn, acts)
    finally:
        await transaction.rollback()


async def example(desk: Desk, conn: Connection, acts: list[Step]) -> None:
    """Two lists and a catalogue of three, some days old, and then the acts."""
    for slug in SLUGS:
        await desk.later(-8).subprocessor(slug)
    for name in LISTS:
        await desk.later(-8).controller(name)
    for step in acts:
        await act(desk, conn, step)
    await check(desk, conn)
