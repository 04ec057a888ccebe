"""What an objection to a notice holds, and what becomes of that when it is decided. Pure: acts on the engagements.

What is held is a decision that has not come (DESIGN section 7): an addition, a replacement, a change of an engagement,
or of a sub-processor that lists share. For the list alone another change of the same day puts things back: it ends the
engagement again, takes its fields back, or keeps those of the shared sub-processor (`held` of the engagement).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.changes import Plain, Subject, at
from service.decisions import split
from service.notices import Item
from service.objections import as_held
from service.register.acts import Act
from service.register.scope import World, chain_of, day_before, engagement, subprocessor
from service.store.objections import Holding, PlannedRow

# Slug and field of what an engagement keeps of a sub-processor.
Kept = tuple[str, str]


def acts_that_hold(
    name: str, items: Sequence[Item], planned: Sequence[PlannedRow], world: World
) -> list[tuple[Act, list[UUID]]]:
    """Return the acts that hold what a notice of the list `name` told of, each with the changes that it holds.

    `planned` are those changes of the notice that are still to come. None of them where they are all facts: those hold
    from their own day, whoever objects.
    """
    replaced = {item.replaces for item in items if item.kind == "replaced"}
    told = {item.subprocessor for item in items} | replaced
    begun = {row.subprocessor for row in planned if row.kind == "engagement" and row.present}
    found = []
    for slug in sorted(told - {None}, key=str):
        own = [row for row in planned if row.kind == "engagement" and row.subprocessor == slug]
        if slug in begun:
            first = next(row for row in own if row.present)
            act = Act(subject=engagement((name, slug or "")), effective_on=first.effective_on)
            found.append((act, [row.id for row in own if row.effective_on == first.effective_on]))
        elif slug in replaced:
            found += _kept_on(name, slug or "", own, world)
        else:
            found += _kept_as_it_was(name, slug or "", own, planned, world)
    return found


def _kept_on(name: str, slug: str, own: Iterable[PlannedRow], world: World) -> Iterator[tuple[Act, list[UUID]]]:
    """Let an engagement that another one was to replace go on."""
    subject = engagement((name, slug))
    for row in own:
        state = at(world.get(subject, ()), day_before(row.effective_on))
        if row.present is False and state is not None:
            yield Act(subject=subject, document=state, effective_on=row.effective_on), [row.id]


def _kept_as_it_was(
    name: str, slug: str, own: Iterable[PlannedRow], planned: Sequence[PlannedRow], world: World
) -> Iterator[tuple[Act, list[UUID]]]:
    """Take the decisions about an engagement that stays on the list back, and keep what its sub-processors decided."""
    subject = engagement((name, slug))
    chain = chain_of(world, (name, slug))
    shared = [row for row in planned if row.kind == "subprocessor" and row.subprocessor in chain]
    for day in sorted({row.effective_on for row in (*own, *shared)}):
        state, before = (at(world.get(subject, ()), on) for on in (day, day_before(day)))
        if state is None or before is None:
            continue
        rows = [row for row in own if row.effective_on == day and _decided(row)]
        if rows:
            state = {**state, **{field: before.get(field) for row in rows for field in _decided(row)}}
            yield Act(subject=subject, document=state, effective_on=day), [row.id for row in rows]
        rows = [row for row in shared if row.effective_on == day and _decided(row)]
        if rows:
            kept = _with_kept(before, state.get("held"), rows, world, day_before(day))
            yield Act(subject=subject, document={**state, "held": kept}, effective_on=day), [row.id for row in rows]


def _with_kept(before: Plain, kept: Plain | None, rows: Iterable[PlannedRow], world: World, eve: date) -> Plain:
    """Return what an engagement keeps, with the fields of shared sub-processors that these changes decide."""
    found = dict(kept or {})
    for row in rows:
        slug = row.subprocessor or ""
        document = as_held(at(world.get(subprocessor(slug), ()), eve) or {}, slug, before.get("held"))
        found[slug] = {**found.get(slug, {}), **{field: document.get(field) for field in _decided(row)}}
    return found


def _decided(row: PlannedRow) -> Plain:
    """Return the fields of a change that are decisions; facts are not held."""
    return split(row.before or {}, row.after or {})[0] if row.present is None else {}


def acts_that_release(holdings: Sequence[Holding], world: World, unheld: World, today: date) -> list[Act]:
    """Return the acts by which what was held takes effect: on its day, or tomorrow where that has come.

    `unheld` are the engagements as they would be had nothing been held: what else was recorded of them counts.
    """
    tomorrow = today + timedelta(days=1)
    acts: list[Act] = []
    for held in _engagements_own(holdings):
        state, would_be = (at(one.get(held.engagement, ()), tomorrow) for one in (world, unheld))
        if held.effective_on > today:
            acts.append(_withdrawn(held, held.holding))
        elif held.present is None and state is not None and would_be is not None:
            decided = split(held.before or {}, held.after or {})[0]
            document = {**state, **{field: would_be.get(field) for field in decided}}
            acts.append(Act(subject=held.engagement, document=document, effective_on=tomorrow))
        elif held.present is True:
            acts.append(_withdrawn(held, held.held, held.holding))
            if would_be is not None:
                acts.append(Act(subject=held.engagement, document=would_be, effective_on=tomorrow))
        elif held.present is False and state is not None:
            acts += [
                _withdrawn(held, held.held, held.holding),
                Act(subject=held.engagement, effective_on=tomorrow),
            ]
    for subject, fields in _kept(holdings).items():
        acts += _let_go(subject, fields, world, min(one.effective_on for one in holdings), tomorrow)
    return acts


def acts_that_drop(holdings: Sequence[Holding], world: World, today: date) -> list[Act]:
    """Return the acts by which what was held never takes effect: its own changes are withdrawn from the list.

    Of a sub-processor that lists share the change goes on for the others, so this list's engagement ends on that day:
    the day of the change, or today where that is past.
    """
    acts = [_withdrawn(held, held.held, held.holding) for held in _engagements_own(holdings)]
    ends: dict[Subject, date] = {}
    for held in holdings:
        if held.kept_after is not None and not held.is_withdrawn:
            on = max(held.effective_on, today)
            ends[held.engagement] = min(on, ends.get(held.engagement, on))
    return acts + [end for subject, on in ends.items() for end in acts_that_end([subject], world, on, today)]


def acts_that_end(engaged: Iterable[Subject], world: World, day: date, today: date) -> list[Act]:
    """Return the acts that end those of the engagements that there are from a day on, or that begin later."""
    found = []
    for subject in sorted(engaged):
        timeline = world.get(subject, ())
        begins = [span.starts_on for span in timeline if span.state is not None and span.starts_on > max(day, today)]
        if at(timeline, day) is not None or begins:
            found.append(Act(subject=subject, effective_on=day))
    return found


def _engagements_own(holdings: Iterable[Holding]) -> list[Holding]:
    """Return what is held of the engagements themselves, each change once."""
    return list({held.held: held for held in holdings if held.kept_after is None}.values())


def _withdrawn(held: Holding, *changes: UUID) -> Act:
    return Act(subject=held.engagement, withdraws=changes, effective_on=held.effective_on)


def _kept(holdings: Iterable[Holding]) -> dict[Subject, set[Kept]]:
    """Return the fields of shared sub-processors that this objection, and no other before it, has engagements keep."""
    found: dict[Subject, set[Kept]] = {}
    for held in holdings:
        if held.kept_after is not None:
            own = set(_fields(held.kept_after)) - set(_fields(held.kept_before))
            found.setdefault(held.engagement, set()).update(own)
    return found


def _fields(kept: Plain | None) -> Iterator[Kept]:
    for slug, fields in (kept or {}).items():
        yield from ((slug, field) for field in fields)


def _let_go(subject: Subject, fields: set[Kept], world: World, since: date, tomorrow: date) -> list[Act]:
    """Return the acts after which an engagement keeps these fields no longer, on any day to come."""
    timeline = world.get(subject, ())
    days = {max(tomorrow, span.starts_on) for span in timeline if span.starts_on >= since} | {max(tomorrow, since)}
    acts = []
    for day in sorted(days):
        state = at(timeline, day)
        if state is not None and set(_fields(state.get("held"))) & fields:
            document = {**state, "held": _without(state["held"], fields)}
            acts.append(Act(subject=subject, document=document, effective_on=day))
    return acts


def _without(kept: Plain, fields: set[Kept]) -> Any:  # noqa: ANN401 — a document's field: what is kept, or null
    left = {
        slug: rest
        for slug, values in kept.items()
        if (rest := {field: value for field, value in values.items() if (slug, field) not in fields})
    }
    return left or None
