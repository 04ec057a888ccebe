"""Mixed load on the real service, its replica lost and found: what is wrong, how long it takes, what grows.

The service has two workers, a primary that never goes away and its streaming replica. No answer of 500 or more is
right, no list without its notice, no notice twice or out of order. A time is reported and never judged.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx

from service.access import keys, tokens
from service.access.secrets import Minted
from service.database.pool import open_connection
from service.store.keys import Grant
from tests import factories
from tests.acceptance import soak_clients as clients
from tests.acceptance.programs import KEY, serving
from tests.acceptance.soak_clients import OBJECTED, PRIVATE, WAIVED, Reader, Soaked
from tests.acceptance.soak_figures import Requests, Usage, connections
from tests.database.streaming import Server, streaming
from tests.web.running import bearer

WORKERS, POOL_SIZE = 2, 10  # of the service: the usual size of a pool
_BASELINE = {"notice": "baseline"}
# Limits are kept, and so high that nobody meets them: all clients have one address.
_RATES = ",".join(f"{name}=1000000" for name in ("key", "token", "address", "guesses"))


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much is asked of the service, and how often its replica goes away; pauses in seconds on average."""

    seconds: float
    outages: int
    away: float  # seconds that the replica stays away
    lists: int = 200
    catalogue: int = 20
    history: int = 0  # changes of each sub-processor before the load, so that feeds are long and memory is filled
    readers: int = 20
    writers: int = 4
    reader_pause: float = 0.15
    writer_pause: float = 1.0
    rare_pause: float = 10.0  # of a check and of an objection


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run found; `order` names lists whose readers saw other notices than there are, or in another order."""

    requests: Requests
    usage: Usage
    order: list[str]
    pids: tuple[list[int], list[int]]  # processes of the service at the start and at the end
    found: int  # how many times the replica was read again after it was lost

    def __str__(self) -> str:
        lines = [str(self.requests), "", *self.requests.table(), "", *self.usage.table(), "", str(self.usage)]
        return "\n".join([*lines, f"the replica was lost and read again {self.found} times", *self.requests.wrong[:20]])


async def run(data: Path, load: Load, seed: int = 0) -> Outcome:
    """Run it: seed the register, let all clients ask while the replica comes and goes, and look at everything."""
    async with streaming() as (primary, replica), _served(primary, replica, data) as address:
        soaked = _register(address, load, seed)
        await _seed(soaked, load.history)
        key, token = await _secrets(primary.url)
        port = urlsplit(address).port
        assert port is not None
        usage = Usage(port, (primary, replica))
        before = [process.pid for process in usage.processes()]
        soaked.requests = Requests()
        readers = [Reader(soaked, soaked.lists[number :: load.readers]) for number in range(load.readers)]
        async with asyncio.TaskGroup() as group:
            for work in _work(soaked, load, readers, key.secret, token.secret):
                group.create_task(work)
            group.create_task(_watch(soaked, usage, load.seconds / 100))
            found = await _lose_and_find(replica, load)
            await asyncio.sleep(max(0.0, soaked.requests.begun + load.seconds - time.monotonic()))
            soaked.requests.counting = False
            soaked.done.set()
        await asyncio.sleep(clients.LIMIT)
        for reader in readers:
            await reader.read_all()
        pids = before, [process.pid for process in usage.processes()]
        order = await _compared(soaked, primary.url)
        return Outcome(requests=soaked.requests, usage=usage, order=order, pids=pids, found=found)


@asynccontextmanager
async def _served(primary: Server, replica: Server, data: Path) -> AsyncIterator[str]:
    given = {"SUBREG_REPLICA_URL": replica.url, "SUBREG_RATE_LIMITS": _RATES}
    async with serving(primary.url, data, "--workers", str(WORKERS), **given) as address:
        yield address


def _register(address: str, load: Load, seed: int) -> Soaked:
    chance = random.Random(seed)  # noqa: S311 — the same each time, not a secret
    lists = [f"list-{number}" for number in range(load.lists)]
    return Soaked(address, chance, lists, [f"sub-{number}" for number in range(load.catalogue)])


async def _seed(soaked: Soaked, history: int) -> None:
    """Load the register as it holds already, without a notice, and then a history of changes with theirs."""
    async with httpx.AsyncClient(base_url=soaked.address, headers=bearer(KEY), timeout=60) as client:
        await _put(client, "processor", factories.processor())
        for slug in (*soaked.catalogue, OBJECTED):
            await _put(client, f"subprocessors/{slug}", factories.subprocessor(slug))
        turns = asyncio.Semaphore(8)

        async def fill(number: int, name: str) -> None:
            async with turns:
                visibility = "private" if name == PRIVATE else "public"
                await _put(client, f"controllers/{name}", factories.controller(name, visibility=visibility))
                for slug in (*soaked.engaged(number), *([OBJECTED] if name == PRIVATE else [])):
                    await _put(client, f"controllers/{name}/subprocessors/{slug}", factories.engagement("Begun"))

        async def change(slug: str) -> None:
            async with turns:
                for number in range(history):
                    await _put(client, f"subprocessors/{slug}", factories.subprocessor(f"{slug} {number}"), WAIVED)

        await asyncio.gather(*(fill(number, name) for number, name in enumerate(soaked.told)))
        await asyncio.gather(*map(change, soaked.catalogue))


async def _put(
    client: httpx.AsyncClient, path: str, document: factories.Document, terms: dict[str, str] = _BASELINE
) -> None:
    (await client.put(f"/v1/{path}", json=document, params=terms)).raise_for_status()


async def _secrets(url: str) -> tuple[Minted, Minted]:
    """A key for all that staff do, and a token of the private list."""
    conn = await open_connection(url)
    try:
        scopes = ["register:read", "register:write", "notices:decide", "check"]
        grant = Grant(scopes=scopes, label="of a soak", by="a soak", controllers=None)
        return await keys.create(conn, grant), await tokens.create(conn, PRIVATE, "of a soak")
    finally:
        await conn.close()


def _work(soaked: Soaked, load: Load, readers: list[Reader], key: str, token: str) -> list[clients.Work]:
    writers = [range(number, load.lists, load.writers) for number in range(load.writers)]
    return [
        *(reader.read(load.reader_pause) for reader in readers),
        *(clients.write(soaked, key, load.writer_pause, numbers) for numbers in writers),
        clients.use_the_api(soaked, key, load.writer_pause / 4),
        clients.check(soaked, key, load.rare_pause),
        clients.object_to(soaked, key, token, load.rare_pause),
        clients.knock(soaked, load.writer_pause),
        clients.read_slowly(soaked),
    ]


async def _watch(soaked: Soaked, usage: Usage, every: float) -> None:
    while not soaked.done.is_set():
        await usage.look()
        await soaked.pause(every)


async def _lose_and_find(replica: Server, load: Load) -> int:
    """Kill the replica again and again, start it after a while, and wait until the service has connections to it."""
    for _ in range(load.outages):
        await asyncio.sleep((load.seconds / load.outages - load.away) / 2)
        await replica.stop()
        await asyncio.sleep(load.away)
        await replica.start()
        for _ in range(600):
            if await connections(replica):
                break
            await asyncio.sleep(0.1)
        else:
            raise AssertionError("nobody came back to the replica")
        await asyncio.sleep(max(0.0, (load.seconds / load.outages - load.away) / 2 - 10))
    return load.outages


async def _compared(soaked: Soaked, url: str) -> list[str]:
    """Hold what the readers of each public list saw against its notices, as they are numbered."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT controller, id FROM notice ORDER BY controller, number")
    await connection.close()
    published: dict[str, list[str]] = {}
    for row in rows:
        published.setdefault(row["controller"], []).append(row["id"].urn)
    return [name for name in soaked.lists if not _is_end_of(published.get(name, []), list(soaked.told[name].seen))]


def _is_end_of(published: list[str], seen: list[str]) -> bool:
    """Whether what was seen, which began with the window of the first poll, is what was published from there on."""
    return bool(seen) == bool(published) and seen == published[len(published) - len(seen) :]
