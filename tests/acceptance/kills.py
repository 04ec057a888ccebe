"""Writers at a service that is killed, or whose PostgreSQL is, at any moment: what was acknowledged is there, once.

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


class Campaign:
    """One embedded database, one service after the other."""

    def __init__(self, data: Path, writers: int = 8, seed: int = 0) -> None:
        self.data, self.chance = data, random.Random(seed)  # noqa: S311 — the same each time, not a secret
        self.writers = Writers(writers, self.chance)
        self.head: str | None = None
        self.kept, self.lost = 0, 0  # what was not acknowledged, and is there, or is not
        self._pages: dict[str, bytes] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._port = free_port()

    async def run(self, victims: list[Victim]) -> None:
        """Kill one after the other at a random moment, and look at everything after each."""
        async with embedded_postgres(self.data) as dsn:
            pool, client = await open_pool(dsn, max_size=2), self._client()
            try:
                await self._ready(client)
                await self.writers.seed(client)
                for number, victim in enumerate(victims, 1):
                    begun = time.monotonic()
                    await self._round(client, victim)
                    await self._look(client, pool)
                    seconds = time.monotonic() - begun
                    print(f"{number}/{len(victims)} {victim} {seconds:.0f} s: {self}", flush=True)  # noqa: T201 — for a campaign
            finally:
                await self._stop()
                await client.aclose()
                await pool.close()

    def __str__(self) -> str:
        return (
            f"{len(self.writers.acknowledged)} acknowledged of {len(self.writers.tried)} tried; of the others "
            f"{self.kept} are there wholly, {self.lost} not at all; log whole against {str(self.head)[:8]}"
        )

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._port}", headers=bearer(KEY), timeout=70)

    async def _round(self, client: httpx.AsyncClient, victim: Victim) -> None:
        done = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for name in self.writers.names:
                group.create_task(self.writers.write_until(client, name, done))
            await asyncio.sleep(0.1 + 1.4 * self.chance.random())
            self._kill(victim)
            await asyncio.sleep(0.3 * self.chance.random())
            done.set()
        await self._ready(client)

    def _kill(self, victim: Victim) -> None:
        if victim == "service":
            assert self._process
            first = psutil.Process(self._process.pid)
            killed = [*first.children(recursive=True), first]
        else:
            pid = int((self.data / "cluster" / "postmaster.pid").read_text("utf-8").split()[0])
            first = psutil.Process(pid)
            killed = [first, *first.children(recursive=True)]
            if victim == "backend":
                killed = [self.chance.choice([each for each in killed if "[local]" in "".join(each.cmdline())])]
        for each in killed:
            with suppress(psutil.NoSuchProcess):
                each.kill()

    async def _ready(self, client: httpx.AsyncClient) -> None:
        """Start the service where it does not run, and wait until it is ready."""
        for _ in range(900):
            if self._process is None or self._process.returncode is not None:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "service", "serve", "--port", str(self._port)),
                    env=os.environ
                    | {"SUBREG_DATA_DIR": str(self.data), "SUBREG_BOOTSTRAP_KEY": KEY, "SUBREG_RATE_LIMITS": "off"},
                    start_new_session=True,
                    stderr=asyncio.subprocess.DEVNULL,
                )
            with suppress(httpx.TransportError):
                if (await client.get("/health/ready")).status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.1)
        raise TimeoutError

    async def _stop(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await asyncio.wait_for(self._process.wait(), 30)

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


async def _again(pool: Pool, query: str) -> list[Any]:
    """Ask once more where the connection was one to the server that was killed."""
    for _ in range(5):
        with suppress(*AWAY):
            return list(await pool.fetch(query))
    raise AssertionError
