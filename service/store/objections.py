"""Objections as they are stored, what they hold, and by which changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple
from uuid import UUID, uuid4

import msgspec

from service.changes import Plain, Subject, SubjectKind
from service.database.pool import Connection
from service.database.queries import queries
from service.decisions import split
from service.documents import Contact, to_plain
from service.objections import WAITING, Filing, Status
from service.store.people import contacts

_OF_HELD = (
    "objection",
    "held",
    "held_at",
    "until",
    "kind",
    "effective_on",
    "present",
    "before",
    "after",
    "is_withdrawn",
)


class Due(NamedTuple):
    """A place among objections by deadline: what waits, the earliest first, then what was decided, the newest first."""

    waits: bool
    deadline: date | None
    filed_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID


class ObjectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An objection with the notice that it is about. `holds` are the planned changes that it holds or held."""

    seq: int
    id: UUID
    notice: UUID
    controller: str
    filed_at: datetime
    filed_by: str
    reason: str | None
    person: UUID | None
    status: Status
    decided_at: datetime | None
    decided_by: str | None
    reply: str | None
    title: str
    language: str
    number: int
    effective_on: date | None
    objection_until: date | None
    due_on: date | None
    holds: tuple[UUID, ...]

    @property
    def deadline(self) -> date | None:
        """The day by which staff should decide: that on which the change would take effect; null once they did."""
        return self.due_on if self.status in WAITING else None

    @property
    def due(self) -> "Due":
        """Its place among objections by deadline."""
        return Due(self.status in WAITING, self.deadline, self.filed_at, self.id)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """A change that a notice told of: of an engagement, or of a sub-processor that lists share."""

    kind: SubjectKind
    subprocessor: str | None
    effective_on: date
    present: bool | None
    before: Plain | None
    after: Plain | None

    @property
    def decided(self) -> Plain:
        """The fields that are decisions, with their values; facts are not held."""
        return split(self.before or {}, self.after or {})[0] if self.present is None else {}


class Hold(_Told, frozen=True, kw_only=True):
    """A planned change that an objection holds for an engagement of its list, until a day; null while that is open.

    `kind` and `subprocessor` say of what it is a change, `is_withdrawn` that it was withdrawn meanwhile. `fields` are
    those of its decisions that are held since `held_at`; null is all.
    """

    objection: UUID
    held: UUID
    held_at: datetime
    fields: tuple[str, ...] | None
    until: date | None
    engagement: Subject
    is_withdrawn: bool

    @property
    def decided(self) -> Plain:
        """The fields that are held, with the values that they would have; facts are not held."""
        decided = super().decided
        return {name: value for name, value in decided.items() if self.fields is None or name in self.fields}

    @property
    def is_own(self) -> bool:
        """Whether what is held is a change of the engagement itself, not of a sub-processor that lists share."""
        return self.kind == "engagement"

    def waits(self, day: date) -> bool:
        """Whether what is held is a plan of the engagement itself that is not let go on a day, so may be withdrawn."""
        return self.is_own and (self.until is None or self.until > day)

    @property
    def subject(self) -> Subject:
        """What the change that is held is of."""
        return self.engagement if self.is_own else Subject("subprocessor", None, self.subprocessor)


class PlannedRow(_Told, frozen=True, kw_only=True):
    """A change to come that a notice told of."""

    id: UUID


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that a withdrawal settled; `holds` says whether it held anything."""

    id: UUID
    notice: UUID
    controller: str
    holds: bool


async def insert(
    conn: Connection, *, notice: UUID, controller: str, by: str, reason: str, person: Contact | None, status: Status
) -> UUID:
    """Keep a new objection; returns its id. The contact goes into a table of its own."""
    objection, ref = uuid4(), None
    if person is not None:
        ref = uuid4()
        await queries.record_people(conn, people=[{"id": str(ref), **to_plain(person)}])
    await queries.insert_objection(
        conn, id=objection, notice=notice, controller=controller, filed_by=by, reason=reason, person=ref, status=status
    )
    return objection


async def filed_before(conn: Connection, notice: UUID, by: str, filing: Filing) -> UUID | None:
    """Return the open objection to a notice that somebody filed in the same words, with the same contact."""
    row = await queries.open_of_notice(conn, notice=notice, filed_by=by, reason=filing.reason)
    if row is None:
        return None
    known = await contacts(conn, [row["person"]] if row["person"] is not None else [])
    person = filing.person()
    same = known.get(row["person"]) == (None if person is None else to_plain(person))
    return row["id"] if same else None


async def hold(conn: Connection, objection: UUID, held: Mapping[Subject, Sequence[UUID]]) -> None:
    """Note which changes an objection holds, by engagement."""
    for engagement, changes in held.items():
        await _hold(conn, objection, engagement, changes, None, None)


async def hold_until(
    conn: Connection, objection: UUID, held: Mapping[Subject, Mapping[UUID, Collection[str]]], until: date
) -> None:
    """Note which fields of changes are held after an objection was decided, by engagement, and until which day."""
    for engagement, changes in held.items():
        for change, fields in changes.items():
            await _hold(conn, objection, engagement, [change], sorted(fields), until)


async def _hold(
    conn: Connection,
    objection: UUID,
    engagement: Subject,
    changes: Sequence[UUID],
    fields: Sequence[str] | None,
    until: date | None,
) -> None:
    await queries.insert_holds(
        conn,
        objection=objection,
        held=changes,
        controller=engagement.controller,
        subprocessor=engagement.subprocessor,
        fields=fields,
        until=until,
    )


async def release(
    conn: Connection, released: Sequence[UUID], first_day: date, held: Sequence[UUID] | None = None
) -> None:
    """Let go of what objections hold, or of some of it: each on its own day, or on the first day if that is later."""
    await queries.release_holds(conn, objections=released, first_day=first_day, held=held)


async def lock(conn: Connection, objection: UUID) -> Status:
    """Lock an objection that there is, under its list's lock, and return how it stands."""
    status: Status = await queries.lock_objection(conn, id=objection)
    return status


async def decide(conn: Connection, objection: UUID, status: Status, *, by: str | None, reply: str | None) -> None:
    """Note how a locked objection ended; one that is confirmed is open, and not decided by anybody."""
    await queries.decide_objection(conn, id=objection, status=status, decided_by=by, reply=reply)


async def settle(conn: Connection, controllers: Iterable[str], withdrawn: Iterable[UUID], *, by: str) -> list[Settled]:
    """Settle what waits of lists and is left without anything by withdrawals that are about to be recorded."""
    rows = queries.settle_objections(conn, controllers=list(controllers), withdrawn=list(withdrawn), decided_by=by)
    return sorted([Settled(**row) async for row in rows], key=lambda one: one.id)


async def lists_waiting(conn: Connection, changes: Iterable[UUID]) -> set[str]:
    """Return the lists of which an objection waits that is about a notice of any of these changes."""
    return {row["controller"] async for row in queries.lists_waiting(conn, changes=list(changes))}


async def by_id(conn: Connection, objection: UUID) -> ObjectionRow | None:
    """Return an objection; null where there is none."""
    return next(iter(await newest(conn, ids=[objection])), None)


async def newest(
    conn: Connection,
    *,
    ids: Collection[UUID] | None = None,
    status: Status | None = None,
    among: Sequence[str] | None = None,
    before: UUID | None = None,
    limit: int | None = None,
) -> list[ObjectionRow]:
    """Return objections, newest first, those before one of them, of the lists `among`; what is null narrows nothing."""
    query = queries.objections_newest(conn, ids=ids, status=status, among=among, before=before, limit=limit)
    rows = [row async for row in query]
    days = await _due(conn, ids=[row["id"] for row in rows])
    return [ObjectionRow(**{**row, "holds": tuple(row["holds"])}, due_on=days[row["id"]]) for row in rows]


async def by_deadline(
    conn: Connection, *, status: Status | None, among: Sequence[str] | None, after: Due | None, limit: int
) -> list[ObjectionRow]:
    """Return objections by deadline, those after a place: what is decided meanwhile moves none of those that wait."""
    places = list(await _due(conn, status=status, among=among, after=after, limit=limit))
    return sorted(await newest(conn, ids=places), key=lambda row: places.index(row.id))


async def _due(
    conn: Connection,
    *,
    ids: Collection[UUID] | None = None,
    status: Status | None = None,
    among: Sequence[str] | None = None,
    after: Due | None = None,
    limit: int | None = None,
) -> dict[UUID, date | None]:
    """Return until when objections should be decided, in the order of `Due`; null for those that were."""
    waits, due_on, filed_at, last = after or (None, None, None, None)
    rows = queries.objections_by_deadline(
        conn,
        ids=ids,
        status=status,
        among=among,
        waits=waits,
        due_on=due_on,
        filed_at=filed_at,
        after=last,
        limit=limit,
    )
    return {row["id"]: row["due_on"] async for row in rows}


async def of_notices(conn: Connection, notices: Iterable[UUID]) -> dict[UUID, list[Status]]:
    """Return where the objections to notices stand, oldest first, by notice."""
    found: dict[UUID, list[Status]] = {}
    async for row in queries.objections_of_notices(conn, notices=list(notices)):
        found.setdefault(row["notice"], []).append(row["status"])
    return found


async def open_entries(conn: Connection, controllers: Iterable[str], known_at: datetime) -> set[tuple[str, str]]:
    """Return the entries (list, sub-processor) of lists of which an open objection held a change at a moment."""
    rows = queries.objections_open_of_lists(conn, controllers=sorted(controllers), known_at=known_at)
    return {(row["controller"], row["subprocessor"]) async for row in rows}


async def holds_of(conn: Connection, controllers: Iterable[str], day: date) -> list[Hold]:
    """Return what objections hold or held for those engagements of lists for which anything is held after a day."""
    rows = queries.holds_of_lists(conn, controllers=sorted(controllers), day=day)
    return [
        Hold(
            engagement=Subject("engagement", row["controller"], row["subprocessor"]),
            subprocessor=row["held_subprocessor"],
            fields=None if row["fields"] is None else tuple(row["fields"]),
            **{name: row[name] for name in _OF_HELD},
        )
        async for row in rows
    ]


async def open_of(conn: Connection, controller: str) -> list[UUID]:
    """Return the objections of a list that are open."""
    return [row["id"] async for row in queries.open_of_list(conn, controller=controller)]


async def planned(conn: Connection, notice: UUID, day: date) -> list[PlannedRow]:
    """Return the changes that a notice told of which take effect after a day and were not withdrawn."""
    return [PlannedRow(**row) async for row in queries.planned_of_notice(conn, notice=notice, day=day)]


async def waiting_by_deadline(conn: Connection, day: date, *, soon: int) -> dict[str, int]:
    """Return how many objections wait, by deadline as seen from a day: overdue, within so many days, later."""
    days = [day for status in WAITING for day in (await _due(conn, status=status)).values() if day is not None]
    overdue, later = sum(due < day for due in days), sum(due > day + timedelta(days=soon) for due in days)
    return {"overdue": overdue, f"within_{soon}_days": len(days) - overdue - later, "later": later}
