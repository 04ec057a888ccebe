"""Subjects and their locks: the order of locking, the stamp of recording, and waiting for writers.

Locks are taken in one order — processor, sub-processors by slug, lists by slug — so that no two writers wait for each
other. The recorded time is a stamp taken under them, later than anything recorded before (DESIGN section 3).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from service.changes import Subject
from service.database.pool import Connection
from service.database.queries import queries
from service.errors import Malformed, Place

# The stamps of heads as bytes, how many of some contacts are there, and since when the server runs that says so.
Standing = tuple[bytes, int, datetime]

# Any number that nothing else in the database uses as the class of an advisory lock: "SUBR" in ASCII.
_WRITERS = 0x53554252
NOW = datetime.max.replace(tzinfo=UTC)  # asyncpg writes it as 'infinity': as known now


async def announce_writer(conn: Connection) -> None:
    """Make the transaction one that readers with a fixed `known_at` wait for. Before any stamp is taken."""
    await queries.announce_writer(conn, space=_WRITERS)


async def settle(conn: Connection, known_at: datetime) -> None:
    """Wait until what was recorded up to `known_at` can no longer grow, so that the answer is the same for ever.

    Writers under way may hold a stamp before `known_at` and not have committed; those that begin later stamp later.
    Raises Malformed for a moment that has not come.
    """
    # The clock first: a writer that is announced after the moment has come cannot stamp before it.
    if known_at > await clock(conn):
        detail = f"known_at={known_at.isoformat()} has not come yet: nobody can say what will be known then."
        raise Malformed(detail, (Place("?known_at", "a moment in the future"),))
    async for _ in queries.await_writers(conn, space=_WRITERS):
        pass


async def clock(conn: Connection) -> datetime:
    """Return the moment on the register's one clock, that of the database."""
    moment: datetime = await queries.clock(conn)
    return moment


async def ids(conn: Connection, subjects: Iterable[Subject]) -> dict[Subject, int]:
    """Return the row ids of subjects, making rows for those that have none yet."""
    wanted = set(subjects)
    found = await known_ids(conn, wanted)
    if missing := wanted - found.keys():
        await queries.begin_subjects(conn, **_columns(missing))
        found |= await known_ids(conn, missing)
    return found


async def known_ids(conn: Connection, subjects: Collection[Subject]) -> dict[Subject, int]:
    """Return the row ids of those subjects that have one."""
    if not subjects:
        return {}
    rows = [row async for row in queries.subject_ids(conn, **_columns(subjects))]
    return {Subject(row["kind"], row["controller"], row["subprocessor"]): row["id"] for row in rows}


async def lock_processor(conn: Connection, *, shared: bool) -> int:
    """Lock the processor's head, making it where no processor is recorded yet; returns its row id.

    So whoever writes the processor for the first time waits for all who rest on it.
    """
    lock = queries.lock_processor_shared if shared else queries.lock_processor
    row = await lock(conn)
    if row is None:
        await queries.begin_subjects(conn, **_columns([Subject("processor")]))
        row = await lock(conn)
    return int(row)


async def lock_chain(conn: Connection, slugs: Collection[str], *, shared: bool) -> dict[str, int]:
    """Lock the heads of sub-processors and of all further down their chains, by slug; returns the row ids.

    Who waits for a lock does not see what the chain has become meanwhile: that is for the caller to look at.
    """
    if not slugs:
        return {}
    lock = queries.lock_chain_shared if shared else queries.lock_chain
    return {row["subprocessor"]: row["id"] async for row in lock(conn, subprocessors=sorted(slugs))}


async def lock_lists(conn: Connection, slugs: Iterable[str]) -> dict[str, int]:
    """Lock the heads of lists for writing, by slug; returns the row ids of those that have one."""
    return {row["controller"]: row["id"] async for row in queries.lock_lists(conn, controllers=sorted(slugs))}


async def standing(conn: Connection, heads: Collection[int], people: Collection[UUID]) -> Standing:
    """Return how heads, by their row ids, and contacts stand now."""
    return standing_of(await queries.standing(conn, heads=heads, people=people))


def standing_of(row: asyncpg.Record) -> Standing:
    """Return what a row says of it."""
    return row["stamps"], row["people"], row["server_began_at"]


async def stamp(conn: Connection, row_ids: Sequence[int], under: Sequence[int] = ()) -> datetime:
    """Take the recorded time of a write, in UTC with microseconds, later than what these subjects had recorded.

    Later too than what those `under` it had, which the write rests on and does not change.
    """
    moment: datetime = await queries.stamp_subjects(conn, ids=list(row_ids), under=list(under))
    return moment


def _columns(subjects: Iterable[Subject]) -> dict[str, list[str | None]]:
    wanted = sorted(set(subjects), key=lambda subject: tuple(part or "" for part in subject))
    return {
        "kinds": [subject.kind for subject in wanted],
        "controllers": [subject.controller for subject in wanted],
        "subprocessors": [subject.subprocessor for subject in wanted],
    }
