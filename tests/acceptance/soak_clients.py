"""Who asks in a soak: readers of lists and feeds, writers, staff, a customer who objects, strangers, a slow reader.

Every write carries a word of its own. What a writer wrote, and what anybody saw on a list, has to be in its feed a
second later: no list without its notice.
"""

import asyncio
import random
import re
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests import factories
from tests.acceptance.soak_figures import Requests
from tests.feed.readers import accept
from tests.web.running import bearer
from tests.web.test_lists import BROWSER, JSON, password

LIMIT = 1.0  # seconds: how late a reader may be told (DESIGN section 7)
PRIVATE, OBJECTED = "closed", "objected"
Work = Coroutine[Any, Any, None]
_WORD = re.compile(r"word-\d+x")
_ENTRY = re.compile(r"<entry>.*?</entry>", re.DOTALL)
_ENTRY_ID = re.compile(r"<id>(urn:uuid:[0-9a-f-]{36})</id>")
WAIVED = {"notice": "waived", "reason": "A soak."}


@dataclass
class Told:
    """What the readers of one list have seen of its feed, and what they have to see."""

    seen: dict[str, None] = field(default_factory=dict)  # ids of entries, in the order in which they came
    words: set[str] = field(default_factory=set)
    due: dict[str, float] = field(default_factory=dict)  # word: since when it is known to hold

    def promise(self, words: set[str]) -> None:
        """Note words that stand on the list, so that the feed has to have them a second later."""
        for word in words - self.words:
            self.due.setdefault(word, time.monotonic())

    def read(self, feed: str) -> str | None:
        """Take in a feed that was sent; returns what is wrong with it, or null."""
        newest_first = _ENTRY_ID.findall("".join(_ENTRY.findall(feed)))
        news = [entry for entry in newest_first if entry not in self.seen]
        self.seen |= dict.fromkeys(reversed(news))
        self.words |= set(_WORD.findall(feed))
        if len(set(newest_first)) != len(newest_first):
            return "a notice stands twice in the feed"
        return None if newest_first[: len(news)] == news else "what is new does not stand before what is known"

    def missing(self, asked_at: float) -> set[str]:
        """Return the words that an answer asked for at a moment should have brought, and forget those that are in."""
        self.due = {word: at for word, at in self.due.items() if word not in self.words}
        return {word for word, at in self.due.items() if at < asked_at - LIMIT}


class Soaked:
    """What all clients share: the address, the chance, what was asked and told, and the end of it."""

    def __init__(self, address: str, chance: random.Random, lists: list[str], catalogue: list[str]) -> None:
        self.address, self.chance, self.lists, self.catalogue = address, chance, lists, catalogue
        self.requests, self.done = Requests(), asyncio.Event()
        self.told = {name: Told() for name in (*lists, PRIVATE)}
        self._words = 0

    def word(self) -> str:
        """A word that was not there before."""
        self._words += 1
        return f"word-{self._words}x"

    def engaged(self, number: int) -> list[str]:
        """The sub-processors that a list, by its number, engages."""
        return [self.catalogue[(number * 3 + step) % len(self.catalogue)] for step in range(5)]

    def engaging(self, subprocessor: str) -> list[str]:
        """The lists that engage a sub-processor."""
        return [name for number, name in enumerate(self.told) if subprocessor in self.engaged(number)]

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A client of the service with these headers."""
        return httpx.AsyncClient(base_url=self.address, headers=headers, timeout=60)

    async def pause(self, seconds: float) -> None:
        """Wait so long on average, or until the end."""
        try:
            await asyncio.wait_for(self.done.wait(), self.chance.uniform(0, 2 * seconds))
        except TimeoutError:
            return


class Reader:
    """A program and a person who read some lists: conditional requests for feeds, and pages now and then."""

    def __init__(self, soaked: Soaked, lists: list[str]) -> None:
        self._soaked, self._lists = soaked, lists
        self._tags: dict[str, str] = {}

    async def read(self, pause: float) -> None:
        """Read until the end."""
        soaked = self._soaked
        async with soaked.client() as client:
            while not soaked.done.is_set():
                name, chance = soaked.chance.choice(self._lists), soaked.chance.random()
                if chance < 0.6:
                    await self._poll(client, name)
                elif chance < 0.8:
                    form = soaked.chance.choice(("feed.json", "calendar.ics"))
                    await self._conditionally(client, name, form)
                elif chance < 0.9:
                    await self._page(client, name)
                else:
                    await self._json(client, name)
                await soaked.pause(pause)

    async def read_all(self) -> None:
        """Read every feed once more, in full, and give the first to the parsers: a long one takes them a second."""
        self._tags.clear()
        async with self._soaked.client() as client:
            for name in self._lists:
                answer = await self._poll(client, name)
                if answer is not None and name == self._lists[0]:
                    accept(answer)

    async def _conditionally(self, client: httpx.AsyncClient, name: str, form: str) -> httpx.Response | None:
        path = f"/lists/{name}/{form}"
        condition = {"If-None-Match": self._tags.get(path, '"none"')}
        answer = await self._soaked.requests.ask(client, f"GET {form}", "GET", path, 200, 304, headers=condition)
        if answer is not None and answer.status_code == httpx.codes.OK:
            self._tags[path] = answer.headers["ETag"]
        return answer

    async def _poll(self, client: httpx.AsyncClient, name: str) -> httpx.Response | None:
        asked_at, told = time.monotonic(), self._soaked.told[name]
        answer = await self._conditionally(client, name, "feed.atom")
        if answer is None:
            return None
        wrong = told.read(answer.text) if answer.status_code == httpx.codes.OK else None
        self._soaked.requests.expect(wrong is None, f"{name}: {wrong}")
        missing = told.missing(asked_at)
        self._soaked.requests.expect(not missing, f"{name}: the list without its notices of {missing}")
        return answer

    async def _page(self, client: httpx.AsyncClient, name: str) -> None:
        """Read the page: what is new on the list stands among the notices below it."""
        known = set(self._soaked.told[name].words)
        path = f"/lists/{name}"
        answer = await self._soaked.requests.ask(client, "GET page", "GET", path, 200, headers=BROWSER)
        if answer is not None:
            above, _, notices = answer.text.partition('<h2 id="notices">')
            missing = set(_WORD.findall(above)) - set(_WORD.findall(notices)) - known
            self._soaked.requests.expect(not missing, f"{name}: the page without its notices of {missing}")

    async def _json(self, client: httpx.AsyncClient, name: str) -> None:
        answer = await self._soaked.requests.ask(client, "GET list", "GET", f"/lists/{name}", 200, headers=JSON)
        if answer is not None:
            self._soaked.told[name].promise(set(_WORD.findall(answer.text)))


async def write(soaked: Soaked, key: str, pause: float, numbers: range) -> None:
    """Write to lists by their numbers: engagements and sub-processors, planned or at once, and withdrawals."""
    ask, chance = soaked.requests.ask, soaked.chance
    async with soaked.client(**bearer(key)) as client:
        while not soaked.done.is_set():
            number, word = chance.choice(numbers), soaked.word()
            name, terms = soaked.lists[number], chance.choice(({}, WAIVED))
            told, path, document = [name], f"/v1/controllers/{name}/subprocessors/", factories.engagement(word)
            slug, kind = chance.choice(soaked.engaged(number)), "PUT engagement"
            if chance.random() < 0.2:
                told, path, document = soaked.engaging(slug), "/v1/subprocessors/", factories.subprocessor(word)
                kind = "PUT subprocessor"
            answer = await ask(client, kind, "PUT", path + slug, 200, json=document, params=terms)
            if answer is not None:
                for each in told:
                    soaked.told[each].promise({word})
                if told == [name] and not terms and chance.random() < 0.4:
                    change = f"/v1/changes/{answer.headers['Subreg-Change']}/withdrawal"
                    await ask(client, "POST withdrawal", "POST", change, 201, json={"reason": "A soak."})
            await soaked.pause(pause)


async def use_the_api(soaked: Soaked, key: str, pause: float) -> None:
    """Read what staff and their programs read, with a key."""
    async with soaked.client(**bearer(key)) as client:
        while not soaked.done.is_set():
            name, slug = soaked.chance.choice(soaked.lists), soaked.chance.choice(soaked.catalogue)
            one = f"/v1/controllers/{name}"
            paths = [one, f"{one}/subprocessors", f"{one}/transfers", f"{one}/findings", f"{one}/changes?limit=20"]
            paths += [f"/v1/subprocessors/{slug}", f"/v1/subprocessors?engaged_by={name}", "/v1/objections"]
            await soaked.requests.ask(client, "GET /v1", "GET", soaked.chance.choice(paths), 200)
            await soaked.pause(pause)


async def check(soaked: Soaked, key: str, pause: float) -> None:
    """Check all lists."""
    async with soaked.client(**bearer(key)) as client:
        while not soaked.done.is_set():
            await soaked.requests.ask(client, "GET /v1/findings", "GET", "/v1/findings", 200)
            await soaked.pause(pause)


async def knock(soaked: Soaked, pause: float) -> None:
    """Come with credentials that open nothing."""
    async with soaked.client() as client:
        while not soaked.done.is_set():
            wrong = f"wrong-{soaked.chance.getrandbits(128):x}"
            path, status, headers = soaked.chance.choice(
                (
                    ("/v1/controllers", 401, bearer(wrong)),
                    (f"/lists/{PRIVATE}/feed.atom", 401, password(wrong)),
                    (f"/s/{wrong}/feed.atom", 404, {}),
                )
            )
            await soaked.requests.ask(client, "wrong credential", "GET", path, status, headers=headers)
            await soaked.pause(pause)


async def read_slowly(soaked: Soaked) -> None:
    """Read a feed and a page over and over, a few kilobytes at a time, each whole in the end."""
    address = urlsplit(soaked.address)
    while not soaked.done.is_set():
        path = f"/lists/{soaked.chance.choice(soaked.lists)}{soaked.chance.choice(('', '/feed.atom'))}"
        asked_at = time.monotonic()
        reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=4096)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        received = 0
        while part := await reader.read(4096):
            received += len(part)
            await asyncio.sleep(0 if soaked.done.is_set() else 0.2)
        writer.close()
        soaked.requests.note("slow GET", asked_at, int(head.split()[1]))
        what = f"slow: {path}: {received} of {length} bytes of {head[:15]}"
        soaked.requests.expect(head.startswith("http/1.1 200") and received == length, what)


async def object_to(soaked: Soaked, key: str, token: str, pause: float) -> None:
    """Announce something to the private list, object to it as its subscriber, and reject that, again and again."""
    ask, told = soaked.requests.ask, soaked.told[PRIVATE]
    async with soaked.client(**bearer(key)) as staff, soaked.client() as subscriber:
        while not soaked.done.is_set():
            word, path = soaked.word(), f"/v1/controllers/{PRIVATE}/subprocessors/{OBJECTED}"
            await ask(staff, "PUT engagement", "PUT", path, 200, json=factories.engagement(word))
            told.promise({word})
            await asyncio.sleep(LIMIT + 0.1)
            asked_at = time.monotonic()
            feed = await ask(subscriber, "GET feed.atom", "GET", f"/s/{token}/feed.atom", 200)
            if feed is None:
                continue
            wrong = told.read(feed.text)
            soaked.requests.expect(wrong is None, f"{PRIVATE}: {wrong}")
            missing = told.missing(asked_at)
            soaked.requests.expect(not missing, f"{PRIVATE}: without its notices of {missing}")
            entry = next((entry for entry in _ENTRY.findall(feed.text) if word in entry), None)
            if entry is not None:
                await _object_once(soaked, staff, subscriber, f"/s/{token}/notices/{_ENTRY_ID.findall(entry)[0][9:]}")
            await soaked.pause(pause)


async def _object_once(soaked: Soaked, staff: httpx.AsyncClient, subscriber: httpx.AsyncClient, notice: str) -> None:
    ask, body = soaked.requests.ask, {"reason": "Not for this.", "contact": {"name": "Olga Objector"}}
    filed = await ask(subscriber, "POST objection", "POST", f"{notice}/objections", 201, json=body)
    if filed is not None:
        decision = f"/v1/objections/{filed.json()['id']}/decision"
        body = {"outcome": "rejected", "reply": "It is needed."}
        await ask(staff, "POST decision", "POST", decision, 200, json=body)
