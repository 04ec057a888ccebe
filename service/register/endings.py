"""Entries of lists that are over on a day: nothing goes there any more, but what became of the data is still asked."""

from collections.abc import AsyncIterator, Mapping

import msgspec

from service.database.pool import Connection
from service.register.asked import Asked, engagement_of
from service.register.catalogue import Catalogue
from service.register.owners import Owner
from service.register.reading import Moment
from service.store import lists
from service.transfers import Verdict

AFTER_THE_END = "R53"


async def over(
    conn: Connection, owners: Mapping[str, Owner], moment: Moment, catalogue: Catalogue
) -> AsyncIterator[Asked]:
    """Yield the entries of lists that were over on a day, each with the terms of its last day; `owners` by slug."""
    rows = await lists.ended_of(conn, list(owners), moment.on, moment.known)
    await catalogue.load(conn, {row.subprocessor for row in rows})
    for row in rows:
        shared = catalogue.shared(row.subprocessor)
        if shared is not None:
            yield Asked(row, owners[row.controller], shared, engagement_of(row.terms), None)


def after_the_end(verdict: Verdict) -> Verdict:
    """Return what is left to say of an entry that is over (rule R53)."""
    left = tuple(finding for finding in verdict.findings if finding.rule == AFTER_THE_END)
    return msgspec.structs.replace(verdict, result="no_transfer", transfers=(), findings=left)
