"""Reading the register by day and moment: lists, documents, changes (DESIGN section 3)."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec

from service.changes import Change, Difference, Plain, State, Subject
from service.controllers import Controller, Exporter, Processor, exporter_of
from service.database.pool import Connection, Pool
from service.database.transactions import snapshot
from service.documents import from_plain
from service.engagements import Engagement, Entry, laid_over
from service.errors import NotFound
from service.objections import as_held
from service.register.catalogue import Catalogue
from service.register.scope import PROCESSOR, controller, hops
from service.store import changes, people, subjects, versions
from service.store.changes import ChangeRow
from service.store.subjects import NOW
from service.store.versions import EntryRow
from service.subprocessors import Subprocessor


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A point on both axes of time: the day the facts hold on, and when the register knew them (null: now)."""

    on: date
    today: date
    known_at: datetime | None = None

    @property
    def known(self) -> datetime:
        """The moment for the queries; infinity is as known now."""
        return self.known_at or NOW


class ControllerList(msgspec.Struct, frozen=True, kw_only=True):
    """A list on a day, entries by name; contacts of persons are hidden unless it was read with them."""

    slug: str
    controller: Controller
    exporter: Exporter
    processor: Processor | None
    entries: tuple[Entry, ...]


def today() -> date:
    """Return the present day in UTC, the day on which a read rests that names none."""
    return datetime.now(UTC).date()


@asynccontextmanager
async def reading(pool: Pool, moment: Moment) -> AsyncIterator[Connection]:
    """Give a connection whose queries all see one state of the register, settled up to `known_at` where it is given."""
    if moment.known_at is not None:
        async with pool.acquire() as conn:
            await subjects.settle(conn, moment.known_at)
    async with snapshot(pool) as conn:
        yield conn


async def document(conn: Connection, subject: Subject, moment: Moment, among: Sequence[str] | None = None) -> Plain:
    """Return a document on a day with its contacts; raises NotFound.

    `among` are the lists of which one must engage a sub-processor that is asked for; else it is as if there were none.
    """
    found = None
    if among is None or subject.kind != "subprocessor" or await versions.is_engaged(conn, str(subject[2]), among):
        found = await versions.attached(conn, await versions.document_on(conn, subject, moment.on, moment.known))
    if found is None:
        kind = "sub-processor" if subject.kind == "subprocessor" else subject.kind
        detail = f"There is no such {kind} on {moment.on}, as known then: {_named(subject)}."
        raise NotFound(detail)
    return found


async def controller_of(conn: Connection, slug: str, moment: Moment) -> Controller:
    """Return a list's controller on a day; on a day before the list began, as when it did. Raises NotFound."""
    return (await controller_until(conn, slug, moment))[0]


async def controller_until(conn: Connection, slug: str, moment: Moment) -> tuple[Controller, date | None]:
    """Return a list's controller as `controller_of` does, and the first day on which it reads otherwise, if any."""
    found = await versions.version_on(conn, controller(slug), moment.on, moment.known)
    if found is not None:
        return from_plain(people.hide(found.document), Controller), found.until_day
    first = await versions.first_document(conn, controller(slug), moment.known)
    if first is None:
        detail = f"There is no controller {slug!r}."
        raise NotFound(detail)
    return from_plain(people.hide(first[0]), Controller), first[1]


async def processor_of(conn: Connection, moment: Moment) -> Processor | None:
    """Return the processor's document on a day, or the first there was, without persons; null where there is none."""
    found = await versions.document_on(conn, PROCESSOR, moment.on, moment.known)
    if found is None:
        first = await versions.first_document(conn, PROCESSOR, moment.known)
        found = None if first is None else first[0]
    return None if found is None else from_plain(people.hide(found), Processor)


async def read_list(conn: Connection, slug: str, moment: Moment, *, with_people: bool = False) -> ControllerList:
    """Return a list on a day; raises NotFound where there is no such controller."""
    owner = await controller_of(conn, slug, moment)
    processor = await processor_of(conn, moment)
    rows = await versions.entries_on(conn, slug, moment.on, moment.known)
    return ControllerList(
        slug=slug,
        controller=owner,
        exporter=exporter_of(owner, processor),
        processor=processor,
        entries=await _entries(conn, rows, moment.on, moment.known, with_people=with_people),
    )


async def planned(conn: Connection, slug: str, moment: Moment, *, with_people: bool = False) -> tuple[Entry, ...]:
    """Return the entries that begin after the day and after today, each as on its first day, the earliest first."""
    after = max(moment.on, moment.today)
    starts = await versions.planned(conn, slug, after, moment.known)
    return await _on_days(conn, slug, starts, moment, with_people=with_people)


async def ended(conn: Connection, slug: str, moment: Moment, *, with_people: bool = False) -> tuple[Entry, ...]:
    """Return the entries that were over on the day, each as on its last day."""
    return await _on_days(
        conn, slug, await versions.ended(conn, slug, moment.on, moment.known), moment, with_people=with_people
    )


async def change(conn: Connection, change_id: UUID, moment: Moment, among: Sequence[str] | None = None) -> Change:
    """Return one change of the log, that is of the lists `among` where these are given; raises NotFound."""
    row = await changes.by_id(conn, change_id, moment.known, among)
    if row is None:
        detail = f"There is no change {change_id}."
        raise NotFound(detail)
    return shown(row, moment.on)


def shown(row: ChangeRow, day: date) -> Change:
    """Return a recorded change as the API shows it; whether it is planned or in effect follows from the day."""
    fields = sorted({*(row.before or {}), *(row.after or {})})
    before, after = row.before or {}, row.after or {}
    return Change(
        id=row.id,
        recorded_at=row.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        actor=row.actor,
        reason=row.reason,
        kind=row.kind,
        manner=row.manner,
        controller=row.controller,
        subprocessor=row.subprocessor,
        effective_on=row.effective_on,
        material=row.material,
        before=row.before,
        after=row.after,
        diff=tuple(Difference(field=name, before=before.get(name), after=after.get(name)) for name in fields),
        state=_state(row, day),
        withdraws=row.withdraws,
        notices=row.notices,
    )


def _state(row: ChangeRow, day: date) -> State:
    if row.withdrawn:
        return "withdrawn"
    if row.withdraws is not None:
        return "in_effect"
    return "planned" if max(row.effective_on, row.held_until or row.effective_on) > day else "in_effect"


def _named(subject: Subject) -> str:
    return "/".join(part for part in subject[1:] if part) or "the register has none yet"


async def _on_days(
    conn: Connection, slug: str, days: Iterable[tuple[str, date]], moment: Moment, *, with_people: bool
) -> tuple[Entry, ...]:
    """Return single entries of a list, each on a day of its own; one query a day, not one an entry."""
    by_day: dict[date, set[str]] = {}
    for name, day in days:
        by_day.setdefault(day, set()).add(name)
    found: list[Entry] = []
    for day, names in sorted(by_day.items()):
        rows = [row for row in await versions.entries_on(conn, slug, day, moment.known) if row.subprocessor in names]
        found += await _entries(conn, rows, day, moment.known, with_people=with_people)
    return tuple(found)


async def _entries(
    conn: Connection, rows: list[EntryRow], on: date, known: datetime, *, with_people: bool
) -> tuple[Entry, ...]:
    catalogue = Catalogue(on, known)
    await catalogue.load(conn, {hop for row in rows for hop in (*hops(row.shared), *hops(row.engagement))})
    shared = [as_held(row.shared, row.subprocessor, row.engagement.get("held")) for row in rows]
    named = [people.named_in(document) if with_people else () for document in shared]
    shared = await people.attach(conn, shared) if with_people else [people.hide(document) for document in shared]
    found = []
    for row, plain, contacts in zip(rows, shared, named, strict=True):
        terms = from_plain(row.engagement, Engagement)
        entry = Entry(
            slug=row.subprocessor,
            subprocessor=laid_over(terms, from_plain(plain, Subprocessor)),
            engagement=terms,
            chain=catalogue.below(plain, terms.held),
            effective_from=row.effective_from,
            effective_until=row.effective_until,
            people=contacts,
        )
        found.append(entry)
    return tuple(sorted(found, key=lambda entry: (entry.subprocessor.name.lower(), entry.slug)))
