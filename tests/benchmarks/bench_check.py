"""What the check costs: over all lists beside fetching their rows, and entry by entry.

Ratios are of medians, ours and the reference by turns in one run; there is no goal here that fails.
"""

import itertools
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec

from service.controllers import Exporter
from service.database.pool import Connection, Pool, open_pool
from service.documents import from_plain
from service.engagements import Authorisation, Engagement, Entry
from service.law import load_law
from service.register.judging import Judge
from service.register.reading import Moment, reading
from service.register.sweeping import PAGE, sweep
from service.rules import Facts
from service.store import lists, versions
from service.subprocessors import Subprocessor
from tests.benchmarks.registers import SHARED, fill, shared, terms
from tests.benchmarks.results import told

LAW = load_law()
TODAY = date(2026, 11, 23)
MOMENT = Moment(on=TODAY, today=TODAY)
LISTS = 10_000


async def fetched(conn: Connection) -> int:
    """Fetch the rows that a check over all lists rests on, page by page, and do nothing with them.

    The terms of the entries stay text as they come.
    """
    names, count = await lists.names(conn, TODAY, MOMENT.known), 0
    known: dict[str, Any] = {}
    for start in range(0, len(names), PAGE):
        page = names[start : start + PAGE]
        await lists.owners_of(conn, page, TODAY, MOMENT.known)
        rows, _ = await lists.entries_of(conn, page, TODAY, MOMENT.known)
        news = {row.subprocessor for row in rows} - known.keys()
        known |= await versions.subprocessors_on(conn, news, TODAY, MOMENT.known)
        count += len(rows)
    return count


async def checked(conn: Connection) -> int:
    """Check all lists; returns how often the rules were asked."""
    asked = Judge(LAW)
    async for swept in sweep(conn, MOMENT, LAW, asked):
        assert swept.result
    return asked.evaluations


async def timed(pool: Pool, work: Callable[[Connection], Awaitable[int]]) -> tuple[float, int]:
    """Run a piece of work on one state of the register; returns seconds and what it gave."""
    async with reading(pool, MOMENT) as conn:
        begun = time.perf_counter()
        given = await work(conn)
        return time.perf_counter() - begun, given


async def measured(url: str, count: int, rounds: int) -> None:
    """Measure fetching and checking by turns on a register of so many lists, and tell it."""
    await fill(url, count)
    pool = await open_pool(url)
    took: dict[str, list[float]] = {"fetch": [], "check": []}
    given: dict[str, int] = {}
    for _ in range(rounds + 1):
        for side, work in (("fetch", fetched), ("check", checked)):
            seconds, given[side] = await timed(pool, work)
            took[side].append(seconds)
    await pool.close()
    middle = {side: statistics.median(times[1:]) for side, times in took.items()}
    name = f"check of {count} lists, {given['fetch']} entries, {given['check']} evaluations: against fetching the rows"
    told(name, middle["check"], middle["fetch"], "s")


async def test_all_lists_against_fetching_their_rows(database_url: str) -> None:
    """A check over 10,000 lists of 50 entries, against fetching the same rows."""
    await measured(database_url, LISTS, 3)


async def test_a_tenth_of_the_lists(database_url: str) -> None:
    """The same over a tenth of the lists, whose terms are the same: as many evaluations."""
    await measured(database_url, LISTS // 10, 5)


def distinct(*, shared_by_all: bool) -> Iterator[Facts]:
    """Entries each with an authorisation of its own, of sub-processors that others have too or that nobody else has."""
    documents = [from_plain(shared(number), Subprocessor) for number in range(SHARED)]
    agreed = [from_plain(terms(number), Engagement) for number in range(40)]
    exporter = Exporter(legal_name="Muster GmbH")
    for number, (own, kind) in enumerate(itertools.product(agreed, range(SHARED))):
        decided_on = TODAY - timedelta(days=number)
        granted = Authorisation(type="specific", status="granted", decided_on=decided_on, reference=f"No. {number}")
        entry = Entry(
            slug=f"sub-{kind}" if shared_by_all else f"sub-{number}",
            subprocessor=documents[kind],
            engagement=msgspec.structs.replace(own, authorisation=granted),
        )
        yield Facts(on=TODAY, exporter=exporter, entry=entry)


def rate(entries: Sequence[Facts]) -> int:
    """How many entries one core checks in a second, no two of which have the same terms."""
    took = []
    for _ in range(5):
        asked, begun = Judge(LAW), time.perf_counter()
        for number, facts in enumerate(entries):
            asked.terms(number, partial(_given, facts))
        took.append(time.perf_counter() - begun)
        assert asked.evaluations == len(entries)
    return round(len(entries) / statistics.median(took))


def _given(facts: Facts) -> Facts:
    return facts


def test_distinct_entries() -> None:
    """Entries that all differ in their terms, of 200 sub-processors and of as many as there are entries."""
    for name, shared_by_all in (("distinct entries", True), ("distinct entries that share nothing", False)):
        entries = list(distinct(shared_by_all=shared_by_all))
        told(f"check of {name}", rate(entries), None, "entries/s")
