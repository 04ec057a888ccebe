"""Readers who poll while others write: processes of the real server, a direct writer, cut connections, a pooler.

Each poller must see every notice exactly once and in order, and none may be told of a state that was followed, more
than a second before it asked, by a change that its writer knew to be made.
"""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from service.database.errors import AWAY
from service.database.pool import Connection, Pool, open_pool
from service.store.notices import Draft, FeedWords, Said, publish
from tests import factories
from tests.acceptance.programs import KEY, serving
from tests.feed.readers import GRAMMAR, accept
from tests.web.running import bearer

LISTS = ("alfa", "bravo", "charlie", "delta")
LIMIT = 1.0  # seconds: how late a reader may be told (DESIGN section 7)
_PAUSE = 0.15  # seconds between the polls of one reader, on average half of it
_ENTRY = re.compile(rb"<entry>.*?</entry>", re.DOTALL)
_ENTRY_ID = re.compile(rb"<entry>\s*<id>(urn:uuid:[0-9a-f-]{36})</id>")


class Told:
    """What readers have to be told: notices in the order of each list, and when a writer knew of each."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, list[tuple[float, str]]] = {name: [] for name in LISTS}
        self.sent: dict[str, httpx.Response] = {}

    def due(self, controller: str, asked_at: float) -> set[str]:
        """The notices that a reader who asks then must be told of."""
        return {notice for at, notice in self.acknowledged[controller] if at < asked_at - LIMIT}


class Poller:
    """One reader of one list at one process: conditional requests, entries noted in the order in which they come."""

    def __init__(self, client: httpx.AsyncClient, controller: str, seed: int) -> None:
        self.client, self.controller, self.seen = client, controller, list[str]()
        self.polls = self.unchanged = self.refused = 0
        self._tag, self._chance = "", random.Random(seed)  # noqa: S311 — the same each time, not a secret

    async def poll_until(self, done: asyncio.Event, told: Told) -> None:
        """Poll until done, and once more."""
        while not done.is_set():
            await self.poll(told)
            await asyncio.sleep(self._chance.random() * _PAUSE)
        await self.poll(told)

    async def poll(self, told: Told) -> None:
        """Ask once, note what is new, and hold it against what is due."""
        asked_at = time.monotonic()
        due = told.due(self.controller, asked_at)
        answer = await self.client.get(f"/lists/{self.controller}/feed.atom", headers={"If-None-Match": self._tag})
        self.polls += 1
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self.refused += 1
            return
        if answer.status_code == httpx.codes.OK:
            self._tag = answer.headers["ETag"]
            # Read by parsers when there is time: while they read, nobody polls.
            told.sent[f"{self.controller} {self._tag}"] = answer
            newest_first = [found.decode() for found in _ENTRY_ID.findall(answer.content)]
            known = set(self.seen)
            news = [notice for notice in newest_first if notice not in known]
            assert newest_first[: len(news)] == news, "what is new does not stand before what is known"
            self.seen += reversed(news)
        else:
            assert answer.status_code == httpx.codes.NOT_MODIFIED, answer.text
            self.unchanged += 1
        missing = due - set(self.seen)
        assert not missing, f"{answer.status_code} without {len(missing)} notices acknowledged over {LIMIT} s before"


class Writer:
    """Writes to lists, over the API of any of the processes or straight into the database."""

    def __init__(self, clients: list[httpx.AsyncClient], pool: Pool, told: Told, seed: int) -> None:
        self._clients, self._pool, self._told = clients, pool, told
        self._chance, self._seed = random.Random(seed), seed  # noqa: S311 — the same each time, not a secret

    async def write(self, count: int) -> None:
        """Make so many changes, each acknowledged before the next."""
        for number in range(count):
            controller, word = self._chance.choice(LISTS), f"purpose {self._seed}-{number}"
            way = self._directly if self._chance.random() < 1 / 3 else self._over_http
            notice = await way(controller, word)
            self._told.acknowledged[controller].append((time.monotonic(), notice.urn))

    async def _over_http(self, controller: str, word: str) -> UUID:
        """PUT until it is taken: the same document again changes nothing."""
        path = f"/v1/controllers/{controller}/subprocessors/cloud-{self._seed}"
        for _ in range(40):
            client = self._chance.choice(self._clients)
            answer = await client.put(path, json=factories.engagement(word))
            if answer.is_success:
                break
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
        assert answer.is_success, answer.text
        return await self._notice(
            "SELECT id FROM notice WHERE controller = $1 AND strpos(content, $2) > 0", controller, word
        )

    async def _directly(self, controller: str, word: str) -> UUID:
        draft = Draft(
            id=UUID(int=self._chance.getrandbits(128), version=4),
            controller=controller,
            said=Said(
                kind="changed",
                effective_on=None,
                objection_until=None,
                title=f"Notice: {word}",
                content="<p>A change.</p>",
                items=(),
                changes=(),
                language="en",
            ),
        )
        words = {controller: FeedWords(title=f"Sub-processors of {controller}", author="Registrar AS", language="en")}

        async def work(conn: Connection) -> UUID:
            async with conn.transaction():
                if await conn.fetchval("SELECT EXISTS (SELECT FROM notice WHERE id = $1)", draft.id):
                    return draft.id
                await conn.fetchval(
                    "SELECT id FROM subject WHERE controller = $1 AND kind = 'controller' FOR UPDATE", controller
                )
                await publish(conn, [draft], words, recorded_at=datetime.now(UTC), day=None)
            return draft.id

        return await self._again(work)

    async def _notice(self, query: str, *arguments: str) -> UUID:
        async def work(conn: Connection) -> UUID:
            found: UUID = await conn.fetchval(query, *arguments)
            return found

        return await self._again(work)

    async def _again(self, work: Callable[[Connection], Awaitable[UUID]]) -> UUID:
        for _ in range(40):
            with suppress(*AWAY):
                async with self._pool.acquire() as conn:
                    return await work(conn)
        raise AssertionError


async def cut_connections(url: str, every: float, done: asyncio.Event) -> int:
    """End a connection to the database at random, again and again; returns how many were ended."""
    ended = 0
    connection = await asyncpg.connect(url)
    query = (
        "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database() AND backend_type = 'client backend' ORDER BY random() LIMIT 1) AS one"
    )
    while not done.is_set():
        ended += len(await connection.fetch(query))
        await asyncio.sleep(every)
    await connection.close()
    return ended


class Outcome:
    """What a run counted."""

    def __init__(self, pollers: list[Poller], seconds: float, cut: int) -> None:
        self.polls = sum(poller.polls for poller in pollers)
        self.unchanged = sum(poller.unchanged for poller in pollers)
        self.refused = sum(poller.refused for poller in pollers)
        self.seconds, self.cut = seconds, cut

    def __str__(self) -> str:
        return (
            f"{self.seconds:.0f} s, {self.polls} polls, {self.unchanged} unchanged, {self.refused} refused (503), "
            f"{self.cut} connections cut"
        )


async def run(
    url: str,
    data: Path,
    *,
    changes: int,
    pollers: int,
    writers: int = 3,
    cut_every: float | None = None,
    behind: str | None = None,
    sources: tuple[Path | None, Path | None] = (None, None),
) -> Outcome:
    """Let pollers read at two processes while writers write; `behind` is a pooler's address.

    The processes are of this source where `sources` does not name a directory with another version.
    """
    told, done, begun = Told(), asyncio.Event(), time.monotonic()
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(_client(behind or url, data, source, cache=behind is None))
            for source in sources
        ]
        pool = await open_pool(url, max_size=writers)
        stack.push_async_callback(pool.close)
        await _seed(clients[0], writers)
        readers = [Poller(clients[number % 2], LISTS[number % len(LISTS)], number) for number in range(pollers)]
        async with asyncio.TaskGroup() as group:
            for reader in readers:
                group.create_task(reader.poll_until(done, told))
            cutting = None if cut_every is None else group.create_task(cut_connections(url, cut_every, done))
            await asyncio.gather(
                *(Writer(clients, pool, told, seed).write(changes // writers) for seed in range(writers))
            )
            await asyncio.sleep(LIMIT + 0.5)
            done.set()
        await _settle(readers, told)
        _read(list(told.sent.values()))
        await _same_order(readers, url)
        return Outcome(readers, time.monotonic() - begun, 0 if cutting is None else cutting.result())


def _read(answers: Sequence[httpx.Response]) -> None:
    """Hold every document to the schema, and give parsers those that together show each entry as it was ever sent.

    Two thousand changes are as many documents, of which each says again what the one before it said.
    """
    known: set[bytes] = set()
    for answer in reversed(answers):
        GRAMMAR.assertValid(etree.fromstring(answer.content))
        entries = set(_ENTRY.findall(answer.content))
        if not entries <= known:
            accept(answer)
            known |= entries


async def _settle(readers: list[Poller], told: Told) -> None:
    for reader in readers:
        refused = reader.refused
        await reader.poll(told)
        assert reader.refused == refused


async def _same_order(readers: list[Poller], url: str) -> None:
    """Hold what each reader saw against the notices of its list, as they are numbered."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT controller, id FROM notice ORDER BY controller, number")
    await connection.close()
    published = {name: [row["id"].urn for row in rows if row["controller"] == name] for name in LISTS}
    for reader in readers:
        assert reader.seen == published[reader.controller]


def of_source(source: Path) -> dict[str, str]:
    """The environment in which a program is that of a directory, before the installed one and this directory."""
    return {"PYTHONPATH": str(source), "PYTHONSAFEPATH": "1"}


@asynccontextmanager
async def _client(url: str, data: Path, source: Path | None, *, cache: bool) -> AsyncIterator[httpx.AsyncClient]:
    more = ({} if cache else {"SUBREG_STATEMENT_CACHE": "0"}) | ({} if source is None else of_source(source))
    async with (
        serving(url, data, **more) as address,
        httpx.AsyncClient(
            base_url=address, headers=bearer(KEY), timeout=30, limits=httpx.Limits(max_connections=40)
        ) as client,
    ):
        yield client


async def _seed(client: httpx.AsyncClient, writers: int) -> None:
    for name in LISTS:
        (await client.put(f"/v1/controllers/{name}", json=factories.controller(name.title()))).raise_for_status()
    for seed in range(writers):
        document = factories.subprocessor(f"Cloud {seed}")
        (await client.put(f"/v1/subprocessors/cloud-{seed}", json=document)).raise_for_status()
        for name in LISTS:
            path = f"/v1/controllers/{name}/subprocessors/cloud-{seed}?notice=baseline"
            (await client.put(path, json=factories.engagement())).raise_for_status()
