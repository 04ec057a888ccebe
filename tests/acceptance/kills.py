"""Writers at a service that is killed, or whose PostgreSQL is, at any moment: what was acknowledged is there, once.

Several services on one database take turns: while the one that was killed starts again, which takes most of the time,
another one shows what is there, and is the next to be written at.

Each write carries a word of its own. After each kill the log, the lists and the feeds are held against what the writers
were told: an acknowledged word is in the log once and in the feed of every list it concerns once; one that was not
acknowledged is so too, or nowhere. And the log is whole against the head of the round before.
"""

import asyncio
import os
import random
import re
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

import httpx
import psutil

from service.database.embedded import embedded_postgres
from service.database.errors import AWAY
from service.database.pool import Pool, open_pool
from service.register import auditing
from service.web.memory.freshness import LIMIT
from tests import factories
from tests.acceptance.programs import KEY, free_port
from tests.web.running import bearer

Victim = Literal["service", "backend", "postgres"]

_WAIVED = {"notice": "waived", "reason": "A campaign."}
_ENTRY_ID = re.compile(rb"<entry>\s*<id>urn:uuid:([0-9a-f-]{36})</id>")
_PREVIOUS = re.compile(rb'<link [^>]*rel="prev-archive"[^>]*>')
_HREF = re.compile(rb'href="([^"]*)"')

# Every change that carries a word, in the order of the log, with the lists that a notice tells of it.
_TOLD = """
SELECT change.id, subject.controller, subject.subprocessor, change.after ->> CASE subject.kind
    WHEN 'engagement' THEN 'purpose' ELSE 'name' END AS word,
    array(
        SELECT notice.controller FROM notice_change INNER JOIN notice ON notice.id = notice_change.notice
        WHERE notice_change.change = change.id AND strpos(notice.content, change.after ->> CASE subject.kind
            WHEN 'engagement' THEN 'purpose' ELSE 'name' END) > 0
        ORDER BY notice.controller
    ) AS told
FROM change INNER JOIN subject ON subject.id = change.subject
WHERE subject.kind IN ('engagement', 'subprocessor') ORDER BY change.seq
"""
_UNDER_WAY = "SELECT FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
_NOTICES = "SELECT controller, id::text FROM notice ORDER BY controller, number DESC"


class Writers:
    """Each writes to its own list and its own sub-processor, which all lists engage, one write after the other."""

    def __init__(self, count: int, chance: random.Random) -> None:
        self.names, self.chance = [f"writer-{number}" for number in range(count)], chance
        self.tried: set[str] = set()
        self.acknowledged: dict[str, str] = {}  # word: id of its change
        self.refused = 0

    async def seed(self, client: httpx.AsyncClient) -> None:
        """Make the lists and sub-processors, and let each list engage all of them."""
        for name in self.names:
            (await client.put(f"/v1/controllers/{name}", json=factories.controller(name))).raise_for_status()
            (await client.put(f"/v1/subprocessors/{name}", json=factories.subprocessor(name))).raise_for_status()
        for controller in self.names:
            for name in self.names:
                path = f"/v1/controllers/{controller}/subprocessors/{name}?notice=baseline"
                (await client.put(path, json=factories.engagement("Begun"))).raise_for_status()

    async def write_until(self, client: httpx.AsyncClient, name: str, done: asyncio.Event) -> None:
        """Write until done, each word once, whatever becomes of it."""
        while not done.is_set():
            word = f"{name} {len(self.tried)}x"
            self.tried.add(word)
            path, document = f"/v1/controllers/{name}/subprocessors/{name}", factories.engagement(word)
            if self.chance.random() < 1 / 4:
                path, document = f"/v1/subprocessors/{name}", factories.subprocessor(name) | {"name": word}
            try:
                answer = await client.put(path, json=document, params=_WAIVED)
            except httpx.TransportError:
                self.refused += 1
                await asyncio.sleep(0.05)
                continue
            if answer.is_success:
                self.acknowledged[word] = answer.headers["Subreg-Change"]
            else:
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
                self.refused += 1
                await asyncio.sleep(0.05)


class Service:
    """One of the services, and a client of it."""

    def __init__(self, data: Path) -> None:
        port = free_port()
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=bearer(KEY), timeout=70)
        self._command = (sys.executable, "-m", "service", "serve", "--port", str(port))
        given = {"SUBREG_DATA_DIR": str(data), "SUBREG_BOOTSTRAP_KEY": KEY, "SUBREG_RATE_LIMITS": "off"}
        self._environment = os.environ | given
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it where it does not run; `ready` tells when it answers."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, start_new_session=True, stderr=asyncio.subprocess.DEVNULL
            )

    async def ready(self) -> None:
        """Wait until it is ready."""
        for _ in range(900):
            await self.start()
            with suppress(httpx.TransportError):
                if (await self.client.get("/health/ready")).status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.1)
        raise TimeoutError

    def kill(self) -> None:
        """Kill it with all that it started."""
        assert self._process
        first = psutil.Process(self._process.pid)
        _kill([*first.children(recursive=True), first])

    async def start_again(self) -> None:
        """Start it, which was killed."""
        assert self._process
        await self._process.wait()
        await self.start()

    async def stop(self) -> None:
        """End it in order."""
        await self.client.aclose()
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await asyncio.wait_for(self._process.wait(), 60)


class Campaign:
    """One embedded database, and services that take turns."""

    def __init__(self, data: Path, writers: int = 8, seed: int = 0, services: int = 3) -> None:
        self.data, self.chance = data, random.Random(seed)  # noqa: S311 — the same each time, not a secret
        self.writers = Writers(writers, self.chance)
        self.head: str | None = None
        self.kept, self.lost = 0, 0  # what was not acknowledged, and is there, or is not
        self._pages: dict[str, bytes] = {}
        self._services = deque(Service(data) for _ in range(services))  # the first one is written at and looked at

    async def run(self, victims: list[Victim]) -> None:
        """Kill one after the other at a random moment, and look at everything after each."""
        async with embedded_postgres(self.data) as dsn:
            pool = await open_pool(dsn, max_size=2)
            try:
                await self._services[0].ready()
                await self.writers.seed(self._services[0].client)
                for number, victim in enumerate(victims, 1):
                    begun = time.monotonic()
                    await self._round(victim, pool)
                    await self._look(self._services[0].client, pool)
                    seconds = time.monotonic() - begun
                    print(f"{number}/{len(victims)} {victim} {seconds:.0f} s: {self}", flush=True)  # noqa: T201 — for a campaign
            finally:
                await asyncio.gather(*(service.stop() for service in self._services))
                await pool.close()

    def __str__(self) -> str:
        return (
            f"{len(self.writers.acknowledged)} acknowledged of {len(self.writers.tried)} tried; of the others "
            f"{self.kept} are there wholly, {self.lost} not at all; log whole against {str(self.head)[:8]}"
        )

    async def _round(self, victim: Victim, pool: Pool) -> None:
        done, service = asyncio.Event(), self._services[0]
        async with asyncio.TaskGroup() as group:
            for name in self.writers.names:
                group.create_task(self.writers.write_until(service.client, name, done))
            await asyncio.sleep(0.1 + 1.4 * self.chance.random())
            if victim == "service":
                service.kill()
            else:
                self._kill(victim)
            await asyncio.sleep(0.3 * self.chance.random())
            done.set()
        for each in self._services:
            await each.start_again() if each is service and victim == "service" else await each.start()
        if victim == "service":
            self._services.rotate(-1)
        # As old as another process may be; and what the killed one had begun its backends may still end.
        await asyncio.sleep(LIMIT)
        await self._services[0].ready()
        await _settle(pool)

    def _kill(self, victim: Victim) -> None:
        """Kill PostgreSQL, or one of its backends that serve a client."""
        first = psutil.Process(int((self.data / "cluster" / "postmaster.pid").read_text("utf-8").split()[0]))
        killed = [first, *first.children(recursive=True)]
        if victim == "backend":
            killed = [self.chance.choice([each for each in killed if "[local]" in "".join(each.cmdline())])]
        _kill(killed)

    async def _look(self, client: httpx.AsyncClient, pool: Pool) -> None:
        """Hold what is there against what the writers were told."""
        told = [row for row in await _again(pool, _TOLD) if row["word"] in self.writers.tried]
        found = {row["word"]: str(row["id"]) for row in told}
        assert len(found) == len(told), "a word stands in the log twice"
        missing = {word for word, change in self.writers.acknowledged.items() if found.get(word) != change}
        assert not missing, f"acknowledged and not in the log: {missing}"
        for row in told:
            expected = [row["controller"]] if row["controller"] else sorted(self.writers.names)
            assert expected == row["told"], f"{row['word']} is told to {row['told']}"
        await self._look_at_lists(client, told)
        await self._look_at_feeds(client, pool)
        self.kept = len(found) - len(self.writers.acknowledged)
        self.lost = len(self.writers.tried) - len(found)
        broken = (await auditing.verify(pool, self.head)).broken
        assert broken is None, broken
        self.head = (await auditing.take_checkpoint(pool)).hash

    async def _look_at_lists(self, client: httpx.AsyncClient, told: list[Any]) -> None:
        last = {(row["controller"], row["subprocessor"]): row["word"] for row in told}
        for name in self.writers.names:
            answer = (await client.get(f"/v1/controllers/{name}/subprocessors?limit=500")).raise_for_status()
            for entry in answer.json()["items"]:
                slug = entry["subprocessor"]
                expected = (last.get((name, slug), "Begun"), last.get((None, slug), slug))
                assert expected == (entry["purpose"], entry["name"]), f"{name} {slug}"

    async def _look_at_feeds(self, client: httpx.AsyncClient, pool: Pool) -> None:
        rows = await _again(pool, _NOTICES)
        for name in self.writers.names:
            published = [row["id"] for row in rows if row["controller"] == name]
            assert published == [found async for found in self._entries(client, f"/lists/{name}/feed.atom")]

    async def _entries(self, client: httpx.AsyncClient, path: str) -> AsyncIterator[str]:
        """The ids of all entries of a feed, newest first, back over its archive, of which no page ever changes."""
        newest = (await client.get(path)).raise_for_status().content
        while True:
            for entry in _ENTRY_ID.findall(newest):
                yield entry.decode()
            link = _PREVIOUS.search(newest)
            href = link and _HREF.search(link[0])
            if not href:
                return
            path = urljoin(path, href[1].decode())
            if path not in self._pages:
                self._pages[path] = (await client.get(path)).raise_for_status().content
            newest = self._pages[path]


def _kill(processes: list[psutil.Process]) -> None:
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            each.kill()


async def _settle(pool: Pool) -> None:
    """Wait until nobody writes."""
    for _ in range(1200):
        if not await _again(pool, _UNDER_WAY):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


async def _again(pool: Pool, query: str) -> list[Any]:
    """Ask once more where the connection was one to the server that was killed."""
    for _ in range(5):
        with suppress(*AWAY):
            return list(await pool.fetch(query))
    raise AssertionError
