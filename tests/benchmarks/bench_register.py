"""What the register costs beside plain PostgreSQL: ours and the reference by turns in one run, the ratio of medians.

There is no goal here that fails.
"""

import json
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg

from service.controllers import Controller
from service.database.pool import Connection, open_pool
from service.documents import Country, to_plain
from service.engagements import Engagement
from service.register.acts import Act
from service.register.scope import controller, engagement, subprocessor
from service.subprocessors import Location, Subprocessor
from tests.benchmarks.registers import write
from tests.benchmarks.results import told
from tests.web.running import running

ROUNDS = 60
LISTS = 1000
_DOCUMENT = to_plain(
    Subprocessor(name="Nimbus", locations=(Location(country=Country("IE"), activity="hosting"),), safeguards=())
)


async def paired(
    name: str, ours: Callable[[], Awaitable[Any]], reference: Callable[[], Awaitable[Any]], rounds: int
) -> None:
    """Run both by turns and tell the ratio of their medians, after one round of each that does not count."""
    took: dict[str, list[float]] = {"ours": [], "reference": []}
    for turn in range(rounds + 1):
        for side, work in (("ours", ours), ("reference", reference)):
            begun = time.perf_counter()
            await work()
            if turn:
                took[side].append((time.perf_counter() - begun) * 1000)
    told(name, statistics.median(took["ours"]), statistics.median(took["reference"]), "ms")


async def plain_rows(conn: Connection, lists: int) -> None:
    """Insert as many rows of the same size as the write does: a change, a version, and a notice for each list."""
    body = json.dumps(_DOCUMENT)
    async with conn.transaction():
        await conn.execute("INSERT INTO bench_row (id, at, body) VALUES ($1, $2, $3)", uuid4(), datetime.now(UTC), body)
        await conn.execute("INSERT INTO bench_row (id, at, body) VALUES ($1, $2, $3)", uuid4(), datetime.now(UTC), body)
        rows = [(uuid4(), datetime.now(UTC), body) for _ in range(lists)]
        await conn.copy_records_to_table("bench_row", records=rows, columns=["id", "at", "body"])


async def test_writes_against_plain_inserts(database_url: str) -> None:
    """A durable write that one list and a thousand lists hear of, against bare inserts of as many rows."""
    pool = await open_pool(database_url)
    bare = await asyncpg.connect(database_url)
    await bare.execute("CREATE TABLE bench_row (id uuid PRIMARY KEY, at timestamptz NOT NULL, body jsonb NOT NULL)")
    await write(pool, Act(subject=subprocessor("one"), document=_DOCUMENT))
    await write(pool, Act(subject=subprocessor("many"), document=_DOCUMENT))
    owners = [f"list-{number}" for number in range(LISTS)]
    await write(pool, *(Act(subject=controller(name), document=to_plain(Controller(name=name))) for name in owners))
    hires = [Act(subject=engagement((name, "many")), document=to_plain(Engagement())) for name in owners]
    await write(pool, Act(subject=engagement(("list-0", "one")), document=to_plain(Engagement())), *hires)
    turns = {"one": 0, "many": 0}

    def move(slug: str) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            turns[slug] += 1
            country = "IN" if turns[slug] % 2 else "IE"
            document = _DOCUMENT | {"locations": [_DOCUMENT["locations"][0] | {"country": country}]}
            await write(pool, Act(subject=subprocessor(slug), document=document))

        return work

    await paired("a move that 1 list hears of", move("one"), lambda: plain_rows(bare, 1), ROUNDS)
    await paired(f"a move that {LISTS} lists hear of", move("many"), lambda: plain_rows(bare, LISTS), 5)
    await bare.close()
    await pool.close()


async def test_polls_against_full_answers(database_url: str) -> None:
    """A poll that is answered 304, against the same feed in full, through the whole application."""
    pool = await open_pool(database_url)
    await write(pool, Act(subject=controller("acme"), document=to_plain(Controller(name="Acme", visibility="public"))))
    for number in range(50):
        shared = _DOCUMENT | {"name": f"Nimbus {number}"}
        await write(pool, Act(subject=subprocessor(f"s{number}"), document=shared))
        await write(pool, Act(subject=engagement(("acme", f"s{number}")), document=to_plain(Engagement())))
    await pool.close()
    async with running(database_url) as service:
        client = service.reader
        first = await client.get("/lists/acme/feed.atom")
        tag = {"If-None-Match": first.headers["ETag"]}
        await paired(
            "an unchanged feed polled (304 against 200)",
            lambda: client.get("/lists/acme/feed.atom", headers=tag),
            lambda: client.get("/lists/acme/feed.atom"),
            ROUNDS,
        )
