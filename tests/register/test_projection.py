"""The versions are a projection of the log: read on any day, as known at any moment, they are its fold."""

import random
from datetime import date, datetime
from typing import Any

import asyncpg
import pytest

from service.changes import Plain, Subject
from service.database.pool import Connection as Conn
from service.errors import RegisterError
from service.register.scope import engagement, subprocessor
from tests import factories
from tests.register.desk import Desk, day

PAIR = engagement(("alfa", "cloud"))
CLOUD = subprocessor("cloud")


async def plain_fold(conn: Conn, subject: Subject, on: date, known_at: datetime) -> Plain | None:
    """The state as the design tells it, in the plainest way: all changes not withdrawn, by day, then by recording."""
    rows = await conn.fetch(
        "SELECT change.* FROM change JOIN subject ON subject.id = change.subject "
        "WHERE subject.kind = $1 AND subject.controller IS NOT DISTINCT FROM $2 "
        "AND subject.subprocessor IS NOT DISTINCT FROM $3 AND recorded_at <= $4 ORDER BY seq",
        *subject,
        known_at,
    )
    withdrawn = {row["withdraws"] for row in rows}
    state: Plain | None = None
    for row in sorted(rows, key=lambda row: row["effective_on"]):
        if row["kind"] == "withdrawn" or row["id"] in withdrawn or row["effective_on"] > on:
            continue
        if row["kind"] == "removed":
            state = None
        elif row["kind"] == "added":
            state = {**(state or {}), **row["after"]}
        elif state is not None:
            state = {**state, **row["after"]}
    return state


async def act_at_random(desk: Desk, conn: Conn, chance: random.Random, *, silently: bool) -> None:
    """One act that staff might do, on some day around today; the register may refuse it.

    A baseline tells nobody: it is done only where `silently` says so.
    """
    on = chance.choice([None, *(day(days) for days in (-20, -3, 0, 0, 5, 30, 31, 45, 60))])
    manner: Any = chance.choice(["notice", "waived", "waived", "correction", *(["baseline"] if silently else [])])
    country = chance.choice(["IE", "IN", "DE", "US"])
    purpose = chance.choice(["One", "Two", "Three"])
    what = chance.randrange(8)
    if what < 3:
        document = factories.subprocessor("Cloud", locations=[factories.location(country)], address=purpose)
        await desk.put(CLOUD, document, on, manner)
    elif what < 6:
        places = chance.choice([None, [factories.location(country)]])
        await desk.put(PAIR, factories.engagement(purpose, locations=places, duration=country), on, manner)
    elif what == 6:
        await desk.end(PAIR, on)
    else:
        planned = await conn.fetch("SELECT id, subject FROM change WHERE kind <> 'withdrawn'")
        rows = {row["id"]: row["subject"] for row in planned}
        chosen = chance.choice(list(rows))
        kind = await conn.fetchval("SELECT kind FROM subject WHERE id = $1", rows[chosen])
        await desk.withdraw({"engagement": PAIR, "subprocessor": CLOUD}.get(kind, PAIR), chosen)


@pytest.mark.parametrize("seed", range(12))
async def test_versions_are_the_fold_of_the_log(desk: Desk, conn: Conn, seed: int) -> None:
    """After random acts, each document on each of many days, as known at each moment of recording, is the fold."""
    chance = random.Random(seed)  # noqa: S311 — a sequence that can be repeated, not a secret
    await desk.controller("alfa")
    await desk.subprocessor("cloud")
    await desk.engage("alfa", "cloud")
    done = 0
    for _ in range(25):
        try:
            await act_at_random(desk, conn, chance, silently=True)
        except RegisterError:
            continue
        done += 1
    assert done
    moments = [row["recorded_at"] for row in await conn.fetch("SELECT DISTINCT recorded_at FROM change ORDER BY 1")]
    for known_at in moments:
        for days in (-30, -20, -3, -1, 0, 1, 5, 29, 30, 31, 45, 60, 61, 400):
            for subject in (CLOUD, PAIR):
                folded = await plain_fold(conn, subject, day(days), known_at)
                assert folded == await desk.document(subject, day(days), known_at)


# 40: an entry ends and begins again in one write.
@pytest.mark.parametrize("seed", [*range(1000, 1012), 40])
async def test_list_is_the_fold_of_its_notices(desk: Desk, conn: Conn, seed: int) -> None:
    """A reader who knows only the notices of a list knows where each entry is on every later day."""
    chance = random.Random(seed)  # noqa: S311 — a sequence that can be repeated, not a secret
    await desk.controller("alfa")
    await desk.subprocessor("cloud")
    await desk.put(PAIR, factories.engagement(), manner="waived")
    for _ in range(20):
        try:
            await act_at_random(desk, conn, chance, silently=False)
        except RegisterError:
            continue
    told = read_notices([item for notice in await desk.notices("alfa") for item in notice.items])
    for days in (0, 1, 5, 29, 30, 31, 45, 60, 61, 400):
        listed = await desk.country("alfa", "cloud", day(days))
        assert listed == told_on(told, day(days)), days


def read_notices(items: list[Any]) -> dict[tuple[date, str], Any]:
    """What the notices of one entry say will happen, by day and field; "" is being there."""
    known: dict[tuple[date, str], Any] = {}
    for item in items:
        for step in item.dropped:
            for field in [""] if step.present is not None else [diff.field for diff in step.diff]:
                known.pop((step.effective_on, field), None)
            if step.present:
                known = {key: value for key, value in known.items() if key[0] != step.effective_on}
        for step in item.steps:
            if step.present is False and known.get((step.effective_on, "")):
                # It ends on the day on which it began: for a reader, that beginning is gone.
                known = {key: value for key, value in known.items() if key[0] != step.effective_on}
            elif step.present is not None:
                known[step.effective_on, ""] = step.present
            if step.present and item.entry is not None and step.effective_on == item.effective_on:
                known[step.effective_on, "locations"] = item.entry["locations"]
            for diff in step.diff:
                known[step.effective_on, diff.field] = diff.after
    return known


def told_on(known: dict[tuple[date, str], Any], on: date) -> str | None:
    """Where an entry is on a day, from what was told alone."""
    there, places = False, None
    for (when, field), value in sorted(known.items(), key=lambda pair: (pair[0][0], pair[0][1])):
        if when > on:
            break
        if field == "":
            there = value
        elif field == "locations":
            places = value
    return str(places[0]["country"]) if there and places else None


async def test_two_truths_for_one_day_and_moment_are_impossible(desk: Desk, conn: Conn) -> None:
    """The database itself refuses a version that overlaps another on both axes of time."""
    await desk.subprocessor("cloud")
    with pytest.raises(asyncpg.ExclusionViolationError, match="version_one_truth"):
        await conn.execute("INSERT INTO version SELECT subject, effective, recorded, document FROM version")


@pytest.mark.parametrize(
    ("table", "column"), [("change", "id"), ("notice", "id"), ("notice_change", "change"), ("feed_archive", "title")]
)
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}", "TRUNCATE {0} CASCADE"])
async def test_log_and_notices_are_append_only(conn: Conn, table: str, column: str, statement: str) -> None:
    """Whoever tries to rewrite what was recorded or published is refused."""
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await conn.execute(statement.format(table, column))


async def test_contacts_are_references_in_the_log_and_survive_erasure(desk: Desk, conn: Conn) -> None:
    """The log holds no word of a person; the same contact again is no change; an erased one reads as empty."""
    document = factories.subprocessor("Cloud", contact=factories.person())
    await desk.put(CLOUD, document)
    assert () == (await desk.put(CLOUD, document)).changes
    log = str(await conn.fetch("SELECT before, after FROM change"))
    versions = str(await conn.fetch("SELECT document FROM version"))
    assert not any(word in log + versions for word in factories.person().values())
    await conn.execute("DELETE FROM person")
    receipt = await desk.put(CLOUD, document | {"contact": {}})
    assert () == receipt.changes
