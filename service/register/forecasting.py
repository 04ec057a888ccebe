"""What next: the days on which a result or a finding of a list will change, and why.

The register reads the same from one of its planned changes to the next; there the check of each part of the list is
asked as it will be asked on the first of those days, and tells itself how long its answer stands
(`service.rules.stretches`). So no day is tried, and every day that matters is met.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import msgspec
from dateutil.relativedelta import relativedelta

from service.database.pool import Connection
from service.documents import LAST_DAY
from service.errors import Invalid, Place
from service.law import Law
from service.register.acceptances import Accepted, accepted
from service.register.parts import Part, parts_of
from service.register.plans import Plans
from service.register.reading import Moment
from service.register.scope import World, controller, load_world
from service.rules.causes import words
from service.rules.dated_facts import dated, dated_law
from service.rules.differences import Difference, differences, fact_of
from service.rules.stretches import Stretch, reasons, stretches
from service.store import acceptances, lists, versions
from service.transfers import Verdict

FARTHEST = relativedelta(years=10)  # nobody's plans and hardly a decision reach farther
_DAY = timedelta(days=1)


def check_window(on: date, until: date) -> None:
    """Raise Invalid for a window that ends before it begins, or is longer than anybody plans."""
    farthest = min(on + FARTHEST, LAST_DAY)
    if not on <= until <= farthest:
        detail = f"until={until} is not between {on} and {farthest}: a forecast looks ten years ahead at most."
        raise Invalid(detail, (Place("?until", f"a day from {on} to {farthest}"),))


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A difference, the day on which it comes, and why: days of the records that pass, or changes of the register."""

    on: date
    difference: Difference
    why: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """Return it flat, as the API shows it."""
        return {"on": self.on, **msgspec.structs.asdict(self.difference), "why": self.why}


async def forecast(conn: Connection, slug: str, moment: Moment, until: date, law: Law) -> list[Coming]:
    """Return what will change of a list's check from the day after the moment's until a day, the earliest first.

    Raises NotFound where there is no such list.
    """
    parts = await parts_of(conn, slug, moment)
    world = await _world(conn, slug, moment, until, parts)
    plans = await Plans.read(conn, world, slug, moment, until)
    ahead, found = _Ahead(law, plans), list[Coming]()
    first = moment.on
    for next_first in (*await _days(conn, slug, world, moment, until), until + _DAY):
        when = msgspec.structs.replace(moment, on=first)
        if first != moment.on:
            parts = await parts_of(conn, slug, when)
        known = await accepted(conn, [slug], when)
        # An entry with many dates takes seconds, in which this process must serve others too.
        found += await asyncio.to_thread(list, ahead.between(parts, known, first, next_first - _DAY))
        first = next_first
    return sorted(found, key=lambda one: (one.on, one.difference.subprocessor or "", one.difference.rule or ""))


async def _world(conn: Connection, slug: str, moment: Moment, until: date, parts: Sequence[Part]) -> World:
    """Load what the list rests on: what is on it now, what was, and what will be."""
    coming = await versions.planned(conn, slug, moment.on, moment.known)
    names = {part.facts.entry.slug for part in parts if part.kind != "list"}
    pairs = {(slug, name) for name in names | {name for name, day in coming if day <= until}}
    world, _ = await load_world(conn, pairs, set(), moment.on, moment.known, also=[controller(slug)])
    return world


async def _days(conn: Connection, slug: str, world: World, moment: Moment, until: date) -> list[date]:
    """Return the days of the window on which the register begins to tell the check something else."""
    days = {span.starts_on for spans in world.values() for span in spans}
    days |= {row.effective_on for row in await lists.waived(conn, [slug], until, moment.known)}
    days |= set(await acceptances.days_after(conn, slug, moment.on, moment.known))
    return sorted(day for day in days if moment.on < day <= until)


class _Followed(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the list as it was last asked about, and the last stretch of its answers."""

    part: Part
    evaluate: Callable[[date], Verdict]
    last: Stretch


class _Ahead:
    """Goes through a window from one planned change to the next, and keeps what each part of the list said last."""

    def __init__(self, law: Law, plans: Plans) -> None:
        self._law, self._plans = dated_law(law), plans
        self._followed: Mapping[str, _Followed] = {}

    def between(self, parts: Sequence[Part], known: Accepted, first: date, last: date) -> Iterator[Coming]:
        """Yield what changes on the first day of a time without planned changes, and on the days after it."""
        now: dict[str, _Followed] = {}
        begun = bool(self._followed)
        for part in parts:
            slug, evaluate = part.facts.entry.slug, self._evaluating(part, known)
            found = list(stretches(evaluate, first, last))
            now[slug] = _Followed(part=part, evaluate=evaluate, last=found[-1])
            if begun:
                yield from self._planned(self._followed.get(slug), slug, found[0], part.kind)
            for before, after in pairwise(found):
                yield from self._passing(now[slug], before, list(differences(before.verdict, after.verdict)))
        for slug, gone in self._followed.items():
            if slug not in now:
                yield from self._by_plan(slug, first, differences(gone.last.verdict, None))
        self._followed = now

    def _planned(self, old: _Followed | None, slug: str, new: Stretch, kind: str) -> Iterator[Coming]:
        """Yield what a planned change brings; what would have come on that day without it has its own reasons."""
        wanted = list(differences(None if old is None else old.last.verdict, new.verdict))
        anyway: list[Difference] = []
        if wanted and old is not None and old.part.kind == kind and not old.last.holds_on(new.first):
            without = {fact_of(it) for it in differences(old.last.verdict, old.evaluate(new.first))}
            anyway = [it for it in wanted if fact_of(it) in without]
            yield from self._passing(old, old.last, anyway)
        yield from self._by_plan(slug, new.first, (it for it in wanted if it not in anyway))

    def _passing(self, of: _Followed, before: Stretch, wanted: Sequence[Difference]) -> Iterator[Coming]:
        """Yield what comes because days of the records pass."""
        if not wanted:
            return
        for it, turns in zip(wanted, reasons(of.evaluate, before, wanted), strict=True):
            yield Coming(on=before.turns[0].on, difference=it, why=words(turns))

    def _by_plan(self, slug: str, on: date, wanted: Iterator[Difference]) -> Iterator[Coming]:
        for it in wanted:
            yield Coming(on=on, difference=it, why=self._plans.words(slug, on))

    def _evaluating(self, part: Part, known: Accepted) -> Callable[[date], Verdict]:
        """Return the check of a part on any day, given days that know what they are the day of."""
        part, known = msgspec.structs.replace(part, facts=dated(part.facts)), known.dated()

        def evaluate(on: date) -> Verdict:
            facts = msgspec.structs.replace(part.facts, on=on)
            return known.laid_over(part.verdict(self._law, on), facts, self._law)

        return evaluate
