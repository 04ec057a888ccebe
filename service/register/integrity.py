"""What must hold of the register as a whole before a write is recorded: references that lead somewhere, no cycles."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from service.changes import at
from service.errors import Conflict, Invalid, NotFound, Place
from service.objections import reference_of
from service.register.acts import Act
from service.register.scope import Scope, World, below, controller, engagement, hops, subprocessor
from service.store.changes import Replacement
from service.store.objections import Hold


def with_replaced(acts: Sequence[Act], undone: Iterable[Replacement]) -> list[Act]:
    """Return the acts with what follows from `replaces` (DESIGN section 7): ends, and ends that are taken back.

    `undone` are the planned replacements of the engagements that acts end or withdraw, as recorded so far.
    """
    named = {act.subject for act in acts}
    result = list(acts)
    for act in acts:
        old = (act.document or {}).get("replaces") if act.subject.kind == "engagement" else None
        if old and old == act.subject.subprocessor:
            raise Invalid(f"{old!r} cannot replace itself.", (Place("/replaces", "the engagement itself"),))
        ended = engagement((act.subject.controller or "", old)) if old else None
        if ended is not None and ended not in named:
            result.append(Act(subject=ended, effective_on=act.effective_on, follows=act.subject))
    for planned in undone:
        if planned.old not in named:
            back = Act(subject=planned.old, withdraws=(planned.end,), follows=planned.new, undone=planned.addition)
            result.append(back)
            named.add(planned.old)
    return result


def following(act: Act, scope: Scope) -> Act | None:
    """Return an act as it comes about beside the one that it follows; null where it does not come about.

    Raises Invalid where the old engagement is not on the list on the day on which another shall replace it.
    """
    if act.follows is None:
        return act
    news = scope.ledgers[act.follows].records
    if act.withdraws:
        return act if any(record.withdraws == act.undone for record in news) else None
    day = next((record.effective_on for record in news if (record.after or {}).get("replaces")), None)
    if day is None:
        return None
    if scope.ledgers[act.subject].state(day) is None:
        detail = f"{act.subject.subprocessor!r} is not on the list on {day}, so nothing can replace it then."
        raise Invalid(detail, (Place("/replaces", f"not engaged on {day}"),))
    return msgspec.structs.replace(act, effective_on=day)


def check_not_held(acts: Iterable[Act], holds: Sequence[Hold], today: date) -> None:
    """Raise Conflict where an act would go round an open objection: what it holds is for the decision to say.

    To withdraw what is held is not to go round it: the objector has what it asked for.
    """
    for act in acts:
        for hold in holds:
            if hold.until is None and hold.subject == act.subject == hold.engagement and _goes_round(act, hold, today):
                reference, what = reference_of(hold.objection), "the beginning" if hold.present else "a change"
                detail = (
                    f"The objection {reference} holds {what} of this engagement. Decide it first: "
                    f"POST /v1/objections/{hold.objection}/decision, or withdraw it: "
                    f"POST /v1/changes/{hold.held}/withdrawal."
                )
                raise Conflict(detail)


def _goes_round(act: Act, hold: Hold, today: date) -> bool:
    if act.withdraws:
        return False
    if act.document is not None:
        return hold.present is True
    replaced_twice = hold.present is False and act.follows is not None
    ends_later = act.effective_on is not None and today < act.effective_on >= hold.effective_on
    return replaced_twice or (hold.present is True and ends_later)


def check(acts: Sequence[Act], scope: Scope) -> None:
    """Raise NotFound or Invalid where an act that was recorded leads nowhere or closes a circle, then or later."""
    after = scope.after()
    for act in acts:
        records, slug = scope.ledgers[act.subject].records, act.subject.subprocessor or ""
        if act.subject.kind == "engagement":
            for day in sorted({record.effective_on for record in records if record.kind != "withdrawn"}):
                _check_engagement(act, after, day)
        elif act.subject.kind == "subprocessor" and records:
            days = {record.effective_on for record in records}
            chain = map(subprocessor, below(after, [slug]))
            later = {span.starts_on for subject in chain for span in after.get(subject, ())}
            for day in sorted(days | {day for day in later if day > min(days)}):
                _check_chain(slug, after, day)
            if any(record.kind == "withdrawn" for record in records):
                _check_not_orphaned(slug, after)


def _check_engagement(act: Act, world: World, day: date) -> None:
    _, name, slug = act.subject
    if not world.get(controller(name or "")):
        detail = f"There is no controller {name!r}. PUT /v1/controllers/{name} first."
        raise NotFound(detail, (Place("/path/controller", f"no controller {name!r}"),))
    if act.document is not None and at(world.get(subprocessor(slug or ""), []), day) is None:
        detail = f"There is no sub-processor {slug!r} on {day}. PUT /v1/subprocessors/{slug} first."
        raise NotFound(detail, (Place("/path/subprocessor", f"no sub-processor {slug!r} on {day}"),))


def _check_chain(slug: str, world: World, day: date) -> None:
    for index, hop in enumerate(hops(at(world.get(subprocessor(slug), []), day))):
        place = f"/engages/{index}/subprocessor"
        if at(world.get(subprocessor(hop), []), day) is None:
            detail = (
                f"{slug} engages {hop!r}, which is not in the catalogue on {day}. PUT /v1/subprocessors/{hop} first."
            )
            raise Invalid(detail, (Place(place, f"no sub-processor {hop!r} on {day}"),))
        circle = _way(hop, slug, world, day)
        if circle:
            told = " engages ".join([slug, *circle])
            detail = f"The chain would run in a circle on {day}: {told}. Leave out one of these hops."
            raise Invalid(detail, (Place(place, f"closes a circle: {told}"),))


def _check_not_orphaned(slug: str, world: World) -> None:
    """Raise Conflict where a list or a chain engages a sub-processor on a day on which a withdrawal leaves none."""
    shared = world.get(subprocessor(slug), [])
    for subject, timeline in world.items():
        for day in sorted({span.starts_on for span in (*timeline, *shared)}):
            state = at(timeline, day)
            engages = subject.kind == "engagement" and subject.subprocessor == slug and state is not None
            if (engages or slug in hops(state)) and at(shared, day) is None:
                detail = f"{subject.controller or subject.subprocessor} engages {slug!r} on {day}: end that first."
                raise Conflict(detail)


def _way(start: str, goal: str, world: World, day: date) -> list[str]:
    """Return the slugs from `start` down to `goal` on a day, both included; empty where no way leads there."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == goal:
            return way
        for hop in hops(at(world.get(subprocessor(way[-1]), []), day)):
            if hop not in seen:
                seen.add(hop)
                ways.append([*way, hop])
    return []
