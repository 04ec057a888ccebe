"""What a durable PUT costs with its log and its notice, against bare transactions that insert as many rows.

Sixteen clients each: of ours over HTTP (wrk), of the reference straight at PostgreSQL (asyncpg), into the same tables
with all that hangs on them. Every write meets another engagement than the one before.
"""

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx

from tests.acceptance.programs import KEY, serving
from tests.benchmarks.loads import CLIENTS, ROUNDS, SECONDS, needs, wrk
from tests.benchmarks.registers import ENTRIES, SHARED, fill, terms
from tests.benchmarks.results import told
from tests.web.running import bearer

LISTS = 320
# What one PUT inserts: of versions what held until today and what holds from then on.
ROWS = {"change": 1, "version": 2, "notice": 1, "notice_change": 1, "touch": 1}
# A counter goes over all engagements, list by list: as `engaged` does. The purpose is news each time.
_TERMS = json.dumps(terms(0) | {"purpose": "PURPOSE"})
_SCRIPT = f"""
local number = tonumber(os.getenv("BENCH_FIRST"))
request = function()
  number = number + 1
  local list = number % {LISTS}
  local entry = math.floor(number / {LISTS}) % {ENTRIES}
  local path = string.format("/v1/controllers/list-%d/subprocessors/sub-%d?notice=waived&reason=bench",
    list, (list * 7 + entry) % {SHARED})
  local body = ({json.dumps(_TERMS)}):gsub("PURPOSE", "Purpose " .. number)
  return wrk.format("PUT", path, {{["Authorization"] = "Bearer {KEY}"}}, body)
end
"""
_NOTICE = """
INSERT INTO notice (id, controller, number, kind, published, recorded_at, effective_on, objection_until, title, content,
    items, about, language, categories, objection_title)
SELECT $1, $2, 1000000 + $3, kind, published - $3 * interval '1 ms', recorded_at, effective_on, objection_until, title,
    content, items, about, language, categories, objection_title
FROM notice WHERE id = $4
"""
_CHANGE = """
INSERT INTO change (id, subject, recorded_at, actor, reason, kind, manner, effective_on, before, after, material)
VALUES ($1, $2, clock_timestamp(), 'bench', 'bench', 'changed', 'waived', $3, $4, $5, TRUE)
"""
_VERSION = """
INSERT INTO version (subject, effective, recorded, document)
VALUES
    ($1, daterange('2020-01-01', '2020-01-02'), tstzrange($2, $3), $4),
    ($1, daterange('2020-01-02', '2020-01-03'), tstzrange($2, $3), $4)
"""


async def test_a_durable_put_against_a_bare_transaction(database_url: str, tmp_path: Path) -> None:
    """A PUT of an engagement that its list hears of, against a transaction of as many inserts, by turns."""
    needs("durable PUT, 16 clients", "wrk")
    await fill(database_url, LISTS, kinds_of_terms=1)
    conn = await asyncpg.connect(database_url)
    await begin_feeds(conn)
    script = tmp_path / "put.lua"
    took: dict[str, list[float]] = {"ours": [], "reference": []}
    async with serving(database_url, tmp_path) as address, asyncpg.create_pool(database_url, max_size=CLIENTS) as pool:
        await assert_as_many_rows(conn, address)
        change = await conn.fetchrow("SELECT * FROM change")
        assert change is not None
        bare = Bare(pool, change, await engaged(conn))
        bare.notice = await conn.fetchval("SELECT id FROM notice LIMIT 1")
        for turn in range(ROUNDS + 1):
            script.write_text(_SCRIPT.replace('os.getenv("BENCH_FIRST")', str(turn * 20_000)))
            rates = {"ours": await wrk(address, "-s", str(script))}
            await asyncio.sleep(2)  # what wrk left unanswered is still written, and bare transactions take no locks
            rates["reference"] = await bare.rate()
            if turn:
                for side, rate in rates.items():
                    took[side].append(rate)
    await conn.close()
    ours, reference = statistics.median(took["ours"]), statistics.median(took["reference"])
    told(f"durable PUT, {CLIENTS} clients: against bare transactions", ours, reference, "writes/s", ">= 0.5")


async def begin_feeds(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Give each list of the register a feed."""
    await conn.execute(
        "INSERT INTO feed (controller, id, title, author, updated, modified, language) "
        "SELECT controller, gen_random_uuid(), controller, 'bench', '2024-01-01Z', '2024-01-01Z', 'en' "
        "FROM subject WHERE kind = 'controller'"
    )


async def engaged(conn: "asyncpg.Connection[asyncpg.Record]") -> list[tuple[int, str]]:
    """Return the engagements, each row id with its list, so that neighbours are of different lists."""
    rows = await conn.fetch(
        "SELECT id, controller FROM subject WHERE kind = 'engagement' "
        "ORDER BY row_number() OVER (PARTITION BY controller ORDER BY id), controller"
    )
    return [(row["id"], row["controller"]) for row in rows]


async def assert_as_many_rows(conn: "asyncpg.Connection[asyncpg.Record]", address: str) -> None:
    """Make one PUT, and see that it inserts the rows that the reference does."""
    before = {name: await conn.fetchval(f"SELECT count(*) FROM {name}") for name in ROWS}  # noqa: S608 — the names above
    async with httpx.AsyncClient(base_url=address, headers=bearer(KEY)) as client:
        path = "/v1/controllers/list-0/subprocessors/sub-0"
        how = {"notice": "waived", "reason": "bench"}
        (await client.put(path, json=terms(0) | {"purpose": "First"}, params=how)).raise_for_status()
    after = {name: await conn.fetchval(f"SELECT count(*) FROM {name}") for name in ROWS}  # noqa: S608 — the names above
    assert {name: after[name] - before[name] for name in ROWS} == ROWS


class Bare:
    """The reference: transactions of one statement for each table, and nothing that finds out what to insert."""

    def __init__(
        self, pool: "asyncpg.Pool[asyncpg.Record]", change: "asyncpg.Record", subjects: list[tuple[int, str]]
    ) -> None:
        """Take a change that ours made, as what is inserted, and the engagements to go over."""
        self._pool, self._change = pool, change
        self._subjects: Iterator[tuple[int, tuple[int, str]]] = enumerate(itertools.cycle(subjects), start=1)
        self._document = change["after"]
        self.notice = uuid4()

    async def rate(self) -> float:
        """Return the transactions a second of all clients together."""
        done = await asyncio.gather(*(self._client(time.perf_counter() + SECONDS) for _ in range(CLIENTS)))
        return sum(done) / SECONDS

    async def _client(self, until: float) -> int:
        count = 0
        async with self._pool.acquire() as conn:
            while time.perf_counter() < until:
                await self._write(conn)
                count += 1
        return count

    async def _write(self, conn: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        number, (subject, controller) = next(self._subjects)
        change, notice, now, row = uuid4(), uuid4(), datetime.now(UTC), self._change
        async with conn.transaction():
            await conn.execute(_CHANGE, change, subject, row["effective_on"], row["before"], row["after"])
            await conn.execute(_VERSION, subject, now, now + timedelta(microseconds=1), self._document)
            await conn.execute(_NOTICE, notice, controller, number, self.notice)
            await conn.execute("INSERT INTO notice_change (change, notice) VALUES ($1, $2)", change, notice)
            await conn.execute("INSERT INTO touch (controllers) VALUES ($1)", [controller])
