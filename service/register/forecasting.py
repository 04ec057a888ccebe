"""What next: the days on which a result or a finding of a list will change, and why.

Within a stretch in which the register reads the same, the days are found from what the check compares its day with
(`service.rules.horizon`); between such stretches the register itself changes, on days that it knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from service.changes import at
from service.database.pool import Connection
from service.errors import Invalid, Place
from service.law import Law
from service.register.causes import causes
from service.register.checking import list_facts
from service.register.endings import after_the_end
from service.register.noticed import Noticed, noticed, with_notice
from service.register.reading import ControllerList, Moment, read_list
from service.register.scope import Pair, World, controller, engagement, load_world, subprocessor
from service.register.telling import breakpoints
from service.register.views import Views
from service.rules import Facts
from service.rules.differences import Difference, differences
from service.rules.horizon import stretches
from service.store import versions
from service.transfers import Verdict

FARTHEST = timedelta(days=3660)  # ten years: nobody's plans and hardly a decision reach farther
_DAY = timedelta(days=1)


def check_window(on: date, until: date) -> None:
    """Raise Invalid for a window that ends before it begins, or is longer than anybody plans."""
    if not on <= until <= on + FARTHEST:
        detail = f"until={until} is not between {on} and {on + FARTHEST}: a forecast looks ten years ahead at most."
        raise Invalid(detail, (Place("?until", f"a day from {on} to {on + FARTHEST}"),))


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A difference, the day on which it comes, and why: dates that the check compares, or a change of the register."""

    on: date
    difference: Difference
    why: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """Return it flat, as the API shows it."""
        return {"on": self.on, **msgspec.structs.asdict(self.difference), "why": self.why}


async def forecast(conn: Connection, slug: str, moment: Moment, until: date, law: Law) -> list[Coming]:
    """Return what will change of a list's check from the day after the moment's until a day, the earliest first.

    Raises NotFound where there is no such list. What was over before the moment is left out.
    """
    read = await read_list(conn, slug, moment)
    begun = {entry.slug: entry.effective_from for entry in read.entries}
    coming = await versions.planned(conn, slug, moment.on, moment.known)
    pairs = {(slug, name) for name in begun} | {(slug, name) for name, day in coming if day <= until}
    world, _ = await load_world(conn, pairs, set(), moment.on, moment.known, also=[controller(slug)])
    days = sorted({day for pair in pairs for day in breakpoints(world, pair, moment.on)} | {moment.on})
    notices = {
        day: await noticed(conn, [slug], msgspec.structs.replace(moment, on=day))
        for day in days
        if moment.on <= day <= until
    }
    view = _Window(world, Views(law), law, moment.on, until)
    found = list(view.of_list(read, days))
    for pair in sorted(pairs):
        found += view.of_entry(pair, begun.get(pair[1]), notices)
    return sorted(found, key=lambda one: (one.on, one.difference.subprocessor or "", one.difference.rule or ""))


class _Window:
    """A list between two days: its entries, stretch by stretch."""

    def __init__(self, world: World, views: Views, law: Law, start: date, until: date) -> None:
        self._world, self._views, self._law = world, views, law
        self._start, self._until = start, until

    def of_list(self, read: ControllerList, days: Sequence[date]) -> Iterator[Coming]:
        """Yield what changes of what is said of the list itself."""
        given = [day for day in days if self._start <= day <= self._until]
        segments = [(day, self._own(read, day)) for day in given]
        yield from self._compared(segments, "the list", is_list=True)

    def of_entry(self, pair: Pair, begun: date | None, notices: Mapping[date, Noticed]) -> Iterator[Coming]:
        """Yield what changes of an entry; after its end what became of the data is still asked."""
        days = [day for day in sorted(breakpoints(self._world, pair, self._start)) if self._start <= day <= self._until]
        segments: list[tuple[date, Facts | None]] = []
        facts: Facts | None = None
        for day in days:
            now = self._views.facts(self._world, pair, day)
            if now is not None:
                first = self._first_day(pair, day, begun)
                entry = msgspec.structs.replace(
                    now.entry, effective_from=first, effective_until=self._first_day_without(pair, day)
                )
                facts = msgspec.structs.replace(now, entry=entry, processor=self._views.processor(self._world, day))
                facts = with_notice(facts, notices[day].get(pair))
            segments.append((day, None if facts is None else msgspec.structs.replace(facts, on=day)))
        yield from self._compared(segments, self._name(pair), is_list=False)

    def _compared(self, segments: Sequence[tuple[date, Facts | None]], name: str, *, is_list: bool) -> Iterator[Coming]:
        before: Verdict | None = None
        ends = [day - _DAY for day, _ in segments[1:]] + [self._until]
        for (_, facts), last in zip(segments, ends, strict=True):
            if facts is None:
                continue
            for stretch in stretches(facts, self._law, last, whole_list=is_list):
                over = facts.entry.effective_until is not None and facts.entry.effective_until <= stretch.on
                verdict = after_the_end(stretch.verdict) if over else stretch.verdict
                if stretch.on > self._start:
                    why = self._why(stretch.hangs_on, facts, name)
                    yield from (Coming(on=stretch.on, difference=d, why=why) for d in differences(before, verdict))
                before = verdict

    def _why(self, hangs_on: frozenset[date], facts: Facts, name: str) -> tuple[str, ...]:
        return causes(hangs_on, facts, self._law) if hangs_on else (f"a planned change of {name} in the register",)

    def _own(self, read: ControllerList, day: date) -> Facts:
        document = at(self._world.get(controller(read.slug), ()), day)
        owner = read.controller if document is None else self._views.controller(document)
        moment = Moment(on=day, today=day)
        processor = self._views.processor(self._world, day)
        facts = list_facts(msgspec.structs.replace(read, controller=owner, processor=processor), moment).as_entry()
        return msgspec.structs.replace(facts, exporter=self._views.exporter(self._world, read.slug, day))

    def _name(self, pair: Pair) -> str:
        spans = self._world.get(subprocessor(pair[1]), ())
        return next((str(span.state["name"]) for span in reversed(spans) if span.state is not None), pair[1])

    def _first_day(self, pair: Pair, day: date, begun: date | None) -> date | None:
        """Return the first day of the run that a day lies in; of one older than the window the list knows it."""
        first: date | None = None
        for span in self._world.get(engagement(pair), ()):
            if span.starts_on <= day:
                first = None if span.state is None else first or span.starts_on
        return begun if begun is not None and first is not None and first <= self._start else first

    def _first_day_without(self, pair: Pair, day: date) -> date | None:
        spans = self._world.get(engagement(pair), ())
        return next((span.starts_on for span in spans if span.starts_on > day and span.state is None), None)
