"""Objecting to a notice, and deciding an objection (Art. 28(2) GDPR): each inside one transaction.

Filed with a credential it is open, and holds what was announced, for that list alone, until it is decided. On a public
list it may come without one; then it is unverified, and holds nothing until staff confirm it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

import msgspec

from service.changes import Subject, spans
from service.database.pool import Connection
from service.decisions import split
from service.documents import FIRST_DAY
from service.errors import Conflict, Invalid, NotFound, Place
from service.law import Law
from service.notices import Notice
from service.objections import Decision, Filing, Objected, Outcome, Status, Turn, reference_of
from service.register.acts import Act, Terms
from service.register.holding import acts_that_drop, acts_that_end, acts_that_hold, acts_that_release
from service.register.scope import World, engagement, load_world, lock_list
from service.register.writing import commit
from service.store import changes, notices, objections, subjects, versions
from service.store.objections import Hold, Holding, ObjectionRow, PlannedRow

MOST_UNVERIFIED = 20
_DECIDED: tuple[Status, ...] = ("rejected", "not_engaged", "terminated")


async def file(
    conn: Connection, controller: str, notice: UUID, filing: Filing, terms: Terms, law: Law, *, verified: bool
) -> ObjectionRow:
    """File an objection to a notice of a list inside the caller's transaction, and return it as it stands.

    `terms` says by whom and on which day (UTC); the actor is a credential's id, never a name. Raises NotFound where the
    list has no such notice, Conflict outside its window, where nothing is left to object to, and where an objection is
    open or was decided already.
    """
    told = await _notice(conn, controller, notice)
    _in_window(told, terms.today)
    if verified:
        await lock_list(conn, controller, _slugs(told), shared=True)
    await _not_answered(conn, told, verified=verified)
    if not await objections.planned(conn, told.id, terms.today):
        detail = "What this notice announced was withdrawn: nothing is left to object to."
        raise Conflict(detail)
    status: Status = "open" if verified else "unverified"
    filed = await objections.insert(
        conn,
        notice=notice,
        controller=controller,
        by=terms.actor,
        reason=filing.reason,
        person=filing.person(),
        status=status,
    )
    if verified:
        await _hold(conn, filed, told, terms, law)
    return await shown(conn, filed)


async def decide(conn: Connection, objection: UUID, decision: Decision, terms: Terms, law: Law) -> ObjectionRow:
    """Decide an objection inside the caller's transaction, and return it as it stands.

    `terms` says by whom and on which day (UTC). Raises NotFound, Invalid for a day that does not fit, and Conflict
    where the outcome does not fit: it was decided already, or nobody confirmed it.
    """
    locked = await objections.lock(conn, objection)
    if locked is None:
        raise NotFound(_unknown(objection))
    _fits(locked.status, decision, terms.today)
    told = await _notice(conn, locked.controller, locked.notice)
    if decision.outcome == "confirmed":
        await lock_list(conn, locked.controller, _slugs(told), shared=True)
        if not await objections.planned(conn, told.id, terms.today):
            detail = "What it is about took effect or was withdrawn: nothing can wait any more. Reject it and reply."
            raise Conflict(detail)
        await _not_answered(conn, told, verified=True)
        await objections.decide(conn, objection, "open", by=None, reply=decision.reply)
        await _hold(conn, objection, told, terms, law)
    else:
        if locked.status == "open":
            await _settle(conn, objection, told, decision, terms, law)
        await objections.decide(conn, objection, decision.outcome, by=terms.actor, reply=decision.reply)
    return await shown(conn, objection)


async def shown(conn: Connection, objection: UUID, controller: str | None = None) -> ObjectionRow:
    """Return an objection, of one list where that is given; raises NotFound."""
    row = await objections.by_id(conn, objection)
    if row is None or controller not in (None, row.controller):
        raise NotFound(_unknown(objection))
    return row


async def _notice(conn: Connection, controller: str, notice: UUID) -> Notice:
    found = await notices.by_id(conn, notice)
    if found is None or found.controller != controller:
        detail = f"This list has no notice {notice}. The id of a notice is the uuid of its entry in the feed."
        raise NotFound(detail)
    return found


def _in_window(told: Notice, day: date) -> None:
    if told.objection_until is None:
        detail = "There is no time to object to this notice: it says why."
        raise Conflict(detail)
    if day > told.objection_until:
        detail = f"The last day to object to this notice was {told.objection_until} (UTC)."
        raise Conflict(detail)


async def _not_answered(conn: Connection, told: Notice, *, verified: bool) -> None:
    """Raise Conflict where an objection to the notice would add nothing to those that there are."""
    known = (await objections.of_notices(conn, [told.id])).get(told.id, [])
    if "open" in known:
        detail = "An objection to this notice is open already; it holds for the whole list."
        raise Conflict(detail)
    if any(status in _DECIDED[1:] or (status == "rejected" and verified) for status in known):
        detail = "An objection to this notice was decided already; the feed says how."
        raise Conflict(detail)
    if not verified and known.count("unverified") >= MOST_UNVERIFIED:
        detail = f"{MOST_UNVERIFIED} objections to this notice wait to be confirmed; staff look at these first."
        raise Conflict(detail)


async def _hold(conn: Connection, objection: UUID, told: Notice, terms: Terms, law: Law) -> None:
    planned = await objections.planned(conn, told.id, terms.today)
    if not planned:
        return
    pairs = {(told.controller, slug) for slug in _slugs(told)}
    world, _ = await load_world(conn, pairs, set(), min(row.effective_on for row in planned))
    _apart(planned, await objections.holds_of(conn, {engagement(pair) for pair in pairs}))
    found = acts_that_hold(told.controller, told.items, planned, world)
    receipts = await commit(conn, [act for act, _ in found], _as_told(terms, "open", objection, told), law)
    holding = [change for receipt in receipts.values() for change in receipt.changes]
    await objections.hold(conn, objection, [change for _, held in found for change in held], holding)


def _apart(planned: Sequence[PlannedRow], holds: Sequence[Hold]) -> None:
    """Raise Conflict where an open objection holds the same already, or the beginning of the engagement."""
    for hold in holds:
        for row in planned:
            same = (row.kind, row.subprocessor) == (hold.kind, hold.subprocessor)
            fields = split(row.before or {}, row.after or {})[0].keys() & hold.decided.keys()
            if hold.begins or (same and fields) or (same and row.present is not None):
                detail = (
                    f"The objection {reference_of(hold.objection)} holds what was announced before for the same. It is "
                    "to be decided first; write to whoever runs this list that you object to this as well."
                )
                raise Conflict(detail)


async def _settle(conn: Connection, objection: UUID, told: Notice, decision: Decision, terms: Terms, law: Law) -> None:
    """Write what an outcome means for the list; what the objection holds is let go or dropped."""
    day, engaged, ended = terms.today, set[Subject](), [objection]
    if decision.outcome == "terminated":
        # With the contract ends all that the list engages, and whatever else is objected to.
        engaged = {engagement(pair) for pair in await versions.engagements_of(conn, [told.controller], day)}
        ended += await objections.others_open(conn, told.controller, objection)
    holdings = [held for one in ended for held in await objections.holdings(conn, one)]
    touched = {held.engagement for held in holdings} | engaged
    slugs = _slugs(told) | {subject.subprocessor or "" for subject in touched}
    await lock_list(conn, told.controller, slugs, shared=True)
    for other in ended[1:]:
        await objections.decide(conn, other, "terminated", by=terms.actor, reply=None)
    since = min([day, *(held.effective_on for held in holdings)])
    world, _ = await load_world(conn, {(told.controller, slug) for slug in slugs}, set(), since)
    match decision.outcome:
        case "rejected":
            acts = acts_that_release(holdings, world, await _unheld(conn, holdings), day)
        case "terminated":
            own = [held for held in holdings if held.kept_after is None]
            on = decision.effective_on or max([day, *_announced(told, holdings)])
            acts = acts_that_drop(own, world, day) + acts_that_end(engaged, world, on, day)
        case _:
            stands = await objections.planned(conn, told.id, date.min)
            acts = _not_engaged(told, holdings, world, day) if stands else []
    if acts:
        await commit(conn, acts, _as_told(terms, _turn(decision.outcome), objection, told), law)


def _not_engaged(told: Notice, holdings: Sequence[Holding], world: World, day: date) -> list[Act]:
    """Return the acts that drop what is held of a notice; where that was all facts, the engagements with them end."""
    if holdings:
        return acts_that_drop(holdings, world, day)
    changed = {engagement((told.controller, item.subprocessor)) for item in told.items if item.kind == "changed"}
    return acts_that_end(changed, world, max([day, *_announced(told, holdings)]), day)


def _announced(told: Notice, holdings: Iterable[Holding]) -> list[date]:
    return [on for on in (told.effective_on, *(held.effective_on for held in holdings)) if on is not None]


async def _unheld(conn: Connection, holdings: Sequence[Holding]) -> World:
    """Return the engagements of which something was held as their logs have them without what held it."""
    rows = await subjects.known_ids(conn, {held.engagement for held in holdings})
    logs = await changes.logs_from(conn, dict.fromkeys(rows.values(), FIRST_DAY))
    holding = {held.holding for held in holdings if held.kept_after is None}
    return {
        subject: spans([change for change in logs[row] if change.id not in holding]) for subject, row in rows.items()
    }


def _turn(outcome: Outcome) -> Turn:
    match outcome:
        case "rejected" | "not_engaged" | "terminated":
            return outcome
        case "confirmed":
            return "open"
        case _:
            assert_never(outcome)


def _fits(status: Status, decision: Decision, day: date) -> None:
    if status in _DECIDED:
        detail = f"This objection was decided: {status}. A decision is not taken back; plan the change anew."
        raise Conflict(detail)
    if status == "open" and decision.outcome == "confirmed":
        detail = "This objection is open already; decide it: rejected, not_engaged or terminated."
        raise Conflict(detail)
    if status == "unverified" and decision.outcome in ("not_engaged", "terminated"):
        detail = "Nobody confirmed yet that the customer filed this objection: confirm it first, or reject it."
        raise Conflict(detail)
    if decision.effective_on is not None and (decision.outcome != "terminated" or decision.effective_on < day):
        detail = "effective_on is the day, today or later, from which a controller that leaves (terminated) is gone."
        raise Invalid(detail, (Place("/effective_on", "only with terminated, and not past"),))


def _as_told(terms: Terms, turn: Turn, objection: UUID, told: Notice) -> Terms:
    objected = Objected(
        turn=turn, reference=reference_of(objection), notice=told.id, title=told.title, items=told.items
    )
    reason = f"objection {objection}: {turn}"
    return msgspec.structs.replace(terms, manner="objection", reason=reason, publishes=True, objected=objected)


def _slugs(told: Notice) -> set[str]:
    return {slug for item in told.items for slug in (item.subprocessor, item.replaces) if slug is not None}


def _unknown(objection: UUID) -> str:
    return f"There is no objection {objection} here."
