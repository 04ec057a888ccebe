"""What polls of a feed cost, what a change costs that thousands of feeds tell, and what a long history costs.

Ours and the reference are measured by turns in one run. No goal fails here.
"""

import gc
import statistics
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast

import asyncpg
import httpx

from service.changes import Plain
from service.controllers import Controller
from service.database.pool import Pool, open_pool
from service.documents import Country, to_plain
from service.engagements import Engagement
from service.notices import ARCHIVE_PAGE
from service.register.acts import Act
from service.register.scope import controller, engagement, subprocessor
from service.subprocessors import Location, Subprocessor
from tests.acceptance.programs import KEY, serving
from tests.benchmarks.loads import WIDE, by_turns, granian, needs, nginx
from tests.benchmarks.registers import write
from tests.benchmarks.results import told
from tests.web.running import Running, bearer
from tests.web.running import running as in_process

LISTS, PAST = 10_000, 100_000
_NIMBUS = to_plain(
    Subprocessor(name="Nimbus", locations=(Location(country=Country("IE"), activity="hosting"),), safeguards=())
)


def reader_of(service: Running) -> httpx.AsyncClient:
    """A reader whose documents no parser reads before it has them, as those of the tests are."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(cast("Any", service.app)), base_url="http://test")


# Polls, against a file of nginx and against the server alone


async def test_polls_against_a_static_file_and_the_bare_server(database_url: str, tmp_path: Path) -> None:
    """A feed of fifty entries, unchanged (304) and in full (200), one worker each, with all that production has."""
    needs("feed of 50 entries", "nginx", "wrk")
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(database_url, tmp_path, SUBREG_RATE_LIMITS=WIDE))
        path = f"{address}/lists/acme/feed.atom"
        async with httpx.AsyncClient(base_url=address, headers=bearer(KEY), timeout=30) as client:
            await fifty_notices(client)
            full = await client.get(path, headers={"Accept-Encoding": "identity"})
        file = tmp_path / "www" / "feed.atom"
        file.parent.mkdir()
        file.write_bytes(full.content)
        given = {"BENCH_DOCUMENT": str(file), "BENCH_TAG": full.headers["ETag"]}
        static = await stack.enter_async_context(nginx(file))
        bare = await stack.enter_async_context(granian("tests.benchmarks.raw:bare", "rsgi", **given))
        bare_asgi = await stack.enter_async_context(granian("tests.benchmarks.raw:app", "asgi", **given))
        known = (path, static, bare, bare_asgi)
        # wrk asks for no encoding, and each encoding has a tag of its own.
        async with httpx.AsyncClient(headers={"Accept-Encoding": "identity"}) as client:
            tags = {one: {"If-None-Match": (await client.get(one)).headers["ETag"]} for one in known}
        for status in (304, 200):
            rates = await by_turns(known, tags if status == 304 else {}, status)
            name, ours = f"feed of 50 entries, {status}", rates[path]
            told(f"{name}: against nginx", ours, rates[static], "requests/s", ">= 0.45")
            told(f"{name}: against bare RSGI", ours, rates[bare], "requests/s", ">= 0.8")
            told(f"{name}: against bare ASGI", ours, rates[bare_asgi], "requests/s", ">= 0.8")
            told(f"bare RSGI against nginx, {status}", rates[bare], rates[static], "requests/s")


async def fifty_notices(client: httpx.AsyncClient) -> None:
    """A public list whose feed has fifty entries."""
    (await client.put("/v1/controllers/acme", json={"name": "Acme", "visibility": "public"})).raise_for_status()
    for number in range(50):
        document = _NIMBUS | {"name": f"Nimbus {number}", "legal_name": f"Nimbus {number} Ltd", "country": "IE"}
        (await client.put(f"/v1/subprocessors/s{number}", json=document)).raise_for_status()
        terms = {"purpose": f"Hosting of part {number}", "data_categories": ["Names", "E-mail addresses"]}
        answer = await client.put(f"/v1/controllers/acme/subprocessors/s{number}", json=terms)
        answer.raise_for_status()


# A change that ten thousand lists tell


async def test_a_change_that_reaches_ten_thousand_lists(database_url: str) -> None:
    """The commit against COPY of the same rows into tables that are alike; then every feed is fetched once."""
    gc.freeze()  # as a worker does once it has loaded
    pool = await open_pool(database_url)
    await many_lists(pool)
    conn = await asyncpg.connect(database_url)
    await tables_alike(conn)
    ours, reference = [], []
    for turn in range(4):
        begun = time.perf_counter()
        await move(pool, "IN" if turn % 2 else "DE")
        between = time.perf_counter()
        copied = await copy_as_many(conn)
        if turn:
            ours.append(between - begun)
            reference.append(copied)
    await conn.close()
    await pool.close()
    told(f"a change told to {LISTS} lists: against COPY", min(ours) * 1000, min(reference) * 1000, "ms", "<= 2")
    async with in_process(database_url) as service, reader_of(service) as reader:
        begun = time.perf_counter()
        for number in range(LISTS):
            assert (await reader.get(f"/lists/list-{number}/feed.atom")).is_success
        took = time.perf_counter() - begun
        told(f"{LISTS} feeds fetched fresh once", took, None, "s")


async def many_lists(pool: Pool) -> None:
    """Ten thousand public lists that engage one sub-processor."""
    await write(pool, Act(subject=subprocessor("nimbus"), document=_NIMBUS))
    owner, terms = to_plain(Controller(name="One", visibility="public")), to_plain(Engagement())
    names = [f"list-{number}" for number in range(LISTS)]
    for start in range(0, LISTS, 1000):
        some = names[start : start + 1000]
        await write(pool, *(Act(subject=controller(name), document=owner) for name in some))
        await write(pool, *(Act(subject=engagement((name, "nimbus")), document=terms) for name in some))
    await pool.execute("ANALYZE")


async def move(pool: Pool, country: str) -> None:
    """Move the sub-processor that all lists engage."""
    document: Plain = _NIMBUS | {"locations": [_NIMBUS["locations"][0] | {"country": country}]}
    await write(pool, Act(subject=subprocessor("nimbus"), document=document))


async def tables_alike(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make the tables of notices once more: rows, indexes and constraints, foreign keys too; they grow as those do.

    The triggers that refuse to rewrite are left out: they do not fire where rows are inserted.
    """
    for name, real in (("bench_notice", "notice"), ("bench_told", "notice_change")):
        await conn.execute(f"CREATE TABLE {name} (LIKE {real} INCLUDING ALL)")
        await conn.execute(f"INSERT INTO {name} SELECT * FROM {real}")  # noqa: S608 — the names above
    await conn.execute("ALTER TABLE bench_notice ADD FOREIGN KEY (controller) REFERENCES feed")
    await conn.execute("ALTER TABLE bench_told ADD FOREIGN KEY (change) REFERENCES change (id)")
    await conn.execute("ALTER TABLE bench_told ADD FOREIGN KEY (notice) REFERENCES bench_notice (id)")
    await conn.execute("ANALYZE bench_notice, bench_told")


async def copy_as_many(conn: "asyncpg.Connection[asyncpg.Record]") -> float:
    """Copy the newest notice of each list and what it told of; returns the seconds, commit included."""
    notices = await conn.fetch("SELECT DISTINCT ON (controller) * FROM notice ORDER BY controller, number DESC")
    told = await conn.fetch("SELECT * FROM notice_change WHERE notice = ANY($1)", [row["id"] for row in notices])
    assert len(notices) == len(told) == LISTS
    begun = time.perf_counter()
    async with conn.transaction():
        for name, rows in (("bench_notice", notices), ("bench_told", told)):
            await conn.copy_records_to_table(name, records=[tuple(row) for row in rows], columns=list(rows[0].keys()))
    return time.perf_counter() - begun


# A long history


async def test_a_hundred_thousand_past_notices(database_url: str) -> None:
    """A feed with a long past against one with a hundred notices: polled, and asked for after a change."""
    pool = await open_pool(database_url)
    for name, count in (("long", PAST), ("short", ARCHIVE_PAGE)):
        await write(pool, Act(subject=controller(name), document=to_plain(Controller(name=name, visibility="public"))))
        await write(pool, Act(subject=subprocessor(name), document=_NIMBUS))
        await write(pool, Act(subject=engagement((name, name)), document=to_plain(Engagement())))
        await grow(pool, name, count)
    await pool.close()
    async with in_process(database_url) as service, reader_of(service) as reader:
        for what, work in (("polled", polled), ("asked for after a change", refreshed)):
            took: dict[str, list[float]] = {"long": [], "short": []}
            for turn in range(41):
                for name, found in took.items():
                    seconds = await work(reader, service.staff, name, turn)
                    if turn:
                        found.append(seconds * 1000)
            middle = {name: statistics.median(times) for name, times in took.items()}
            told(f"{PAST} past notices, {what}", middle["long"], middle["short"], "ms", "<= 1.1")


async def grow(pool: Pool, name: str, count: int) -> None:
    """Give a list a past of so many notices, one a day's fraction."""
    await pool.execute(
        "INSERT INTO notice (id, controller, number, kind, published, recorded_at, title, content, items, language) "
        "SELECT gen_random_uuid(), $1, 1 + n, 'changed', old.published + n * interval '1 ms', old.recorded_at, "
        " old.title, old.content, old.items, old.language FROM notice AS old, generate_series(1, $2::int) AS n "
        "WHERE old.controller = $1 AND old.number = 1",
        name,
        count,
    )
    await pool.execute(
        "UPDATE feed SET revision = $2 + 1, updated = (SELECT max(published) FROM notice WHERE controller = $1), "
        "window_from = greatest(1, ($2 + 1 - 50) / 100 * 100 + 1) WHERE controller = $1",
        name,
        count,
    )
    await pool.execute("ANALYZE notice")


async def polled(reader: httpx.AsyncClient, _staff: httpx.AsyncClient, name: str, _turn: int) -> float:
    """Ask for the feed as a reader does that knows it."""
    first = await reader.get(f"/lists/{name}/feed.atom")
    begun = time.perf_counter()
    for _ in range(20):
        await reader.get(f"/lists/{name}/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    return (time.perf_counter() - begun) / 20


async def refreshed(reader: httpx.AsyncClient, staff: httpx.AsyncClient, name: str, turn: int) -> float:
    """Make a change, and ask for the feed: how long the answer takes."""
    await staff.put(f"/v1/controllers/{name}/subprocessors/{name}", json={"purpose": f"Purpose {turn}"})
    begun = time.perf_counter()
    answer = await reader.get(f"/lists/{name}/feed.atom")
    took = time.perf_counter() - begun
    assert f"Purpose {turn}" in answer.text
    return took
