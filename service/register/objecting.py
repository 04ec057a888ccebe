"""Objecting to a notice, and deciding an objection (Art. 28(2) GDPR): each inside one transaction.

Filed with a credential it is open, and holds what was announced, for that list alone, until it is decided. On a public
list it may come without one; then it is unverified, and holds nothing until staff confirm it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, assert_never
from uuid import UUID

import msgspec

from service.changes import Subject
from service.database.pool import Connection
from service.database.transactions import Again
from service.errors import Conflict, Invalid, NotFound, Place
from service.law import Law
from service.notices import Notice
from service.objections import Decision, Filing, Objected, Outcome, Status, Turn, reference_of
from service.register.acts import Act, Terms
from service.register.holding import (
    acts_that_drop,
    acts_that_end,
    changes_held,
    shared_untold,
    tomorrow,
    untold_beneath,
    untold_with,
)
from service.register.scope import chain_of, engagement, load_world, lock_list, logs_of, subprocessor
from service.register.telling import notice_period
from service.register.writing import commit
from service.store import notices, objections, versions
from service.store.objections import Hold, ObjectionRow

MOST_UNVERIFIED = 20
# Changes that a list hears of only with an outcome, and the day from which on they take effect.
Later = tuple[tuple[UUID, ...], date | None]
_NOTHING: Later = (), None
_DECIDED: tuple[Status, ...] = ("rejected", "not_engaged", "terminated", "withdrawn")


async def file(
    conn: Connection, controller: str, notice: UUID, filing: Filing, terms: Terms, law: Law, *, verified: bool
) -> ObjectionRow:
    """File an objection to a notice of a list inside the caller's transaction, and return it as it stands.

    `terms` says by whom and on which day (UTC); the actor is a credential's id, never a name. Its same words are the
    same objection while that is open: they come again where no answer came. Raises NotFound where the list has no such
    notice, Conflict outside its window, where nothing is left to object to, and where an objection is open or decided.
    """
    told = await _notice(conn, controller, notice)
    _in_window(told, terms.today)
    # Whoever withdraws what it is about settles it, so that must be recorded before or come after.
    await lock_list(conn, controller, _slugs(told), shared=True)
    if verified and (first := await objections.filed_before(conn, notice, terms.actor, filing)) is not None:
        return await shown(conn, first)
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


async def decide(
    conn: Connection,
    objection: UUID,
    decision: Decision,
    terms: Terms,
    law: Law,
    *,
    among: Sequence[str] | None = None,
) -> ObjectionRow:
    """Decide an objection inside the caller's transaction, and return it as it stands.

    `terms` says by whom and on which day (UTC), `among` of which lists it is; null is any. Raises NotFound, Invalid for
    a day that does not fit, Conflict where the outcome does not fit: it was decided already, or nobody confirmed it.
    """
    known = next(iter(await objections.newest(conn, ids=[objection], among=among)), None)
    if known is None:
        raise NotFound(_unknown(objection))
    told = await _notice(conn, known.controller, known.notice)
    reached = await _reached(conn, objection, told, decision.outcome, terms.today)
    await lock_list(conn, told.controller, _slugs(told) | reached.slugs, shared=True)
    # The list first: a withdrawal that settles objections comes to them under its list's lock.
    status = await objections.lock(conn, objection)
    _fits(status, decision, terms.today)
    if reached != await _reached(conn, objection, told, decision.outcome, terms.today):
        raise Again
    if decision.outcome == "confirmed":
        if not await objections.planned(conn, told.id, terms.today):
            detail = "What it is about took effect or was withdrawn: nothing can wait any more. Reject it and reply."
            raise Conflict(detail)
        await _not_answered(conn, told, verified=True)
        await objections.decide(conn, objection, "open", by=None, reply=decision.reply)
        await _hold(conn, objection, told, terms, law)
    else:
        # Decided before what follows is recorded: as known at that moment the objection is open no more.
        await objections.decide(conn, objection, decision.outcome, by=terms.actor, reply=decision.reply)
        if status == "open":
            await _settle(conn, objection, told, decision, terms, law, reached)
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
    held = changes_held(told.controller, told.items, planned, world)
    await objections.hold(conn, objection, held)
    await commit(conn, [], _as_told(terms, "open", objection, told), law, turned=held.keys())


class _Reached(NamedTuple):
    """What an outcome is about: the objections that it ends, its own first, what they hold, what ends with it."""

    ended: list[UUID]
    holds: list[Hold]
    engaged: set[Subject]

    @property
    def slugs(self) -> set[str]:
        """The sub-processors of the engagements that the outcome may change."""
        return {subject.subprocessor or "" for subject in {hold.engagement for hold in self.holds} | self.engaged}


async def _settle(
    conn: Connection, objection: UUID, told: Notice, decision: Decision, terms: Terms, law: Law, reached: _Reached
) -> None:
    """Write what an outcome means for the list; what the objection holds is let go or dropped."""
    today = terms.today
    ended, holds, engaged = reached
    touched = {hold.engagement for hold in holds}
    for other in ended[1:]:
        await objections.decide(conn, other, "terminated", by=terms.actor, reply=None)
    gone = decision.effective_on or max([today, *_announced(told, holds)])
    if decision.outcome == "terminated":
        acts = await _dropping(conn, told, [hold for hold in holds if hold.is_own], engaged, gone, today)
    elif decision.outcome == "not_engaged":
        standing = [hold for hold in holds if not hold.is_withdrawn]
        engaged = set() if holds else await _changed(conn, told)
        acts = await _dropping(conn, told, standing, engaged, gone, today)
    else:
        acts = []
    later = await _later(conn, objection, told.controller, holds, today) if decision.outcome == "rejected" else _NOTHING
    first_day = max(tomorrow(today), gone) if decision.outcome == "terminated" else tomorrow(today)
    await objections.release(conn, ended, first_day)
    await commit(conn, acts, _as_told(terms, _turn(decision.outcome), objection, told, later), law, turned=touched)


async def _reached(conn: Connection, objection: UUID, told: Notice, outcome: Outcome, today: date) -> _Reached:
    ended, engaged = [objection], set[Subject]()
    if outcome == "terminated":
        # With the contract ends all that the list engages, and whatever else is objected to.
        ended += [other for other in await objections.open_of(conn, told.controller) if other != objection]
        engaged = {engagement(pair) for pair in await versions.engagements_of(conn, [told.controller], today)}
    return _Reached(ended, await _held(conn, ended, told.controller, today), engaged)


async def _later(conn: Connection, objection: UUID, controller: str, holds: Collection[Hold], today: date) -> Later:
    """Let what the list was never told of what is let go, and on top of it, wait for its notice period."""
    known = await objections.holds_of(conn, [controller], today)
    hidden = untold_with(holds, known)
    engaged = {hold.engagement for hold in holds}
    from_day = min([today, *(hold.effective_on for hold in holds)])
    world, _ = await load_world(conn, {(controller, one.subprocessor or "") for one in engaged}, set(), from_day)
    chains = {one: {*map(subprocessor, chain_of(world, (controller, one.subprocessor or "")))} for one in engaged}
    logs = await logs_of(conn, {hold.subject for hold in holds if not hold.is_own}.union(*chains.values()))
    later = shared_untold(holds, logs) | untold_beneath(holds, known, chains, logs)
    news = {hold.held: hold.effective_on for hold in hidden}
    told = {change for found in later.values() for change in found}
    news |= {change.id: change.effective_on for log in logs.values() for change in log if change.id in told}
    if not news:
        return _NOTHING
    period = timedelta(days=notice_period(world, controller, today))
    day = max(today + period, tomorrow(today), min(news.values()))
    await objections.hold_until(conn, objection, later, day)
    await objections.release(conn, [objection], day, [hold.held for hold in hidden])
    return tuple(news), day


async def _dropping(
    conn: Connection, told: Notice, holds: Collection[Hold], engaged: set[Subject], gone: date, today: date
) -> list[Act]:
    """Return the acts that drop what is held, and that end engagements from a day on."""
    touched = {hold.engagement for hold in holds}
    pairs = {(told.controller, subject.subprocessor or "") for subject in touched | engaged}
    world, _ = await load_world(conn, pairs, set(), min([today, *(hold.effective_on for hold in holds)]))
    dropped = acts_that_drop(holds, world, await logs_of(conn, touched), today)
    return dropped + acts_that_end(engaged, world, gone, today)


async def _changed(conn: Connection, told: Notice) -> set[Subject]:
    """Return the engagements that a notice told of facts about, which nothing holds; none where it was withdrawn."""
    if not await objections.planned(conn, told.id, date.min):
        return set()
    return {engagement((told.controller, item.subprocessor)) for item in told.items if item.kind == "changed"}


async def _held(conn: Connection, held_by: Collection[UUID], controller: str, today: date) -> list[Hold]:
    holds = await objections.holds_of(conn, [controller], today)
    return [hold for hold in holds if hold.until is None and hold.objection in held_by]


def _announced(told: Notice, holds: Iterable[Hold]) -> list[date]:
    return [on for on in (told.effective_on, *(hold.effective_on for hold in holds)) if on is not None]


def _turn(outcome: Outcome) -> Turn:
    match outcome:
        case "rejected" | "not_engaged" | "terminated":
            return outcome
        case "confirmed":
            return "open"
        case _:
            assert_never(outcome)


def _fits(status: Status, decision: Decision, day: date) -> None:
    if status == "withdrawn":
        detail = (
            "What this objection was about was withdrawn: nothing is left to decide. To leave, end the engagements."
        )
        raise Conflict(detail)
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


def _as_told(terms: Terms, turn: Turn, objection: UUID, told: Notice, later: Later = _NOTHING) -> Terms:
    objected = Objected(
        turn=turn,
        reference=reference_of(objection),
        notice=told.id,
        title=told.title,
        items=told.items,
        later=later[0],
        later_from=later[1],
    )
    reason = f"objection {objection}: {turn}"
    return msgspec.structs.replace(terms, manner="objection", reason=reason, publishes=True, objected=objected)


def _slugs(told: Notice) -> set[str]:
    return {slug for item in told.items for slug in (item.subprocessor, item.replaces) if slug is not None}


def _unknown(objection: UUID) -> str:
    return f"There is no objection {objection} here."
