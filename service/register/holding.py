"""What an objection to a notice holds, and what becomes of that when it is decided. Pure.

What is held is a decision that has not come (DESIGN section 7): an addition, a replacement, a change of an engagement,
or of a sub-processor that lists share. As long as it is held, an engagement reads as if that had not been decided
(`as_if_not_decided`); the changes that bring this about are written with every write that matters to it (`keep`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from service.changes import Logged, Plain, Subject, at, counted, differing, state_on
from service.decisions import split
from service.engagements import OVERRIDES
from service.notices import Item
from service.register.acts import Act, Terms, recorded, withdrawal
from service.register.ledger import Ledger
from service.register.scope import World, chain_of, engagement
from service.store.changes import Record
from service.store.objections import Hold, PlannedRow

Logs = Mapping[Subject, Sequence[Logged]]


def changes_held(
    name: str, items: Sequence[Item], planned: Sequence[PlannedRow], world: World
) -> dict[Subject, list[UUID]]:
    """Return which changes an objection to a notice of the list `name` holds, by engagement.

    `planned` are those changes of the notice that are still to come. None where they are all facts: those hold from
    their own day, whoever objects.
    """
    replaced = {item.replaces for item in items if item.kind == "replaced"}
    told = {slug for item in items for slug in (item.subprocessor, item.replaces) if slug is not None}
    begun = {row.subprocessor for row in planned if row.kind == "engagement" and row.present}
    found: dict[Subject, list[UUID]] = {}
    for slug in sorted(told):
        rows = [row for row in planned if row.kind == "engagement" and row.subprocessor == slug]
        held = [row for row in rows if row.present or (row.present is False and slug in replaced) or row.decided]
        if slug not in begun | replaced:
            chain = chain_of(world, (name, slug))
            shared = (row for row in planned if row.kind == "subprocessor" and row.subprocessor in chain)
            held += [row for row in shared if row.decided]
        if held:
            found[engagement((name, slug))] = [row.id for row in held]
    return found


def as_if_not_decided(subject: Subject, logs: Logs, holds: Iterable[Hold], day: date) -> Plain | None:
    """Return an engagement on a day without what is held on that day; null where it is then not on the list.

    `logs` are those of the engagement and of the sub-processors of which something is held, from their first day on. Of
    these the engagement keeps (`held`) the fields as they would be.
    """
    held: dict[UUID, Plain] = {}
    for hold in holds:
        if hold.until is None or day < hold.until:
            held[hold.held] = {**held.get(hold.held, {}), **hold.decided}
    state, _ = _without(logs[subject], held, day)
    if state is None:
        return None
    kept = {}
    for shared in sorted(logs.keys() - {subject}):
        document, frozen = _without(logs[shared], held, day)
        if document is not None and frozen:
            kept[shared.subprocessor] = {field: document.get(field) for field in sorted(frozen)}
    return {**state, "held": kept or None}


def _without(log: Sequence[Logged], held: Mapping[UUID, Plain], day: date) -> tuple[Plain | None, set[str]]:
    """Return the fold of a log up to a day without what is held, and the fields that are as they were before it.

    A later change of such a field waits too: its value was decided on top of what is held.
    """
    state: Plain | None = None
    frozen: set[str] = set()
    for change in counted(log):
        if change.effective_on > day:
            break
        if change.id in held:
            frozen |= {*held[change.id]}
            if change.present is not None:
                continue
        if change.present is not None:
            state, frozen = ({**(state or {})} if change.present else None), set()
        if state is not None:
            state |= {field: value for field, value in change.after.items() if field not in frozen}
    return state, frozen


def shared_untold(holds: Collection[Hold], logs: Logs) -> dict[Subject, dict[UUID, set[str]]]:
    """Return, by engagement, what was decided of shared sub-processors on top of what is held, and never told its list.

    It is the fields that are held, of later changes that were recorded since: another part of the same change may have
    been told, and these fields all the same are news. What was there before it was held was told as a whole.
    """
    found: dict[Subject, dict[UUID, set[str]]] = {}
    for subject, shared in sorted({(hold.engagement, hold.subject) for hold in holds if not hold.is_own}):
        own = {hold.held: hold.decided for hold in holds if (hold.engagement, hold.subject) == (subject, shared)}
        since = min(hold.held_at for hold in holds if (hold.engagement, hold.subject) == (subject, shared))
        news = {change.id for change in logs[shared] if change.recorded_at is not None and change.recorded_at > since}
        later = {change: fields for change, fields in _on_top(logs[shared], own).items() if change in news}
        if later:
            found.setdefault(subject, {}).update(later)
    return found


def untold_beneath(
    holds: Collection[Hold], known: Collection[Hold], chains: Mapping[Subject, Collection[Subject]], logs: Logs
) -> dict[Subject, dict[UUID, set[str]]]:
    """Return, by engagement whose beginning is let go, what was decided of its chain while that waited.

    A list hears nothing of what becomes of a sub-processor that it is not to engage. `known` are all holds of the list:
    where another objection holds the beginning as well, it goes on waiting. `chains` are the sub-processors that the
    engagements rest on. A correction is no decision, and what terms of the engagement's own hide does not count.
    """
    found: dict[Subject, dict[UUID, set[str]]] = {}
    for hold in (one for one in holds if one.is_own and one.present):
        others = [one for one in known if one.held == hold.held]
        if any(one.until is None and one.objection != hold.objection for one in others):
            continue
        since = min(one.held_at for one in others)
        own = {name for name in OVERRIDES if (hold.after or {}).get(name) is not None}
        for shared in sorted(chains[hold.engagement]):
            hidden = own if shared.subprocessor == hold.engagement.subprocessor else set()
            for change, fields in _decided_since(logs[shared], since).items():
                if news := fields - hidden:
                    found.setdefault(hold.engagement, {})[change] = news
    return found


def _decided_since(log: Sequence[Logged], since: datetime) -> dict[UUID, set[str]]:
    """Return what was decided of a sub-processor after a moment: which changes, and which fields of them."""
    found, before = {}, list[Logged]()
    for change in counted(log):
        state = state_on(before, change.effective_on)
        before.append(change)
        is_news = change.recorded_at is not None and change.recorded_at > since
        if is_news and change.manner in ("notice", "waived") and change.present is None and state is not None:
            decided, _ = split(state, change.after)
            if decided:
                found[change.id] = {*decided}
    return found


def untold_with(holds: Collection[Hold], known: Collection[Hold]) -> list[Hold]:
    """Return what an objection holds of which fields were to be told with the outcome of another one, and it hid them.

    `known` are all holds of the list: the outcome of the other objection let these fields wait for their notice period.
    """
    others = [other for other in known if other.fields is not None]
    return [
        hold
        for hold in holds
        if hold.fields is None
        and any((hold.engagement, hold.held) == (other.engagement, other.held) for other in others)
        and all(other.held_at > hold.held_at for other in others if other.held == hold.held)
    ]


def _on_top(log: Sequence[Logged], held: Mapping[UUID, Plain]) -> dict[UUID, set[str]]:
    """Return the later changes of a subject that set a field again that is held, and which; an end ends that."""
    fields: set[str] = set()
    found = {}
    for change in counted(log):
        if change.id in held:
            fields |= {*held[change.id]}
        elif change.holds:
            continue
        elif change.present is not None:
            fields = set()
        elif again := fields & change.after.keys():
            found[change.id] = again
    return found


def _planned_with(log: Sequence[Logged], held: Collection[UUID]) -> list[UUID]:
    """Return what was planned for an engagement of which the beginning is held, up to its end."""
    found, begun = [], False
    for change in counted(log):
        if change.holds:
            continue
        if change.present and change.id not in held:
            begun = False
        if begun:
            found.append(change.id)
        if change.present is not None:
            begun = change.present and change.id in held
    return found


def keep(subject: Subject, ledger: Ledger, logs: Logs, holds: Sequence[Hold], terms: Terms, since: date) -> None:
    """Add to the ledger of an engagement what makes it read, from `since` on, without what is held.

    `logs` are as `as_if_not_decided` takes them, with what this write adds. What held it so far is taken back where it
    no longer fits; the days before `since` stay as they were.
    """
    own = {**logs, subject: [change for change in logs[subject] if not change.holds]}
    turns = {hold.until for hold in holds if hold.until is not None} | set(_days(logs))
    counts = list(logs[subject])
    for day in sorted({day for day in turns if day > since} | {since}):
        state = as_if_not_decided(subject, own, holds, day)
        if state == state_on(counts, day):
            continue
        for change in [change for change in counts if change.holds and change.effective_on == day]:
            ledger.records.append(_holding(withdrawal(ledger, terms, change)))
            counts.remove(change)
        was = state_on(counts, day)
        if state != was:
            ledger.records.append(_record(ledger, terms, day, was, state))
            counts.append(ledger.records[-1].logged())


def _record(ledger: Ledger, terms: Terms, day: date, was: Plain | None, state: Plain | None) -> Record:
    if was is None or state is None:
        record = recorded(ledger, terms, day, was, state, kind="removed" if state is None else "added")
    else:
        record = recorded(ledger, terms, day, was, differing(was, state))
    return _holding(record)


def _holding(record: Record) -> Record:
    return msgspec.structs.replace(record, manner="objection", holds=True)


def _days(logs: Logs) -> Iterator[date]:
    return (change.effective_on for log in logs.values() for change in log)


def acts_that_drop(holds: Collection[Hold], world: World, logs: Logs, today: date) -> list[Act]:
    """Return the acts by which what was held never takes effect: its own changes are withdrawn, and what rests on them.

    Of a sub-processor that lists share the change goes on for the others, so this list's engagement ends on that day:
    the day of the change, or today where that is past. `logs` are those of the engagements.
    """
    acts = []
    for subject in sorted({hold.engagement for hold in holds}):
        own = {hold.held: hold.decided for hold in holds if hold.engagement == subject and hold.is_own}
        shared = [hold for hold in holds if hold.engagement == subject and not hold.is_own]
        gone = {*own, *_on_top(logs[subject], own), *_planned_with(logs[subject], own)}
        found = [change for change in logs[subject] if change.id in gone]
        if found:
            first = min(change.effective_on for change in found)
            ids = tuple(change.id for change in found)
            acts.append(Act(subject=subject, withdraws=ids, effective_on=first))
        if shared:
            day = max(today, min(hold.effective_on for hold in shared))
            acts += acts_that_end([subject], world, day, today)
    return acts


def acts_that_end(engaged: Iterable[Subject], world: World, day: date, today: date) -> list[Act]:
    """Return the acts that end those of the engagements that there are from a day on, or that begin later."""
    found = []
    for subject in sorted(engaged):
        timeline = world.get(subject, ())
        begins = [span.starts_on for span in timeline if span.state is not None and span.starts_on > max(day, today)]
        if at(timeline, day) is not None or begins:
            found.append(Act(subject=subject, effective_on=day))
    return found


def tomorrow(today: date) -> date:
    """Return the first day that a decision about an objection can change: what held until today, held."""
    return today + timedelta(days=1)
