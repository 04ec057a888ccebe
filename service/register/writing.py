"""The one way in for every write: lock, decide, check, append to the log, project, publish — in one transaction.

Art. 28(2) GDPR asks that the controller hears of a change; here the change and its notice cannot be told apart.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from uuid import UUID

import msgspec

from service.changes import Plain, Subject, spans
from service.database.pool import Connection
from service.documents import etag
from service.errors import Place, PreconditionFailed
from service.law import Law
from service.objections import Objected
from service.register import acts as wishes
from service.register import holding, settling, telling
from service.register import scope as scopes
from service.register.acts import Act, Terms
from service.register.integrity import check, check_not_held, following, with_replaced
from service.register.ledger import Ledger
from service.register.scope import Scope, World
from service.store import changes, notices, people, subjects, touches, versions


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a write did to one subject: the document on its effective day, and the changes made, if any."""

    document: Plain | None
    changes: tuple[UUID, ...]
    created: bool


async def commit(
    conn: Connection, acts: Sequence[Act], terms: Terms, law: Law, turned: Collection[Subject] = ()
) -> dict[Subject, Receipt]:
    """Write acts, each on another subject, inside the caller's transaction; returns a receipt for each subject.

    `turned` are engagements of which objections hold something else from now on, under their list's lock. Several
    changes to one list become one notice. Raises the errors of `service.errors`; the caller rolls back.
    """
    if terms.objected is None:
        ending = [act.subject for act in acts if act.document is None]
        acts = with_replaced(acts, await changes.planned_replacements(conn, ending, terms.today))
    scope = await scopes.enter(conn, acts, terms.today, turned)
    _note_waiting(scope, terms.today)
    if terms.objected is None:
        check_not_held(acts, scope.holds, terms.today)
        _note_held(scope)
    reached = scope.reached()

    @cache
    def period(name: str) -> int:
        return telling.notice_period(scope.world, name, terms.today)

    allowed = {act.subject: _allowed_from(act, terms, reached, period) for act in acts}
    for act in acts:
        ledger = scope.ledgers[act.subject]
        ready = following(await _detached(conn, act, ledger, terms, allowed[act.subject]), scope)
        if ready is None:
            continue
        await _precondition(conn, ready, ledger, terms, allowed[act.subject])
        wishes.enter(ready, ledger, terms, allowed[act.subject])
    _keep(scope, {*turned, *(hold.engagement for hold in scope.holds)}, terms)
    is_other = any(ledger.records for ledger in scope.ledgers.values())
    if terms.objected is not None and not is_other:
        terms = _as_it_stays(terms, terms.objected, scope)
    if is_other or (terms.objected is not None and telling.dropped_again(terms.objected)):
        check(acts, scope)
        await _write(conn, scope, terms, law, await settling.settle(conn, scope, terms))
    return {act.subject: await _receipt(conn, act, scope, terms, allowed[act.subject]) for act in acts}


def _note_waiting(scope: Scope, today: date) -> None:
    """Tell the ledgers of engagements which of their changes are planned though their day may be past."""
    for hold in scope.holds:
        if hold.waits(today):
            ledger = scope.ledgers[hold.engagement]
            ledger.waiting = {*ledger.waiting, hold.held}


def _note_held(scope: Scope) -> None:
    """Tell the ledgers of engagements what of them is held, and what would hold if it were not."""
    for hold in scope.holds:
        if hold.is_own and hold.until is None:
            ledger = scope.ledgers[hold.engagement]
            ledger.held = {**ledger.held, **hold.decided}
            ledger.decided = spans([change for change in scope.logs[hold.engagement] if not change.holds])


def _keep(scope: Scope, engaged: Collection[Subject], terms: Terms) -> None:
    """Have engagements read as if what is held had not been decided, from the first day on that this write touches."""
    for subject in sorted(engaged):
        holds = [hold for hold in scope.holds if hold.engagement == subject]
        logs = {one: scope.logs[one] for one in (subject, *(hold.subject for hold in holds))}
        ledgers = [scope.ledgers[one] for one in logs if one in scope.ledgers]
        days = [record.effective_on for ledger in ledgers for record in ledger.records]
        logs = {one: scope.ledgers[one].with_news(log) if one in scope.ledgers else log for one, log in logs.items()}
        since = min([holding.tomorrow(terms.today), *days])
        holding.keep(subject, scope.ledgers[subject], logs, holds, terms, since)


def _as_it_stays(terms: Terms, objected: Objected, scope: Scope) -> Terms:
    """Say of a turn of an objection that changes nothing whether what it is about waits; it is told all the same."""
    waits = objected.turn in ("open", "rejected")
    waits = waits and any(hold.until is None and not hold.is_withdrawn for hold in scope.holds)
    overtaken = objected.turn == "rejected" and not waits and bool(scope.holds)
    objected = msgspec.structs.replace(objected, waits=waits, overtaken=overtaken)
    return msgspec.structs.replace(terms, objected=objected)


def _allowed_from(act: Act, terms: Terms, reached: Mapping[str, set[str]], period: Callable[[str], int]) -> date:
    """Return the first day for a decision: today and the longest notice period of the lists that it reaches.

    `reached` are the lists by the sub-processors that they rest on, `period` is that of a list in days. A list that
    engages a sub-processor only with this very write is not reached by what becomes of its terms.
    """
    kind, name, slug = act.subject
    if kind == "engagement":
        lists = {name or ""}
    elif kind == "subprocessor":
        lists = reached.get(slug or "", set())
        if not lists:
            return min(terms.today, act.effective_on or terms.today)
    else:
        lists = set()
    return terms.today + timedelta(days=max(map(period, lists), default=0))


async def _detached(conn: Connection, act: Act, ledger: Ledger, terms: Terms, allowed: date) -> Act:
    if act.document is None:
        return act
    _, day = wishes.landing_days(act, ledger, terms, allowed)
    document = await people.detach(conn, act.document, ledger.state(day))
    return msgspec.structs.replace(act, document=document)


async def _precondition(conn: Connection, act: Act, ledger: Ledger, terms: Terms, allowed: date) -> None:
    """Honour If-Match and If-None-Match (RFC 9110 section 13.1) against the document that the act would change."""
    if act.if_match is None and not act.if_none_match:
        return
    day = wishes.landing_day(act, ledger, terms, allowed)
    state = await versions.attached(conn, ledger.state(day))
    if act.if_none_match and state is not None:
        detail = f"There is a document on {day} already, and If-None-Match: * asks that there is none."
        raise PreconditionFailed(detail, (Place("If-None-Match", f"a document is there on {day}"),))
    if act.if_match is not None and (state is None or not {"*", etag(state)} & set(act.if_match)):
        detail = f"The document on {day} is not the one that If-Match names: somebody wrote in between. Read it again."
        raise PreconditionFailed(detail, (Place("If-Match", f"another document holds on {day}"),))


async def _write(conn: Connection, scope: Scope, terms: Terms, law: Law, settled: settling.Settled) -> None:
    objected = settled if terms.objected is None else {**dict.fromkeys(scope.lists, terms.objected), **settled}
    about = await _about(conn, scope, terms, objected)
    planned = await _planned(conn, scope, terms.today)
    drafts = telling.drafts(scope, terms, law, about, planned, objected)
    written = [*scope.heads, *(ledger.row for ledger in scope.ledgers.values())]
    recorded_at = await subjects.stamp(conn, written, scope.under)
    ledgers = [ledger for ledger in scope.ledgers.values() if ledger.records]
    records = [record for ledger in ledgers for record in ledger.records]
    await changes.append(conn, records, recorded_at=recorded_at, actor=terms.actor)
    projections = [(ledger.row, ledger.versions_before(), ledger.versions()) for ledger in ledgers]
    await versions.project(conn, projections, recorded_at)
    after = scope.after()
    await _begin_feeds(conn, scope, after, terms)
    words = {draft.controller: telling.feed_words(after, draft.controller, terms.today) for draft in drafts}
    day = terms.today if terms.manner == "history" else None
    await notices.publish(conn, drafts, words, recorded_at=recorded_at, day=day)
    # Who may read a list depends on its own document.
    await touches.touch(conn, {subject.controller or "" for subject in scope.ledgers if subject.kind == "controller"})


async def _about(
    conn: Connection, scope: Scope, terms: Terms, told: settling.Settled
) -> dict[str, tuple[notices.Earlier, ...]]:
    """Return the older notices that a list's new one names: what it objects to, withdraws, plans anew or corrects."""
    objected: dict[str, tuple[notices.Earlier, ...]]
    objected = {name: (notices.Earlier(one.notice, one.title),) for name, one in told.items()}
    records = [record for ledger in scope.ledgers.values() for record in ledger.records]
    gone = [record.withdraws for record in records if record.withdraws is not None and not record.holds]
    gone += [change for ledger in scope.ledgers.values() for change in ledger.written_over(terms.today)]
    if gone:
        earlier = await notices.about_changes(conn, gone, scope.lists)
        names = objected.keys() | earlier.keys()
        return {name: tuple(dict.fromkeys((*objected.get(name, ()), *earlier.get(name, ())))) for name in names}
    if terms.manner == "correction":
        return await notices.about_subjects(conn, {record.subject for record in records}, scope.lists)
    return objected


async def _planned(conn: Connection, scope: Scope, today: date) -> telling.Planned:
    """Return what is planned for the sub-processors that the engagements of this write rest on."""
    engaged = {subject.subprocessor or "" for subject in scope.ledgers if subject.kind == "engagement"}
    rests_on = {scopes.subprocessor(slug) for slug in scopes.below(scope.world, engaged)} - scope.ledgers.keys()
    coming = [one for one in rests_on if any(span.starts_on > today for span in scope.world.get(one, ()))]
    rows = await subjects.known_ids(conn, coming) if coming else {}
    logs = await changes.logs_from(conn, dict.fromkeys(rows.values(), today + timedelta(days=1))) if rows else {}
    return {subject: logs[row] for subject, row in rows.items()}


async def _begin_feeds(conn: Connection, scope: Scope, after: World, terms: Terms) -> None:
    for subject, ledger in scope.ledgers.items():
        if subject.kind == "controller" and subject.controller and not ledger.was:
            words = telling.feed_words(after, subject.controller, terms.today)
            await notices.begin_feed(conn, subject.controller, words)


async def _receipt(conn: Connection, act: Act, scope: Scope, terms: Terms, allowed: date) -> Receipt:
    ledger = scope.ledgers[act.subject]
    made = ledger.records
    days = [record.effective_on for record in made] or [wishes.landing_day(act, ledger, terms, allowed)]
    return Receipt(
        document=await versions.attached(conn, ledger.state(max(days))),
        changes=tuple(record.id for record in made),
        created=any(record.kind == "added" for record in made),
    )
