"""Whole lists, many at once: what the check over all of them reads."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from service.changes import Plain
from service.database.pool import Connection
from service.database.queries import queries
from service.store.subjects import NOW


class ListRow(NamedTuple):
    """A controller on a day, and since when its document reads so."""

    controller: str
    document: Plain
    same_since: date


class EntryRow(NamedTuple):
    """An engagement on a day: its terms as text, so that equal terms are equal without being read.

    `effective_until` is the first day without, null while open; `same_since` the day since which its terms are these.
    """

    controller: str
    subprocessor: str
    terms: str
    effective_from: date
    effective_until: date | None
    same_since: date


class WaivedRow(NamedTuple):
    """A change that did not wait for the notice period, with the fields of one that changed some."""

    id: UUID
    effective_on: date
    kind: str
    before: Plain | None
    after: Plain | None


class ToldRow(NamedTuple):
    """The latest of such changes that a list was told of for a sub-processor, and the notice that told it."""

    controller: str
    subprocessor: str
    effective_on: date
    published: datetime
    objection_until: date | None


async def count(conn: Connection, on: date) -> int:
    """Return how many controllers there are on a day, as known now."""
    counted: int = await queries.list_count(conn, on=on)
    return counted


async def alone_in_counting(conn: Connection) -> bool:
    """Whether no other transaction counts the findings of all lists; none will while that of `conn` lasts."""
    alone: bool = await queries.counting_alone(conn)
    return alone


async def names(conn: Connection, on: date, known_at: datetime, among: Sequence[str] | None = None) -> list[str]:
    """Return the slugs of the controllers that there are on a day, by name; of those `among` alone where given."""
    if among is None:
        rows = queries.list_names(conn, on=on, known_at=known_at)
    else:
        rows = queries.list_names_among(conn, on=on, known_at=known_at, among=among)
    return [row["controller"] async for row in rows]


async def owners_of(conn: Connection, controllers: Sequence[str], on: date, known_at: datetime) -> list[ListRow]:
    """Return controllers on a day, in the order in which they are asked for; one that there is not is left out."""
    rows = queries.owners_of_lists(conn, controllers=controllers, on=on, known_at=known_at)
    found = {row["controller"]: ListRow(*row) async for row in rows}
    return [found[slug] for slug in controllers if slug in found]


async def entries_of(
    conn: Connection, controllers: Sequence[str], on: date, known_at: datetime
) -> tuple[list[EntryRow], set[str]]:
    """Return the engagements of lists on a day, in no order, and the lists that have others which are over."""
    held, with_ended = [], set[str]()
    async for row in queries.entries_of_lists(conn, controllers=controllers, on=on, known_at=known_at):
        if row["terms"] is None:
            with_ended.add(row["controller"])
        else:
            held.append(EntryRow(*row))
    return held, with_ended


async def ended_of(conn: Connection, controllers: Sequence[str], on: date, known_at: datetime) -> list[EntryRow]:
    """Return the engagements of lists that were over on a day, with the terms of their last day."""
    if known_at == NOW:
        rows = queries.ended_of_lists_now(conn, controllers=controllers, on=on)
    else:
        rows = queries.ended_of_lists(conn, controllers=controllers, on=on, known_at=known_at)
    return [EntryRow(*row) async for row in rows]


async def waived(conn: Connection, controllers: Sequence[str], on: date, known_at: datetime) -> list[WaivedRow]:
    """Return what was in effect by a day of what lists rest on and did not wait for the notice period, in no order."""
    rows = queries.waived_changes(conn, controllers=controllers, on=on, known_at=known_at)
    return [WaivedRow(*row) async for row in rows]


async def latest_told(
    conn: Connection, controllers: Sequence[str], waived: Sequence[UUID], known_at: datetime
) -> list[ToldRow]:
    """Return for each list and sub-processor the latest in effect of these changes that the list was told of."""
    rows = queries.waived_of_lists(conn, controllers=controllers, changes=waived, known_at=known_at)
    return [ToldRow(*row) async for row in rows]
