"""A desk at the register: tests write there as staff do, and read what customers and auditors would."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from service.changes import Manner, Plain, Subject
from service.controllers import Controller, Processor
from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction
from service.documents import from_plain, to_plain
from service.engagements import Engagement, Entry
from service.law import load_law
from service.notices import Notice
from service.register import reading
from service.register import scope as scopes
from service.register.acts import Act, Terms
from service.register.writing import Receipt, commit
from service.store import notices, versions
from service.store.subjects import NOW
from service.subprocessors import Subprocessor
from tests import factories

TODAY = date(2026, 3, 2)
FORMS: dict[str, type[Any]] = {
    "processor": Processor,
    "controller": Controller,
    "subprocessor": Subprocessor,
    "engagement": Engagement,
}
Work = Callable[[Connection], Awaitable[Any]]


def day(days: int) -> date:
    """So many days after the day on which all tests happen."""
    return TODAY + timedelta(days=days)


def whole(subject: Subject, document: factories.Document) -> Plain:
    """A document with every field, as the API hands it on."""
    plain: Plain = to_plain(from_plain(document, FORMS[subject.kind]))
    return plain


def country_of(entry: Entry | None) -> str | None:
    """The first place of an entry; null where it is not on the list."""
    return None if entry is None else str((entry.subprocessor.locations or ())[0].country)


class Desk:
    """Writes and reads; `run` does a piece of work in a transaction."""

    def __init__(self, run: Callable[[Work], Awaitable[Any]], today: date = TODAY) -> None:
        self.run, self.today = run, today

    @classmethod
    def on(cls, conn: Connection) -> "Desk":
        """A desk whose writes all vanish with the test; a refused one leaves nothing."""

        async def run(work: Work) -> Any:  # noqa: ANN401 — what the work gives
            async with conn.transaction():
                return await work(conn)

        return cls(run)

    @classmethod
    def of(cls, pool: Pool) -> "Desk":
        """A desk whose writes are committed, one of many at the same register."""
        return cls(lambda work: in_transaction(pool, work))

    def later(self, days: int) -> "Desk":
        """The same desk so many days later."""
        return Desk(self.run, self.today + timedelta(days=days))

    async def acts(self, *acts: Act, **how: Any) -> dict[Subject, Receipt]:  # noqa: ANN401 — fields of Terms
        """Write several acts at once."""
        terms = msgspec.structs.replace(Terms(actor="test", today=self.today), **how)
        found: dict[Subject, Receipt] = await self.run(lambda conn: commit(conn, acts, terms, load_law()))
        return found

    async def put(
        self,
        subject: Subject,
        document: factories.Document,
        on: date | None = None,
        manner: Manner = "notice",
        *,
        if_match: str | None = None,
        if_none_match: bool = False,
    ) -> Receipt:
        """PUT a document, with a reason where the manner asks for one; a single PUT of a baseline tells nobody."""
        act = Act(
            subject=subject,
            document=whole(subject, document),
            effective_on=on,
            if_match=None if if_match is None else (if_match,),
            if_none_match=if_none_match,
        )
        reason = "because" if manner in ("waived", "correction") else None
        receipts = await self.acts(act, manner=manner, reason=reason, publishes=manner != "baseline")
        return receipts[subject]

    async def end(self, subject: Subject, on: date | None = None) -> Receipt:
        """DELETE an engagement."""
        return (await self.acts(Act(subject=subject, effective_on=on)))[subject]

    async def withdraw(self, subject: Subject, *changes: UUID) -> Receipt:
        """Withdraw planned changes."""
        return (await self.acts(Act(subject=subject, withdraws=changes)))[subject]

    async def controller(self, name: str, **fields: Any) -> None:  # noqa: ANN401 — fields of any type
        """Make a list."""
        await self.put(scopes.controller(name), factories.controller(name.title(), **fields))

    async def subprocessor(self, slug: str, country: str = "IE", **fields: Any) -> Receipt:  # noqa: ANN401 — the same
        """Put a sub-processor in one country into the catalogue; moving one that is engaged is waived, today."""
        document = factories.subprocessor(slug.title(), locations=[factories.location(country)], **fields)
        return await self.put(scopes.subprocessor(slug), document, manner="waived")

    async def engage(self, name: str, slug: str, **fields: Any) -> Receipt:  # noqa: ANN401 — the same
        """Have a list engage a sub-processor already; nobody is told."""
        return await self.put(scopes.engagement((name, slug)), factories.engagement(**fields), manner="baseline")

    async def move(self, slug: str, country: str, on: date | None = None, manner: Manner = "notice") -> Receipt:
        """Move a sub-processor, as `subprocessor` made it, to another country."""
        document = factories.subprocessor(slug.title(), locations=[factories.location(country)])
        return await self.put(scopes.subprocessor(slug), document, on, manner)

    async def notices(self, name: str) -> list[Notice]:
        """All notices of a list, oldest first."""
        found: list[Notice] = await self.run(lambda conn: notices.of_list(conn, name))
        return found[::-1]

    async def newest(self, name: str) -> Notice:
        """The newest notice of a list."""
        return (await self.notices(name))[-1]

    async def document(self, subject: Subject, on: date = TODAY, known_at: datetime = NOW) -> Plain | None:
        """A document on a day as known at a moment; contacts are references."""
        found: Plain | None = await self.run(lambda conn: versions.document_on(conn, subject, on, known_at))
        return found

    async def entries(self, name: str, on: date = TODAY, known_at: datetime | None = None) -> dict[str, Entry]:
        """A list on a day as known at a moment."""
        moment = reading.Moment(on=on, today=self.today, known_at=known_at)
        read: reading.ControllerList = await self.run(lambda conn: reading.read_list(conn, name, moment))
        return {entry.slug: entry for entry in read.entries}

    async def country(self, name: str, slug: str, on: date = TODAY, known_at: datetime | None = None) -> str | None:
        """Where a list's entry is hosted on a day; null where it is not on the list."""
        return country_of((await self.entries(name, on, known_at)).get(slug))

    async def clock(self) -> datetime:
        """The present moment of the register."""
        moment: datetime = await self.run(lambda conn: conn.fetchval("SELECT clock_timestamp()"))
        return moment
