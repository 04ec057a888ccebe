"""What the list of a controller costs as JSON: ours, with a key, against a bare route that has the same bytes.

The bare route is one of Litestar, behind the same server and the same interface, with one query of asyncpg.
"""

from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import httpx

from service.access import keys
from service.database.pool import open_connection
from service.store.keys import Grant
from tests.acceptance.programs import serving
from tests.benchmarks.loads import WIDE, by_turns, granian, needs
from tests.benchmarks.registers import ENTRIES, fill
from tests.benchmarks.results import told
from tests.web.running import bearer

PATH = "/v1/controllers/list-0/subprocessors"


async def test_the_list_against_a_bare_route(database_url: str, tmp_path: Path) -> None:
    """A list of fifty entries for staff, against the same bytes as a row holds them."""
    needs("list of 50 entries as JSON", "wrk")
    await fill(database_url, 100)
    conn = await open_connection(database_url)
    key = await keys.create(conn, Grant(scopes=["register:read"], label="bench", by="bench"))
    await conn.close()
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(serving(database_url, tmp_path, SUBREG_RATE_LIMITS=WIDE)) + PATH
        async with httpx.AsyncClient(headers=bearer(key.secret)) as client:
            answer = (await client.get(ours)).raise_for_status()
        assert len(answer.json()["items"]) == ENTRIES
        await keep(database_url, answer.content)
        target = "tests.benchmarks.bare_list:bare"
        bare = await stack.enter_async_context(granian(target, "rsgi", BENCH_DATABASE_URL=database_url)) + PATH
        async with httpx.AsyncClient() as client:
            assert (await client.get(bare)).raise_for_status().content == answer.content
        rates = await by_turns((ours, bare), {ours: bearer(key.secret)})
    told(f"list of {ENTRIES} entries as JSON: against a bare route", rates[ours], rates[bare], "requests/s", ">= 0.8")


async def keep(url: str, body: bytes) -> None:
    """Keep an answer as a row, as the bare route reads it."""
    conn = await asyncpg.connect(url)
    await conn.execute("CREATE TABLE bench_list (controller text PRIMARY KEY, body bytea NOT NULL)")
    await conn.execute("INSERT INTO bench_list (controller, body) VALUES ('list-0', $1)", body)
    await conn.close()
