"""Two truths for one thing, day and moment are impossible in the database, whoever writes."""

from datetime import UTC, date, datetime

import asyncpg
import pytest

from service.changes import Span, Subject
from service.database.pool import Connection
from service.register.scope import engagement, subprocessor
from service.store import subjects, versions
from service.store.subjects import NOW
from service.store.versions import Version, as_spans

CLOUD = subprocessor("cloud")
INSERT = (
    "INSERT INTO version (subject, effective, recorded, document) "
    "VALUES ($1, daterange($2, $3), tstzrange($4, $5), '{}'::jsonb)"
)


def day(number: int) -> date:
    """A day of March."""
    return date(2026, 3, number)


def moment(hour: int) -> datetime:
    """A full hour of one day."""
    return datetime(2026, 3, 1, hour, tzinfo=UTC)


@pytest.fixture
async def row(conn: Connection) -> int:
    """A sub-processor that holds from the 10th to the 19th, as known from 10 to 12 o'clock."""
    found = (await subjects.ids(conn, [CLOUD]))[CLOUD]
    await conn.execute(INSERT, found, day(10), day(20), moment(10), moment(12))
    return found


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        ((10, 20), (10, 12)),
        ((1, 11), (10, 12)),
        ((19, None), (10, 12)),
        ((12, 13), (11, None)),
        ((None, None), (None, None)),
    ],
)
async def test_overlap_on_both_axes_is_refused(
    conn: Connection, row: int, days: tuple[int | None, int | None], hours: tuple[int | None, int | None]
) -> None:
    """A second document for a day and a moment that has one is refused by the exclusion constraint."""
    bounds = [*(number and day(number) for number in days), *(hour and moment(hour) for hour in hours)]
    with pytest.raises(asyncpg.ExclusionViolationError, match="version_one_truth"):
        await conn.execute(INSERT, row, *bounds)


@pytest.mark.parametrize(
    ("days", "hours"), [((1, 10), (10, 12)), ((20, None), (10, 12)), ((10, 20), (12, None)), ((10, 20), (None, 10))]
)
async def test_neighbours_on_one_axis_are_allowed(
    conn: Connection, row: int, days: tuple[int, int | None], hours: tuple[int | None, int | None]
) -> None:
    """Days that follow one another at one moment, and the same days at moments that do, stand side by side."""
    bounds = [*(number and day(number) for number in days), *(hour and moment(hour) for hour in hours)]
    await conn.execute(INSERT, row, *bounds)
    assert 2 == await conn.fetchval("SELECT count(*) FROM version WHERE subject = $1", row)


@pytest.mark.parametrize(("days", "hours"), [((10, 10), (1, 2)), ((10, 11), (2, 2))])
async def test_version_that_never_holds_is_refused(
    conn: Connection, row: int, days: tuple[int, int], hours: tuple[int, int]
) -> None:
    """A version without any day, or never known, is no version."""
    with pytest.raises(asyncpg.CheckViolationError, match=r"version_(holds_some_day|known_some_time)"):
        await conn.execute(INSERT, row, day(days[0]), day(days[1]), moment(hours[0]), moment(hours[1]))


async def test_bounds_of_both_axes(conn: Connection, row: int) -> None:
    """A version is read from its first day and moment on, up to and without its last."""
    assert row
    asked = [(9, 11), (10, 11), (19, 11), (20, 11), (15, 9), (15, 10), (15, 12)]
    found = [await versions.document_on(conn, CLOUD, day(number), moment(hour)) for number, hour in asked]
    assert [None, {}, {}, None, None, {}, None] == found


async def test_projection_replaces_only_what_differs(conn: Connection) -> None:
    """A version that stays is not written again; one that changes is closed, and stays readable as known before."""
    row = (await subjects.ids(conn, [CLOUD]))[CLOUD]
    first, second = Version(day(1), day(10), {"n": 1}), Version(day(10), None, {"n": 2})
    other = Version(day(10), None, {"n": 3})
    await versions.project(conn, [(row, [], [first, second])], moment(10))
    await versions.project(conn, [(row, [first, second], [first, other])], moment(12))
    known = [await versions.document_on(conn, CLOUD, day(15), at) for at in (moment(11), moment(12), NOW)]
    assert [{"n": 2}, {"n": 3}, {"n": 3}] == known
    assert 3 == await conn.fetchval("SELECT count(*) FROM version WHERE subject = $1", row)


def test_gaps_are_spans_of_nothing() -> None:
    """A timeline says where no version holds, in between and after the last that ends."""
    found = as_spans(
        [Version(day(1), day(5), {"n": 1}), Version(day(5), day(7), {"n": 2}), Version(day(9), day(11), {})]
    )
    expected = [
        Span(day(1), {"n": 1}),
        Span(day(5), {"n": 2}),
        Span(day(7), None),
        Span(day(9), {}),
        Span(day(11), None),
    ]
    assert expected == found
    assert [] == as_spans([])


async def test_timelines_hold_the_day_before_too(conn: Connection, row: int) -> None:
    """What is loaded from a day on includes what held on the day before it, and nothing older."""
    known = [(await versions.timelines(conn, [CLOUD], day(number), moment(11)))[CLOUD] != [] for number in (19, 20, 21)]
    assert [True, True, False] == known
    assert row


async def test_timelines_as_known_now_leave_out_what_is_known_no_more(conn: Connection, row: int) -> None:
    """As known now, a subject has the versions that stand; as known at a moment, those that stood then."""
    await conn.execute(INSERT, row, day(5), day(9), moment(12), None)
    await conn.execute(INSERT, row, day(9), day(15), moment(12), None)
    for known_at, expected in ((NOW, [(day(9), day(15))]), (moment(11), [(day(10), day(20))])):
        found = (await versions.timelines(conn, [CLOUD], day(10), known_at))[CLOUD]
        assert expected == [(one.from_day, one.until_day) for one in found]


async def test_subjects_of_which_the_same_holds_keep_what_is_their_own(conn: Connection, row: int) -> None:
    """Of two subjects with the same first version one alone has the second; who has other days shares neither."""
    alike, other, nothing = subprocessor("alike"), subprocessor("other"), subprocessor("nothing")
    rows = await subjects.ids(conn, [alike, other, nothing])
    await conn.execute(INSERT, rows[alike], day(10), day(20), moment(10), moment(12))
    await conn.execute(INSERT, rows[alike], day(20), None, moment(10), None)
    await conn.execute(INSERT, rows[other], day(11), day(20), moment(10), None)
    found = await versions.timelines(conn, [other, alike, nothing, CLOUD], day(10), moment(11))
    days = {subject: [(one.from_day, one.until_day) for one in timeline] for subject, timeline in found.items()}
    first = (day(10), day(20))
    assert {other: [(day(11), day(20))], alike: [first, (day(20), None)], nothing: [], CLOUD: [first]} == days
    assert row


async def test_engagement_of_the_same_names_is_another_subject(conn: Connection, row: int) -> None:
    """A subject is found by its kind and all its names: nothing else that bears one of them answers."""
    others: list[Subject] = [engagement(("alfa", "cloud")), Subject("controller", "cloud"), subprocessor("clou")]
    assert [None] * 3 == [await versions.document_on(conn, other, day(15), moment(11)) for other in others]
    assert row
