"""Subjects: one row each, found by an index, and stamps that only grow."""

import inspect
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.changes import Subject
from service.database.pool import Connection
from service.database.queries import queries
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.store import subjects

ALL = [PROCESSOR, controller("alfa"), subprocessor("cloud"), engagement(("alfa", "cloud"))]


async def test_subject_has_one_row(conn: Connection) -> None:
    """Asking for a subject again gives its row; names that are alike in part are other subjects."""
    first = await subjects.ids(conn, ALL)
    again = await subjects.ids(conn, [*ALL, controller("cloud"), subprocessor("alfa"), engagement(("cloud", "alfa"))])
    assert first.items() <= again.items()
    assert 7 == len(set(again.values()))


async def test_known_rows_are_those_that_exist(conn: Connection) -> None:
    """Asking for what is known makes nothing."""
    await subjects.ids(conn, ALL[:1])
    assert [PROCESSOR] == list(await subjects.known_ids(conn, ALL))


async def test_stamp_is_later_than_any_under_the_same_locks(conn: Connection) -> None:
    """Where a stamp is ahead of the clock, the next is a microsecond later; else it is the clock's."""
    rows = list((await subjects.ids(conn, ALL)).values())
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await conn.execute("UPDATE subject SET last_recorded_at = $1 WHERE id = $2", ahead, rows[0])
    assert ahead + timedelta(microseconds=1) == await subjects.stamp(conn, rows)
    assert ahead + timedelta(microseconds=2) == await subjects.stamp(conn, rows[1:])


async def test_stamps_of_one_transaction_differ(conn: Connection) -> None:
    """Writes one after the other in one transaction have stamps of their own."""
    rows = list((await subjects.ids(conn, ALL)).values())
    stamps = [await subjects.stamp(conn, rows) for _ in range(5)]
    assert sorted(set(stamps)) == stamps


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("subject_ids", False),
        ("begin_subjects", False),
        ("timelines", False),
        ("timelines_now", False),
        ("document_on", True),
        ("first_document", True),
    ],
)
async def test_subjects_are_found_by_an_index(conn: Connection, query: str, *, named: bool) -> None:
    """Among thousands of engagements an index of names finds a subject, and another one what is known of it now."""
    await conn.execute(
        "INSERT INTO subject (kind, controller, subprocessor) "
        "SELECT 'engagement', 'list-' || number, 'cloud' FROM generate_series(1, 5000) AS number"
    )
    await conn.execute(
        "INSERT INTO version SELECT id, daterange('2020-01-01', NULL), tstzrange('2020-01-01', NULL), '{}' FROM subject"
    )
    await conn.execute("ANALYZE subject, version")
    pair: Subject = engagement(("list-7", "cloud"))
    names: dict[str, Any] = {"kinds": [pair[0]], "controllers": [pair[1]], "subprocessors": [pair[2]]}
    if named:
        names = pair._asdict() | {"on": datetime.now(UTC).date()}
    plan = await explained(
        conn, query, {"day": datetime.now(UTC).date(), "known_at": datetime.now(UTC), "after": date.min} | names
    )
    assert "subject_named" in plan
    assert ("version_known_now" in plan) == (query == "timelines_now")


async def explained(conn: Connection, query: str, values: dict[str, Any]) -> str:
    """The plan of a named query, as JSON."""
    asked = getattr(queries, query)
    order = [name for name in inspect.signature(asked).parameters if name in values]
    rows = await conn.fetch(f"EXPLAIN (FORMAT JSON) {asked.sql}", *(values[name] for name in order))
    return json.dumps(rows[0][0])
