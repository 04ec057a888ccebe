"""The check over all lists, page by page: bounded in memory by the distinct terms and one page of lists."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter

import msgspec

from service.controllers import Processor
from service.database.pool import Connection
from service.engagements import Engagement
from service.law import Law
from service.register.acceptances import Accepted, accepted
from service.register.asked import Asked, engagement_of
from service.register.catalogue import Catalogue
from service.register.endings import after_the_end, over
from service.register.judging import Judge, Judged
from service.register.noticed import Noticed, noticed
from service.register.owners import Owner, Owners
from service.register.reading import Moment, processor_of
from service.register.scope import PROCESSOR
from service.register.sinces import dated
from service.rules import assess_list
from service.store import lists, versions
from service.store.lists import EntryRow
from service.transfers import Result, Verdict, worst

PAGE = 200

# What the check says of an entry, after whether the entry is over and its place among the others.
Placed = tuple[bool, tuple[str, str], Judged]


class SweptList(msgspec.Struct, frozen=True, kw_only=True):
    """A list and what the check says of it: of itself, and of its entries by name, then of those that are over."""

    slug: str
    own: Verdict
    entries: tuple[Judged, ...]

    @property
    def result(self) -> Result:
        """The worst result of its entries and of the way back to its controller."""
        return worst([self.own.result, *(judged.terms.result for judged in self.entries)])

    def answers(self) -> Iterator[Verdict]:
        """Yield the verdicts as far as they can be counted: terms name no list."""
        yield self.own
        yield from (judged.written or judged.terms for judged in self.entries)

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdicts, each with the list and the days written in."""
        yield self.own
        yield from (judged.verdict() for judged in self.entries)


async def sweep(
    conn: Connection,
    moment: Moment,
    law: Law,
    judge: Judge | None = None,
    among: Sequence[str] | None = None,
    *,
    size: int = PAGE,
) -> AsyncIterator[SweptList]:
    """Check every list that there is on a day, by name; of those `among` alone where they are given.

    A `judge` that is given keeps what it learns. `size` is how many lists are checked without giving others their turn.
    """
    processor = await processor_of(conn, moment)
    sweeper = _Sweeper(conn, moment, judge or Judge(law), processor, await _processor_since(conn, moment))
    names = await lists.names(conn, moment.on, moment.known, among)
    for start in range(0, len(names), size):
        page = await lists.owners_of(conn, names[start : start + size], moment.on, moment.known)
        for found in await sweeper.check([sweeper.owners.read(row) for row in page]):
            yield found


class _Sweeper:
    """What stays the same from page to page: the catalogue, the terms that were read, the judge."""

    def __init__(
        self, conn: Connection, moment: Moment, judge: Judge, processor: Processor | None, processor_since: date
    ) -> None:
        self.owners = Owners(processor)
        self._conn, self._moment, self._judge, self._processor = conn, moment, judge, processor
        self._processor_since = processor_since
        self._catalogue = Catalogue(moment.on, moment.known)
        self._engagements: dict[str, Engagement] = {}

    async def check(self, page: Sequence[Owner]) -> list[SweptList]:
        """Check one page of lists, in their order."""
        conn, moment, owners = self._conn, self._moment, {owner.slug: owner for owner in page}
        rows, with_ended = await lists.entries_of(conn, list(owners), moment.on, moment.known)
        kept = (hop for row in rows for hop in self._engagement(row.terms).kept_hops)
        await self._catalogue.load(conn, {*(row.subprocessor for row in rows), *kept})
        running = self._asked(rows, owners, await noticed(conn, list(owners), moment))
        known = await accepted(conn, list(owners), moment)
        found: dict[str, list[Placed]] = {slug: [] for slug in owners}
        wanted = []
        for asked in running:
            if asked.owner.slug in known.lists or self._read_otherwise(asked):
                wanted.append(asked)
            else:
                found[asked.owner.slug].append((False, asked.shared.place, self._judged(asked)))
        for asked, judged in await self._written(wanted, known):
            found[asked.owner.slug].append((False, asked.shared.place, judged))
        async for asked in over(conn, {slug: owners[slug] for slug in with_ended}, moment, self._catalogue):
            found[asked.owner.slug].append((True, asked.shared.place, self._over(asked, known)))
        return [self._list(owner, found[owner.slug], known) for owner in page]

    def _asked(self, rows: Iterable[EntryRow], owners: Mapping[str, Owner], notices: Noticed) -> Iterator[Asked]:
        for row in rows:
            engagement = self._engagement(row.terms)
            shared = self._catalogue.as_held(row.subprocessor, engagement.held)
            if shared is not None:
                notice = notices.get((row.controller, row.subprocessor)) if notices else None
                yield Asked(row, owners[row.controller], shared, engagement, notice)

    def _engagement(self, terms: str) -> Engagement:
        found = self._engagements.get(terms)
        if found is None:
            found = self._engagements[terms] = engagement_of(terms)
        return found

    def _judged(self, asked: Asked) -> Judged:
        on = self._moment.on
        terms = self._judge.terms(asked.key(on), lambda: asked.facts(on, self._processor, nameless=True))
        return Judged(terms, asked.owner.slug, asked.row.effective_from)

    async def _written(self, wanted: Sequence[Asked], known: Accepted) -> list[tuple[Asked, Judged]]:
        """Write out the verdicts that more is asked about: the past of the entry, or an acceptance on its list."""
        if not wanted:
            return []
        law = self._judge.law
        facts = [asked.facts(self._moment.on, self._processor) for asked in wanted]
        plain = [self._judged(asked).verdict() for asked in wanted]
        verdicts = await dated(self._conn, facts, plain, self._moment, law)
        return [
            (asked, self._as_written(known.laid_over(verdict, given, law)))
            for asked, given, verdict in zip(wanted, facts, verdicts, strict=True)
        ]

    def _read_otherwise(self, asked: Asked) -> bool:
        """Tell whether an entry read otherwise on an earlier day, so that since when a finding holds must be found."""
        begun = asked.row.effective_from
        return (
            begun < asked.row.same_since
            or begun < asked.shared.same_since
            or begun < asked.owner.same_since
            or begun < self._processor_since
        )

    def _over(self, asked: Asked, known: Accepted) -> Judged:
        verdict = after_the_end(self._judged(asked).verdict())
        if verdict.findings and asked.owner.slug in known.lists:
            verdict = known.laid_over(verdict, asked.facts(self._moment.on, self._processor), self._judge.law)
        return self._as_written(verdict)

    def _as_written(self, verdict: Verdict) -> Judged:
        return Judged(verdict, "", None, verdict)

    def _list(self, owner: Owner, found: list[Placed], known: Accepted) -> SweptList:
        facts, law = owner.facts(self._moment.on, self._processor), self._judge.law
        own = assess_list(facts, law)
        if owner.slug in known.lists:
            own = known.laid_over(own, facts.as_entry(), law)
        found.sort(key=itemgetter(0, 1))
        return SweptList(slug=owner.slug, own=own, entries=tuple(judged for _, _, judged in found))


async def _processor_since(conn: Connection, moment: Moment) -> date:
    """Return since when the processor's document reads as it does on the day; the first of days where there is none."""
    timelines = await versions.timelines(conn, [PROCESSOR], moment.on, moment.known)
    held = (version.from_day for version in timelines[PROCESSOR] if version.from_day <= moment.on)
    return max(held, default=date.min)
