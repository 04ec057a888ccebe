"""Accepted findings as they are stored: append-only, the latest of a fingerprint counts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from service.database.pool import Connection
from service.database.queries import queries


class AcceptanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One act: `facts` is the digest of what was accepted. Without `until`, `reason` and `facts` it takes one back."""

    id: UUID
    controller: str
    fingerprint: str
    rule: str
    decided_on: date
    until: date | None
    reason: str | None
    actor: str
    facts: bytes | None

    @property
    def kind(self) -> str:
        """The word for it in the table."""
        return "withdrawn" if self.until is None else "accepted"


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """An acceptance that was neither replaced nor taken back and is not over on the day that was asked for."""

    id: UUID
    controller: str
    fingerprint: str
    rule: str
    decided_on: date
    until: date
    reason: str
    actor: str
    facts: bytes
    recorded_at: datetime


async def on_day(conn: Connection, controllers: Iterable[str], day: date, known_at: datetime) -> list[Open]:
    """Return the open acceptances of lists on a day, as known at a moment, whatever became of the facts under them."""
    rows = queries.acceptances_on(conn, controllers=sorted(controllers), day=day, known_at=known_at)
    return [Open(**row) async for row in rows]


async def days_after(conn: Connection, controller: str, day: date, known_at: datetime) -> list[date]:
    """Return the days after one on which something of a list was accepted or taken back, as known at a moment."""
    rows = queries.acceptance_days(conn, controller=controller, day=day, known_at=known_at)
    return [row["decided_on"] async for row in rows]


async def list_of(conn: Connection, fingerprint: str, among: Sequence[str] | None = None) -> str | None:
    """Return the list on which a finding of this fingerprint was ever accepted; null where none of those `among` is."""
    found: str | None = await queries.list_of_acceptance(conn, fingerprint=fingerprint, among=among)
    return found


async def append(conn: Connection, row: AcceptanceRow, *, recorded_at: datetime) -> None:
    """Append an act, under the lock of its list."""
    await queries.record_acceptance(conn, **msgspec.structs.asdict(row), kind=row.kind, recorded_at=recorded_at)
