"""Objections of which a write leaves nothing to decide, because it withdraws all that they are about."""

from collections.abc import Mapping, Sequence

import msgspec

from service.database.pool import Connection
from service.objections import Objected, reference_of
from service.register.acts import Terms
from service.register.holding import tomorrow
from service.register.scope import Scope
from service.store import notices, objections

Settled = Mapping[str, Objected]


async def settle(conn: Connection, scope: Scope, terms: Terms) -> Settled:
    """Settle the objections that a write leaves nothing to decide of, and return what their notices say of it, by list.

    To be called before the write is recorded, so that as known at that moment they wait no more. Of one that held
    nothing no feed told, so none tells of its end either.
    """
    records = [record for ledger in scope.ledgers.values() for record in ledger.records if not record.holds]
    withdrawn = [record.withdraws for record in records if record.withdraws is not None]
    if not withdrawn:
        return {}
    ended = await objections.settle(conn, scope.lists, withdrawn, by=terms.actor)
    await objections.release(conn, [one.id for one in ended], tomorrow(terms.today))
    found: dict[str, list[objections.Settled]] = {}
    for one in ended:
        if one.holds:
            found.setdefault(one.controller, []).append(one)
    return {name: await _objected(conn, terms, told) for name, told in found.items()}


async def _objected(conn: Connection, terms: Terms, ended: Sequence[objections.Settled]) -> Objected:
    references = tuple(reference_of(one.id) for one in ended)
    if terms.objected is not None:
        return msgspec.structs.replace(terms.objected, settled=references)
    told = [notice for one in ended if (notice := await notices.by_id(conn, one.notice)) is not None]
    return Objected(
        turn="withdrawn",
        reference=", ".join(references),
        notice=told[0].id,
        title=told[0].title,
        items=tuple(item for notice in told for item in notice.items),
    )
