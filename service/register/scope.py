"""What a write touches: which heads it locks, which lists it reaches, and what is known of them under the locks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from service.changes import Logged, Plain, Span, Subject
from service.database.pool import Connection
from service.database.transactions import Again
from service.documents import FIRST_DAY
from service.register.acts import Act, first_day
from service.register.ledger import Ledger
from service.store import changes, objections, subjects, versions
from service.store.objections import Hold
from service.store.subjects import NOW

PROCESSOR = Subject("processor")
Pair = tuple[str, str]
World = dict[Subject, list[Span]]


def controller(slug: str) -> Subject:
    """Return the subject of a controller's document."""
    return Subject("controller", slug)


def subprocessor(slug: str) -> Subject:
    """Return the subject of a sub-processor's document."""
    return Subject("subprocessor", None, slug)


def engagement(pair: Pair) -> Subject:
    """Return the subject of an engagement, given (list, sub-processor)."""
    return Subject("engagement", *pair)


class Scope(msgspec.Struct, kw_only=True):
    """All that a write may read, loaded under its locks.

    `pairs` are the list entries (list, sub-processor) that the write may change; `heads` the row ids of what is locked
    to be written, `under` those of what is locked because the write rests on it;
    `world` what was known before of everything that those entries rest on; `ledgers` the subjects that are written, and
    the engagements of which objections hold something: `holds` says what, `logs` is all that was ever recorded of them
    and of what they share that is held.
    """

    from_day: date
    pairs: set[Pair]
    heads: list[int]
    under: list[int]
    world: World
    ledgers: dict[Subject, Ledger]
    holds: Sequence[Hold] = ()
    logs: Mapping[Subject, Sequence[Logged]] = {}

    @property
    def lists(self) -> list[str]:
        """The lists reached, sorted."""
        return sorted({name for name, _ in self.pairs})

    def reached(self) -> dict[str, set[str]]:
        """Return the lists of the scope by the sub-processors that they engage, directly or through the chain."""
        lists: dict[tuple[str, ...], set[str]] = {}
        for pair in self.pairs:
            timeline = self.world.get(engagement(pair), ())
            if any(span.state for span in timeline):
                lists.setdefault(_first_hops(timeline, pair), set()).add(pair[0])
        found: dict[str, set[str]] = {}
        for slugs, names in lists.items():
            for slug in below(self.world, slugs):
                found.setdefault(slug, set()).update(names)
        return found

    def after(self) -> World:
        """Return the world as it is once the ledgers are written."""
        return self.world | {subject: ledger.spans() for subject, ledger in self.ledgers.items()}


async def enter(conn: Connection, acts: Sequence[Act], today: date, turned: Collection[Subject] = ()) -> Scope:
    """Lock what the acts touch, in the one order of locks, and load it. Raises Again where the chain has moved.

    `turned` are engagements of which something else is held from now on, under the lock of their list already.
    """
    await subjects.announce_writer(conn)
    day = first_day(acts, today)
    written = {act.subject for act in acts}
    rows = await subjects.ids(conn, [subject for subject in written if subject.kind in ("controller", "subprocessor")])
    rows[PROCESSOR] = await subjects.lock_processor(conn, shared=PROCESSOR not in written)
    wanted, writes_shared = _rested_on(acts), any(subject.kind == "subprocessor" for subject in written)
    chain = await subjects.lock_chain(conn, wanted, shared=not writes_shared)
    heads = [rows[subject] for subject in written if subject.kind in ("processor", "subprocessor")]
    pairs = await _pairs(conn, acts, day)
    pairs |= set(map(_pair, turned))
    lists = {name for name, _ in pairs} | _named(written, "controller")
    heads += (await subjects.lock_lists(conn, lists)).values()
    if not {"processor", "controller"}.isdisjoint(subject.kind for subject in written):
        # Until its head was locked, a list could still engage or end.
        pairs |= await _pairs(conn, acts, day)
        if not {name for name, _ in pairs} <= lists:
            raise Again
    holds = [hold for hold in await objections.holds_of(conn, lists, day) if _pair(hold.engagement) in pairs]
    # What waits for an objection may be withdrawn, whatever day it was planned for.
    taken_back = {act.subject for act in acts if act.document is None}
    day = min([day, *(hold.effective_on for hold in holds if hold.engagement in taken_back and hold.waits(today))])
    written |= {*turned, *(hold.engagement for hold in holds)}
    rows |= await subjects.ids(conn, [subject for subject in written if subject.kind == "engagement"])
    world, known = await load_world(conn, pairs, written, day, also=await _beside(conn, acts))
    if not below(world, wanted) <= wanted | chain.keys():
        raise Again
    logs = await changes.logs_from(conn, {rows[subject]: day for subject in written})
    ledgers = {
        one: Ledger(row=rows[one], from_day=day, was=known[one], log=logs[rows[one]], beneath=_beneath(one, world))
        for one in written
    }
    held = await logs_of(conn, {*turned, *(one for hold in holds for one in (hold.engagement, hold.subject))})
    under = [rows[PROCESSOR], *chain.values()]
    return Scope(
        from_day=day, pairs=pairs, heads=heads, under=under, world=world, ledgers=ledgers, holds=holds, logs=held
    )


async def _beside(conn: Connection, acts: Sequence[Act]) -> set[Subject]:
    """Return what is read beside the list entries: new hops, and who engages what a withdrawal may leave without."""
    shared = [act for act in acts if act.subject.kind == "subprocessor"]
    found = {subprocessor(hop) for act in shared for hop in hops(act.document)}
    taken_back = [act.subject.subprocessor or "" for act in shared if act.withdraws]
    return found | set(map(subprocessor, await versions.chain_above(conn, taken_back))) if taken_back else found


async def logs_of(conn: Connection, known: Collection[Subject]) -> dict[Subject, list[Logged]]:
    """Return all changes of subjects that count, in the order of recording."""
    rows = await subjects.known_ids(conn, known) if known else {}
    logs = await changes.logs_from(conn, dict.fromkeys(rows.values(), FIRST_DAY)) if rows else {}
    return {subject: logs[row] for subject, row in rows.items()}


def _pair(subject: Subject) -> Pair:
    return subject.controller or "", subject.subprocessor or ""


def below(world: World, slugs: Iterable[str]) -> set[str]:
    """Return the sub-processors that these engage on any day, directly or further down, themselves included."""
    seen: set[str] = set()
    todo = set(slugs)
    while todo:
        seen |= todo
        todo = {hop for slug in todo for span in world.get(subprocessor(slug), []) for hop in hops(span.state)} - seen
    return seen


def chain_of(world: World, pair: Pair) -> set[str]:
    """Return the sub-processors that a list entry rests on on any day: its own and all further down, also as held."""
    return below(world, _first_hops(world.get(engagement(pair), ()), pair))


def _first_hops(timeline: Sequence[Span], pair: Pair) -> tuple[str, ...]:
    return pair[1], *(hop for span in timeline for hop in hops(span.state))


def hops(document: Plain | None) -> list[str]:
    """Return the slugs that a sub-processor's document engages, or that an engagement keeps while they are objected to.

    An engagement names none otherwise.
    """
    if document is None:
        return []
    engages = [document.get("engages"), *(fields.get("engages") for fields in (document.get("held") or {}).values())]
    return [hop["subprocessor"] for one in engages if one for hop in one]


def _beneath(subject: Subject, world: World) -> Sequence[Span]:
    return world.get(subprocessor(subject.subprocessor or ""), ()) if subject.kind == "engagement" else ()


def _named(written: Iterable[Subject], part: str) -> set[str]:
    return {name for subject in written if (name := getattr(subject, part)) is not None}


def _rested_on(acts: Iterable[Act]) -> set[str]:
    """Return the sub-processors that are written, engaged, or named as the next hop of one that is written."""
    shared = (act for act in acts if act.subject.kind == "subprocessor")
    return _named((act.subject for act in acts), "subprocessor") | {hop for act in shared for hop in hops(act.document)}


async def lock_list(conn: Connection, name: str, slugs: set[str], *, shared: bool) -> None:
    """Lock a list and the sub-processors given, with their chains, in the one order of locks, before they are read.

    `shared` locks are enough for who writes engagements alone. Raises Again where the chain has moved.
    """
    await subjects.announce_writer(conn)
    await subjects.lock_processor(conn, shared=True)
    locked = await subjects.lock_chain(conn, slugs, shared=shared)
    hops_now = (await versions.chain_below(conn, slugs)).values()
    if not slugs.union(*hops_now) <= slugs | locked.keys():
        raise Again
    await subjects.lock_lists(conn, [name])


async def _pairs(conn: Connection, acts: Sequence[Act], day: date) -> set[Pair]:
    pairs: set[Pair] = set()
    shared: set[str] = set()
    lists: set[str] = set()
    for act in acts:
        kind, name, slug = act.subject
        if kind == "engagement":
            pairs.add((name or "", slug or ""))
        elif kind == "subprocessor":
            shared.add(slug or "")
            # A list that ended its engagement since may still have an objection that waits.
            waiting = await objections.lists_waiting(conn, act.withdraws) if act.withdraws else ()
            pairs |= {(waits, slug or "") for waits in waiting}
        elif kind == "controller":
            lists.add(name or "")
        else:
            lists |= await versions.lists_of_processor(conn, day)
    if shared:
        above = await versions.chain_above(conn, shared)
        pairs |= await versions.lists_engaging(conn, shared | above.keys(), day)
    if lists:
        pairs |= await versions.engagements_of(conn, lists, day)
    return pairs


async def load_world(
    conn: Connection,
    pairs: set[Pair],
    written: set[Subject],
    day: date,
    known_at: datetime = NOW,
    *,
    also: Iterable[Subject] = (),
) -> tuple[World, dict[Subject, list[versions.Version]]]:
    """Return what is known, from a day on, of list entries, of what they rest on, and of what else is written."""
    wanted = {PROCESSOR, *written, *also, *map(engagement, pairs)}
    wanted |= {controller(name) for name, _ in pairs} | {subprocessor(slug) for _, slug in pairs}
    known: dict[Subject, list[versions.Version]] = {}
    while todo := wanted - known.keys():
        news = await versions.timelines(conn, todo, day, known_at)
        known |= news
        # Versions are shared by those of whom the same holds: each is asked once.
        distinct = {id(version): version for found in news.values() for version in found}
        wanted |= {subprocessor(hop) for version in distinct.values() for hop in hops(version.document)}
    return {subject: versions.as_spans(found) for subject, found in known.items()}, known


def day_before(day: date) -> date:
    """Return the day before; a write compares what it changes with what held then."""
    return day - timedelta(days=1)
