"""The log: appending to it, and reading it back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from service.changes import Kind, Logged, Manner, Plain, Subject, SubjectKind
from service.database.pool import Connection
from service.database.queries import queries


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A change as it is appended; the recorded time and the actor are those of the whole write.

    `holds` is as that of `Logged`.
    """

    id: UUID
    subject: int
    kind: Kind
    manner: Manner
    effective_on: date
    present: bool | None
    before: Plain | None
    after: Plain | None
    material: bool
    reason: str | None = None
    withdraws: UUID | None = None
    holds: bool = False

    def logged(self) -> Logged:
        """Return the change as the fold reads it."""
        return Logged(
            id=self.id,
            effective_on=self.effective_on,
            present=self.present,
            after=self.after or {},
            withdraws=self.withdraws,
            manner=self.manner,
            holds=self.holds,
        )


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """A planned addition of an engagement, and the end of the one it replaces, recorded in the same write."""

    new: Subject
    addition: UUID
    old: Subject
    end: UUID


class ChangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded change with the subject it is about, and what became of it since."""

    seq: int
    id: UUID
    recorded_at: datetime
    actor: str
    reason: str | None
    kind: Kind
    manner: Manner
    subject_kind: SubjectKind
    controller: str | None
    subprocessor: str | None
    effective_on: date
    material: bool
    before: Plain | None
    after: Plain | None
    withdraws: UUID | None
    withdrawn: bool
    held_until: date | None
    notices: int

    @property
    def subject(self) -> Subject:
        """What the change is about."""
        return Subject(self.subject_kind, self.controller, self.subprocessor)


async def append(conn: Connection, records: Sequence[Record], *, recorded_at: datetime, actor: str) -> None:
    """Append changes to the log in the order given, under the locks of their subjects."""
    await queries.record_changes(conn, changes=records, recorded_at=recorded_at, actor=actor)
    if holding := [record.id for record in records if record.holds and record.withdraws is None]:
        await queries.note_holding(conn, changes=holding)


async def logs_from(conn: Connection, days: Mapping[int, date]) -> dict[int, list[Logged]]:
    """Return the changes that count of each subject (row id) from its day on, in the order of recording."""
    found: dict[int, list[Logged]] = {subject: [] for subject in days}
    async for row in queries.logs_from(conn, subjects=list(days), days=list(days.values())):
        logged = Logged(
            id=row["id"],
            effective_on=row["effective_on"],
            present=row["present"],
            after=row["after"] or {},
            recorded_at=row["recorded_at"],
            manner=row["manner"],
            holds=row["holds"],
        )
        found[row["subject"]].append(logged)
    return found


async def planned_replacements(conn: Connection, subjects: Iterable[Subject], day: date) -> list[Replacement]:
    """Return the replacements that these engagements, where they are any, have planned, or waiting, after a day."""
    wanted = sorted(
        {(subject.controller, subject.subprocessor) for subject in subjects if subject.kind == "engagement"}
    )
    if not wanted:
        return []
    rows = queries.planned_replacements(
        conn, controllers=[name for name, _ in wanted], subprocessors=[slug for _, slug in wanted], day=day
    )
    return [
        Replacement(
            new=Subject("engagement", row["controller"], row["new"]),
            addition=row["addition"],
            old=Subject("engagement", row["controller"], row["old"]),
            end=row["removal"],
        )
        async for row in rows
    ]


async def by_id(
    conn: Connection, change: UUID, known_at: datetime, among: Sequence[str] | None = None
) -> ChangeRow | None:
    """Return a change by its id, as known at a moment; null where there is none.

    `among` are the lists of which alone is told: the change is of one of them, or one of them was told of it.
    """
    if among is not None and not await queries.change_known_among(conn, id=change, among=among):
        return None
    row = await queries.change_by_id(conn, id=change, known_at=known_at, among=among)
    return None if row is None else _row(row)


async def of_list(
    conn: Connection,
    controller: str,
    *,
    before: UUID | None,
    limit: int,
    known_at: datetime,
    among: Sequence[str] | None = None,
) -> list[ChangeRow]:
    """Return the changes of a list and of what it engages, newest first, those before one of them; null is none.

    Of their notices those to the lists `among` are counted; null counts all.
    """
    rows = queries.changes_of_list(
        conn, controller=controller, before=before, limit=limit, known_at=known_at, among=among
    )
    return [_row(row) async for row in rows]


async def taking_effect(
    conn: Connection, subjects: Sequence[Subject], after: date, until: date, known_at: datetime
) -> list[ChangeRow]:
    """Return the changes of subjects that count and take effect after a day and until another, in their order."""
    rows = queries.taking_effect(
        conn,
        kinds=[subject.kind for subject in subjects],
        controllers=[subject.controller for subject in subjects],
        subprocessors=[subject.subprocessor for subject in subjects],
        after=after,
        until=until,
        known_at=known_at,
    )
    return [_row(row) async for row in rows]


async def erase_reason(conn: Connection, change: UUID) -> bool:
    """Erase the reason of a change; returns whether there was one. All else of the log stays as it is."""
    return await queries.erase_reason(conn, id=change) is not None


def _row(row: Any) -> ChangeRow:  # noqa: ANN401 — asyncpg's Record
    return ChangeRow(**row)
