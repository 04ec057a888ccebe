"""What the check is told of the notice of an entry: rules R45 and R46.

The register refuses a decision that does not wait for the notice period, unless the period is waived with a reason; so
of an entry only waived decisions say anything that the register did not see to itself.
"""

from collections.abc import Mapping, Sequence

import msgspec

from service.database.pool import Connection
from service.decisions import split
from service.register.reading import Moment
from service.rules import Facts
from service.store import lists
from service.store.lists import WaivedRow
from service.transfers import NoticeFacts

KEPT = NoticeFacts(kind="notice", objection="none")

Noticed = Mapping[tuple[str, str], NoticeFacts]


async def noticed(conn: Connection, slugs: Sequence[str], moment: Moment) -> Noticed:
    """Return the latest waived decision about each entry of lists, by (list, sub-processor); one query."""
    found: dict[tuple[str, str], NoticeFacts] = {}
    for row in await lists.waived_of(conn, slugs, moment.known):
        if row.effective_on <= moment.on and _decides(row):
            found.setdefault((row.controller, row.subprocessor), _facts(row))
    return found


def with_notice(facts: Facts, waived: NoticeFacts | None) -> Facts:
    """Return facts with what is known of the notice of their entry; where nothing was waived it has kept its period."""
    return msgspec.structs.replace(facts, notice=waived or KEPT, period_enforced=waived is None)


def _decides(row: WaivedRow) -> bool:
    return row.kind == "added" or bool(split(row.before or {}, row.after or {})[0])


def _facts(row: WaivedRow) -> NoticeFacts:
    return NoticeFacts(
        published_on=row.published.date(),
        objection_until=row.objection_until,
        kind="waived",
        objection="none",
        starts_on=row.effective_on,
    )
