"""Versions: the projection of the log, read by day and moment, and written anew where a change moves it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from service.changes import Plain, Span, Subject
from service.database.pool import Connection
from service.database.queries import queries
from service.store import people
from service.store.subjects import NOW


class Version(msgspec.Struct, frozen=True):
    """A document and the days on which it holds: from `from_day` up to and without `until_day` (null: open)."""

    from_day: date
    until_day: date | None
    document: Plain


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation is known by, as the catalogue has it."""

    slug: str
    name: str
    registration_number: str | None
    legal_name: str | None
    website: str | None


class EntryRow(msgspec.Struct, frozen=True, kw_only=True):
    """An engagement on a day with the shared document of its sub-processor and the days of its run."""

    subprocessor: str
    engagement: Plain
    shared: Plain
    effective_from: date
    effective_until: date | None


async def timelines(
    conn: Connection, wanted: Iterable[Subject], day: date, known_at: datetime
) -> dict[Subject, list[Version]]:
    """Return what is known at a moment of subjects from a day on, and on the day before it, in order of days.

    Subjects of which the same holds on the same days share one version, which nobody changes.
    """
    found: dict[Subject, list[Version]] = {subject: [] for subject in wanted}
    timeline = list(found.values())
    asked = {
        "kinds": [subject.kind for subject in found],
        "controllers": [subject.controller for subject in found],
        "subprocessors": [subject.subprocessor for subject in found],
        "day": day,
    }
    is_now = known_at == NOW
    rows = queries.timelines_now(conn, **asked) if is_now else queries.timelines(conn, **asked, known_at=known_at)
    async for row in rows:
        version = Version(row["from_day"], row["until_day"], row["document"])
        for place in row["places"]:
            timeline[place - 1].append(version)
    return found


def as_spans(versions: Sequence[Version]) -> list[Span]:
    """Return versions as a timeline, with a span of nothing wherever no version holds."""
    result: list[Span] = []
    previous: date | None = None
    for version in versions:
        if previous is not None and previous < version.from_day:
            result.append(Span(previous, None))
        result.append(Span(version.from_day, version.document))
        previous = version.until_day
    if versions and previous is not None:
        result.append(Span(previous, None))
    return result


async def project(
    conn: Connection, projections: Iterable[tuple[int, Sequence[Version], Sequence[Version]]], recorded_at: datetime
) -> None:
    """Replace what was known of subjects, each (row id, versions as they were, versions as they are now)."""
    closed: list[tuple[int, date]] = []
    opened: list[dict[str, Any]] = []
    for subject, was, now in projections:
        closed += [(subject, version.from_day) for version in was if version not in now]
        opened += [{"subject": subject, **msgspec.structs.asdict(version)} for version in now if version not in was]
    subjects, days = [subject for subject, _ in closed], [day for _, day in closed]
    await queries.project(conn, subjects=subjects, days=days, versions=opened, recorded_at=recorded_at)


async def document_on(conn: Connection, subject: Subject, on: date, known_at: datetime) -> Plain | None:
    """Return a subject's document on a day, contacts left as references; null where it does not exist."""
    found = await version_on(conn, subject, on, known_at)
    return None if found is None else found.document


async def version_on(conn: Connection, subject: Subject, on: date, known_at: datetime) -> Version | None:
    """Return a subject's document on a day with the days on which it holds, likewise."""
    row = await queries.document_on(conn, on=on, known_at=known_at, **subject._asdict())
    return None if row is None else Version(row["from_day"], row["until_day"], row["document"])


async def first_document(
    conn: Connection, subject: Subject, known_at: datetime, after: date = date.min
) -> tuple[Plain, date] | None:
    """Return the first document that a subject has from a day after `after` on, and that day, as known at a moment."""
    row = await queries.first_document(conn, known_at=known_at, after=after, **subject._asdict())
    return None if row is None else (row["document"], row["starts_on"])


async def entries_on(conn: Connection, controller: str, on: date, known_at: datetime) -> list[EntryRow]:
    """Return the engagements of a list on a day with the sub-processors they rest on, in no order."""
    if known_at == NOW:
        rows = queries.entries_now(conn, controller=controller, on=on)
    else:
        rows = queries.entries_on(conn, controller=controller, on=on, known_at=known_at)
    return [EntryRow(**row) async for row in rows]


async def planned(conn: Connection, controller: str, after: date, known_at: datetime) -> list[tuple[str, date]]:
    """Return (slug, first day) of the engagements of a list that begin after a day, earliest first."""
    if known_at == NOW:
        rows = queries.planned_engagements_now(conn, controller=controller, day=after)
    else:
        rows = queries.planned_engagements(conn, controller=controller, day=after, known_at=known_at)
    return [(row["subprocessor"], row["starts_on"]) async for row in rows]


async def ended(conn: Connection, controller: str, on: date, known_at: datetime) -> list[tuple[str, date]]:
    """Return (slug, last day) of the engagements of a list that were over on a day."""
    rows = [row async for row in queries.recent_engagements(conn, controller=controller, day=on, known_at=known_at)]
    return [(row["subprocessor"], row["last_day"]) for row in rows]


async def controllers_page(
    conn: Connection,
    on: date,
    known_at: datetime,
    *,
    after: tuple[str, str],
    limit: int,
    among: Sequence[str] | None = None,
) -> list[tuple[str, Plain]]:
    """Return (slug, document) of controllers on a day, by name, after a place (name in lower case, slug).

    `among` are the lists that are looked at; null looks at all.
    """
    place = {"on": on, "known_at": known_at, "after_name": after[0], "after_slug": after[1], "limit": limit}
    if among is None:
        rows = queries.controllers_page(conn, **place)
    else:
        rows = queries.controllers_page_among(conn, **place, among=among)
    return [(row["controller"], row["document"]) async for row in rows]


async def subprocessors_page(
    conn: Connection, on: date, known_at: datetime, *, after: tuple[str, str], limit: int, filters: Mapping[str, Any]
) -> list[tuple[str, Plain]]:
    """Return (slug, document) of the catalogue on a day, by name; `filters` as the query has them."""
    rows = queries.subprocessors_page(
        conn, on=on, known_at=known_at, after_name=after[0], after_slug=after[1], limit=limit, **filters
    )
    return [(row["subprocessor"], row["document"]) async for row in rows]


async def subprocessors_on(
    conn: Connection, slugs: Iterable[str], on: date, known_at: datetime
) -> dict[str, tuple[Plain, date]]:
    """Return the documents of sub-processors on a day by slug, each with the day since which it reads so."""
    wanted = sorted(slugs)
    if not wanted:
        return {}
    rows = queries.subprocessors_on(conn, subprocessors=wanted, on=on, known_at=known_at)
    return {row["subprocessor"]: (row["document"], row["same_since"]) async for row in rows}


async def identities(conn: Connection, on: date) -> list[Identity]:
    """Return by what all sub-processors of the catalogue are told apart on a day, by slug."""
    return [Identity(**row) async for row in queries.identities_on(conn, on=on)]


async def public_until(conn: Connection, controller: str, on: date) -> tuple[date | None] | None:
    """Return, of a list that is public on a day, the first day on which its controller reads otherwise, if any.

    Null for one that is private and one that there is not, alike. On a day before a list began it is as when it did.
    """
    row = await queries.public_until(conn, controller=controller, on=on)
    return None if row is None else (row["until_day"],)


async def is_engaged(conn: Connection, slug: str, among: Sequence[str]) -> bool:
    """Tell whether one of the lists engages a sub-processor on any day, or did."""
    return bool(await queries.engaged_among(conn, subprocessor=slug, among=among))


async def engaged_beside(conn: Connection, controller: str, slugs: Iterable[str]) -> set[str]:
    """Return which of the sub-processors another list engages, or did, on any day that is known now."""
    rows = queries.engaged_beside(conn, controller=controller, subprocessors=sorted(slugs))
    return {row["subprocessor"] async for row in rows}


async def engaged_on(conn: Connection, controller: str, on: date) -> set[str]:
    """Return the sub-processors that a list engages on a day, as known now."""
    return {row["subprocessor"] async for row in queries.engaged_on(conn, controller=controller, on=on)}


async def lists_engaging(conn: Connection, slugs: Iterable[str], day: date) -> set[tuple[str, str]]:
    """Return (list, sub-processor) for each engagement of these sub-processors that runs on the day or later."""
    rows = [row async for row in queries.lists_engaging(conn, subprocessors=sorted(slugs), day=day)]
    return {(row["controller"], row["subprocessor"]) for row in rows}


async def lists_of_processor(conn: Connection, day: date) -> set[str]:
    """Return the lists whose exporter is the processor on the day or later."""
    return {row["controller"] async for row in queries.lists_of_processor(conn, day=day)}


async def engagements_of(conn: Connection, controllers: Iterable[str], day: date) -> set[tuple[str, str]]:
    """Return (list, sub-processor) for each engagement of these lists that runs on the day or later."""
    rows = queries.engagements_of_lists(conn, controllers=sorted(controllers), day=day)
    return {(row["controller"], row["subprocessor"]) async for row in rows}


async def chain_below(conn: Connection, slugs: Iterable[str]) -> dict[str, set[str]]:
    """Return which sub-processor engages which, from these downwards, on any day that is known now."""
    return await _walk(conn, set(slugs), queries.next_hops, "below")


async def chain_above(conn: Connection, slugs: Iterable[str]) -> dict[str, set[str]]:
    """Return which sub-processor engages which, from these upwards, on any day that is known now."""
    return await _walk(conn, set(slugs), queries.previous_hops, "above")


async def attached(conn: Connection, document: Plain | None) -> Plain | None:
    """Return a document with the contacts that it refers to written out."""
    return None if document is None else (await people.attach(conn, [document]))[0]


async def _walk(conn: Connection, slugs: set[str], query: Any, onward: str) -> dict[str, set[str]]:  # noqa: ANN401 — a query of aiosql
    edges: dict[str, set[str]] = {}
    seen: set[str] = set()
    todo = slugs
    while todo:
        seen |= todo
        rows = [row async for row in query(conn, subprocessors=sorted(todo))]
        for row in rows:
            edges.setdefault(row["above"], set()).add(row["below"])
        todo = {row[onward] for row in rows} - seen
    return edges
