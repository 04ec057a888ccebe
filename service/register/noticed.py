"""What the check is told of the notice of an entry: rules R45 and R46.

The register refuses a decision that does not wait for the notice period, unless the period is waived with a reason; so
of an entry only waived decisions say anything that the register did not see to itself, and open objections, which it
sees to for the list, while the sub-processor may go ahead.
"""

from collections.abc import Mapping, Sequence

import msgspec

from service.database.pool import Connection
from service.decisions import split
from service.register.reading import Moment
from service.rules import Facts
from service.store import lists, objections
from service.store.lists import ToldRow, WaivedRow
from service.transfers import NoticeFacts

KEPT, OBJECTED = NoticeFacts(kind="notice", objection="none"), NoticeFacts(kind="notice", objection="open")

Noticed = Mapping[tuple[str, str], NoticeFacts]


async def noticed(conn: Connection, slugs: Sequence[str], moment: Moment) -> Noticed:
    """Return what is known of entries, by (list, sub-processor): an open objection, or the latest waived decision."""
    objected = await objections.open_entries(conn, slugs, moment.known)
    found = dict.fromkeys(objected, OBJECTED)
    waived = await lists.waived(conn, slugs, moment.on, moment.known)
    decided = [row.id for row in waived if _decides(row)]
    # Few lists rest on anything that was waived: of the others no notice is looked at.
    for told in await lists.latest_told(conn, slugs, decided, moment.known) if decided else ():
        found.setdefault((told.controller, told.subprocessor), _facts(told))
    return found


def with_notice(facts: Facts, noticed: NoticeFacts | None) -> Facts:
    """Return facts with what is known of the notice of their entry; where that is nothing it has kept its period."""
    return msgspec.structs.replace(facts, notice=noticed or KEPT, period_enforced=noticed is None)


def _decides(row: WaivedRow) -> bool:
    return row.kind == "added" or bool(split(row.before or {}, row.after or {})[0])


def _facts(row: ToldRow) -> NoticeFacts:
    return NoticeFacts(
        published_on=row.published.date(),
        objection_until=row.objection_until,
        kind="waived",
        objection="none",
        starts_on=row.effective_on,
    )
