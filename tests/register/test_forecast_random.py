"""Any acts in any order: the forecast of a list has what its checks of the coming days, asked one by one, will say."""

import os
from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.changes import Manner, Subject
from service.database.pool import Connection
from service.register.reading import Moment
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from tests import factories
from tests.register.desk import TODAY, Desk, day
from tests.register.test_forecast_exact import forecast_and_checks
from tests.register.test_random_acts import Step, act
from tests.register.test_sweep import long_since

SLUGS = ("cloud", "other", "hop")
OWN = [engagement(("alfa", slug)) for slug in SLUGS]
# Engagements come up more often than what they rest on: without them a list has nothing to say.
SUBJECTS = [PROCESSOR, controller("alfa"), *map(subprocessor, SLUGS), *OWN, *OWN]
EXAMPLES = int(os.environ.get("SUBREG_TEST_FORECASTS", "12"))  # a campaign of any size


def days(*distances: int) -> st.SearchStrategy[str | None]:
    """A day so far from today, or none."""
    return st.sampled_from([None, *(str(day(distance)) for distance in distances)])


AHEAD = days(-2, 0, 1, 9, 10, 11, 29, 30, 31, 60, 70, 100)
PLACES = st.sampled_from(["IE", "IN", "US", "GB"]).map(lambda code: [factories.location(code)])
DPA = st.builds(lambda signed, last: factories.signed_dpa(signed_on=signed, valid_until=last), days(-90, 20), AHEAD)
TIAS = st.builds(
    lambda done, due: [{"completed_on": done, "review_on": due, "outcome": "equivalent"}], days(-350, 15), AHEAD
)
LISTED = st.builds(
    lambda checked, due: {
        "mechanism": "adequacy",
        "decision": "DPF",
        "dpf": {"status": "active", "covers_non_hr": True, "checked_on": checked, "next_certification_on": due},
    },
    days(-85, -50),
    AHEAD,
)
TOOLS = st.lists(st.builds(lambda tias: factories.clauses(tias=tias), TIAS) | LISTED, max_size=2)


def documents(subject: Subject) -> st.SearchStrategy[factories.Document | None]:
    """Documents of a subject whose days come up soon; null where it can end."""
    if subject.kind == "processor":
        regimes = st.sampled_from([["eu"], ["uk"], ["eu", "ch"]])
        return st.builds(lambda found: factories.processor(regimes=found), regimes)
    if subject.kind == "controller":
        notice = AHEAD.map(lambda dated: {"dated": dated, "countries": ["IE"]})
        return st.builds(
            lambda country, told: factories.controller(country=country, safeguards=[], privacy_notice=told),
            st.sampled_from(["DE", "IN"]),
            st.none() | notice,
        )
    if subject.kind == "subprocessor":
        return shared(st.sampled_from([None, [], *([{"subprocessor": slug}] for slug in SLUGS)]))
    return st.one_of(engagements(), engagements(), st.none())


def shared(below: st.SearchStrategy[list[dict[str, str]] | None]) -> st.SearchStrategy[factories.Document]:
    """Sub-processors with tools and a contract whose days come up soon, and somebody below them or nobody."""
    return st.builds(
        lambda at, tools, dpa, hops: factories.subprocessor(locations=at, safeguards=tools, dpa=dpa, engages=hops),
        PLACES, TOOLS, st.none() | DPA, below,
    )  # fmt: skip


def engagements() -> st.SearchStrategy[factories.Document]:
    """Engagements whose authorisation is decided, and whose data is deleted, soon."""
    deletion = AHEAD.map(lambda done: {"done_on": done, "kind": "deleted", "evidence": "a letter"})
    granted = AHEAD.map(lambda decided: {"type": "specific", "status": "granted", "decided_on": decided})
    return st.builds(
        lambda at, gone, allowed: factories.engagement(locations=at, deletion=gone, authorisation=allowed),
        st.none() | PLACES, st.none() | deletion, st.none() | granted,
    )  # fmt: skip


def steps() -> st.SearchStrategy[Step]:
    """Acts on any subject, on a day around today or none, in any manner; now and then a plan is withdrawn."""
    on = st.sampled_from([None, *(day(distance) for distance in (-30, -1, 0, 1, 10, 30, 31, 45, 60))])
    manner: st.SearchStrategy[Manner] = st.sampled_from(["notice", "waived", "waived", "baseline", "correction"])
    puts = st.sampled_from(SUBJECTS).flatmap(
        lambda subject: st.builds(Step, st.just(subject), documents(subject), on, manner)
    )
    taken_back: dict[str, Any] = {"document": st.none(), "on": st.none(), "withdraws": st.just(value=True)}
    withdrawals = st.builds(Step, st.sampled_from(SUBJECTS), manner=manner, **taken_back)
    # Not one_of, which takes a strategy that is named twice for one.
    return st.sampled_from([puts, puts, puts, withdrawals]).flatmap(lambda one: one)


def long_held() -> st.SearchStrategy[list[Step]]:
    """Steps by which a catalogue of three has held for years, two of them engaged."""
    held = [(subprocessor(slug), shared(st.none())) for slug in SLUGS] + [(pair, engagements()) for pair in OWN[:2]]
    put = [st.builds(Step, st.just(subject), found, st.just(day(-300)), st.just("baseline")) for subject, found in held]
    return st.tuples(*put).map(list)


BEGUN = long_held()
FIRST, LAST = st.sampled_from([-25, 0, 0, 12]), st.sampled_from([30, 31, 45, 60])  # plans fall on last days too


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(begun=BEGUN, acts=st.lists(steps(), min_size=3, max_size=10), window=st.tuples(FIRST, LAST))
async def test_any_register_changes_as_its_forecast_says(
    conn: Connection, begun: list[Step], acts: list[Step], window: tuple[int, int]
) -> None:
    """After any acts the forecast has each difference of each day, on that day, and no other."""
    transaction = conn.transaction()  # each example begins with an empty register
    await transaction.start()
    try:
        await example(Desk.on(conn), conn, [*begun, *acts], window)
    finally:
        await transaction.rollback()


async def example(desk: Desk, conn: Connection, acts: Iterable[Step], window: tuple[int, int]) -> None:
    """A list that is years old, and then the acts."""
    await long_since(desk, PROCESSOR, factories.processor())
    await long_since(desk, controller("alfa"), factories.controller())
    for step in acts:
        await act(desk, conn, step)
    first, last = window
    ahead, tried = await forecast_and_checks(desk, Moment(on=day(first), today=TODAY), last - first)
    assert tried == ahead
