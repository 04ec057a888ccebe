"""What a second worker is worth: requests a second with two workers against one, both up at once and asked by turns."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx

from tests.acceptance.programs import KEY, free_port, running, until_ready
from tests.benchmarks.loads import WIDE, by_turns, needs
from tests.benchmarks.registers import fill
from tests.benchmarks.results import told
from tests.web.running import bearer


@asynccontextmanager
async def serving_with(workers: int, url: str, data: Path) -> AsyncIterator[str]:
    """Serve the register with so many workers; gives the address once one of them is ready, and all have begun."""
    port = free_port()
    given = {"SUBREG_DATABASE_URL": url, "SUBREG_DATA_DIR": str(data), "SUBREG_BOOTSTRAP_KEY": KEY}
    command = (sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", str(workers))
    async with running(*command, **given, SUBREG_RATE_LIMITS=WIDE) as process:
        address = f"http://127.0.0.1:{port}"
        await until_ready(address, process)
        await asyncio.sleep(3)
        yield address


async def test_two_workers_against_one(database_url: str, tmp_path: Path) -> None:
    """A feed that is known (304), and a list of fifty entries that is read of the database."""
    needs("two workers against one", "wrk")
    await fill(database_url, 100)
    async with AsyncExitStack() as stack:
        one, two = [
            await stack.enter_async_context(serving_with(workers, database_url, tmp_path)) for workers in (1, 2)
        ]
        async with httpx.AsyncClient(base_url=one, headers=bearer(KEY)) as client:
            document = {"name": "Acme", "visibility": "public"}
            (await client.put("/v1/controllers/acme", json=document)).raise_for_status()
        feeds, lists = (
            (one + path, two + path) for path in ("/lists/acme/feed.atom", "/v1/controllers/list-0/subprocessors")
        )
        async with httpx.AsyncClient(headers={"Accept-Encoding": "identity"}) as client:
            tags = {feed: {"If-None-Match": (await client.get(feed)).headers["ETag"]} for feed in feeds}
        polls = await by_turns(feeds, tags, 304)
        reads = await by_turns(lists, dict.fromkeys(lists, bearer(KEY)))
    told("two workers against one: polls, 304", polls[feeds[1]], polls[feeds[0]], "requests/s")
    told("two workers against one: lists of 50 entries", reads[lists[1]], reads[lists[0]], "requests/s")
